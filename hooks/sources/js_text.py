"""JavaScript values as JavaScript writes them: the text of a number, the JSON of a default.

Source: ECMA-262, Number::toString and JSON.stringify. Both sides of a comparison go through here, so that `1.0` and `1` are one value.
"""

import math

_SAFE = 2**53
_FIXED_BELOW, _FIXED_FROM = 21, -6


def number_text(value: float) -> str:
    """`value` as JavaScript prints it: shortest digits that read back as the same double, an exponent from 1e21 up and below 1e-6."""
    if isinstance(value, int) and abs(value) <= _SAFE:
        return str(value)
    try:
        double = float(value)
    except OverflowError:
        double = math.inf if value > 0 else -math.inf
    if not math.isfinite(double):
        return "NaN" if math.isnan(double) else "Infinity" if double > 0 else "-Infinity"
    return _finite(double)


def _finite(double: float) -> str:
    if double == 0:
        return "0"
    sign = "-" if double < 0 else ""
    digits, point = _decimal(abs(double))
    if len(digits) <= point <= _FIXED_BELOW:
        return f"{sign}{digits}{'0' * (point - len(digits))}"
    if 0 < point <= _FIXED_BELOW:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _FIXED_FROM < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+d}"


def _decimal(double: float) -> tuple[str, int]:
    """The significant digits of a positive double, and where its decimal point stands among them."""
    mantissa, _, exponent = f"{double!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len((whole + fraction).lstrip("0")))
    return digits.rstrip("0"), point


def json_text(value: object) -> str:
    """`value` as `JSON.stringify` writes it; a number that is not finite becomes `null`."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        text = number_text(value)
        return text if text[-1].isdigit() else "null"
    if isinstance(value, list):
        return f"[{','.join(map(json_text, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{json_text(str(key))}:{json_text(item)}' for key, item in value.items())}}}"
    import json

    return json.dumps(value, ensure_ascii=False)
