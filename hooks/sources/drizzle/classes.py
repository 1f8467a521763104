"""Classes of the module and their instances: fields, methods, getters, static members, and what one class inherits from another."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hooks.sources.drizzle import literals
from hooks.sources.drizzle.fields import field
from hooks.sources.drizzle.values import UNDEFINED, Builtin, Function, Getter, Poison, Site, Thrown, Unknown
from hooks.sources.js_object import INHERITED

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator
    from hooks.sources.drizzle.scope import Scope

# The name under which the members of a class find it: no module can write it.
_OWN = "*class*"
_OF_FUNCTIONS = INHERITED | {"length", "prototype", "arguments", "caller", "apply", "bind", "call"}


class Class(Builtin):
    """A class: its static members are its properties; `members` are the methods and getters of its instances, `fields` what each one gets."""

    __slots__ = ("fields", "maker", "members", "parent", "scope")

    def __init__(self, name: str, scope: "Scope", parent: "Class | None") -> None:
        super().__init__(name, _called, {}, self._constructed)
        self.scope = scope
        self.parent = parent
        self.maker: Function | None = None
        self.members: dict[str, Any] = {}
        self.fields: list[Node] = []

    @property
    def line(self) -> "Iterator[Class]":
        """The class, its base class, and so on."""
        one: Class | None = self
        while one is not None:
            yield one
            one = one.parent

    def _constructed(self, ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
        instance = Instance(self)
        try:
            self.begin(ev, instance, arguments, site)
        except Poison as poison:
            return Unknown(poison.unknown.reason, poison.unknown.location, opaque=True)
        return instance

    def begin(self, ev: "Evaluator", instance: "Instance", arguments: list[Any], site: Site) -> None:
        """Give `instance` its fields and run the constructor; that of a derived class begins its base class by `super`."""
        if self.maker is not None and self.parent is not None:
            ev.call(self.maker, arguments, site, instance)
            return
        if self.parent is not None:
            self.parent.begin(ev, instance, arguments, site)
        self.add_fields(ev, instance)
        if self.maker is not None:
            ev.call(self.maker, arguments, site, instance)

    def add_fields(self, ev: "Evaluator", instance: "Instance") -> None:
        """Give `instance` the fields that this class declares."""
        scope = self.scope.inner()
        scope.this = instance
        for node in self.fields:
            instance.update([_field(ev, node, scope)])


class Instance(dict[str, Any]):
    """An object of a class: its own properties, private ones by their `#name`."""

    __slots__ = ("made_by",)

    def __init__(self, made_by: Class) -> None:
        super().__init__()
        self.made_by = made_by

    @property
    def visible(self) -> dict[str, Any]:
        """The properties that others can list."""
        return {key: value for key, value in self.items() if not key.startswith("#")}


class Super(Builtin):
    """`super` in a member of the class `own`: called in the constructor, elsewhere asked for what `own` inherits."""

    __slots__ = ("own", "parent", "this")

    def __init__(self, own: Class, parent: Class, this: Any) -> None:
        super().__init__("super", self._called)
        self.own = own
        self.parent = parent
        self.this = this

    def _called(self, ev: "Evaluator", arguments: list[Any], site: Site) -> Any:
        if not isinstance(self.this, Instance):
            raise Thrown('"super" cannot be called here', site.location)
        self.parent.begin(ev, self.this, arguments, site)
        self.own.add_fields(ev, self.this)
        if self.own.maker is not None:
            _keep_parameters(self.own.maker, site.scope, self.this)
        return UNDEFINED


def started(maker: Function, scope: "Scope") -> None:
    """The parameters of a constructor are bound in `scope`: that of a base class keeps those it declares as properties."""
    if isinstance(maker.this, Class) and maker.this.parent is None and isinstance(scope.this, Instance):
        _keep_parameters(maker, scope, scope.this)


def _keep_parameters(maker: Function, scope: "Scope", instance: Instance) -> None:
    """`constructor(private name: string)` sets `this.name`."""
    for parameter in () if maker.parameters is None else maker.parameters.named_children:
        pattern = parameter.child_by_field_name("pattern")
        if pattern is not None and parameter.children[0].type in _MODIFIERS:
            name = scope.source.text_of(pattern)
            holder = scope.holder(name)
            instance[name] = UNDEFINED if holder is None else holder.names[name]


_MODIFIERS = frozenset({"accessibility_modifier", "readonly", "override_modifier"})


def _called(_ev: "Evaluator", _arguments: list[Any], site: Site) -> Any:
    raise Thrown("a class is called without new", site.location)


# --- making a class --------------------------------------------------------------------------------------------------------------------
def made(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    """The class that `node` describes. One with a decorator, a setter, or a base class that is none of the project's is unknown."""
    members = field(node, "body").named_children
    parent = _parent(ev, node, scope)
    if isinstance(parent, Unknown) or any(_is_unfollowed(child) for child in (*node.named_children, *members)):
        return ev.unknown("this class cannot be evaluated", node, scope, opaque=True)
    name_node = node.child_by_field_name("name")
    name = "" if name_node is None else scope.source.text_of(name_node)
    inner = scope.inner()
    result = inner.this = inner.names[_OWN] = Class(name, inner, parent)
    if name:
        inner.names[name] = result
    try:
        for member in members:
            _add(ev, member, inner, result)
    except Poison as poison:
        return Unknown(poison.unknown.reason, poison.unknown.location, opaque=True)
    return result


def _parent(ev: "Evaluator", node: "Node", scope: "Scope") -> Class | Unknown | None:
    heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
    clause = next((child for child in (heritage.named_children if heritage else ()) if child.type == "extends_clause"), None)
    if clause is None:
        return None
    value = ev.settled(field(clause, "value"), scope)
    return value if isinstance(value, (Class, Unknown)) else ev.unknown("this base class cannot be followed", clause, scope)


def _is_unfollowed(node: "Node") -> bool:
    return node.type == "decorator" or (node.type == "method_definition" and any(child.type == "set" for child in node.children[:3]))


def _add(ev: "Evaluator", member: "Node", scope: "Scope", result: Class) -> None:
    words = {child.type for child in member.children[:4]}
    if member.type == "class_static_block":
        ev.run(field(member, "body"), scope)
    elif member.type == "public_field_definition" and "declare" not in words:
        if "static" in words:
            result.properties.update([_field(ev, member, scope)])
        else:
            result.fields.append(member)
    elif member.type == "method_definition":
        key = literals.property_key(ev, field(member, "name"), scope)
        function = Function(member, scope, key, result)
        if key == "constructor" and "static" not in words:
            result.maker = function
        else:
            (result.properties if "static" in words else result.members)[key] = Getter(function) if "get" in words else function


def _field(ev: "Evaluator", node: "Node", scope: "Scope") -> tuple[str, Any]:
    value = node.child_by_field_name("value")
    return literals.property_key(ev, field(node, "name"), scope), UNDEFINED if value is None else ev.settled(value, scope)


# --- asking for members ----------------------------------------------------------------------------------------------------------------
def of_instance(ev: "Evaluator", instance: Instance, key: str, site: Site) -> Any:
    """`instance[key]`."""
    if key in instance:
        return instance[key]
    if key == "constructor":
        return instance.made_by
    return _inherited(ev, [one.members for one in instance.made_by.line], key, (instance, INHERITED), site)


def of_class(ev: "Evaluator", owner: Class, key: str, site: Site) -> Any:
    """A static member."""
    if key == "name" and key not in owner.properties:
        return owner.name
    return _inherited(ev, [one.properties for one in owner.line], key, (owner, _OF_FUNCTIONS), site)


def of_super(ev: "Evaluator", value: Super, key: str, site: Site) -> Any:
    """`super[key]`: what the base class has, for the object at hand."""
    is_static = isinstance(value.this, Class)
    found = _inherited(ev, [one.properties if is_static else one.members for one in value.parent.line], key, (value.this, _OF_FUNCTIONS), site)
    return Builtin(key, lambda ev, arguments, site: ev.call(found, arguments, site, value.this)) if isinstance(found, Function) else found


def _inherited(ev: "Evaluator", records: list[dict[str, Any]], key: str, of: tuple[Any, frozenset[str]], site: Site) -> Any:
    """The first of `records` that has `key` says; `of` is whose it is asked for, and the names that JavaScript itself would know."""
    ev.spend(len(records) // 4, site)
    found = next((record[key] for record in records if key in record), UNDEFINED)
    if found is UNDEFINED and key in of[1]:
        return ev.unknown(f'"{key}" of this value is not supported', site.node, site.scope)
    return ev.call(found.function, [], site, of[0]) if found.__class__ is Getter else found


def super_of(ev: "Evaluator", node: "Node", scope: "Scope") -> Any:
    """`super`."""
    holder = scope.holder(_OWN)
    own: Any = None if holder is None else holder.names[_OWN]
    if own is None or own.parent is None:
        raise Thrown('"super" cannot stand here', scope.source.location(node))
    return Super(own, own.parent, scope.this)
