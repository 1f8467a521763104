"""GitHub's own description of its API, as githubkit generates it: which requests GitHub knows, and what an answer of its looks like.

Source: https://github.com/github/rest-api-description, through the PyPI package githubkit-schemas-2022-11-28.
"""

import datetime as dt
import inspect
import json
import re
import types
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from githubkit.typing import Missing
from githubkit_schemas.v2022_11_28 import models
from githubkit_schemas.v2022_11_28.rest.actions import ActionsClient
from githubkit_schemas.v2022_11_28.rest.issues import IssuesClient
from githubkit_schemas.v2022_11_28.rest.repos import ReposClient
from githubkit_schemas.v2022_11_28.rest.users import UsersClient
from pydantic import BaseModel, TypeAdapter, ValidationError

_CLIENTS = (ReposClient, ActionsClient, IssuesClient, UsersClient)
_ROUTE = re.compile(r"^\s*(GET|POST|PATCH|PUT|DELETE) (/\S+)$", re.MULTILINE)
_PARAMETER = re.compile(r"\{(\w+)\}")
_NAMES = {**vars(typing), "Missing": Missing}
_OURS = frozenset({"owner", "repo", "headers", "stream", "data"})
_MOMENT = "2026-01-02T03:04:05Z"


class Unknown(AssertionError):  # noqa: N818 - it names a state
    """A request or an answer that is not as GitHub describes it."""


class _Operation(NamedTuple):
    """One operation: the githubkit client that has it, its name there, and the paths it answers at."""

    client: Any
    name: str
    method: str
    path: re.Pattern[str]


class _Asked(NamedTuple):
    """What githubkit makes of an operation's arguments: the very request that GitHub expects, and the model of its answer."""

    url: str
    params: Mapping[str, Any]
    body: Any
    answer: Any


class _Recorder:
    """Stands where githubkit would send: keeps the request instead."""

    class config:  # noqa: N801 - the name that githubkit reads
        rest_api_validate_body = True

    def request(self, _method: str, url: str, *, params: Any = None, json: Any = None, response_model: Any = None, **_rest: Any) -> _Asked:
        return _Asked(url, params or {}, json, response_model)


def accepted(method: str, path: str, query: Mapping[str, str], body: Any) -> Any:
    """The model of the answer to a request that GitHub knows. Raises Unknown for any other path, parameter, field or type."""
    operation, at = _operation(method, path)
    recorder = _Recorder()
    call = getattr(operation.client(recorder), operation.name)
    try:
        asked: _Asked = call(**at, **_typed(operation, query), **({} if body is None else {"data": body}))
    except (TypeError, ValidationError) as error:
        raise Unknown(f"{method} {path}: {error}") from error
    if asked.url != path or not _holds(asked.body, body):
        raise Unknown(f"{method} {path}: GitHub would read {asked.body} of {body}")
    return asked.answer


def given(answer: Any, content: Any) -> None:
    """Nothing, where `content` is an instance of the model `answer` and holds no other field. Raises Unknown."""
    if answer is None:
        return
    adapter: TypeAdapter[Any] = TypeAdapter(answer)
    try:
        found = adapter.validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        raise Unknown(f"no {answer}: {error}") from error
    if not _holds(adapter.dump_python(found, mode="json", by_alias=True, exclude_unset=True), content):
        raise Unknown(f"fields that no {answer} has: {content}")


def example(model: str, /, **fields: Any) -> dict[str, Any]:
    """A smallest valid instance of the model of that name, with these fields of the test's own."""
    return {**_filled(getattr(models, model)), **fields}


def _operation(method: str, path: str) -> tuple[_Operation, dict[str, str]]:
    for operation in _operations():
        found = operation.path.fullmatch(path) if operation.method == method else None
        if found:
            return operation, found.groupdict()
    raise Unknown(f"GitHub has no {method} {path}")


@cache
def _operations() -> tuple[_Operation, ...]:
    """Every operation, those whose paths have the fewest parameters first."""
    return tuple(sorted(_listed(), key=lambda operation: operation.path.groups))


def _listed() -> Iterator[_Operation]:
    for client in _CLIENTS:
        for name, function in vars(client).items():
            route = _ROUTE.search(function.__doc__ or "") if inspect.isfunction(function) and not name.startswith("async_") else None
            if route:
                yield _Operation(client, name, route[1], re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", route[2])))


def _typed(operation: _Operation, query: Mapping[str, str]) -> dict[str, Any]:
    """The query as GitHub reads it: each text as the type of its parameter. Raises Unknown, ValidationError."""
    function = getattr(operation.client, operation.name)
    known = inspect.signature(function).parameters
    if unknown := set(query) - (set(known) - _OURS):
        raise Unknown(f"{operation.name} takes no {', '.join(sorted(unknown))}")
    # Annotations are texts there; githubkit's own words, not a stranger's.
    return {name: TypeAdapter(eval(known[name].annotation, _NAMES)).validate_python(text) for name, text in query.items()}  # noqa: S307


def _holds(described: Any, sent: Any) -> bool:
    """Whether everything in `sent` came through the description unchanged, the type of it too."""
    if isinstance(sent, Mapping):
        return isinstance(described, Mapping) and all(key in described and _holds(described[key], value) for key, value in sent.items())
    if isinstance(sent, list):
        return isinstance(described, list) and len(described) == len(sent) and all(map(_holds, described, sent))
    return type(described) is type(sent) and described == sent


def _filled(model: type[BaseModel]) -> dict[str, Any]:
    needed = {name: field for name, field in model.model_fields.items() if field.is_required()}
    return {field.alias or name: _value(field.annotation) for name, field in needed.items()}


def _value(kind: Any) -> Any:
    """The plainest JSON value of a type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return None if type(None) in arguments else _value(arguments[0])
    if origin is Literal:
        return arguments[0]
    if origin is not None and hasattr(kind, "__metadata__"):
        return _value(arguments[0])
    if origin is list:
        return []
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        return _filled(kind)
    return {str: "", int: 0, float: 0.0, bool: False, dt.datetime: _MOMENT}.get(kind)
