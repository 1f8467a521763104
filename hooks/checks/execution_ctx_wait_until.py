"""Work goes on after the response through `ctx.runInBackground`, never through Hono's `c.executionCtx.waitUntil`.

Source: the instructions in the platform's templates. The older generation of the platform (`createApp(edgespark)`) has no such `ctx`.
"""

from collections.abc import Iterator

from hooks.finding import Diagnostic, Finding, Fix, Severity
from hooks.project import Project
from hooks.rule import Group, Rule

_WAY = ("executionCtx", "waitUntil")
_FIX = Fix('call `ctx.runInBackground(promise)` instead, with `import { ctx } from "edgespark"`')


def check(project: Project) -> Iterator[Finding | Diagnostic]:
    """Follow every `waitUntil` back to an `executionCtx`; only modules that hold both words are parsed."""
    from hooks.searched import holds, searched

    for module in searched(project, "`executionCtx.waitUntil()`", holds(*_WAY)):
        if isinstance(module, Diagnostic):
            yield module
            continue
        from hooks.platform.layout import Layout, layout_of
        from hooks.sources.flow.origins import whole_way
        from hooks.sources.flow.packages import taken_members
        from hooks.sources.flow.trace import ends

        if layout_of(project) is Layout.LEGACY:
            return
        for word, value in taken_members(module, "waitUntil"):
            if any(whole_way(end)[-2:] == _WAY for end in ends(project.program, value)):
                message = "`executionCtx.waitUntil()` is the Worker's own, which code on the platform must not use"
                yield Finding(message, module.source.location(word), module.path, _FIX)


RULE = Rule(
    id="execution-ctx-wait-until",
    summary="background work is handed to `ctx.runInBackground`, not to `executionCtx.waitUntil`",
    severity=Severity.ERROR,
    group=Group.PROJECT,
    check=check,
)
