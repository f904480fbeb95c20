"""The summary of a run in numbers: the table at the end shows it, and the exit code follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from biblio.errors import ExitCode, FailOn, Problem
from biblio.model.decision import Decision, Status

__all__ = ["FileChange", "Summary", "count_reasons", "count_statuses"]


@dataclass(frozen=True, slots=True)
class FileChange:
    """One exported file: what was done to it, and to how many of its entries.

    `edited` entries contain changes by the user, `kept` entries have such changes but no longer have the tag, the user
    removed the `deleted` ones; `conflicts` are fields that changed on both sides and keep the user's value (key:
    field).
    """

    file: str
    outcome: str
    count: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    edited: int = 0
    kept: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One run in numbers.

    `statuses` counts notes by status; `asked` counts questions and `requests` requests by service; `unasked` says why a
    service could not be asked. `unread` counts notes without a title that stayed open and whose meaning was not
    compared because the encoder is not installed. `notices` are works that were retracted or withdrawn, or are under
    concern. `opposed` are decisions of the user that new evidence contradicts, as lines; `lost` are those whose note is
    not among the notes that were read; `moved` counts those that follow a reworded note. `flaws` are places in the
    written file that TeX or BibTeX would stumble over. `taken` are works that are now cited as published; `published`
    counts preprints that an update found to be published, `unchecked` those that no update has looked at for long.
    `is_first` is true if the exports were written for the first time, in `dialect`. `up_to_date` is true if nothing had
    changed since the last run, whose numbers these are. `without_notes` counts the files and folders that gave no note,
    by reason.
    """

    notes: int = 0
    files: int = 0
    opened: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    without_notes: Mapping[str, int] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    unasked: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    works: int = 0
    exports: tuple[FileChange, ...] = ()
    notices: tuple[str, ...] = ()
    unread: int = 0
    opposed: tuple[str, ...] = ()
    lost: tuple[Problem, ...] = ()
    moved: int = 0
    flaws: tuple[Problem, ...] = ()
    taken: tuple[str, ...] = ()
    published: int = 0
    unchecked: int = 0
    is_first: bool = False
    dialect: str = "biblatex"
    up_to_date: bool = False

    def count(self, status: Status) -> int:
        """Return how many notes have `status`."""
        return self.statuses.get(status.value, 0)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the process: failures first, then services that could not be asked, then open decisions."""
        return self.exit_code_on(FailOn.WARNING)

    def exit_code_on(self, fail_on: FailOn) -> ExitCode:
        """Return the exit code if only what `fail_on` names counts."""
        if self.problems:
            return ExitCode.FAILED
        if self.unasked or self.count(Status.PENDING):
            return fail_on.limit(ExitCode.COULD_NOT_ASK, FailOn.ERROR)
        if any(change.unreadable for change in self.exports):
            return fail_on.limit(ExitCode.NEEDS_PERSON, FailOn.ERROR)
        if self.opposed or any(change.conflicts for change in self.exports):
            return fail_on.limit(ExitCode.NEEDS_PERSON, FailOn.CONFLICT)
        if self.count(Status.AMBIGUOUS):
            return fail_on.limit(ExitCode.NEEDS_PERSON, FailOn.WARNING)
        return ExitCode.DONE


def count_reasons(reasons: Iterable[str]) -> dict[str, int]:
    """Return how often each reason is given for something that gave no note; the most frequent first."""
    return dict(Counter(reasons).most_common())


def count_statuses(decisions: Iterable[Decision]) -> dict[str, int]:
    """Return how many decisions have each status; every status is a key."""
    counts = {status.value: 0 for status in Status}
    for decision in decisions:
        counts[decision.status.value] += 1
    return counts
