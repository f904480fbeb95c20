"""``biblio update``: look for new versions, corrections and retractions of works."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from biblio.cli.common_options import Common, common_options, fail_on_options
from biblio.cli.open_session import session
from biblio.cli.terminal import confirm, echo, style
from biblio.errors import ExitCode, FailOn, UsageError

if TYPE_CHECKING:
    from biblio.project.update import NoteChange, UpdateResult

__all__ = ["command"]

_WIDE = 44  # characters of a value


@click.command(
    "update",
    short_help="Look for new versions, corrections and retractions.",
    epilog="\b\nExamples:\n  biblio update              show what changed, and ask before applying it\n"
    "  biblio update --yes        apply the changes\n"
    "  biblio update --older 0    check every work, even if it was checked recently",
)
@click.option("--yes", is_flag=True, help="Apply the changes without asking.")
@click.option(
    "--older",
    metavar="DAYS",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Check works that were last checked more than this many days ago.",
)
@click.option(
    "--plan",
    "only_plan",
    is_flag=True,
    help="Only show which services would be asked, how often, and how long it would take.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@fail_on_options
@common_options
def command(yes: bool, older: float, only_plan: bool, as_json: bool, fail_on: FailOn, common: Common) -> int:
    """Look for preprints that were published, records that were corrected, and works that were retracted or withdrawn.

    Every change is shown before it is applied. Your decisions stay: notes keep their works, kinds and keys, and your
    edits in the exports are kept.
    """
    import time

    from biblio.cli.messages import print_unasked
    from biblio.cli.rendering import print_json, print_problems, print_request_plan, request_plan_object
    from biblio.project.note_library import read_library
    from biblio.project.update import apply_update, find_changes, plan_update

    with session(common, ()) as opened:
        project, now = opened.project, time.time()
        if project.config.services.offline:
            raise UsageError("update needs the network", hint="run it without --offline")
        library = read_library(project, opened.sources, base=opened.base)
        opened.bar.close()
        print_problems(library.reading.problems)
        if only_plan:
            plan = plan_update(project, library.decided, days=older, now=now)
            if as_json:
                print_json(request_plan_object(plan))
            else:
                print_request_plan(plan)
            return ExitCode.DONE
        update = find_changes(project, library.decided, days=older, now=now)
        opened.bar.close()
        if not as_json:
            print_unasked(update.unasked)
            if update.changes or update.held or not common.quiet:
                echo("\n".join(_lines(update)))
        is_applied = bool(update.decisions) and (yes or (not as_json and _confirm(len(update.changes))))
        if is_applied:
            apply_update(project, update, now=now)
        if is_applied or yes:  # a run that was stopped may have applied something without exporting it
            _export(opened, is_applied=is_applied)
    if as_json:
        print_json(_object(update, is_applied=is_applied))
    elif update.changes and not is_applied:
        echo("nothing was applied: biblio update --yes applies it without asking the services again", err=True)
    if update.unasked:
        return fail_on.limit(ExitCode.COULD_NOT_ASK, FailOn.ERROR)
    if update.held:  # what contradicts a decision of the user
        return fail_on.limit(ExitCode.NEEDS_PERSON, FailOn.CONFLICT)
    return fail_on.limit(ExitCode.NEEDS_PERSON, FailOn.WARNING) if update.changes and not is_applied else ExitCode.DONE


def _confirm(count: int) -> bool:
    if not sys.stdin.isatty():
        return False
    return confirm(f"Apply {'this change' if count == 1 else f'these {count} changes'}?", err=True)


def _lines(update: UpdateResult) -> Iterator[str]:
    if not update.works:
        yield "no works to check yet: run biblio sync first"
    elif not update.changes and not update.held:
        yield f"no changes for {update.works} works"
    yield from _table(update.changes)
    if update.held:
        yield style("held back, not applied:", fg="yellow")
        yield from _table(update.held)


def _table(changes: Iterable[NoteChange]) -> Iterator[str]:
    from biblio.model.record import NoticeKind

    note_changes = list(changes)
    wide = max((len(_name(note_change)) for note_change in note_changes), default=0)
    fields = max((len(note_change.change.field) for note_change in note_changes), default=0)
    for note_change in note_changes:
        change = note_change.change
        old, new = _excerpts(change.old, change.new)
        if change.field in set(NoticeKind):
            new = style(change.new, fg="red", bold=True)
        source = style(f"({change.source}{f': {change.held}' if change.held else ''})", dim=True)
        yield f"{_name(note_change):{wide}}  {change.field:{fields}}  {old} → {new}  {source}"


def _excerpts(old: str, new: str) -> tuple[str, str]:
    """Return excerpts of both values that start shortly before the first difference."""
    from biblio.text import common_prefix_length, shorten

    same = common_prefix_length(old, new)
    start = same - _WIDE // 4 if old and new and same > _WIDE // 2 else 0
    dots = "…" if start else ""
    first, second = (shorten(f"{dots}{value[start:]}", _WIDE) if value else "–" for value in (old, new))
    return first, second


def _name(note_change: NoteChange) -> str:
    """Return a name by which `biblio show` finds a note about the work."""
    return note_change.key or note_change.notes[0]


def _export(opened: Any, *, is_applied: bool) -> None:
    """Update the exports, if there are any; say so if something was applied or written."""
    from biblio.cli.messages import plural
    from biblio.project.sync import write_exports

    folder = opened.project.config.exports.path
    if not (folder / "index.json").exists():
        return
    summary = write_exports(opened.project, opened.sources, base=opened.base)
    opened.bar.close()
    written = sum(file_change.outcome != "unchanged" for file_change in summary.exports)
    if is_applied or written:
        echo(f"{'applied; ' if is_applied else ''}{plural(written, 'file')} changed in {folder}", err=True)


def _object(update: UpdateResult, *, is_applied: bool) -> dict[str, Any]:
    def row(note_change: NoteChange) -> dict[str, Any]:
        change = note_change.change
        return {
            "key": note_change.key or None,
            "title": note_change.title,
            "notes": list(note_change.notes),
            "work": change.work,
            "field": change.field,
            "old": change.old or None,
            "new": change.new or None,
            "source": change.source,
            "held": change.held or None,
        }

    return {
        "works": update.works,
        "changes": list(map(row, update.changes)),
        "held": list(map(row, update.held)),
        "taken": is_applied,
        "asked": dict(update.asked),
        "unasked": dict(update.unasked),
    }
