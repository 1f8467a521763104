"""Random schemas over the whole dialect: same seed, same schema."""

from random import Random

from tests.oracle import texts
from tests.oracle.idioms import NAMINGS, SHARINGS, WRAPPINGS
from tests.oracle.model import Column, Extra, Reference, Schema, Style, Table, View


def schema(random: Random) -> Schema:
    """A schema of one to five tables."""
    made = Schema([])
    for number in range(random.choice((1, 2, 2, 3, 5))):
        made.tables.append(table(random, made, number))
    for number in range(random.choice((0, 0, 0, 1, 2))):
        made.views.append(view(random, made, number))
    made.style = style(random)
    if random.random() < 0.3:
        made.style.extra_lines = noise(random, made)
    if len(made.tables) > 1 and random.random() < 0.35:
        for one in random.sample(made.tables, random.randint(1, len(made.tables) - 1)):
            one.file = random.choice(("people", "content"))
    return made


def style(random: Random) -> Style:
    """How to write it: mostly plain, at times less so."""
    made = Style(quote=random.choice('""\''), semicolons=random.random() < 0.8, crlf=random.random() < 0.1, comments=random.choice((0, 0, 1, 3)))
    made.constants = random.choice(("inline", "inline", "defaults", *NAMINGS))
    made.shared = "inline" if random.random() < 0.5 else random.choice(list(SHARINGS))
    made.exports = random.choice(("inline", "inline", "end", "renamed"))
    made.helpers = random.random() < 0.2
    made.imports = random.choice(("named", "named", "aliased", "namespace"))
    made.wrap = "" if random.random() < 0.6 else random.choice(list(WRAPPINGS))
    return made


def noise(random: Random, made: Schema) -> list[str]:
    """Exports that are no tables."""
    first = made.tables[0].variable
    lines = [
        f"export const {first}Relations = relations({first}, ({{ many }}) => ({{}}))",
        f"export type {first.capitalize()} = typeof {first}.$inferSelect",
        "export const LIMIT = 10",
        "export function helper(value: number): number { return value + LIMIT_2 }\nconst LIMIT_2 = 3",
        "export enum Grade { Low, High = 5 }",
        "export const newId = () => nanoid(10)",
        "export const shape = z.object({ a: z.string().min(1) })",
        f"export const insertShape = createInsertSchema({first}, {{ id: (schema: any) => schema.min(1) }})",
        f"export const nameOf = getTableName({first})",
        f"export type New = typeof {first}.$inferInsert & {{ extra?: string }}",
        "export default class Service { constructor(private readonly value: number) {} get double() { return this.value * 2 } }",
        "export async function load(): Promise<number> { try { return await Promise.resolve(1) } catch { return 0 } }",
        "for (const word of ['a', 'b']) { void word }",
        "declare global { interface Window { x: number } }",
        "export abstract class Base<T> { abstract run(value: T): void }",
        "export const pattern = /a+[/]b/g, other = `x${1}y`",
        "export let counter = 0\nexport const next = () => ++counter",
        f"export const tables = {{ {first} }}",
        f"export const list = [{first}]",
        f"export {{ {first} as again }}",
        "export type { Column } from 'drizzle-orm'",
        "export interface Shape { a: string }",
        "export const schema = { LIMIT_3: 1 } as const satisfies Record<string, number>",
    ]
    return random.sample(lines, random.randint(1, 4))


def fresh(random: Random, taken: set[str]) -> str:
    """A name that is not taken."""
    while True:
        name = random.choice(texts.WORDS) + random.choice(("", "", "Id", "2", "_x"))
        if name not in taken:
            return name
        taken = taken if len(taken) < 60 else set()


def table(random: Random, made: Schema, number: int) -> Table:
    """A table that may refer to those before it, and to itself."""
    variable = f"{random.choice(('users', 'posts', 'tags', 'logs'))}{number}"
    name = random.choice((variable, f"{variable}_table", f"{variable}-x" if random.random() < 0.1 else variable))
    if random.random() < 0.03 and all(one.name not in texts.STRANGE_NAMES for one in made.tables):
        name = random.choice(texts.STRANGE_NAMES)
    new = Table(variable, name, [])
    if random.random() < 0.1:
        new.creator, new.name = "creator", f"app_{name}"
    if random.random() < 0.8:
        new.columns.append(primary(random))
    for _ in range(random.randint(1, 6)):
        new.columns.append(column(random, new, made))
    for _ in range(random.choice((0, 0, 1, 2, 3))):
        new.extras.append(member(random, new, made))
    new.form = random.choice(("array", "array", "object", "return", "function", "spread", "pushed", "computed", "destructured"))
    new.callback_columns = random.random() < 0.08 and all(one.builder not in {"custom", "int"} for one in new.columns)
    return new


def primary(random: Random) -> Column:
    """A column that is the primary key."""
    kind = random.choice(("text", "integer", "integer"))
    return Column(
        "id", kind, random.choice((None, "id")), primary=random.choice(("", "{ autoIncrement: true }", "{ autoIncrement: false }")) if kind == "integer" else ""
    )


def column(random: Random, owner: Table, made: Schema) -> Column:
    """Any column."""
    key = fresh(random, {one.key for one in owner.columns} | {one.database_name for one in owner.columns})
    new = Column(key, random.choice(("text", "text", "text", "integer", "integer", "int", "real", "numeric", "blob", "custom")))
    if random.random() < 0.6:
        new.name = random.choice((key, f"{key}_db", key.lower())) if random.random() < 0.93 else random.choice(texts.STRANGE_NAMES)
        if new.name in {one.database_name for one in owner.columns}:
            new.name = f"{key}_{len(owner.columns)}"
    new.config = config(random, new.builder)
    new.not_null = random.random() < 0.4
    new.order = random.randint(0, 23)
    if random.random() < 0.35:
        new.default = default(random, new)
    if random.random() < 0.12:
        new.unique = random.choice(("", "", f"{key}_is_unique"))
    if random.random() < 0.15 and (targets := [*made.tables, owner] if owner.columns else made.tables):
        new.reference = reference(random, random.choice(targets))
    elif random.random() < 0.03:
        new.reference = Reference("esSystemAuthUser", "id", on_delete="cascade")
    elif random.random() < 0.06 and new.default is None:
        new.generated = generated(random, owner)
    new.calls = calls(random)
    return new


def config(random: Random, builder: str) -> dict[str, str]:
    """The configuration of a builder, as TypeScript."""
    choices: dict[str, list[dict[str, str]]] = {
        "text": [
            {},
            {},
            {},
            {"enum": '["a", "b"]'},
            {"enum": "STATUS"},
            {"enum": "[...STATUS]"},
            {"mode": '"json"'},
            {"length": "64"},
            {"length": "10", "enum": '["x"] as const'},
            {"mode": "'text'"},
        ],
        "integer": [{}, {}, {"mode": '"boolean"'}, {"mode": '"timestamp"'}, {"mode": "'timestamp_ms'"}, {"mode": '"number"'}],
        "int": [{}, {"mode": '"boolean"'}],
        "numeric": [{}, {"mode": '"number"'}, {"mode": '"bigint"'}],
        "blob": [{}, {"mode": '"json"'}, {"mode": '"buffer"'}, {"mode": '"bigint"'}],
        "custom": [{"type": kind} for kind in texts.CUSTOM_TYPES],
        "real": [{}],
    }
    return dict(random.choice(choices[builder]))


def default(random: Random, of: Column) -> str:
    """A default that suits the column, or any SQL; at times one that drizzle-kit refuses."""
    if random.random() < 0.01:
        return random.choice(texts.REFUSED_DEFAULTS)
    if random.random() < 0.3:
        return random.choice(texts.SQL_DEFAULTS + texts.SQL_DEFAULTS_MORE)
    mode = of.config.get("mode", "").strip("'\"")
    return random.choice(texts.DEFAULTS_OF_MODES.get(mode) or texts.DEFAULTS_OF_BUILDERS.get(of.builder, texts.TEXT_DEFAULTS))


def reference(random: Random, target: Table) -> Reference:
    """A reference to any column that the table has."""
    to = random.choice(target.columns[:2]).key
    return Reference(
        target.variable, to, random.choice((None, None, *texts.ACTIONS)), random.choice((None, None, None, *texts.ACTIONS)), typed=random.random() < 0.4
    )


def generated(random: Random, owner: Table) -> tuple[str, str | None]:
    """An expression in each of the forms that drizzle takes."""
    other = owner.columns[0].database_name if owner.columns else "x"
    forms = [f"sql`lower({other})`", f"() => sql`{other} || 'x'`", f"'{other} + 1'"]
    if owner.columns:
        forms.append(f"(): any => sql`upper(${{{owner.variable}.{owner.columns[0].key}}})`")
    return random.choice(forms), random.choice((None, "virtual", "stored"))


def calls(random: Random) -> list[str]:
    """Calls that change nothing in the database."""
    choices = (
        ".$type<string>()",
        ".$defaultFn(() => 'x')",
        ".$onUpdate(() => new Date())",
        ".$default(() => crypto.randomUUID())",
        ".$onUpdateFn(() => 1)",
        ".$defaultFn(() => nanoid())",
    )
    return random.sample(choices, random.choice((0, 0, 0, 1, 2)))


def member(random: Random, owner: Table, made: Schema) -> Extra:
    """Any member of the third argument. Names are made of the owner's, so that no two tables share one."""
    kind = random.choice(("index", "index", "uniqueIndex", "unique", "primaryKey", "foreignKey", "check"))
    number = len(owner.extras)
    key = f"{kind}{number}"
    keys = [one.key for one in owner.columns]
    columns = random.sample(keys, min(len(keys), random.choice((1, 1, 2, 3))))
    named = random.random() < 0.7 or kind in {"index", "uniqueIndex", "check"}
    new = Extra(kind, key, f"{owner.name}_{key}" if named else None, columns, is_old_form=random.random() < 0.2)
    if kind in {"index", "uniqueIndex"} and random.random() < 0.3:
        new.where = condition(random, random.choice(keys))
    if kind in {"index", "uniqueIndex"} and random.random() < 0.2:
        new.columns = [
            random.choice((f"sql`lower(${{t.{columns[0]}}})`", f"desc(t.{columns[0]})", f"asc(t.{columns[0]})", f"sql`${{t.{columns[0]}}} collate nocase`"))
        ]
    if kind == "check":
        new.expression = condition(random, random.choice(keys))
    if kind == "foreignKey":
        target = random.choice([*made.tables, owner])
        new.columns = columns[:2]
        targets = [one.key for one in target.columns]
        new.foreign = (target.variable, [random.choice(targets) for _ in new.columns])
        new.actions = random.choice(([], [".onDelete('cascade')"], [".onDelete('set null')", ".onUpdate('cascade')"]))
    return new


def condition(random: Random, key: str) -> str:
    """An expression over a column, as SQL or by drizzle's operators."""
    if random.random() < 0.5:
        return f"sql`{random.choice(texts.EXPRESSIONS) % key}`"
    form = random.choice(texts.OPERATORS)
    return form % key if "%s" in form else form


def view(random: Random, made: Schema, number: int) -> View:
    """A view over the first table."""
    over = made.tables[0]
    first = over.columns[0].key
    name = f"view{number}"
    kind = random.choice(("query", "raw", "existing"))
    bodies = {
        "query": (
            f"qb.select().from({over.variable})",
            f"qb.select({{ a: {over.variable}.{first} }}).from({over.variable}).where(eq({over.variable}.{first}, 'x'))",
            f"qb.select({{ n: sql<number>`count(*)`.as('n') }}).from({over.variable}).groupBy({over.variable}.{first})",
            f"qb.select().from({over.variable}).where(and(gt({over.variable}.{first}, 1), isNotNull({over.variable}.{first}))).limit(5).offset(2)",
            f"qb.select(getTableColumns({over.variable})).from({over.variable}).orderBy(desc({over.variable}.{first}))",
            f"qb.selectDistinct({{ x: {over.variable}.{first} }}).from({over.variable}).having(gt(count(), 1))",
            f"qb.select({{ x: {over.variable}.{first} }}).from({over.variable}).leftJoin({made.tables[-1].variable}, sql`1 = 1`)",
        ),
        "raw": (
            "sql`select 1 as one`",
            f"sql`select * from ${{{over.variable}}}`",  # noqa: S608 - TypeScript, never run as SQL
            f"sql`select ${{{over.variable}.{first}}} where 1 = ${{1}}`",
        ),
        "existing": ("",),
    }
    return View(name, f"{name}_db", kind, random.choice(bodies[kind]), random.choice(("{}", "{ one: integer('one') }")) if kind != "query" else "{}")
