"""The exception tree. Every exception that `biblio` raises on purpose is one of these.

    BiblioError
    ├── ConfigError          the configuration cannot be used (all its problems at once)
    ├── UsageError           a command asks for something that does not exist
    ├── PluginError          an implementation from another distribution cannot be used
    ├── SourceError          notes, or a source of the catalogue, cannot be read
    ├── BibtexError          a `.bib` is not understood well enough to be rewritten
    ├── StoreError           the state or one of our files cannot be read or written
    │   ├── CatalogueDamaged an index of works is damaged: it can be built again
    │   └── StateDamaged     the state is no longer a database: it can be moved aside and rebuilt
    ├── FormattingError      references cannot be formatted or copied: pandoc or the clipboard fails
    ├── DecisionsError       the user's decisions file has lines that cannot be read
    ├── UnsafePlan           a plan would change more than the user expects
    └── ServiceError         a service could not be asked
        ├── Unavailable      it did not answer, or asked us to come back later
        │   └── WriteLost    … to a write: it is unknown whether the write was carried out
        ├── Unauthorised     it rejected our key, or requires one
        └── BadReply         its answer does not follow its protocol

"Not found" is never an exception: a service that does not know a work returns ``None`` or no records. An exception from
a service always means that it *could not be asked*.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

__all__ = [
    "BadReply",
    "BiblioError",
    "BibtexError",
    "CatalogueDamaged",
    "ConfigError",
    "DecisionsError",
    "ExitCode",
    "FailOn",
    "FormattingError",
    "PluginError",
    "Problem",
    "ServiceError",
    "SourceError",
    "StateDamaged",
    "StoreError",
    "Unauthorised",
    "Unavailable",
    "UnsafePlan",
    "UsageError",
    "WriteLost",
]


class ExitCode(IntEnum):
    """The exit codes of the process. The documentation has the same table."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NEEDS_PERSON = 3
    COULD_NOT_ASK = 4


class FailOn(StrEnum):
    """From which gravity on a result gives the exit code 3 or 4; each level includes those before it.

    `NEVER`: nothing does. `ERROR`: errors, and services that could not be asked. `CONFLICT`: two sides that contradict
    each other. `WARNING`: whatever needs the user, also warnings and doubtful notes. What fails altogether (codes 1 and
    2) always counts.
    """

    NEVER = "never"
    ERROR = "error"
    CONFLICT = "conflict"
    WARNING = "warning"

    def limit(self, code: ExitCode, gravity: FailOn) -> ExitCode:
        """Return the exit code of a result with `code` and `gravity`."""
        if code not in (ExitCode.NEEDS_PERSON, ExitCode.COULD_NOT_ASK):
            return code
        levels = list(FailOn)
        return code if levels.index(gravity) <= levels.index(self) else ExitCode.DONE


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the user's input.

    `path` is as the user wrote it. `line` counts from 1; it is 0 if no line applies. `what` says what is wrong, `hint`
    what to do about it (may be empty). A warning is worth knowing, but nothing was lost by it.
    """

    path: str
    line: int
    what: str
    hint: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.what}" + (f" ({self.hint})" if self.hint else "")


class BiblioError(Exception):
    """Base of all our errors: one clear message, and a hint about what to do (may be empty)."""

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class ConfigError(BiblioError):
    """The configuration cannot be used. Carries every problem, not only the first."""

    exit_code = ExitCode.USAGE

    def __init__(self, problems: tuple[Problem, ...], *, hint: str = "") -> None:
        super().__init__("\n".join(str(problem) for problem in problems), hint=hint)
        self.problems = problems


class UsageError(BiblioError):
    """A command asks for something that does not exist, or its options contradict each other."""

    exit_code = ExitCode.USAGE


class PluginError(BiblioError):
    """An implementation from another distribution cannot be loaded, or does not have the required interface."""

    exit_code = ExitCode.USAGE


class SourceError(BiblioError):
    """Notes, or a source of the catalogue, cannot be read. `path` is as the user gave it."""

    def __init__(self, path: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{path}: {message}", hint=hint)
        self.path = path

    @property
    def as_problem(self) -> Problem:
        """Return the error as a problem, for callers that report it and go on with the rest."""
        return Problem(self.path, 0, self.message.removeprefix(f"{self.path}: "), self.hint)


class BibtexError(BiblioError):
    """A `.bib` text or a value cannot be understood; nothing was written.

    `offset` is the position in the text, if known.
    """

    def __init__(self, message: str, *, hint: str = "", offset: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.offset = offset


class StoreError(BiblioError):
    """The state, the decisions or an export cannot be read or written."""


class StateDamaged(StoreError):
    """The state at `path` is no longer a database. It can be moved aside; rebuilding it only takes time.

    `identity` is that of the file which was found damaged: another run may have replaced it meanwhile.
    """

    def __init__(self, path: str, message: str, identity: tuple[int, int] | None) -> None:
        super().__init__(
            f"{path}: the state is damaged ({message})",
            hint="delete it: nothing is lost, but the next run takes longer",
        )
        self.path, self.identity = path, identity


class CatalogueDamaged(StoreError):
    """An index of works is damaged, or of another version. It can be built again from its sources."""


class FormattingError(BiblioError):
    """References cannot be formatted or copied: the program that does it fails."""


class DecisionsError(BiblioError):
    """The decisions file has lines that cannot be read. Nothing is done until they are fixed."""

    exit_code = ExitCode.USAGE

    def __init__(self, problems: tuple[Problem, ...], *, hint: str = "") -> None:
        super().__init__("\n".join(str(problem) for problem in problems), hint=hint)
        self.problems = problems


class UnsafePlan(BiblioError):
    """A plan would change more than the user expects, or one side of the sync looks broken."""

    exit_code = ExitCode.NEEDS_PERSON


class Stopped(BiblioError):
    """The run is being stopped, so no further request is sent. It ends the threads that ask services."""


class ServiceError(BiblioError):
    """A service could not be asked. This never means that the service does not know a work.

    `url` contains no secrets (keys travel in headers only); `status` is the HTTP status, 0 without an answer.
    """

    exit_code = ExitCode.COULD_NOT_ASK

    def __init__(self, service: str, message: str, *, url: str = "", status: int = 0, hint: str = "") -> None:
        super().__init__(f"{service}: {message}", hint=hint)
        self.service = service
        self.reason = message
        self.url = url
        self.status = status


class Unavailable(ServiceError):
    """The service did not answer, or asked us to come back later, on every try."""


class WriteLost(Unavailable):
    """The answer to a write was lost. What the write did is found out by reading, never by writing again."""


class Unauthorised(ServiceError):
    """The service rejected our credentials, or requires credentials."""


class BadReply(ServiceError):
    """The service's answer does not follow its protocol (HTML, truncated JSON, …)."""
