"""What to do after a run: one line each, only what is true and helps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from biblio.cli.messages import plural
from biblio.extras import Extra, install_command, is_installed
from biblio.model.decision import OFFLINE, Status
from biblio.project.summary import Summary

__all__ = ["NextStep", "next_steps", "with_extra"]

_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do: why, and the command or the line to write."""

    why: str
    what: str

    def __str__(self) -> str:
        return f"{self.why}: {self.what}"


def with_extra(command: str, extra: Extra, has: Callable[[Extra], bool] = is_installed) -> str:
    """Return `command`, and how to install what it needs if that is missing."""
    return command if has(extra) else f"{command}, after {install_command(extra)}"


def next_steps(summary: Summary, *, has: Callable[[Extra], bool] = is_installed) -> Iterator[NextStep]:
    """Yield what the user may want to do after a run, the most urgent first; `has` tells which extras are installed."""
    if waiting := summary.count(Status.AMBIGUOUS) + len(summary.opposed):
        need = "need" if waiting >= _SEVERAL else "needs"
        yield NextStep(
            f"{plural(waiting, 'note')} {need} your decision", with_extra("biblio review", Extra.REVIEW, has)
        )
    if pending := summary.count(Status.PENDING):
        if OFFLINE in summary.unasked.values():
            yield NextStep(f"{plural(pending, 'note')} not looked up offline", "biblio sync, with the network")
        elif summary.unasked:
            yield NextStep(f"{plural(pending, 'note')} could not be looked up everywhere", "biblio sync, later")
        else:
            yield NextStep(f"{plural(pending, 'note')} not looked up yet", "biblio sync")
    if summary.published:
        were = "were" if summary.published >= _SEVERAL else "was"
        yield NextStep(f"{plural(summary.published, 'preprint')} {were} published since", "biblio update")
    elif summary.unchecked:
        are = "works are preprints" if summary.unchecked >= _SEVERAL else "work is a preprint"
        yield NextStep(f"{summary.unchecked:,} {are} that may have been published since", "biblio update")
    if summary.is_first and summary.works:
        path = PurePath(summary.folder, "all").as_posix()
        if summary.dialect == "bibtex":
            yield NextStep("use it in LaTeX", rf"\bibliography{{{path}}}")
        else:
            yield NextStep("use it in LaTeX", rf"\addbibresource{{{path}.bib}}")
