"""Ways to write the same thing in TypeScript."""

WRAPPINGS = {
    "": "EXPRESSION",
    "paren": "(EXPRESSION)",
    "nonnull": "EXPRESSION!",
    "as": "EXPRESSION as any",
    "satisfies": "(EXPRESSION satisfies unknown)",
    "called": "(() => EXPRESSION)()",
    "chosen": "(1 + 1 === 2 ? EXPRESSION : undefined!)",
    "fallback": "(undefined ?? EXPRESSION)",
    "logical": "(true && EXPRESSION)",
    "passed": "pass(EXPRESSION)",
    "thunk": "thunk(() => EXPRESSION)",
    "block": "(() => { const made = EXPRESSION; return made; })()",
    "member": "[EXPRESSION][0]!",
    "comma": "(void 0, EXPRESSION)",
    "optional": "({ inner: EXPRESSION })?.inner",
}
"""Ways to write an expression around that change nothing."""
SHARINGS = {
    "spread": "const TABLEColumns = COLUMNS",
    "function": "function TABLEMake() { return COLUMNS }\nconst TABLEColumns = TABLEMake()",
    "arrow": "const TABLEMake = (unused: string = 'x') => (COLUMNS)\nconst TABLEColumns = TABLEMake()",
    "assigned": "const TABLEColumns = Object.assign({}, COLUMNS)",
    "entries": "const TABLEColumns = Object.fromEntries(Object.entries(COLUMNS).map(([key, value]) => [key, value]))",
    "conditional": "const TABLEColumns = { ...(Math.max(1, 2) > 1 ? COLUMNS : {}) }",
    "frozen": "const TABLEColumns = Object.freeze(COLUMNS)",
    "destructured": "const { ...TABLEColumns } = COLUMNS",
    "nested": "const TABLEAll = { inner: { columns: COLUMNS } }\nconst TABLEColumns = TABLEAll['inner']?.columns",
    "reduced": "const TABLEColumns = Object.entries(COLUMNS).reduce((all, [key, value]) => ({ ...all, [key]: value }), {} as any)",
    "default argument": "const TABLEMake = (columns = COLUMNS) => columns\nconst TABLEColumns = TABLEMake()",
    "let": "let TABLEColumns: any\nTABLEColumns = COLUMNS",
    "rest": "const TABLEPick = ({ unused, ...rest }: any) => rest\nconst TABLEColumns = TABLEPick({ unused: 1, ...COLUMNS })",
    "shorthand": "const columnsOfTABLE = COLUMNS\nconst TABLEBox = { columnsOfTABLE }\nconst { columnsOfTABLE: TABLEColumns } = TABLEBox",
    "looped": "const TABLEColumns: any = {}\nfor (const [key, value] of Object.entries(COLUMNS)) { TABLEColumns[key] = value }",
}
"""Ways to hold columns outside their table."""
NAMINGS = ("inline", "names", "template", "joined", "sum", "enum", "method")
"""Ways to write the name of a table."""
