"""What to do after a run: one line each, only what is true and helps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from biblio.cli.languages import translate as _
from biblio.cli.languages import translate_count
from biblio.extras import Extra, install_command, is_installed
from biblio.model.decision import OFFLINE, Status
from biblio.project.summary import Summary

__all__ = ["NextStep", "explained_with_extra", "next_steps", "not_looked_up", "with_extra"]


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do: why, and the command or the line to write; `after` is a part of it that has to be done first."""

    why: str
    what: str
    after: str = ""

    def __str__(self) -> str:
        return f"{self.why}: {self.what}"


def with_extra(command: str, extra: Extra, has: Callable[[Extra], bool] = is_installed) -> str:
    """Return `command`, and how to install what it needs if that is missing."""
    return (
        command
        if has(extra)
        else _("{command}, after {install}").format(command=command, install=install_command(extra))
    )


def explained_with_extra(explanation: str, extra: Extra, has: Callable[[Extra], bool] = is_installed) -> str:
    """Return what a command does, and what to install before it if that is missing."""
    return (
        explanation
        if has(extra)
        else _("{explanation}; first {install}").format(explanation=explanation, install=install_command(extra))
    )


def not_looked_up(pending: int) -> NextStep:
    """Return what to do with notes that no service was asked about yet."""
    why = translate_count("{count} note not looked up yet", "{count} notes not looked up yet", pending)
    return NextStep(why, "biblio sync")


def next_steps(summary: Summary, *, has: Callable[[Extra], bool] = is_installed) -> Iterator[NextStep]:
    """Yield what the user may want to do after a run, the most urgent first; `has` tells which extras are installed."""
    if waiting := summary.count(Status.AMBIGUOUS) + len(summary.opposed):
        why = translate_count("{count} note needs your decision", "{count} notes need your decision", waiting)
        after = "" if has(Extra.REVIEW) else install_command(Extra.REVIEW)
        yield NextStep(why, with_extra("biblio review", Extra.REVIEW, has), after)
    if pending := summary.count(Status.PENDING):
        if OFFLINE in summary.unasked.values():
            why = translate_count("{count} note not looked up offline", "{count} notes not looked up offline", pending)
            yield NextStep(why, _("biblio sync, with the network"))
        elif summary.unasked:
            why = translate_count(
                "{count} note could not be looked up everywhere",
                "{count} notes could not be looked up everywhere",
                pending,
            )
            yield NextStep(why, _("biblio sync, later"))
        else:
            yield not_looked_up(pending)
    if summary.published:
        why = translate_count(
            "{count} preprint was published since", "{count} preprints were published since", summary.published
        )
        yield NextStep(why, "biblio update")
    elif summary.unchecked:
        why = translate_count(
            "{count} work is a preprint that may have been published since",
            "{count} works are preprints that may have been published since",
            summary.unchecked,
        )
        yield NextStep(why, "biblio update")
    if summary.is_first and summary.works:
        path = PurePath(summary.folder, "all").as_posix()
        if summary.dialect == "bibtex":
            yield NextStep(_("use it in LaTeX"), rf"\bibliography{{{path}}}")
        else:
            yield NextStep(_("use it in LaTeX"), rf"\addbibresource{{{path}.bib}}")
