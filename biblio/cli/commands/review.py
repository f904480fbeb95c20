"""``biblio review``: go through what needs a person."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.rendering import plural, print_problems
from biblio.cli.session import session
from biblio.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from biblio.decisions.deciding import DecisionSession
    from biblio.decisions.review import ReviewSession
    from biblio.export.export_index import CitationKeys
    from biblio.project.sync import NoteLibrary
    from biblio.settings import Config

__all__ = ["command"]

_STANDARD = Path("-")
_PATIENCE = 10.0  # seconds
_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


@click.command(
    "review",
    short_help="Go through what needs a person, one note a screen.",
    epilog="\b\nExamples:\n  biblio review                         the ambiguous notes, one a screen\n"
    "  biblio review --unresolved --tag NLP  those without a work too, of one tag\n"
    "  biblio review --below 99              accepted ones that are less than 99 % sure\n"
    "  biblio review --export queue.txt      the same as a text to edit; then --import queue.txt",
)
@click.argument("notes", metavar="[NOTE]...", nargs=-1)
@click.option("--unresolved", is_flag=True, help="Notes for which nothing was found, too.")
@click.option("--pending", is_flag=True, help="Notes that were not asked for yet, too.")
@click.option("--below", metavar="PERCENT", type=click.FloatRange(0, 100), help="Accepted notes less sure, too.")
@click.option("--tag", metavar="TAG", help="Only notes with this tag.")
@click.option("--export", "export_to", metavar="FILE", type=_FILE, help="Write the queue as a text to edit.")
@click.option("--import", "import_from", metavar="FILE", type=_FILE, help="Do what an edited text says.")
@click.option("--json", "as_json", is_flag=True, help="Print what an import decided, one JSON object a line.")
@common_options
def command(
    notes: tuple[str, ...],
    unresolved: bool,
    pending: bool,
    below: float | None,
    tag: str | None,
    export_to: Path | None,
    import_from: Path | None,
    as_json: bool,
    common: Common,
) -> int:
    """Show every note that needs a person with its candidates and their evidence; one key decides it.

    These are the ambiguous notes, and those whose decision new evidence speaks against; with NOTE only the ones named.
    Every decision goes into decisions.txt at once: leave at any time, and the next review goes on with what is left.
    A whole review is one step for biblio undo.
    """
    from dataclasses import replace

    from biblio.decisions.deciding import DecisionSession
    from biblio.decisions.review import ReviewFilter, ReviewSession, review_queue
    from biblio.decisions.selection import find_note
    from biblio.export.export_index import known_keys
    from biblio.lookup.progress import SilentProgress
    from biblio.model.decision import Status
    from biblio.project.sync import read_library

    if export_to and import_from:
        raise UsageError("--export and --import do not go together", hint="export, edit, then import")
    with session(common, (), alone=False) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        keys = known_keys(opened.project.config.exports.path)
        opened.bar.close()
        print_problems(library.reading.problems)
        project = replace(opened.project, progress=SilentProgress())
        desk = DecisionSession(project, library, command="review")
        if import_from:
            return _import(desk, library, import_from, keys, common, as_json=as_json)
        more = {Status.UNRESOLVED: unresolved, Status.PENDING: pending}
        statuses = [Status.AMBIGUOUS, *(status for status, is_wanted in more.items() if is_wanted)]
        named = {one.note.id for note in notes for one in find_note(library.decided, note, keys)}
        wanted = review_queue(library, ReviewFilter(statuses, (below or 0) / 100, tag or "", named))
        if not wanted:
            click.echo("no note needs a person", err=True)
        elif export_to:
            _export(ReviewSession(desk, library, wanted), desk, export_to)
        else:
            _run(ReviewSession(desk, library, wanted), project.config)
    return ExitCode.DONE


def _run(review: ReviewSession, config: Config) -> None:
    from biblio.cli.review.application import ReviewApp
    from biblio.lookup.progress import SilentProgress
    from biblio.project.project import open_project

    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        hint = "biblio review --export FILE writes the same as a text to edit"
        raise UsageError("a review needs a terminal, and this is none", hint=hint)
    config = _impatient(config)
    # Without the mouse the terminal's own selecting and copying go on working.
    ReviewApp(review, connect=lambda: open_project(config, progress=SilentProgress(), alone=False)).run(mouse=False)
    click.echo(f"{review.done} of {plural(len(review.items), 'note')} decided", err=True)
    if review.done:
        text = "biblio sync writes them into the exports, biblio undo takes them back"
        click.echo(f"{click.style('next:', fg='cyan')} {text}", err=True)


def _impatient(config: Config) -> Config:
    """Return the settings for somebody who sits and waits: every service is asked once, and given ten seconds."""
    from dataclasses import replace

    from biblio.settings import ServiceConfig

    services = config.services
    known = {name: services.each.get(name) or ServiceConfig() for name in services.use}
    each = {
        name: replace(one, tries=1, timeout=min(one.timeout or _PATIENCE, _PATIENCE)) for name, one in known.items()
    }
    return replace(config, services=replace(services, each={**services.each, **each}))


def _export(review: ReviewSession, desk: DecisionSession, path: Path) -> None:
    from biblio.cli.review.review_text import export_text
    from biblio.decisions.review_file import stamp
    from biblio.files import write_atomic

    text = export_text([(item, stamp(desk, item.decided)) for item in review.items])
    if path == _STANDARD:
        click.echo(text, nl=False)
        return
    if path.exists():
        raise UsageError(f"{path}: there is one already", hint="import it first, or choose another name")
    write_atomic(path, text)
    click.echo(f"{path}: {plural(len(review.items), 'note')}. Next: edit it, biblio review --import {path}", err=True)


def _import(
    desk: DecisionSession, library: NoteLibrary, path: Path, keys: CitationKeys, common: Common, *, as_json: bool
) -> int:
    from biblio.cli.note_lines import print_decided
    from biblio.decisions.review_file import apply_blocks, read_review_file
    from biblio.files import read_text

    text = sys.stdin.read() if path == _STANDARD else read_text(path)
    if text is None:
        raise UsageError(f"{path}: there is no such file", hint="biblio review --export writes one")
    blocks, problems = read_review_file(text, str(path))
    if problems:
        print_problems(problems)
        raise UsageError("nothing was done", hint="mend these lines and import the file again")
    carried = apply_blocks(desk, library.decided, blocks, str(path))
    print_decided(carried.decided, desk.written, keys, common, as_json=as_json)
    print_problems(carried.left, word="left out", colour="yellow")
    if not common.quiet:
        numbers = [(len(carried.decided), "decided"), (carried.already, "decided so already")]
        numbers += [(carried.skipped, "left for later"), (len(carried.left), "left out")]
        click.echo(", ".join(f"{count} {what}" for count, what in numbers if count) or "no notes in it", err=True)
    return ExitCode.NEEDS_PERSON if carried.left else ExitCode.DONE
