"""What a syntax node says: plain facts about one node, no scopes and no other module."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "generator_function",
        "arrow_function",
        "method_definition",
    }
)
CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})
ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression"})
_KEEPING = frozenset({b"??=", b"||="})
_CASTS = frozenset({"as_expression", "type_assertion"})
_ALTERNATIVES = frozenset({b"??", b"||"})
_TRANSPARENT = frozenset({"parenthesized_expression", "non_null_expression", "satisfies_expression", "await_expression"})
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def named(node: "Node") -> "list[Node]":
    """The named children, comments left out."""
    return [child for child in node.named_children if not child.is_extra]


def text(node: "Node") -> str:
    """The node's source text."""
    return (node.text or b"").decode("utf-8", "replace")


def literal(node: "Node") -> str | None:
    """The value of a string, or of a template without substitutions; None for anything else."""
    if node.type not in {"string", "template_string", "template_literal_type"}:
        return None
    parts = named(node)
    if any(part.type not in {"string_fragment", "escape_sequence"} for part in parts):
        return None
    return "".join(_unescaped(text(part)) if part.type == "escape_sequence" else text(part) for part in parts)


def joined(node: "Node") -> "list[str | Node]":
    """The pieces of a template with substitutions, or of a sum: texts, and expressions between them; none for anything else."""
    if node.type == "template_string":
        return [_piece(part) for part in named(node)]
    pieces: list[str | Node] = []
    while node.type == "binary_expression" and has_token(node, "+"):
        pieces += [child for child in (node.child_by_field_name("right"),) if child is not None]
        node = node.child_by_field_name("left") or node
    return [node, *reversed(pieces)] if pieces else []


def _piece(part: "Node") -> "str | Node":
    if part.type == "template_substitution":
        return named(part)[0] if named(part) else ""
    return _unescaped(text(part)) if part.type == "escape_sequence" else text(part)


def _unescaped(escape: str) -> str:
    rest = escape[1:]
    if rest[:1] in {"x", "u"}:
        try:
            character = chr(int(rest[1:].strip("{}"), 16))
        except (ValueError, OverflowError):
            return rest
        return rest if "\ud800" <= character <= "\udfff" else character  # half of a pair is no text that could be written anywhere
    return "" if rest in {"\n", "\r\n"} else _ESCAPES.get(rest, rest)


def inner(node: "Node") -> "tuple[tuple[Node, ...], bool] | None":
    """The expressions that `node` may stand for as they are, and whether a cast lies between; None where it is no such wrapper.

    Parentheses, `!`, `satisfies` and `await` stand for their operand, a conditional for both branches, `a ?? b` and `a || b` for both sides,
    `a && b` for the right one. Both `await` and its promise stand for the value: nothing here asks when it arrives.
    """
    if node.type in _TRANSPARENT:
        return tuple(named(node)[:1]), False
    if node.type in _CASTS:
        return _cast(node)
    if node.type == "ternary_expression":
        return _fields(node, "consequence", "alternative"), False
    if node.type == "binary_expression":
        operator = node.child_by_field_name("operator")
        word = operator.text if operator else b""
        if word in _ALTERNATIVES:
            return _fields(node, "left", "right"), False
        if word == b"&&":
            return _fields(node, "right"), False
    return None


def alternatives(node: "Node") -> "Iterator[Node]":
    """The expressions that `node` may stand for, those in wrappers of wrappers included."""
    waiting = [node]
    while waiting:
        whole = inner(waiting[-1])
        part = waiting.pop()
        if whole is None:
            yield part
        else:
            waiting += whole[0]


def _cast(node: "Node") -> "tuple[tuple[Node, ...], bool]":
    """`x as T` and `<T>x`; `as const` takes nothing from the compiler's sight, so it is no cast."""
    parts = named(node)
    if node.type == "type_assertion":
        return tuple(parts[-1:]), True
    return tuple(parts[:1]), len(parts) > 1


def _fields(node: "Node", *names: str) -> "tuple[Node, ...]":
    return tuple(child for child in map(node.child_by_field_name, names) if child is not None)


def assigned(assignment: "Node") -> "tuple[Node, ...]":
    """The expressions one of which is the value of `a = b`, `a ??= b` and the like, the right one last; none for `a += b`, which makes a new value."""
    operator = assignment.child_by_field_name("operator")
    if operator is None or operator.text == b"&&=":
        return _fields(assignment, "right")
    return _fields(assignment, "left", "right") if operator.text in _KEEPING else ()


def member(node: "Node") -> "tuple[Node, str | None] | None":
    """The object of `a.b` or `a["b"]` and the property's name (None: computed); None for anything else."""
    target = node.child_by_field_name("object") if node.type in {"member_expression", "subscript_expression"} else None
    if target is None:
        return None
    index = node.child_by_field_name("index")
    if index is not None:
        return target, index_name(index)
    name = node.child_by_field_name("property")
    return target, None if name is None else text(name)


def index_name(index: "Node") -> str | None:
    """The property that an index expression names, where it is a literal."""
    return text(index) if index.type == "number" else literal(index)


def property_name(node: "Node | None") -> str | None:
    """The name that a key of an object, class, enum or pattern gives; None where it is computed."""
    if node is None:
        return None
    if node.type == "computed_property_name":
        return literal(named(node)[0]) if named(node) else None
    return literal(node) if node.type == "string" else text(node)


def arguments(call: "Node") -> "list[Node]":
    """The arguments of a call or of `new`."""
    found = call.child_by_field_name("arguments")
    return named(found) if found is not None and found.type == "arguments" else []


def imported_module(node: "Node") -> str | None:
    """The module that `import("m")` or `require("m")` names; None for any other node."""
    called = node.child_by_field_name("function") if node.type == "call_expression" else None
    if called is None or not (called.type == "import" or (called.type == "identifier" and called.text == b"require")):
        return None
    given = arguments(node)
    return literal(given[0]) if given else None


def source_module(statement: "Node") -> str | None:
    """The module that an import or export statement names."""
    source = statement.child_by_field_name("source")
    return None if source is None else literal(source)


def has_token(node: "Node", token: str) -> bool:
    """Whether `node` has the keyword `token` as a direct child."""
    return any(child.type == token for child in node.children)


def parameters(function: "Node") -> "list[Node]":
    """The parameters of a function, `this` left out."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return [single]
    found = function.child_by_field_name("parameters")
    return [] if found is None else [node for node in named(found) if not _is_this(node)]


def _is_this(parameter: "Node") -> bool:
    pattern = parameter.child_by_field_name("pattern")
    return pattern is not None and pattern.type == "this"


def returned(function: "Node") -> "Iterator[Node]":
    """Every expression that `function` may return; nested functions left out."""
    body = function.child_by_field_name("body")
    if body is None:
        return
    if body.type != "statement_block":
        yield body
        return
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.type == "return_statement":
            yield from named(node)[:1]
        elif node.type not in FUNCTIONS and node.type not in CLASSES:
            waiting.extend(reversed(node.named_children))
