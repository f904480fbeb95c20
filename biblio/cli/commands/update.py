"""``biblio update``: what became of the works since they were found."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from biblio.project.update import NoteChange, UpdateResult

__all__ = ["command"]

_WIDE = 44  # characters of a value


@click.command(
    "update",
    short_help="Ask what became of the works since they were found.",
    epilog="\b\nExamples:\n  biblio update              show what changed, and ask before it is taken\n"
    "  biblio update --yes        take it\n  biblio update --older 0    ask about every work, however lately it was",
)
@click.option("--yes", is_flag=True, help="Take the changes without asking.")
@click.option(
    "--older",
    metavar="DAYS",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Ask about what was not asked for so many days.",
)
@click.option("--plan", "only_plan", is_flag=True, help="Ask nothing; say whom it would ask, how often, how long.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@common_options
def command(yes: bool, older: float, only_plan: bool, as_json: bool, common: Common) -> int:
    """Ask about preprints since published, records since mended, works since retracted or withdrawn.

    Every change is shown as a line before it is taken. What you decided stays: notes keep their works, kinds and keys,
    and your edits in the exports are kept as by every run.
    """
    import time

    from biblio.cli.rendering import print_json, print_problems, print_request_plan, request_plan_object
    from biblio.project.sync import read_library
    from biblio.project.update import find_changes, foresee, take

    with session(common, ()) as opened:
        project, now = opened.project, time.time()
        if project.config.services.offline:
            raise UsageError("an update asks the services, and offline nobody is asked", hint="leave --offline out")
        library = read_library(project, opened.sources, base=opened.base)
        print_problems(library.reading.problems)
        if only_plan:
            plan = foresee(project, library.decided, days=older, now=now)
            if as_json:
                print_json(request_plan_object(plan))
            else:
                print_request_plan(plan)
            return ExitCode.DONE
        update = find_changes(project, library.decided, days=older, now=now)
        opened.bar.close()
        if not as_json:
            _print_unasked(update)
            if update.changes or update.held or not common.quiet:
                click.echo("\n".join(_lines(update)))
        taken = bool(update.decisions) and (yes or (not as_json and _confirm(len(update.changes))))
        if taken:
            take(project, update, now=now)
            _export(opened)
    if as_json:
        print_json(_object(update, taken=taken))
    elif update.changes and not taken:
        click.echo("nothing was taken: biblio update --yes takes it, and asks nothing again", err=True)
    if update.unasked:
        return ExitCode.COULD_NOT_ASK
    return ExitCode.NEEDS_PERSON if update.held or (update.changes and not taken) else ExitCode.DONE


def _print_unasked(update: UpdateResult) -> None:
    for service, why in update.unasked.items():
        text = f"{service} could not be asked: {why}"
        click.echo(f"{click.style('warning:', fg='yellow', bold=True)} {text}", err=True)


def _confirm(count: int) -> bool:
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"Take {'this change' if count == 1 else f'these {count} changes'}?", err=True)


def _lines(update: UpdateResult) -> Iterator[str]:
    if not update.works:
        yield "there are no works to ask about yet: biblio sync finds them"
    elif not update.changes and not update.held:
        yield f"nothing has changed about {update.works} works"
    yield from _table(update.changes)
    if update.held:
        yield click.style("held back, nothing of it is taken:", fg="yellow")
        yield from _table(update.held)


def _table(changes: Iterable[NoteChange]) -> Iterator[str]:
    from biblio.model.record import NoticeKind

    found = list(changes)
    wide = max((len(_name(one)) for one in found), default=0)
    fields = max((len(one.change.field) for one in found), default=0)
    for one in found:
        change = one.change
        old, new = _excerpts(change.old, change.new)
        if change.field in set(NoticeKind):
            new = click.style(change.new, fg="red", bold=True)
        source = click.style(f"({change.source}{f': {change.held}' if change.held else ''})", dim=True)
        yield f"{_name(one):{wide}}  {change.field:{fields}}  {old} → {new}  {source}"


def _excerpts(old: str, new: str) -> tuple[str, str]:
    """Return both values in a few words, from where they begin to differ if that is further on."""
    from biblio.text import shared_beginning, shorten

    same = shared_beginning(old, new)
    start = same - _WIDE // 4 if old and new and same > _WIDE // 2 else 0
    dots = "…" if start else ""
    first, second = (shorten(f"{dots}{value[start:]}", _WIDE) if value else "–" for value in (old, new))
    return first, second


def _name(one: NoteChange) -> str:
    """Return the word by which `biblio show` finds a note of the work."""
    return one.key or one.notes[0]


def _export(opened: Any) -> None:
    """Bring the exports up to date where there are any."""
    from biblio.project.sync import export

    folder = opened.project.config.exports.path
    if not (folder / "index.json").exists():
        return
    summary = export(opened.project, opened.sources, base=opened.base)
    written = sum(one.outcome != "unchanged" for one in summary.exports)
    click.echo(f"taken; {written} files changed in {folder}", err=True)


def _object(update: UpdateResult, *, taken: bool) -> dict[str, Any]:
    def row(one: NoteChange) -> dict[str, Any]:
        change = one.change
        return {
            "key": one.key or None,
            "title": one.title,
            "notes": list(one.notes),
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
        "taken": taken,
        "asked": dict(update.asked),
        "unasked": dict(update.unasked),
    }
