"""Pieces of TypeScript and SQL that generated schemas are made of."""

WORDS = ("user", "post", "title", "slug", "body", "count", "price", "state", "note", "token", "kind", "size", "rank", "order", "group", "createdAt", "isOpen")
SQL_DEFAULTS = ("sql`CURRENT_TIMESTAMP`", "sql`(unixepoch())`", "sql`(unixepoch() * 1000)`", "sql`(lower(hex(randomblob(16))))`", "sql`'now'`")
SQL_DEFAULTS_MORE = ("sql.raw(\"(strftime('%s','now'))\")", "sql`(${sql`1`})`", "sql``", "sql`  0 `", "sql`null`")
REFUSED_DEFAULTS = ("sql`${'x'}`", "sql`1 + ${2}`", "10n")
TEXT_DEFAULTS = ("'a'", '"it\'s"', "''", "`back`", "'line\\nbreak'", "'say \"hi\"'", "'ü'", "'\\u0041'", "'back\\\\slash'", "'emoji 😀'", "null", "undefined")
COMPUTED_TEXTS = (
    "STATUS[0]",
    "STATUS[1]",
    "`${STATUS[0]}!`",
    "STATUS.join(',')",
    "Level.Name",
    "JSON.stringify({ a: [1, 'x'], b: null })",
    "isDev ? 'a' : 'b'",
    "String(5)",
    "'a'.repeat(3)",
    "'x'.concat('y')",
    "['a', 'b'].at(-1)!",
    "'A'.toLowerCase()",
    "'abc'.slice(1)",
    "'a' + 1 + true + null",
    "'a,b'.split(',')[1]!",
    "' a '.trim()",
    "'a-b'.replace('-', '_')",
    "'abc'.charAt(1)",
    "[...STATUS].reverse().join('|')",
    "STATUS.map((one) => one.toUpperCase()).join()",
    "STATUS.includes('open') ? 'has' : 'not'",
    "(() => { if (isDev) { return 'dev' } return 'prod' })()",
    "LABELS['open']",
    "LABELS[STATUS[0]]",
    "Object.keys(LABELS)[0]!",
    "Object.values(LABELS).join('')",
    "'x'.padStart(3, '0')",
    "`a\nb`",
    "'\t'",
)
COMPUTED_NUMBERS = (
    "Level.High",
    "Level.Low",
    "LIMITS.max",
    "LIMITS.nested.min",
    "LIMITS?.nested?.['min']",
    "day * 7",
    "Math.max(1, 2)",
    "Math.floor(2.7)",
    "Math.round(-2.5)",
    "parseInt('12', 10)",
    "parseFloat('1.5')",
    "+'3'",
    "~1",
    "1 << 4",
    "-7 % 3",
    "7 / 2",
    "STATUS.length",
    "Number.MAX_SAFE_INTEGER",
    "1 / 3",
    "0b101",
    "0o17",
    ".5",
    "1e0",
    "[1, 2, 3].length",
    "Date.UTC(2020, 0, 1)",
    "new Date(5).getTime()",
    "Number('0x1f')",
    "isDev || 4",
    "isDev ?? 4",
    "LIMITS.nothing ?? 9",
    "[1, 2, 3].reduce((all, one) => all + one, 0)",
    "2 ** 53",
    "1e300 * 10",
    "100000000000000000000",
    "123456789.123456789",
    "0.000001",
    "1e-10",
)
PRELUDE = {
    "STATUS": "const STATUS = ['open', \"it's closed\"] as const",
    "Level": "enum Level { Low, High = 5, Name = 'named' }",
    "LIMITS": "const LIMITS: any = { max: 10, nested: { min: -3 } } as const",
    "LABELS": "const LABELS: Record<string, string> = { open: 'Open', closed: 'Closed' }",
    "isDev": "const isDev = false",
    "day": "const day = 24 * 60 * 60",
    "pass": "function pass<T>(value: T): T { return value }",
    "thunk": "const thunk = <T,>(make: () => T): T => make()",
    "str": "const str = (name: string, length?: number) => (length ? TEXT(name, { length }) : TEXT(name))",
}
"""Declarations that stand before the tables where something uses them."""
NUMBER_DEFAULTS = ("0", "1", "-1", "1.5", "1_000", "0x10", "1e3", "1e21", "1e-7", "-0", "0.1 + 0.2", "2 ** 10", "60 * 60 * 24", "Number('7')", "5 % 3")
JSON_DEFAULTS = ("{}", "[]", "{ a: 1, b: [true, null] }", "['x', \"it's\"]", "{ deep: { er: 'x' } }")
DATE_DEFAULTS = ("new Date(0)", "new Date('2024-01-02T03:04:05.678Z')", "new Date(Date.UTC(2020, 1, 3))")
DEFAULTS_OF_MODES: dict[str, tuple[str, ...]] = {
    "boolean": ("true", "false", "!1"),
    "timestamp": (*DATE_DEFAULTS, "sql`(unixepoch())`"),
    "timestamp_ms": (*DATE_DEFAULTS, "sql`(unixepoch())`"),
    "json": JSON_DEFAULTS,
    "bigint": ("sql`10`", "undefined"),
}
DEFAULTS_OF_BUILDERS: dict[str, tuple[str, ...]] = {
    "integer": NUMBER_DEFAULTS + COMPUTED_NUMBERS,
    "int": NUMBER_DEFAULTS + COMPUTED_NUMBERS,
    "real": NUMBER_DEFAULTS + COMPUTED_NUMBERS,
    "text": TEXT_DEFAULTS + COMPUTED_TEXTS,
    "blob": ("Buffer.from('ab')", "sql`x'00'`"),
}
ENUMS = ({"enum": "STATUS"}, {"enum": "[...STATUS]"}, {"enum": "Object.keys(LABELS) as [string, ...string[]]"})
CUSTOM_TYPES = ("'datetime'", "'decimal(10,2)'", "'decimal (10,2)'", "'json'", "`vector(${1 + 2})`")
OPERATORS = (
    "isNotNull(t.%s)",
    "gt(t.%s, 5)",
    "eq(t.%s, 'x')",
    "and(isNotNull(t.%s), ne(sql`1`, 2))",
    "or(lt(t.%s, 1), not(eq(sql`1`, 1)))",
    "inArray(t.%s, ['a', 'b'])",
    "between(t.%s, 1, 9)",
    "like(t.%s, 'a%%')",
    "and(undefined, isNull(t.%s))",
    "sql`${t.%s} = ${1} and ${true}`",
    "sql`${t.%s} is `.append(sql`null`)",
    "sql.join([sql`${t.%s}`, sql`1`], sql` = `)",
    "sql`${sql.identifier('x')} > ${t.%s}`",
    "sql.raw('1 = 1')",
    "sql`${t.%s} in ${['a', 'b']}`",
    "sql<boolean>`${t.%s}`",
)
STRANGE_NAMES = ("a b", "a.b", "a-b", 'a"b', "a`b", "a'b", "naïve", "表", "1", "42", "select", "a;b", "a,b", "__proto_", "A")
ACTIONS = ("cascade", "restrict", "no action", "set null", "set default")
EXPRESSIONS = ("lower(${t.%s})", "length(${t.%s}) > 0", "${t.%s} is not null", "coalesce(${t.%s}, 'x')", "${t.%s} <> ${'a'}", "${t.%s} > 10; -- x")
