"""No var is named like a secret."""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

_ENDINGS = frozenset({"CREDENTIAL", "CREDENTIALS", "PASSPHRASE", "PASSWD", "PASSWORD", "PWD", "SECRET", "SECRETS", "TOKEN"})
_KEYS = frozenset({"ACCESS", "ADMIN", "API", "AUTH", "ENCRYPTION", "HMAC", "MASTER", "PRIVATE", "ROLE", "SECRET", "SERVICE", "SIGNING", "WEBHOOK"})
_JOINED = frozenset({"APIKEY", "PRIVATEKEY", "SECRETKEY"})
_PUBLIC = frozenset({"ANON", "PUBLIC", "PUBLISHABLE", "SITE"})


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Look at the names of the declared vars."""
    declared = project.declared_keys
    for key, place in declared.vars.keys.items() if declared is not None and declared.vars is not None else ():
        if is_secret_like(key):
            yield Finding(
                f'var "{key}" is named like a secret, and a var is kept in plain text for everybody who can list vars',
                place,
                key,
                fix=Fix(
                    f"if its value is secret, move it to SecretKey, read it with secret.get, run `edgespark secret set {key}` "
                    "(it prints a URL where a human enters the value), and replace the value that was visible"
                ),
            )


def is_secret_like(key: str) -> bool:
    """Whether a name ends like a secret's (`DB_PASSWORD`, `STRIPE_API_KEY`) and nothing in it says that it is public."""
    words = key.upper().split("_")
    if _PUBLIC & set(words):
        return False
    return words[-1] in _ENDINGS | _JOINED or (words[-1] == "KEY" and words[-2:-1] != [] and words[-2] in _KEYS)


RULE = Rule(
    id="secret-like-var",
    summary="no var is named like a secret",
    severity=Severity.WARNING,
    group=Group.RUNTIME_KEYS,
    check=check,
)
