"""Every declared bucket has a name of its own that the platform accepts.

Source: the platform's agent skill (3 to 63 characters) and `server-types.d.ts` (`BucketDef<Name>`).
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hooks.finding import Diagnostic, Finding, Fix, Location, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

if TYPE_CHECKING:
    from hooks.sources.storage import Bucket

_NAME = "bucket_name"
_VALID = re.compile(r"[a-z][a-z0-9-]{1,61}[a-z0-9]")
_FORM = "3 to 63 of a-z, 0-9 and -, a letter first and no - last"


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Look at each bucket of `storage_schema.ts`, and at all that bear one name."""
    storage = project.storage
    if storage is None:
        return
    for what, place in storage.unreadable:
        yield Diagnostic(f"{what} cannot be told without running the code", place, what)
    first: dict[str, Bucket] = {}
    for bucket in storage.buckets:
        yield from _of_bucket(bucket)
        if bucket.name is not None and first.setdefault(bucket.name, bucket) is not bucket:
            yield _shared(bucket, first[bucket.name])


def _of_bucket(bucket: "Bucket") -> Iterator[Finding]:
    way, name = ".".join(bucket.way), bucket.name
    if name is None:
        yield _nameless(bucket, way)
        return
    if not _VALID.fullmatch(name):
        yield _finding(f'"{name}" is no valid bucket name: {_FORM}', bucket.location, way, _other_name(name))
    if bucket.typed is not None and bucket.typed != name:
        message = f'the type of "{way}" says BucketDef<"{bucket.typed}">, its {_NAME} is "{name}"'
        yield _finding(message, bucket.location, way, "write the name that is right in both places; objects lie under the old one if it was ever applied")


def _nameless(bucket: "Bucket", way: str) -> Finding:
    from hooks.nearest import nearest

    near = nearest(_NAME, [key for key in bucket.keys if key != "description"])
    meant = f'; "{near}" is not read' if near else ""
    return _finding(f'bucket "{way}" has no {_NAME}{meant}', bucket.location, way, f"rename {near} to {_NAME}" if near else f"give it a {_NAME}")


def _shared(bucket: "Bucket", other: "Bucket") -> Finding:
    way = ".".join(bucket.way)
    message = f'"{way}" and "{".".join(other.way)}" ({other.location}) are both named "{bucket.name}": they are one bucket, and each overwrites the other'
    return _finding(message, bucket.location, way, f"give {way} a name of its own, or delete it")


def _other_name(name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()).strip("-")
    return f'write a name such as "{words}"' if _VALID.fullmatch(words) else "write a name of that form"


def _finding(message: str, place: Location, subject: str, repair: str) -> Finding:
    return Finding(message, place, subject, Fix(repair))


RULE = Rule(
    id="invalid-bucket",
    summary="every declared bucket has a valid name of its own, the same in its type",
    severity=Severity.ERROR,
    group=Group.STORAGE,
    check=check,
)
