"""One call of a tool: it runs in a thread, tells how far it is, can be cancelled, and always ends as a result."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from mcp.server.mcpserver import Context
from mcp.types import CallToolResult

from biblio.errors import BiblioError, StateDamaged, Stopped, StoreError
from biblio.files import explain_os_error
from biblio.mcp_server.tool_results import error_result, json_result, visible
from biblio.mcp_server.workspace import OpenWorkspace, Workspace

if TYPE_CHECKING:
    from biblio.lookup.cost import RequestPlan

__all__ = ["CallProgress", "ToolCalls"]

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_REPORTS = 1.0
_AT_ONCE = 4  # each has the notes in memory; what an agent calls beyond that waits

Work = Callable[[OpenWorkspace], Mapping[str, Any]]
"""What a call does with the open project; it returns the result as JSON."""


class CallProgress:
    """The `Progress` of one call, and the way to end it: the next step or request after `stop` raises `Stopped`.

    `happened` counts what was told so far, `words` says the last of it.
    """

    def __init__(self) -> None:
        self.happened = 0
        self.words = ""
        self.warnings: list[str] = []
        self._stage = ""
        self._done = 0
        self._total = 0
        self._is_stopped = False
        self._stops: list[Callable[[], None]] = []
        self._guard = threading.Lock()

    def stop(self) -> None:
        """End the call: no further request is sent."""
        with self._guard:
            self._is_stopped = True
            stops = list(self._stops)
        for stop in stops:
            stop()

    def on_stop(self, stop: Callable[[], None]) -> None:
        """Call `stop` when the call is to end; at once if it is already."""
        with self._guard:
            self._stops.append(stop)
            is_late = self._is_stopped
        if is_late:
            stop()

    def stage(self, name: str, total: int) -> None:
        """Note the stage."""
        self._stage, self._done, self._total = name, 0, total
        self._tell(name)

    def step(self, count: int = 1) -> None:
        """Note how many steps of the stage are done."""
        self._done += count
        self._tell(f"{self._stage}: {self._done:,}{f' of {self._total:,}' if self._total else ''}")

    def request_plan(self, plan: RequestPlan) -> None:
        """Note how many requests are likely to be sent."""
        self._tell(f"{plan.likely_requests:,} requests to services")

    def waiting(self, service: str, seconds: float, why: str = "") -> None:
        """Note that a service has to be waited for."""
        self._tell(f"waiting {seconds:.0f} s for {service}{f': {why}' if why else ''}")

    def request_done(self, service: str, url: str, status: int, seconds: float) -> None:
        """Note that a service was asked."""
        self._tell(f"asked {service}")

    def warn(self, message: str) -> None:
        """Keep the warning for the result, and log it."""
        self.warnings.append(message)
        logger.warning("%s", message)

    def _tell(self, words: str) -> None:
        if self._is_stopped:
            raise Stopped("the call was cancelled")
        self.words = words
        self.happened += 1


class ToolCalls:
    """Runs the calls of a server for one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)

    async def run(
        self, ctx: Context | None, work: Work, *, exclusive: bool = False, is_write: bool = False
    ) -> CallToolResult:
        """Return the result of `work` on the open project; what it raises of ours becomes an error for the agent.

        The client of `ctx` is told every second how far it is. The thread of a call that is cancelled ends with its
        next step or request. With `is_write` it is not cancelled: what was begun is finished.
        """
        progress = CallProgress()
        async with anyio.create_task_group() as tasks:
            if ctx is not None:
                tasks.start_soon(_report, ctx, progress)
            try:
                result = await anyio.to_thread.run_sync(
                    lambda: self._result(progress, work, exclusive=exclusive),
                    abandon_on_cancel=not is_write,
                    limiter=self._limiter,
                )
            except anyio.get_cancelled_exc_class():
                progress.stop()
                raise
            tasks.cancel_scope.cancel()
        return result

    def _result(self, progress: CallProgress, work: Work, *, exclusive: bool) -> CallToolResult:
        try:
            value = self._value(progress, work, exclusive=exclusive)
        except BiblioError as error:
            return error_result(error)
        except OSError as error:
            problem, hint = explain_os_error(error)
            return error_result(StoreError(f"{error.filename}: {problem}" if error.filename else problem, hint=hint))
        warnings = {"warnings": progress.warnings} if progress.warnings else {}
        return json_result({**value, **warnings})

    def _value(self, progress: CallProgress, work: Work, *, exclusive: bool) -> Mapping[str, Any]:
        """Do the work; a damaged state is moved aside first, as the command line does, because it can be rebuilt."""

        def once() -> Mapping[str, Any]:
            with self._workspace.opened(progress, exclusive=exclusive, on_stop=progress.on_stop) as opened:
                return work(opened)

        try:
            return once()
        except StateDamaged as error:
            from biblio.state import set_aside

            if aside := set_aside(error):  # and no other call or process has done so meanwhile
                progress.warn(f"{error}; it was moved to {aside.name} and will be rebuilt")
        return once()


async def _report(ctx: Context, progress: CallProgress) -> None:
    """Tell the client what happens, once a second, as long as something does."""
    reported = 0
    while True:
        await anyio.sleep(_SECONDS_BETWEEN_REPORTS)
        if progress.happened > reported:
            reported = progress.happened
            await ctx.report_progress(reported, message=visible(progress.words))
