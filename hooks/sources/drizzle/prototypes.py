"""The members that values really have: one that is not evaluated here is unknown, one that does not exist is undefined.

Source: the prototypes of Node.js 20 and of drizzle-orm 0.45, listed with `Object.getOwnPropertyNames`.
"""

from hooks.sources.drizzle.entities import Builder, Check, Column, ForeignKey, Index, IndexStart, PrimaryKey, Sql, Table, Unique, UniqueStart
from hooks.sources.drizzle.query_entities import Select
from hooks.sources.drizzle.values import BigInt, Builtin, Date, Function, Pattern
from hooks.sources.js_object import INHERITED as OBJECT


def _named(words: str) -> frozenset[str]:
    return OBJECT.union(words.split())


_NUMBER = _named("toExponential toFixed toPrecision")
_FUNCTION = _named("length name prototype arguments caller apply bind call")
_STRING = (
    "length anchor at big blink bold charAt charCodeAt codePointAt concat endsWith fontcolor fontsize fixed includes indexOf isWellFormed italics "
    "lastIndexOf link localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll search slice small split strike sub substr "
    "substring sup startsWith toWellFormed trim trimStart trimLeft trimEnd trimRight toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase"
)
_ARRAY = (
    "length at concat copyWithin fill find findIndex findLast findLastIndex lastIndexOf pop push reverse shift unshift slice sort splice includes "
    "indexOf join keys entries values forEach filter flat flatMap map every some reduce reduceRight toReversed toSorted toSpliced with"
)
_DATE = (
    "toDateString toTimeString toISOString toUTCString toGMTString getDate setDate getDay getFullYear setFullYear getHours setHours getMilliseconds "
    "setMilliseconds getMinutes setMinutes getMonth setMonth getSeconds setSeconds getTime setTime getTimezoneOffset getUTCDate setUTCDate getUTCDay "
    "getUTCFullYear setUTCFullYear getUTCHours setUTCHours getUTCMilliseconds setUTCMilliseconds getUTCMinutes setUTCMinutes getUTCMonth setUTCMonth "
    "getUTCSeconds setUTCSeconds getYear setYear toJSON toLocaleDateString toLocaleTimeString"
)
_BUILDER = (
    "config $default $onUpdate foreignKeyConfigs build primaryKey references unique generatedAlwaysAs buildForeignKeys $type notNull default "
    "$defaultFn $onUpdateFn setName defaultNow"
)
_COLUMN = (
    "name keyAsName primary notNull default defaultFn onUpdateFn hasDefault isUnique uniqueName uniqueType dataType columnType enumValues generated "
    "generatedIdentity config table autoIncrement length mode sqlName mapTo mapFrom getSQLType mapFromDriverValue mapToDriverValue shouldDisableInsert getSQL"
)
_SQL = "decoder shouldInlineParams usedTables queryChunks append toQuery buildQueryFromSourceParams mapInlineParam getSQL as mapWith inlineParams if"
_SELECT = (
    "_ config joinsNotNullableMap tableName isPartialSelect session dialect cacheConfig usedTables leftJoin rightJoin innerJoin fullJoin crossJoin "
    "union unionAll intersect except run all get values _prepare $withCache prepare execute catch finally then getUsedTables createJoin "
    "createSetOperator addSetOperators where having groupBy orderBy limit offset getSQL toSQL as getSelectedFields $dynamic"
)

MEMBERS: dict[type, frozenset[str]] = {
    str: _named(_STRING),
    list: _named(_ARRAY),
    dict: OBJECT,
    **dict.fromkeys((int, float), _NUMBER),
    **dict.fromkeys((bool, BigInt), OBJECT),
    **dict.fromkeys((Function, Builtin), _FUNCTION),
    Date: _named(_DATE),
    Pattern: _named("exec dotAll flags global hasIndices ignoreCase multiline source sticky unicode compile test unicodeSets lastIndex"),
    Builder: _named(_BUILDER),
    Column: _named(_COLUMN),
    Sql: _named(_SQL),
    Table: _named("getSQL"),
    Select: _named(_SELECT),
    IndexStart: _named("name unique on"),
    Index: _named("config where build"),
    UniqueStart: _named("name on"),
    Unique: _named("columns name build"),
    ForeignKey: _named("reference _onUpdate _onDelete onUpdate onDelete build"),
    PrimaryKey: _named("columns name build"),
    Check: _named("brand name value build"),
}
# What such a member gives is certainly no table.
INERT: frozenset[type] = frozenset({str, int, float, bool, BigInt, Date, Pattern, Builder, Column, Sql})
