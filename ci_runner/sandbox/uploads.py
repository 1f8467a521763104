"""The upload of a bundle: `multipart/form-data` as a browser or an S3 client sends it, the file last."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from ci_runner.sandbox import deployments
from ci_runner.sandbox.deployments import Status
from ci_runner.sandbox.exchange import ApiError
from ci_runner.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Form:
    """A form's text fields, and the content of its field `file` (None: there is none)."""

    fields: Mapping[str, str]
    file: bytes | None


def parsed(content_type: str, body: bytes) -> Form:
    """Read a multipart form (RFC 7578). Raises ApiError for anything else."""
    boundary = _parameter(content_type, "boundary")
    if not content_type.startswith("multipart/form-data") or not boundary:
        raise ApiError(400, "the upload must be multipart/form-data")
    fields: dict[str, str] = {}
    file: bytes | None = None
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if file is not None:
            raise ApiError(400, "the file must be the form's last field")
        name = _name(head.decode("utf-8", "replace"))
        if name == "file":
            file = content
        else:
            fields[name] = content.decode("utf-8", "replace")
    return Form(fields, file)


def accept(state: State, identity: str, form: Form) -> None:
    """Keep the bundle for the deployment that handed out the form's token. Raises ApiError."""
    deployment = deployments.find(state, identity)
    if deployment is None or not hmac.compare_digest(deployment.token.encode(), form.fields.get("token", "").encode()):
        raise ApiError(403, "the upload does not carry the fields that `prepare` handed out")
    if deployment.status is not Status.PREPARED:
        raise ApiError(409, f"deployment is {deployment.status.value} already")
    if not form.file or "Content-Type" not in form.fields:
        raise ApiError(400, "the upload needs a field Content-Type and a file")
    deployments.upload(state, deployment, form.file)


def _name(head: str) -> str:
    for line in head.splitlines():
        title, _, value = line.partition(":")
        if title.strip().lower() == "content-disposition":
            return _parameter(value, "name")
    return ""


def _parameter(header: str, name: str) -> str:
    for piece in header.split(";")[1:]:
        title, _, value = piece.strip().partition("=")
        if title.lower() == name:
            return value.strip('"')
    return ""
