"""Statements: running a block until it ends, returns, breaks or continues."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from hooks.sources.drizzle import access, classes, enums, literals, patterns
from hooks.sources.drizzle.scope import UNSET, Scope
from hooks.sources.drizzle.values import UNDEFINED, Function, Poison, Site, Thrown, Unknown, equal, text, truthy

if TYPE_CHECKING:
    from tree_sitter import Node

    from hooks.sources.drizzle.evaluator import Evaluator


class Completion(NamedTuple):
    """How a statement ended its block early: `return`, `break` or `continue`, with the value or label."""

    kind: str
    value: Any = UNDEFINED


Runner = Callable[["Evaluator", "Node", Scope], Completion | None]


def returned(ev: "Evaluator", block: "Node", scope: Scope) -> Any:
    """What a function body returns."""
    completion = run(ev, block.named_children, scope)
    return completion.value if completion is not None and completion.kind == "return" else UNDEFINED


def run(ev: "Evaluator", statements: "Iterable[Node]", scope: Scope) -> Completion | None:
    """Run statements in `scope`, which is theirs alone."""
    listed = list(statements)
    hoist(listed, scope)
    for statement in listed:
        completion = execute(ev, statement, scope)
        if completion is not None:
            return completion
    return None


def execute(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    """Run one statement. Raises Thrown, Poison, Exhausted."""
    runner = RUNNERS.get(node.type)
    if runner is None:
        raise Poison(ev.unknown(f"this statement ({node.type.replace('_', ' ')}) cannot be followed", node, scope))
    return runner(ev, node, scope)


def hoist(statements: "Iterable[Node]", scope: Scope) -> "list[Node]":
    """Functions exist from the start of their scope; other declared names are unset until their declaration.

    Returns the declarations of a `const` or `let` whose name is taken already.
    """
    again = []
    for statement in statements:
        node = statement
        if node.type == "export_statement":
            node = node.child_by_field_name("declaration") or node
        if node.type in _DECLARATIONS:
            for name in declared_names(node, scope):
                if name in scope.names and node.type == "lexical_declaration":
                    again.append(node)
                scope.names[name] = UNSET
        elif node.type in _FUNCTIONS:
            name_node = node.child_by_field_name("name")
            if name_node is not None:
                name = scope.source.text_of(name_node)
                scope.names[name] = Function(node, scope, name, UNDEFINED)
    return again


_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})
_FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration"})


def declared_names(node: "Node", scope: Scope) -> Iterable[str]:
    """The names that a `const`, `let` or `var` declares."""
    found: list[str] = []
    for declarator in node.named_children:
        if declarator.type == "variable_declarator":
            found += patterns.names(declarator.named_children[0], scope.text)
    return found


def _declaration(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    for declarator in node.named_children:
        if declarator.type != "variable_declarator":
            continue
        pattern = declarator.named_children[0]
        value_node = declarator.child_by_field_name("value")
        value = UNDEFINED if value_node is None else ev.settled(value_node, scope)
        if pattern.type == "identifier":
            scope.names[scope.text[pattern.start_byte : pattern.end_byte].decode()] = value
        else:
            patterns.bind(ev, pattern, value, scope, Site(declarator, scope))


def _expression(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    for child in node.named_children:
        if child.type == "internal_module":
            _namespace(ev, child, scope)
        elif child.type != "comment":
            value = ev.value(child, scope)
            if isinstance(value, Unknown) and not value.inert:
                raise Poison(value)


def _field(node: "Node", name: str) -> "Node":
    child = node.child_by_field_name(name)
    if child is None:
        raise ValueError(f"{node.type} without {name}")
    return child


def _if(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    if truthy(ev.known(_field(node, "condition"), scope)):
        return execute(ev, _field(node, "consequence"), scope)
    alternative = node.child_by_field_name("alternative")
    return None if alternative is None else execute(ev, alternative.named_children[-1], scope)


def _block(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    return run(ev, node.named_children, scope.inner())


def _return(ev: "Evaluator", node: "Node", scope: Scope) -> Completion:
    for child in node.named_children:
        if child.type != "comment":
            return Completion("return", ev.value(child, scope))
    return Completion("return")


def _jump(_ev: "Evaluator", node: "Node", scope: Scope) -> Completion:
    label = node.child_by_field_name("label")
    return Completion(node.type.partition("_")[0], UNDEFINED if label is None else scope.source.text_of(label))


def _throw(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    value = ev.settled(node.named_children[0], scope)
    words = text(value.get("message", value)) if isinstance(value, dict) else text(value)
    raise Thrown(f"the module throws {words!r}" if words else "the module throws", scope.source.location(node), value)


def _for_each(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    value = ev.known(_field(node, "right"), scope)
    site = Site(node, scope)
    if scope.source.text_of(_field(node, "operator")) == "of":
        items = literals.iterated(ev, value, site)
    else:
        keys = access.object_keys(ev, value, site)
        if keys is None:
            raise Poison(ev.unknown("iterating over the keys of this value is not supported", node, scope))
        items = keys
    left, body = _field(node, "left"), _field(node, "body")
    declares = node.child_by_field_name("kind") is not None
    for item in items:
        ev.pay_for(body, scope)
        inner = scope.inner()
        if declares:
            patterns.bind(ev, left, item, inner, site)
        else:
            from hooks.sources.drizzle.operators import assign

            assign(ev, left, item, scope)
        completion = execute(ev, body, inner)
        if completion is not None and completion.kind != "continue":
            return None if completion == Completion("break") else completion
    return None


def _for(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    inner = scope.inner()
    initializer, condition = _field(node, "initializer"), _field(node, "condition")
    if initializer.type in RUNNERS:
        execute(ev, initializer, inner)
    else:
        ev.value(initializer, inner)
    increment, body = node.child_by_field_name("increment"), _field(node, "body")
    return _loop(ev, (condition, body, increment), inner, first=False)


def _while(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    return _loop(ev, (_field(node, "condition"), _field(node, "body"), None), scope, first=node.type == "do_statement")


def _loop(ev: "Evaluator", parts: "tuple[Node, Node, Node | None]", scope: Scope, *, first: bool) -> Completion | None:
    condition, body, increment = parts
    while first or _holds(ev, condition, scope):
        first = False
        ev.pay_for(body, scope)
        # Each turn has its own copies of the loop's names, so that a function made in it keeps them.
        turn = scope.inner()
        turn.names.update(scope.names if increment is not None else {})
        completion = execute(ev, body, turn)
        if completion is not None and completion.kind != "continue":
            return None if completion == Completion("break") else completion
        if increment is not None:
            scope.names.update({name: turn.names[name] for name in scope.names})
            ev.value(increment, scope)
    return None


def _holds(ev: "Evaluator", condition: "Node", scope: Scope) -> bool:
    if condition.type == "empty_statement":
        return True
    inner = condition.named_children[0] if condition.type == "expression_statement" else condition
    return truthy(ev.known(inner, scope))


def _switch(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    value = ev.known(_field(node, "value"), scope)
    inner = scope.inner()
    cases = [child for child in _field(node, "body").named_children if child.type in {"switch_case", "switch_default"}]
    matching = [i for i, case in enumerate(cases) if case.type == "switch_case" and equal(value, ev.known(_field(case, "value"), inner))]
    start = matching[0] if matching else next((i for i, case in enumerate(cases) if case.type == "switch_default"), len(cases))
    for case in cases[start:]:
        label = case.child_by_field_name("value")
        for statement in case.named_children:
            if label is not None and statement == label:
                continue
            completion = execute(ev, statement, inner)
            if completion is not None:
                return None if completion == Completion("break") else completion
    return None


def _try(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    handler, finalizer = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
    completion = _guarded(ev, _field(node, "body"), handler, scope)
    if finalizer is not None:
        last = execute(ev, _field(finalizer, "body"), scope)
        return last or completion
    return completion


def _guarded(ev: "Evaluator", body: "Node", handler: "Node | None", scope: Scope) -> Completion | None:
    if handler is None:
        return execute(ev, body, scope)
    ev.trying += 1
    try:
        return execute(ev, body, scope)
    except Thrown as thrown:
        inner = scope.inner()
        parameter = handler.child_by_field_name("parameter")
        if parameter is not None:
            value = {"message": thrown.reason} if thrown.value is UNDEFINED else thrown.value
            patterns.bind(ev, parameter, value, inner, Site(handler, scope))
        return execute(ev, _field(handler, "body"), inner)
    finally:
        ev.trying -= 1


def _labelled(ev: "Evaluator", node: "Node", scope: Scope) -> Completion | None:
    completion = execute(ev, _field(node, "body"), scope)
    label = scope.source.text_of(_field(node, "label"))
    return None if completion is not None and completion.kind == "break" and completion.value == label else completion


def _class(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    scope.names[scope.source.text_of(_field(node, "name"))] = classes.made(ev, node, scope)


def _enum(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    enums.declare(ev, node, scope)


def _namespace(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    """`namespace A.B { … }`: an object of what the block exports; several blocks of one name add up."""
    owner = scope.names
    *path, last = scope.source.text_of(_field(node, "name")).split(".")
    for name in path:
        holder = owner.setdefault(name.strip(), {})
        owner = holder if isinstance(holder, dict) else {}
    inner = scope.inner()
    body = node.child_by_field_name("body")
    statements = [] if body is None else [child for child in body.named_children if child.type != "comment"]
    hoist(statements, inner)
    old = owner.get(last.strip())
    record = owner[last.strip()] = old if isinstance(old, dict) else {}
    inner.names.update(record)
    for statement in statements:
        declaration = statement.child_by_field_name("declaration") if statement.type == "export_statement" else None
        execute(ev, declaration or statement, inner)
        if declaration is not None:
            record.update({name: inner.names[name] for name in exported_names(declaration, inner) if name in inner.names})


def exported_names(node: "Node", scope: Scope) -> Iterable[str]:
    """The value names that a declaration after `export` adds."""
    if node.type in _DECLARATIONS:
        return declared_names(node, scope)
    if node.type in {"import_alias"}:
        return [scope.source.text_of(node.named_children[0])]
    name = node.child_by_field_name("name")
    if name is None or node.type in _TYPES:
        return []
    return [scope.source.text_of(name).partition(".")[0].strip()]


_TYPES = frozenset({"interface_declaration", "type_alias_declaration", "ambient_declaration", "function_signature"})


def _alias(ev: "Evaluator", node: "Node", scope: Scope) -> None:
    """`import name = Some.thing`."""
    name, *path = node.named_children
    words = scope.source.text_of(path[-1]).split(".")
    holder = scope.holder(words[0].strip())
    if holder is None:
        return
    value: Any = holder.names[words[0].strip()]
    for word in words[1:]:
        value = access.member(ev, value, word.strip(), Site(node, scope))
    scope.names[scope.source.text_of(name)] = value


def _nothing(_ev: "Evaluator", _node: "Node", _scope: Scope) -> None:
    """Types, comments, hoisted functions and imports: nothing to run."""


RUNNERS: dict[str, Runner] = {
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "expression_statement": _expression,
    "if_statement": _if,
    "statement_block": _block,
    "return_statement": _return,
    "break_statement": _jump,
    "continue_statement": _jump,
    "throw_statement": _throw,
    "for_in_statement": _for_each,
    "for_statement": _for,
    "while_statement": _while,
    "do_statement": _while,
    "switch_statement": _switch,
    "try_statement": _try,
    "labeled_statement": _labelled,
    "class_declaration": _class,
    "abstract_class_declaration": _class,
    "enum_declaration": _enum,
    "internal_module": _namespace,
    "module": _nothing,
    "import_alias": _alias,
    **dict.fromkeys(
        (
            *("comment", "hash_bang_line", "empty_statement", "function_declaration", "generator_function_declaration", "function_signature"),
            *("interface_declaration", "type_alias_declaration", "ambient_declaration", "import_statement", "debugger_statement"),
        ),
        _nothing,
    ),
}
