import re
import socket
from pathlib import Path

import pytest

from ci_runner.sandbox import runtime_keys, settings
from ci_runner.sandbox.deployments import Status
from ci_runner.sandbox.runtime_keys import KeyKind
from ci_runner.sandbox.service import Service
from tests.ci_runner.sandbox.support import Reply, call, get, post

_BUNDLE = b"export default 1;\r\n--not a boundary\r\n\x00\xff"


def test_it_listens_on_one_loopback_address_only(service: Service) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", service.url)
    # A server that listened on every address would listen on this one too.
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", int(service.url.rpartition(":")[2])), timeout=1)


def test_an_answer_is_wrapped(service: Service) -> None:
    reply = get(service, "project/sdk/server-types/pull")
    assert reply.status == 200
    assert set(reply.body) == {"data", "request_id", "code", "message"}
    assert set(reply.data) == {"content", "hash"}
    assert re.fullmatch(r"sha256-[0-9a-f]{64}", reply.data["hash"])


@pytest.mark.parametrize("key", ["", "wrong", "Ünrichtig"], ids=["none", "wrong", "not ASCII"])
def test_nobody_gets_in_without_the_key(service: Service, key: str) -> None:
    reply = call(f"{service.url}/api/v1/project/sdk/server-types/pull?project_id={service.project_id}", key=key.encode().decode("latin-1"))
    assert (reply.status, reply.data, reply.body["code"]) == (401, None, 401)


def test_each_run_has_a_key_of_its_own(tmp_path: Path) -> None:
    with Service(tmp_path) as one:
        first = one.key
    with Service(tmp_path) as other:
        assert other.key != first


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("project/nothing", None, 404, id="no such call"),
        pytest.param("project/secret/list?project_id=other", None, 404, id="no such project"),
        pytest.param("project/secret/list", None, 400, id="no project named"),
        pytest.param("project/secret/list?project_id=sandbox-project&environment=moon", None, 400, id="no such environment"),
        pytest.param("project/secret/list?project_id=sandbox-project&limit=all", None, 400, id="no number"),
        pytest.param("project/deploy/prepare", {"project_id": "sandbox-project"}, 400, id="no file announced"),
        pytest.param("project/deploy/execute", {"project_id": "sandbox-project", "deployment_id": "x"}, 404, id="no such deployment"),
        pytest.param("project/deploy/promote", {"project_id": "sandbox-project"}, 404, id="nothing to promote"),
        pytest.param("sandbox/migrations", {"project_id": "sandbox-project", "entries": 1}, 400, id="no entries"),
        pytest.param("project/artifact/check", ["no object"], 400, id="a body that is no object"),
    ],
)
def test_what_cannot_be_answered_is_an_error_with_a_status(service: Service, path: str, body: object, status: int) -> None:
    reply = call(f"{service.url}/api/v1/{path}", key=service.key, body=body)
    assert (reply.status, reply.data, reply.body["code"]) == (status, None, status)


def test_a_body_that_is_not_json_is_an_error(service: Service) -> None:
    assert call(f"{service.url}/api/v1/project/artifact/check", key=service.key, content=b"{").status == 400


def test_outdated_artifacts_are_named(service: Service) -> None:
    current = get(service, "project/sdk/server-types/pull").data["hash"]
    fresh = [{"type": "server_types", "hash": current}]
    assert post(service, "project/artifact/check", artifacts=fresh).data == {"outdated": []}
    service.set_fault("stale-types")
    assert post(service, "project/artifact/check", artifacts=fresh).data == {"outdated": [{"type": "server_types"}]}


@pytest.mark.parametrize("status", [401, 403, 409, 429, 500, 503])
def test_a_status_fault_answers_with_it(service: Service, status: int) -> None:
    service.set_fault(str(status))
    reply = get(service, "project/secret/list")
    assert (reply.status, reply.body["code"]) == (status, status)
    assert ("Retry-After" in reply.headers) == (status == 429)
    service.set_fault(None)
    assert get(service, "project/secret/list").status == 200


def test_a_hanging_call_is_never_answered_and_the_server_still_stops(tmp_path: Path) -> None:
    with Service(tmp_path) as service:
        service.set_fault("hang")
        with pytest.raises(TimeoutError):
            call(f"{service.url}/api/v1/project/secret/list", key=service.key, seconds=0.3)


def test_sql_runs_in_the_database_of_its_environment(service: Service) -> None:
    def run(sql: str, environment: str = "staging") -> Reply:
        return post(service, "project/database/sql/execute", environment=environment, sql=sql)

    assert run("CREATE TABLE a (x); INSERT INTO a VALUES (1), (2)").data["results"][1]["meta"]["changes"] == 2
    assert run("SELECT x FROM a").data["results"][0]["rows"] == [{"x": 1}, {"x": 2}]
    assert run("SELECT x FROM a", "production").data == {"success": False, "error": "no such table: a", "results": []}
    assert get(service, "project/database/schema/pull", environment="staging").data["sqlite_schema_sql"] == "CREATE TABLE a (x);\n"


def test_sql_stays_inside_its_own_file(service: Service, tmp_path: Path) -> None:
    outside = tmp_path / "outside.sqlite"
    reply = post(service, "project/database/sql/execute", sql=f"ATTACH DATABASE '{outside}' AS outside")
    assert reply.data["success"] is False
    assert not outside.exists()


def test_secrets_are_listed_by_name_in_pages_and_have_no_value(service: Service) -> None:
    for name in ("C", "A", "B"):
        runtime_keys.put(service.state, service.project_id, "production", KeyKind.SECRET, name, "a value that must not stay")
    page = get(service, "project/secret/list", environment="production", offset="1", limit="1").data
    assert [set(item) for item in page["secrets"]] == [{"key", "created_at", "updated_at"}]
    assert (page["secrets"][0]["key"], page["total"]) == ("B", 3)
    assert b"must not stay" not in (service.state.directory / "sandbox.sqlite").read_bytes()


def test_a_missing_key_is_the_first_of_all_or_the_one_named(service: Service) -> None:
    for name in ("B", "C"):
        runtime_keys.put(service.state, service.project_id, "production", KeyKind.SECRET, name)
    runtime_keys.put(service.state, service.project_id, "production", KeyKind.VAR, "A", "1")

    def names() -> tuple[list[str], list[str]]:
        secrets = get(service, "project/secret/list", environment="production").data["secrets"]
        return [item["key"] for item in get(service, "sandbox/vars").data["vars"]], [item["key"] for item in secrets]

    assert names() == (["A"], ["B", "C"])
    service.set_fault("missing-key")
    assert names() == ([], ["B", "C"])
    service.set_fault("missing-key@C")
    assert names() == (["A"], ["B"])


def test_buckets_are_rendered_as_code(service: Service) -> None:
    settings.put_buckets(service.state, service.project_id, {"guest-book": 'say "hi"'})
    code = get(service, "project/storage/schema/pull").data["storage_schema_ts"]
    assert 'export const guest_book = { bucket_name: "guest-book", description: "say \\"hi\\"" } as const;' in code


def _prepared(service: Service, environment: str = "staging") -> dict[str, object]:
    file = {"file_name": "bundle.js", "file_size": len(_BUNDLE), "mime_type": "application/javascript"}
    reply = post(service, "project/deploy/prepare", environment=environment, bundled_script_file_info=file, commit="abc")
    return dict(reply.data)


def _upload(url: object, fields: dict[str, str], bundle: bytes = _BUNDLE) -> Reply:
    parts = [f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    parts += [b'--B\r\nContent-Disposition: form-data; name="file"; filename="bundle.js"\r\nContent-Type: a/b\r\n\r\n', bundle, b"\r\n--B--\r\n"]
    return call(str(url), content=b"".join(parts), headers={"Content-Type": "multipart/form-data; boundary=B"})


def _deployed(service: Service, environment: str = "staging") -> Reply:
    prepared = _prepared(service, environment)
    upload = prepared["bundled_script_upload"]
    assert isinstance(upload, dict)
    assert _upload(upload["post_url"], {**upload["form_data"], "Content-Type": "a/b"}).status == 204
    return post(service, "project/deploy/execute", environment=environment, deployment_id=prepared["deployment_id"])


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_a_deployed_url_answers_with_what_is_live(service: Service, environment: str) -> None:
    first = _deployed(service, environment)
    url = first.data["deployed_url"]
    one = call(url)
    assert one.status == 200
    live = service.live(environment)
    assert live is not None
    assert (live.bundle, live.commit) == (_BUNDLE, "abc")
    assert one.body == {
        "served_by": "edgespark-ci sandbox",
        "project_id": service.project_id,
        "environment": environment,
        "deployment_id": live.id,
        "commit": "abc",
        "bundle_sha256": live.digest,
    }
    _deployed(service, environment)
    assert call(f"{url}api/entries?x=1").body["deployment_id"] != live.id
    assert [each.status for each in service.deployments()] == [Status.SUPERSEDED, Status.LIVE]


@pytest.mark.parametrize("path", ["live/sandbox-project/", "live/sandbox-project--staging/", "live/other/", "live/"])
def test_before_the_first_deployment_there_is_nothing(service: Service, path: str) -> None:
    assert call(f"{service.url}/{path}").status == 404


def test_staging_and_production_are_two_things_until_promoted(service: Service) -> None:
    _deployed(service)
    assert service.live("production") is None
    reply = post(service, "project/deploy/promote")
    staged, live = service.live("staging"), service.live("production")
    assert staged is not None
    assert live is not None
    assert reply.data["promoted_from_deployment_id"] == staged.id == live.promoted_from
    assert reply.data["production_deployment_id"] == live.id
    assert call(reply.data["deployed_url"]).body["bundle_sha256"] == staged.digest


def test_an_upload_needs_the_fields_that_prepare_handed_out(service: Service) -> None:
    upload = _prepared(service)["bundled_script_upload"]
    assert isinstance(upload, dict)
    url, fields = upload["post_url"], upload["form_data"]
    assert _upload(url, {**fields, "token": "guessed", "Content-Type": "a/b"}).status == 403
    assert _upload(url, fields).status == 400
    assert _upload(url, {**fields, "Content-Type": "a/b"}, b"").status == 400
    assert _upload(url, {**fields, "Content-Type": "a/b"}).status == 204
    assert _upload(url, {**fields, "Content-Type": "a/b"}).status == 409
    assert call(url, content=b"{}").status == 400


def test_nothing_goes_live_that_was_not_uploaded(service: Service) -> None:
    prepared = _prepared(service)
    assert post(service, "project/deploy/execute", deployment_id=prepared["deployment_id"]).status == 400
    assert service.live("staging") is None


def test_a_named_place_lets_the_deployed_app_fail(service: Service) -> None:
    url = _deployed(service).data["deployed_url"]
    service.set_fault("503@/live/")
    assert call(url).status == 503
    assert get(service, "project/secret/list").status == 200


def test_state_outlives_the_server_where_its_directory_does(tmp_path: Path) -> None:
    with Service(tmp_path) as one:
        _deployed(one)
        before = one.live("staging")
    with Service(tmp_path) as other:
        assert other.live("staging") == before
        assert call(f"{other.url}/live/{other.project_id}--staging/").status == 200
