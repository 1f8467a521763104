"""Tables, columns and views as TypeScript."""

import re
from itertools import permutations

from tests.oracle.idioms import SHARINGS, WRAPPINGS
from tests.oracle.model import Column, Extra, Style, Table, View
from tests.oracle.words import builder, literal

_PROPERTY = re.compile(r"\bt\.(\w+)")
_ORDERS = list(permutations(range(4)))


def custom_name(kind: str) -> str:
    """The variable of a custom type, from its TypeScript."""
    return "custom" + "".join(character if character.isalnum() else "_" for character in kind)


def default_name(value: str) -> str:
    """The variable of a default that stands outside its column."""
    return "DEFAULT" + "".join(character if character.isalnum() else f"_{ord(character):x}" for character in value)


def table(one: Table, style: Style) -> str:
    """A table, with the columns that stand outside it before it."""
    outside = style.shared in SHARINGS and len(one.columns) > 1 and not one.callback_columns
    inside = one.columns[:1] if outside else one.columns
    members = [_member(column, one, style) for column in inside] + ([f"...{one.variable}Columns"] if outside else [])
    columns = "{\n  " + ",\n  ".join(members) + ",\n}"
    if one.callback_columns:
        columns = f"(c) => ({columns})"
    creator = "table" if one.creator == "creator" else builder("sqliteTable", style)
    extras = f", {_extras(one, style)}" if one.extras else ""
    declared = f"{_declaration(one.variable, style, hidden=one.hidden)}{creator}({_table_name(one, style)}, {columns}{extras})"
    return f"{_outside(one, style)}\n{declared}" if outside else declared


def _outside(one: Table, style: Style) -> str:
    members = ", ".join(_member(column, one, style) for column in one.columns[1:])
    return SHARINGS[style.shared].replace("TABLE", one.variable).replace("COLUMNS", f"{{ {members} }}")


def _declaration(variable: str, style: Style, *, hidden: bool = False) -> str:
    return f"const {variable} = " if hidden or style.exports == "end" else f"export const {variable} = "


def _table_name(one: Table, style: Style) -> str:
    if one.creator == "creator":
        return literal(one.name.removeprefix("app_"), style)
    name = one.name
    forms = {
        "names": f"NAMES.{one.variable}",
        "enum": f"Names.{one.variable}",
        "template": f"`{name[:1]}${{{literal(name[1:], style)}}}`",
        "joined": f"[{literal(name[:2], style)}, {literal(name[2:], style)}].join({literal('', style)})",
        "sum": f"{literal(name[:1], style)} + {literal(name[1:], style)}",
        "method": f"{literal(f' {name} ', style)}.trim()",
    }
    return forms.get(style.constants, literal(name, style))


def _member(column: Column, owner: Table, style: Style) -> str:
    key = column.key if column.key.isidentifier() else literal(column.key, style)
    if style.constants == "template" and not column.order % 3:
        key = f"[`{column.key}`]"
    return f"{key}: {_column(column, owner, style)}"


def _column(column: Column, owner: Table, style: Style) -> str:
    config = ", ".join(f"{key}: {value}" for key, value in column.config.items() if key != "type")
    arguments = [literal(column.name, style)] if column.name is not None else []
    if config:
        arguments.append(f"{{ {config} }}")
    if style.helpers and column.builder == "text" and column.name is not None and not config and not owner.callback_columns:
        call = "str"
    elif column.builder == "custom":
        call = custom_name(column.config["type"])
    else:
        call = f"c.{column.builder}" if owner.callback_columns else builder(column.builder, style)
    groups = [_constraint_calls(column, style), _default_calls(column, style), _reference_calls(column), list(column.calls)]
    order = _ORDERS[column.order % len(_ORDERS)]
    expression = f"{call}({', '.join(arguments)})" + "".join(call for number in order for call in groups[number])
    return WRAPPINGS[style.wrap].replace("EXPRESSION", expression)


def _constraint_calls(column: Column, style: Style) -> list[str]:
    calls = [".notNull()"] if column.not_null else []
    if column.primary is not None:
        calls.append(f".primaryKey({column.primary})")
    if column.unique is not None:
        calls.append(f".unique({literal(column.unique, style) if column.unique else ''})")
    return calls


def _default_calls(column: Column, style: Style) -> list[str]:
    calls = []
    if column.default is not None:
        hoisted = style.constants == "defaults" and column.default.startswith("sql`")
        calls.append(f".default({default_name(column.default) if hoisted else column.default})")
    if column.generated is not None:
        expression, mode = column.generated
        chosen = f", {{ mode: {literal(mode, style)} }}" if mode else ""
        calls.append(f".generatedAlwaysAs({expression}{chosen})")
    return calls


def _reference_calls(column: Column) -> list[str]:
    reference = column.reference
    if reference is None:
        return []
    actions = ", ".join(f'{key}: "{value}"' for key, value in (("onDelete", reference.on_delete), ("onUpdate", reference.on_update)) if value)
    target = f"(){': AnySQLiteColumn' if reference.typed else ''} => {reference.table}.{reference.column}"
    return [f".references({target}, {{ {actions} }})" if actions else f".references({target})"]


def _extras(owner: Table, style: Style) -> str:
    members = [_extra(extra, style) for extra in owner.extras]
    listed = ", ".join(members)
    bare = _PROPERTY.sub(r"\1", listed)
    named = list(zip((extra.key for extra in owner.extras), members, strict=True))
    forms = {
        "array": f"(t) => [{listed}]",
        "object": f"(t) => ({{ {', '.join(f'{key}: {member}' for key, member in named)} }})",
        "computed": f"(t) => ({{ {', '.join(f'[{literal(key, style)}]: {member}' for key, member in named)} }})",
        "return": f"(t) => {{ return [{listed}] }}",
        "function": f"function (t) {{ return [{listed}] }}",
        "destructured": f"({{ {', '.join(one.key for one in owner.columns)} }}) => [{bare}]",
        "spread": f"(t) => [...[{members[0]}], ...[{', '.join(members[1:])}]]",
        "pushed": f"(t) => {{ const all: any[] = []; {' '.join(f'all.push({member});' for member in members)} return all }}",
    }
    return forms[owner.form]


def _extra(extra: Extra, style: Style) -> str:
    name = literal(extra.name, style) if extra.name is not None else ""
    columns = ", ".join(column if "`" in column or "(" in column else f"t.{column}" for column in extra.columns)
    call = builder(extra.kind, style)
    named = f", name: {name}" if name else ""
    if extra.kind == "check":
        return f"{call}({name}, {extra.expression})"
    if extra.kind == "primaryKey":
        return f"{call}({columns})" if extra.is_old_form and not name else f"{call}({{ columns: [{columns}]{named} }})"
    if extra.kind == "foreignKey":
        foreign = ", ".join(f"{extra.foreign[0]}.{target}" for target in extra.foreign[1])
        config = f"{{ columns: [{columns}], foreignColumns: [{foreign}]{named} }}"
        return f"{call}({f'() => ({config})' if extra.is_old_form else config}){''.join(extra.actions)}"
    where = f".where({extra.where})" if extra.where else ""
    return f"{call}({name}).on({columns}){where}"


def view(one: View, style: Style) -> str:
    """A view."""
    start = f"{_declaration(one.variable, style)}{builder('sqliteView', style)}({literal(one.name, style)}"
    if one.kind == "query":
        return f"{start}).as((qb) => {one.body})"
    fields = one.fields.replace("integer(", f"{builder('integer', style)}(")
    return f"{start}, {fields}).existing()" if one.kind == "existing" else f"{start}, {fields}).as({one.body})"
