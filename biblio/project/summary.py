"""What a run found and did, in numbers: what the table at its end shows and what the exit code follows from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from biblio.errors import ExitCode, Problem
from biblio.model.decision import Decision, Status

__all__ = ["FileChange", "Summary", "count_statuses"]


@dataclass(frozen=True, slots=True)
class FileChange:
    """One exported file: what became of it, and how many entries were touched in which way.

    `edited` entries carry the person's own changes, `kept` ones have them and left the tag, `deleted` ones the
    person took out; `conflicts` are fields that both changed, where the person's value stands (key: field).
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
    """One run. `statuses` counts notes by status; `asked` questions by service, `requests` what they were sent
    in; `unasked` why a service was not.

    `unread` counts notes without a title that stayed open and whose meaning was not compared, for want of the encoder;
    `notices` are the works that were retracted or withdrawn or are under concern. `opposed` are decisions of the person
    that new evidence speaks against, as lines, `lost` those whose note is not among the ones read, `moved` how many
    follow a note that was reworded; `flaws` are what TeX or BibTeX would stumble over in the file that was written.
    `up_to_date` tells that nothing had changed since the last run, whose numbers these are.
    """

    notes: int = 0
    files: int = 0
    opened: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    passed: tuple[Problem, ...] = ()
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
    up_to_date: bool = False

    def count(self, status: Status) -> int:
        """Return how many notes have `status`."""
        return self.statuses.get(status.value, 0)

    @property
    def exit_code(self) -> ExitCode:
        """What the process should say: what failed first, then what could not be asked, then what needs a person."""
        if self.problems:
            return ExitCode.FAILED
        if self.unasked or self.count(Status.PENDING):
            return ExitCode.COULD_NOT_ASK
        unsettled = any(file_change.conflicts or file_change.unreadable for file_change in self.exports)
        if self.count(Status.AMBIGUOUS) or self.opposed or unsettled:
            return ExitCode.NEEDS_PERSON
        return ExitCode.DONE


def count_statuses(decisions: Iterable[Decision]) -> dict[str, int]:
    """Return how many decisions there are of each status; every status is there."""
    counts = {status.value: 0 for status in Status}
    for decision in decisions:
        counts[decision.status.value] += 1
    return counts
