"""A build without a key: install from the lock file, check types, bundle. Other people's code runs here, so no secret is near."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ci_runner.context import Context
from ci_runner.model import StepResult
from ci_runner.results import failed, passed, skipped

_ENTRY = ("index.ts", "index.tsx", "index.js")
# What the platform supplies at run time, and so no bundle can resolve here.
_EXTERNAL = ("edgespark", "edgespark/*", "cloudflare:*", "node:*")


class _Done(NamedTuple):
    """What one part of the build came to: words for the sentence, or the failure that ends it."""

    words: str = ""
    failure: StepResult | None = None


def tried(context: Context, worktree: Path) -> StepResult:
    """Install, check types and bundle the server in `worktree`."""
    server = worktree / context.project.server
    path = context.environ.get("PATH")
    if shutil.which("node", path=path) is None or shutil.which("npm", path=path) is None:
        return skipped("no-node", "not built: no Node.js here")
    if not (server / "package.json").is_file():
        return skipped("no-package", f"not built: {context.project.server} has no package.json")
    words = []
    for part in (_installed, _typed, _bundled):
        done = part(context, server, worktree)
        if done.failure is not None:
            return done.failure
        words.append(done.words)
    return passed(", ".join(word for word in words if word) + " (no key: not the platform's own dry run)")


def link_dependencies(context: Context, worktree: Path) -> None:
    """Let the worktree use what is installed in the checkout."""
    for directory in _packages(context, worktree):
        installed = context.repo.top / directory.relative_to(worktree) / "node_modules"
        if installed.is_dir() and not (directory / "node_modules").exists():
            (directory / "node_modules").symlink_to(installed, target_is_directory=True)


def installed_as_locked(context: Context, worktree: Path) -> StepResult | None:
    """Give the worktree the dependencies of its own lock file: those of the checkout where it is the same, else installed anew. None: done."""
    server = worktree / context.project.server
    if not (server / "package.json").is_file() or _same_lock(context, worktree, server):
        link_dependencies(context, worktree)
        return None
    answer = context.cli.build("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", directory=server, seconds=context.seconds_left)
    return failed("install-failed", f"`npm ci` at the earlier commit ended with {answer.code}", excerpt=answer.excerpt) if answer.code else None


def _same_lock(context: Context, worktree: Path, server: Path) -> bool:
    """Whether the checkout's dependencies are the worktree's too: the same lock file, or with none the same list of them."""
    for name in ("package-lock.json", "package.json"):
        lock = next((directory / name for directory in (server, worktree) if (directory / name).is_file()), None)
        if lock is not None:
            here = context.repo.top / lock.relative_to(worktree)
            return here.is_file() and here.read_bytes() == lock.read_bytes()
    return True


def _packages(context: Context, worktree: Path) -> Iterator[Path]:
    """The directories of the project, and of the repository above it, that hold a package.json."""
    web = context.project.toml.web_path
    for path in {".", context.root, context.project.server, context.project.path(web) if web else "."}:
        if (worktree / path / "package.json").is_file():
            yield worktree / path


def _installed(context: Context, server: Path, worktree: Path) -> _Done:
    link_dependencies(context, worktree)
    if (server / "node_modules").exists():
        return _Done("dependencies as installed here")
    if not any((directory / "package-lock.json").is_file() for directory in (server, worktree)):
        return _Done(
            failure=skipped("no-lock-file", f"not built: {context.project.server} has no package-lock.json, so nothing says which versions to install")
        )
    answer = context.cli.build("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", directory=server, seconds=context.seconds_left)
    if answer.timed_out:
        return _Done(failure=failed("time-out", "`npm ci` ran out of time", excerpt=answer.excerpt))
    if answer.code != 0:
        return _Done(failure=failed("install-failed", f"`npm ci` ended with {answer.code}", excerpt=answer.excerpt))
    return _Done("dependencies install")


def _typed(context: Context, server: Path, _worktree: Path) -> _Done:
    tsc = _tool(server, "tsc")
    if tsc is None or not (server / "tsconfig.json").is_file():
        return _Done("types not checked (no TypeScript here)")
    answer = context.cli.build(str(tsc), "--noEmit", directory=server, seconds=context.seconds_left)
    if answer.code != 0:
        return _Done(failure=failed("type-errors", "`tsc --noEmit` finds errors", excerpt=answer.excerpt))
    return _Done("types check")


def _bundled(context: Context, server: Path, _worktree: Path) -> _Done:
    esbuild = _tool(server, "esbuild")
    entry = next((server / "src" / name for name in _ENTRY if (server / "src" / name).is_file()), None)
    if esbuild is None or entry is None:
        return _Done("not bundled (no esbuild here)")
    external = [f"--external:{name}" for name in _EXTERNAL]
    command = (str(esbuild), str(entry), "--bundle", "--format=esm", "--conditions=workerd,worker", "--log-level=warning", "--outfile=/dev/null", *external)
    answer = context.cli.build(*command, directory=server, seconds=context.seconds_left)
    if answer.code != 0:
        return _Done(failure=failed("bundle-failed", "the server does not bundle", excerpt=answer.excerpt))
    return _Done("bundles")


def _tool(server: Path, name: str) -> Path | None:
    """A tool that the project itself installed, in the server's directory or above it."""
    return next((tool for tool in (parent / "node_modules" / ".bin" / name for parent in (server, *server.parents)) if tool.exists()), None)
