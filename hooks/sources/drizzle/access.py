"""Names, members and calls."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import classes, literals, members, prototypes, selections, surroundings
from hooks.sources.drizzle.conversions import text
from hooks.sources.drizzle.scope import UNSET, Imported, Namespace
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Getter, Poison, Site, Thrown, Undefined, Unknown
from hooks.sources.js_object import keys

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator, Handler
    from hooks.sources.drizzle.scope import Scope

_CHAINS = frozenset({"member_expression", "subscript_expression", "call_expression", "non_null_expression"})


def _identifier(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    name = scope.text[node.start_byte : node.end_byte].decode()
    holder: Scope | None = scope
    while holder is not None:
        if name in holder.names:
            value = holder.names[name]
            if value.__class__ is Imported:
                return value.resolved(ev, Site(node, scope))
            if value is UNSET:
                raise Thrown(f'"{name}" is used before it is defined', scope.source.location(node))
            return value
        holder = holder.outer
    if name in surroundings.GLOBALS:
        return surroundings.GLOBALS[name]
    if name in surroundings.AMBIENT:
        inert = name not in surroundings.LOADERS
        return Unknown(f'"{name}" is not known before the module runs', scope.source.location(node), inert=inert, opaque=not inert, foreign=inert)
    raise Thrown(f'"{name}" is not declared', scope.source.location(node))


def member(ev: "Evaluator", value: Any, key: str, site: Site) -> Any:
    """`value[key]`. Raises Thrown for a member of nothing."""
    kind = value.__class__
    if kind is dict and key in value:
        found = value[key]
        return ev.call(found.function, [], site, value) if found.__class__ is Getter else found
    if value is None or value is UNDEFINED:
        raise Thrown(f'cannot read "{key}" of {text(value)}', site.location)
    reader = _READERS.get(kind)
    if reader is not None:
        return reader(ev, value, key, site)
    if kind in members.PROPERTIES:
        found = members.PROPERTIES[kind](value, key)
        if found is not members.MISSING:
            return found
    method = members.METHODS.get(kind, members.NO_METHODS).get(key)
    if method is not None:
        return Builtin(key, lambda ev, arguments, site: method(ev, value, arguments, site))
    return _missing(ev, value, key, site)


def _selected(_ev: "Evaluator", value: Any, key: str, site: Site) -> Any:
    return selections.member(members.SELECTIONS[value.__class__](value), key, site)


_READERS: dict[type, Callable[["Evaluator", Any, str, Site], Any]] = {
    Unknown: lambda _ev, value, _key, _site: value.part,
    Namespace: lambda ev, value, key, site: value.provider.exported(ev, key, site),
    classes.Instance: classes.of_instance,
    classes.Class: classes.of_class,
    classes.Super: classes.of_super,
    **dict.fromkeys(members.SELECTIONS, _selected),
}


# Functions of these give back what they are given.
_KEEPERS = frozenset({"Object", "Array", "Map", "Proxy"})


def _missing(ev: "Evaluator", value: Any, key: str, site: Site) -> Any:
    """A member that is not evaluated here: undefined where there is none, else unknown."""
    kind = value.__class__
    if kind is literals.Partial:
        return value.unknown.part
    is_global = kind is Builtin and value.name in surroundings.GLOBALS
    if not is_global and kind in prototypes.MEMBERS and key not in prototypes.MEMBERS[kind]:
        return UNDEFINED
    inert = (is_global and value.name not in _KEEPERS) or kind in prototypes.INERT
    return ev.unknown(f'"{key}" of {members.described(value)} is not supported', site.node, site.scope, inert=inert)


def own_properties(ev: "Evaluator", value: Any, site: Site) -> dict[str, Any] | None:
    """What spreading `value` into an object adds, or None where that is not supported."""
    if isinstance(value, classes.Instance):
        return value.visible
    if isinstance(value, dict):
        if not any(item.__class__ is Getter for item in value.values()):
            return value
        read = {key: member(ev, value, key, site) for key in value}
        return literals.Partial(read, value.unknown) if isinstance(value, literals.Partial) else read
    if isinstance(value, Namespace):
        names = value.provider.names()
        return None if names is None else {name: value.provider.exported(ev, name, site) for name in names}
    return members.own_properties(value)


def _member(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    value = ev.value(node.named_children[0], scope)
    if value.__class__ in _NOTHING and _stops(value, node):
        return _stopped(node)
    return member(ev, value, _property(node, scope), Site(node, scope))


def _property(node: "Node", scope: "Scope") -> str:
    name = node.named_children[-1]
    return scope.text[name.start_byte : name.end_byte].decode()


class _Stopped:
    """What a chain gives behind a `?.` that found nothing, as far as it goes; there is one, `_STOPPED`."""

    __slots__ = ()


_STOPPED = _Stopped()
_NOTHING = frozenset({type(None), Undefined, _Stopped})


def _stops(value: Any, node: "Node") -> bool:
    """Whether the chain ends at `node`, of which `value` is nothing: here by a `?.`, or earlier."""
    return value is _STOPPED or any(child.type in {"optional_chain", "?."} for child in node.children)


def _stopped(node: "Node") -> Any:
    """The value of `node` in a chain that has ended: undefined for whoever is no part of it."""
    parent = node.parent
    inside = parent is not None and parent.type in _CHAINS and parent.named_children[0] == node
    return _STOPPED if inside else UNDEFINED


def _subscript(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    value = ev.value(node.named_children[0], scope)
    if value.__class__ in _NOTHING and _stops(value, node):
        return _stopped(node)
    return member(ev, value, _index(ev, node, scope), Site(node, scope))


def _index(ev: "Evaluator", node: "Node", scope: "Scope") -> str:
    key = text(ev.known(node.named_children[-1], scope))
    if key is None:
        raise Poison(ev.unknown("this index has no text here", node, scope))
    return key


def target(ev: "Evaluator", node: "Node", scope: "Scope") -> tuple[Any, str]:
    """The object and the key that a member expression on the left of an assignment names."""
    if node.type == "member_expression":
        return ev.known(node.named_children[0], scope), _property(node, scope)
    if node.type == "subscript_expression":
        return ev.known(node.named_children[0], scope), _index(ev, node, scope)
    raise Poison(ev.unknown("this assignment cannot be followed", node, scope))


def _call(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    parts = node.named_children
    callee = parts[0]
    if callee.type == "member_expression":
        receiver = ev.value(callee.named_children[0], scope)
        key = _property(callee, scope)
        method = members.METHODS.get(receiver.__class__, members.NO_METHODS).get(key)
        if method is not None and not (receiver.__class__ is dict and key in receiver):
            return method(ev, receiver, arguments(ev, parts[-1], scope), Site(node, scope))
        if receiver.__class__ in _NOTHING and _stops(receiver, callee):
            return _stopped(node)
        function = member(ev, receiver, key, Site(callee, scope))
    elif callee.type == "subscript_expression":
        receiver = ev.value(callee.named_children[0], scope)
        if receiver.__class__ in _NOTHING and _stops(receiver, callee):
            return _stopped(node)
        function = member(ev, receiver, _index(ev, callee, scope), Site(callee, scope))
    else:
        receiver = UNDEFINED
        function = ev.value(callee, scope)
    if function.__class__ in _NOTHING and _stops(function, node):
        return _stopped(node)
    given = arguments(ev, parts[-1], scope)
    if function.__class__ is Builtin:
        return function.call(ev, given, Site(node, scope))
    return ev.call(function, given, Site(node, scope), receiver)


def arguments(ev: "Evaluator", node: "Node", scope: "Scope") -> list[Any]:
    """The arguments of a call; of a tagged template its strings, then its values."""
    if node.type == "template_string":
        strings, values = literals.template_parts(ev, node, scope)
        return [literals.TemplateStrings(strings, node, scope.text), *values]
    given: list[Any] = []
    for child in node.named_children:
        kind = child.type
        if kind == "spread_element":
            given.extend(literals.iterated(ev, ev.known(child.named_children[-1], scope), Site(child, scope)))
        elif kind != "comment":
            given.append(ev.value(child, scope))
    return given


def _new(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    constructor = ev.value(node.named_children[0], scope)
    parts = node.child_by_field_name("arguments")
    given = [] if parts is None else arguments(ev, parts, scope)
    if isinstance(constructor, Builtin) and constructor.construct is not None:
        return constructor.construct(ev, given, Site(node, scope))
    if isinstance(constructor, Unknown):
        made = constructor.given(given)
        return Unknown(made.reason, made.location, inert=made.inert, opaque=True, foreign=made.foreign)
    return ev.unknown("this object cannot be made here", node, scope, opaque=True)


def _inner(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    """What stands in parentheses, or before `as`, `satisfies`, `!` and type arguments: types change no value."""
    for child in node.named_children:
        if child.type != "comment":
            return ev.value(child, scope)
    return UNDEFINED


def _non_null(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    """`value!`, which is no end of a chain."""
    value = _inner(ev, node, scope)
    return _stopped(node) if value is _STOPPED else value


def _asserted(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    """`<T>value`."""
    return ev.value(node.named_children[-1], scope)


HANDLERS: dict[str, "Handler"] = {
    "identifier": _identifier,
    "shorthand_property_identifier": _identifier,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "call_expression": _call,
    "new_expression": _new,
    "parenthesized_expression": _inner,
    "as_expression": _inner,
    "satisfies_expression": _inner,
    "non_null_expression": _non_null,
    "instantiation_expression": _inner,
    "type_assertion": _asserted,
    "this": lambda _ev, _node, scope: scope.this,
    "class": classes.made,
    "super": classes.super_of,
    "await_expression": lambda ev, node, scope: ev.unknown('"await" cannot be evaluated', node, scope),
    "import": lambda ev, node, scope: ev.unknown('"import()" cannot be evaluated', node, scope),
    "meta_property": lambda ev, node, scope: ev.unknown('"import.meta" cannot be evaluated', node, scope, inert=True),
}


def object_keys(ev: "Evaluator", value: Any, site: Site) -> list[str] | None:
    """`Object.keys(value)`, or None where they are not known."""
    own = own_properties(ev, value, site)
    return None if own is None or isinstance(own, literals.Partial) else keys(own)
