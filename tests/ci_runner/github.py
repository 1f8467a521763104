"""A GitHub of our own on the loopback interface: as much of its REST API as a run uses, held to GitHub's own description of it."""

import io
import json
import math
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.ci_runner import canary
from tests.ci_runner.github_description import Unknown, accepted, example, given

TOKEN = "canaryTokenOfGitHub"
BOT = "github-actions[bot]"
_PREFIX = "/repos/acme/guestbook"
_KEPT_APART = frozenset({"statuses", "created_with"})


@dataclass
class GitHub:
    """What it holds; `refuse` is the HTTP status of every answer from now on, `fail` how often it answers 503 first.

    `patterns` are what an environment limits branches to where it names them, `protected_branches` those that the repository protects.
    `writes` is how many more changes it takes, `read_only` is a token that may make none, `user` whose token it is where that is a person's,
    `headers` go with every answer.
    A request that GitHub would not know is refused and stays in `unknown`, which fails the test, as does one that tells a secret.
    """

    url: str = ""
    deployments: list[dict[str, Any]] = field(default_factory=list)
    environments: dict[str, dict[str, Any]] = field(default_factory=dict)
    patterns: list[str] = field(default_factory=list)
    protected_branches: set[str] = field(default_factory=set)
    approvals: list[dict[str, Any]] = field(default_factory=list)
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    artifacts: list[bytes] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    user: str = ""
    refuse: int = 0
    fail: int = 0
    writes: float = math.inf
    read_only: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def deployed(self, sha: str, environment: str, **more: Any) -> dict[str, Any]:
        """Put a deployment there, as another run would have; gives it."""
        found = {"id": len(self.deployments) + 1, "sha": sha, "environment": environment, "task": "deploy", "statuses": [], **more}
        self.deployments.insert(0, found)  # newest first, as GitHub lists them
        return found

    def protected(self, name: str, *, reviewers: bool = False, branches: bool = False) -> None:
        """Give the environment `name` its rules."""
        reviewer = {"type": "User", "reviewer": example("SimpleUser", login="ada")}
        rules = [{"id": 1, "node_id": "", "type": "required_reviewers", "reviewers": [reviewer]}] if reviewers else []
        policy = {"protected_branches": not self.patterns, "custom_branch_policies": bool(self.patterns)} if branches else None
        self.environments[name] = example("Environment", name=name, protection_rules=rules, deployment_branch_policy=policy)

    def uploaded(self, content: bytes, name: str = "receipt.json") -> None:
        """Let the run have uploaded a file, zipped as GitHub keeps it."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr(name, content)
        self.artifacts.append(archive.getvalue())

    def approved(self, environment: str, comment: str, user: str = "grace") -> None:
        """Let somebody approve the run for `environment`."""
        who = example("SimpleUser", login=user, type="Bot" if user.endswith("[bot]") else "User")
        self.approvals.append(example("EnvironmentApprovals", state="approved", comment=comment, user=who, environments=[{"name": environment}]))

    def commented(self, body: str, login: str, kind: str = "User", issue: str = "7") -> dict[str, Any]:
        """Let somebody comment on an issue; gives the comment."""
        user = example("SimpleUser", login=login, type=kind)
        found = example("IssueComment", id=len(self.comments) + 1, body=body, user=user, issue_url=f"{self.url}{_PREFIX}/issues/{issue}")
        self.comments.append(found)
        return found

    def answer(self, method: str, target: str, body: Any) -> tuple[int, Any]:
        """Status and content; what GitHub's description does not know, on either side, is kept in `unknown`."""
        split = urlsplit(target)
        query = dict(parse_qsl(split.query))
        self.asked.append(f"{method} {split.path.removeprefix(_PREFIX).removeprefix('/')}")
        self.unknown += [f"{method} {split.path} tells {piece}" for piece in canary.told(f"{target} {json.dumps(body)}", TOKEN)]
        try:
            model = accepted(method, split.path, query, body)
            status, content = self._refusal(method) or self._routed(method, split.path, query, body)
            given(model if status < 300 else None, content)
        except Unknown as error:
            self.unknown.append(str(error))
            return 422, {"message": str(error)}
        return status, content

    def _refusal(self, method: str) -> tuple[int, Any] | None:
        if self.fail:
            self.fail -= 1
            return 503, {"message": "Service Unavailable"}
        self.writes -= method != "GET"
        if method != "GET" and (self.read_only or self.writes < 0):
            return 403, {"message": "Resource not accessible by integration"}
        return (self.refuse, {"message": "Resource not accessible by integration"}) if self.refuse else None

    def _routed(self, method: str, path: str, query: Mapping[str, str], body: Any) -> tuple[int, Any]:  # noqa: PLR0911, PLR0912 - a table of routes
        match path.removeprefix(_PREFIX).strip("/").split("/"):
            case ["user"] if self.user:
                return 200, example("PrivateUser", login=self.user)
            case ["user"]:
                return 403, {"message": "Resource not accessible by integration"}
            case [""]:
                return 200, example("FullRepository", full_name="acme/guestbook", default_branch="main")
            case ["actions", "runs", run] if run in self.runs:
                return 200, example("WorkflowRun", **self.runs[run])
            case ["actions", "runs", _run, "artifacts"]:
                listed = [example("Artifact", id=number, expired=False, size_in_bytes=len(one)) for number, one in enumerate(self.artifacts)]
                return 200, {"total_count": len(listed), "artifacts": _page(listed, query)}
            case ["actions", "artifacts", number, "zip"]:
                return 200, self.artifacts[int(number)]
            case ["actions", "runs", _run, "approvals"]:
                return 200, self.approvals
            case ["environments", name] if name in self.environments:
                return 200, self.environments[name]
            case ["environments", _name, "deployment-branch-policies"]:
                listed = [example("DeploymentBranchPolicy", name=pattern) for pattern in self.patterns]
                return 200, {"total_count": len(listed), "branch_policies": _page(listed, query)}
            case ["branches", name]:
                return 200, example("BranchWithProtection", name=name, protected=name in self.protected_branches)
            case ["deployments", *rest]:
                return self._deployments(method, rest, query, body)
            case ["issues", "comments", number]:
                self.comments[int(number) - 1].update(body)
                return 200, self.comments[int(number) - 1]
            case ["issues", number, "comments"]:
                return self._comments(method, number, query, body)
        return 404, {"message": "Not Found"}

    def _comments(self, method: str, issue: str, query: Mapping[str, str], body: Any) -> tuple[int, Any]:
        if method == "POST":
            return 201, self.commented(body["body"], self.user or BOT, "User" if self.user else "Bot", issue)
        return 200, _page([one for one in self.comments if one["issue_url"].endswith(f"/{issue}")], query)

    def _deployments(self, method: str, rest: list[str], query: Mapping[str, str], body: Any) -> tuple[int, Any]:
        if not rest and method == "GET":
            listed = [one for one in self.deployments if all(query.get(key, one[key]) == one[key] for key in ("sha", "environment", "task"))]
            return 200, _page([_deployment(one) for one in listed], query)
        if not rest:
            return 201, _deployment(self.deployed(body["ref"], body["environment"], task=body["task"], created_with=body))
        found = next(one for one in self.deployments if str(one["id"]) == rest[0])
        if method == "POST":
            found["statuses"].insert(0, body)
            return 201, example("DeploymentStatus", **body)
        # In an order that nobody would wish for: GitHub promises none.
        listed = [example("DeploymentStatus", **{**status, "id": number}) for number, status in enumerate(reversed(found["statuses"]), start=1)]
        return 200, _page(listed, query)


def _deployment(kept: Mapping[str, Any]) -> dict[str, Any]:
    return example("Deployment", **{name: value for name, value in kept.items() if name not in _KEPT_APART})


def _page(listed: list[Any], query: Mapping[str, str]) -> list[Any]:
    size, number = int(query.get("per_page", 30)), int(query.get("page", 1))
    return listed[(number - 1) * size : number * size]


@contextmanager
def github() -> Iterator[GitHub]:
    """Serve one until the end of the block; what it was asked must have been what GitHub knows."""
    state = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            if self.headers.get("X-GitHub-Api-Version") != "2022-11-28":
                state.unknown.append(f"{self.path}: asked for another version of the API")
            authorized = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            status, content = state.answer(self.command, self.path, json.loads(sent) if sent else None) if authorized else (401, {"message": "Bad credentials"})
            answer = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in {**state.headers, "Content-Length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PATCH = _serve  # noqa: N815 - the names that http.server calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
    if state.unknown:
        raise Unknown("; ".join(state.unknown))
