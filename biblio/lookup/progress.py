"""What a long operation reports while it runs. The command line shows it; tests and other code may ignore it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from biblio.lookup.cost import RequestPlan

__all__ = ["BuildProgress", "Progress", "SilentProgress"]


class BuildProgress(Protocol):
    """Is notified of the progress of a build; `Progress` is an implementation."""

    def stage(self, name: str, total: int) -> None:
        """A file is begun; the number of its rows is not known (`total` 0)."""
        ...

    def step(self, count: int = 1) -> None:
        """`count` more rows were read."""
        ...


class Progress(Protocol):
    """Is notified of stages (a name and a number of steps, 0 if that is unknown) and of single steps."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins, and the one before is over."""
        ...

    def step(self, count: int = 1) -> None:
        """`count` steps of the stage are done."""
        ...

    def request_plan(self, plan: RequestPlan) -> None:
        """The requests that follow; reported before the first request and before each further round."""
        ...

    def waiting(self, service: str, seconds: float, why: str = "") -> None:
        """A service will not be asked again for `seconds`; `why` says in words why, and is empty for its interval."""
        ...

    def request_done(self, service: str, url: str, status: int, seconds: float) -> None:
        """A request is over (status 0: no answer); `url` contains nothing private."""
        ...

    def warn(self, message: str) -> None:
        """Something the user should know that does not stop the run."""
        ...


class SilentProgress:
    """Shows nothing; keeps the warnings."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def stage(self, name: str, total: int) -> None:
        """Show nothing."""

    def step(self, count: int = 1) -> None:
        """Show nothing."""

    def request_plan(self, plan: RequestPlan) -> None:
        """Show nothing."""

    def waiting(self, service: str, seconds: float, why: str = "") -> None:
        """Show nothing."""

    def request_done(self, service: str, url: str, status: int, seconds: float) -> None:
        """Show nothing."""

    def warn(self, message: str) -> None:
        """Keep the warning."""
        self.warnings.append(message)
