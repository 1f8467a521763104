"""`undeclared-bucket`: every bucket that the code uses is declared."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.checks.undeclared_bucket import RULE
from hooks.errors import NoVerdict
from hooks.finding import Diagnostic, Finding
from hooks.policy.config import Policy
from hooks.project import Project, Surroundings
from tests.guestbook import Guestbook
from tests.hooks.chains import Files

STORAGE = "server/src/defs/storage_schema.ts"
MORE = "server/src/more.ts"
IMPORT = 'import { buckets } from "@defs"; import { storage } from "edgespark";\n'
NESTED = 'export const media = { small: { icons: { bucket_name: "icons" } }, films: { bucket_name: "films" } } as const;\n'


def results(guestbook: Guestbook) -> list[Finding | Diagnostic]:
    return list(RULE.check(guestbook.project()))


def told(guestbook: Guestbook) -> list[str]:
    return [f"{result.location}: {result.message}" for result in results(guestbook)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "storage.from(buckets.pictres);", f'2:22: bucket "pictres" is used, but {STORAGE} does not declare it; did you mean "pictures"?', id="typo"
        ),
        pytest.param("console.log(buckets.logs);", f'2:21: bucket "logs" is used, but {STORAGE} does not declare it', id="not given to storage"),
        pytest.param('buckets["logs"];', f'2:9: bucket "logs" is used, but {STORAGE} does not declare it', id="brackets"),
        pytest.param("const { logs } = buckets;", f'2:9: bucket "logs" is used, but {STORAGE} does not declare it', id="destructured"),
        pytest.param("const all = buckets; all.logs;", f'2:26: bucket "logs" is used, but {STORAGE} does not declare it', id="another name"),
        pytest.param(
            'const { buckets: later } = await import("@defs"); later.logs;',
            f'2:57: bucket "logs" is used, but {STORAGE} does not declare it',
            id="dynamic import",
        ),
        pytest.param('import * as defs from "@defs"; defs.buckets.logs;', f'2:45: bucket "logs" is used, but {STORAGE} does not declare it', id="whole barrel"),
        pytest.param(
            'import * as s from "./defs/storage_schema"; s.logs;', f'2:47: bucket "logs" is used, but {STORAGE} does not declare it', id="the module itself"
        ),
        pytest.param(
            'const s = await import("./defs/storage_schema"); s.logs;',
            f'2:52: bucket "logs" is used, but {STORAGE} does not declare it',
            id="module, imported late",
        ),
        pytest.param("const all = { ...buckets }; all.logs;", f'2:33: bucket "logs" is used, but {STORAGE} does not declare it', id="spread"),
        pytest.param(
            'import { pictres } from "./defs/storage_schema"; storage.from(pictres);',
            f'2:63: bucket "pictres" is used, but {STORAGE} does not declare it; did you mean "pictures"?',
            id="imported by name",
        ),
        pytest.param(
            'storage.from("guestbook-pictures");',
            f'2:14: bucket "guestbook-pictures" is given as a text, but `storage` takes what {STORAGE} declares; did you mean buckets.pictures?',
            id="text",
        ),
        pytest.param(
            'const open = (b: any) => storage.from(b); open("logs");',
            f'2:48: bucket "logs" is given as a text, but `storage` takes what {STORAGE} declares',
            id="text through a wrapper",
        ),
        pytest.param(
            'const { from: open } = storage; open("logs");',
            f'2:38: bucket "logs" is given as a text, but `storage` takes what {STORAGE} declares',
            id="text, the method under another name",
        ),
        pytest.param(
            'storage.createS3Uri({ bucket_name: "logs", description: "" }, "a");',
            f'2:21: bucket "logs" is written out here, but {STORAGE} does not declare it',
            id="object",
        ),
    ],
)
def test_a_bucket_that_is_not_declared(guestbook: Guestbook, text: str, message: str) -> None:
    guestbook.write(MORE, IMPORT + text)
    assert told(guestbook) == [f"{MORE}:{message}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("storage.from(buckets.pictures);", id="declared"),
        pytest.param('storage.createS3Uri(buckets["pictures"], "a");', id="brackets"),
        pytest.param("const { pictures } = buckets; storage.from(pictures);", id="destructured"),
        pytest.param('const { buckets: later } = await import("@defs"); storage.from(later.pictures);', id="dynamic import"),
        pytest.param('import { pictures } from "./defs/storage_schema"; storage.from(pictures);', id="imported by name"),
        pytest.param("{ const buckets = { logs: 1 }; buckets.logs; }", id="shadowed"),
        pytest.param("function f(buckets: any) { return buckets.logs; }", id="parameter"),
        pytest.param("// storage.from(buckets.logs)\nconst text = 'storage.from(buckets.logs)';", id="comment and string"),
        pytest.param("const all = { ...buckets, logs: 1 }; all.logs;", id="added to a copy"),
        pytest.param("const all = Math.random() ? buckets : { logs: 1 }; all.logs;", id="one of two"),
        pytest.param("buckets[name as keyof typeof buckets]; Object.keys(buckets);", id="computed"),
        pytest.param('const { logs = 1 } = buckets as any; buckets.hasOwnProperty("x");', id="with a default, or inherited"),
        pytest.param("storage.from(storage.parseS3Uri(uri).bucket);", id="from storage itself"),
        pytest.param('storage.from({ bucket_name: "guestbook-pictures", description: "" });', id="a declared bucket, written out"),
        pytest.param('const other = { from(x: string) {} }; other.from("logs");', id="another from"),
        pytest.param('import { logs } from "elsewhere"; storage.from(logs);', id="imported from a package"),
        pytest.param('import { bins } from "@defs"; storage.from(bins.logs);', id="a part of what the barrel does not export: another rule's"),
    ],
)
def test_silent(guestbook: Guestbook, text: str) -> None:
    guestbook.write(MORE, IMPORT + text)
    assert told(guestbook) == []


def test_nested_buckets(guestbook: Guestbook) -> None:
    guestbook.write(STORAGE, guestbook.read(STORAGE) + NESTED)
    guestbook.write(MORE, IMPORT + "storage.from(buckets.media.small.icons); storage.from(buckets.media.films);")
    assert told(guestbook) == []
    guestbook.write(MORE, IMPORT + "storage.from(buckets.media.small.icns);\nstorage.from(buckets.media.film);")
    assert told(guestbook) == [
        f'{MORE}:2:34: bucket "icns" is used, but "media.small" in {STORAGE} does not declare it; did you mean "icons"?',
        f'{MORE}:3:28: bucket "film" is used, but "media" in {STORAGE} does not declare it; did you mean "films"?',
    ]


def test_buckets_that_the_barrel_hands_on_one_by_one(guestbook: Guestbook) -> None:
    guestbook.replace("server/src/defs/index.ts", "export { buckets };", 'export { buckets };\nexport * from "./storage_schema";')
    guestbook.write(MORE, IMPORT + 'import { pictures, pictres } from "@defs"; storage.from(pictures); storage.from(pictres);')
    assert told(guestbook) == [f'{MORE}:2:81: bucket "pictres" is used, but {STORAGE} does not declare it; did you mean "pictures"?']


def test_a_barrel_is_more_than_its_buckets(guestbook: Guestbook) -> None:
    guestbook.replace("server/src/defs/index.ts", "export { buckets };", 'export { buckets };\nexport * from "./storage_schema";')
    guestbook.write(MORE, 'import * as defs from "@defs"; defs.entries; defs.logs; defs.pictures;')
    assert told(guestbook) == []


def test_a_barrel_that_exports_the_whole_by_name(guestbook: Guestbook) -> None:
    index = guestbook.read("server/src/defs/index.ts")
    index = index.replace('import * as buckets from "./storage_schema";', "").replace("export { buckets };", 'export * as buckets from "./storage_schema";')
    guestbook.write("server/src/defs/index.ts", index)
    guestbook.write(MORE, IMPORT + "storage.from(buckets.pictures); storage.from(buckets.pictres);")
    assert told(guestbook) == [f'{MORE}:2:54: bucket "pictres" is used, but {STORAGE} does not declare it; did you mean "pictures"?']


def test_without_the_module_nothing_is_declared(guestbook: Guestbook) -> None:
    guestbook.delete(STORAGE)
    guestbook.write("server/src/index.ts", 'import { storage } from "edgespark"; storage.from("logs");')
    assert told(guestbook) == [f'server/src/index.ts:1:51: bucket "logs" is given as a text, but `storage` takes what {STORAGE} declares']
    guestbook.write("server/src/index.ts", "export {};")
    assert told(guestbook) == []


def test_a_module_that_cannot_be_read_to_the_end_leaves_no_verdict(guestbook: Guestbook) -> None:
    guestbook.write(STORAGE, guestbook.read(STORAGE) + 'export * from "@company/buckets";\n')
    guestbook.write(MORE, IMPORT + "storage.from(buckets.logs); storage.from(buckets.pictures);")
    (result,) = results(guestbook)
    assert isinstance(result, Diagnostic)
    assert f"{result.location}: {result.message}" == (
        f'{MORE}:2:22: "logs" is not found in {STORAGE}, which cannot be read to the end without running the code'
    )


def test_a_broken_file_leaves_no_verdict_where_it_may_use_buckets(guestbook: Guestbook) -> None:
    guestbook.write(MORE, IMPORT + "const = buckets;")
    (message,) = told(guestbook)
    assert "the buckets that it uses are not judged" in message
    guestbook.write(MORE, "const = 1;")
    assert told(guestbook) == []


def test_modules_that_plainly_use_declared_buckets_are_not_parsed(guestbook: Guestbook) -> None:
    guestbook.write(MORE, IMPORT + "storage.from(buckets.pictures); const = 1;")
    assert told(guestbook) == []
    guestbook.write(MORE, IMPORT + "storage.from(buckets.picture); const = 1;")
    assert "the buckets that it uses are not judged" in told(guestbook)[0]


BARREL = b'import * as buckets from "./storage_schema"; export { buckets };'
WORDS = [
    "buckets",
    "storage",
    ".from(",
    ".a",
    ")",
    "{",
    "}",
    "...",
    "=",
    "export ",
    "const ",
    "import ",
    ' from "@defs"',
    ' from "edgespark"',
    ";",
    '"b"',
    ":",
    ",",
    "\n",
    "é",
]


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=25).map(lambda words: "".join(words).encode()),
    st.just(NESTED.encode()) | st.binary(max_size=80),
)
def test_any_bytes_in_never_a_traceback_out(code: bytes, storage: bytes) -> None:
    files = {"edgespark.toml": b"", "src/a.ts": IMPORT.encode() + code, "src/defs/index.ts": BARREL, "src/defs/storage_schema.ts": storage}
    with suppress(NoVerdict):
        list(RULE.check(Project(Files(files), ".", Surroundings(Policy()))))
