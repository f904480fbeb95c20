"""``biblio review``: decide the notes that need the user's decision, on a screen or in an edited text file."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.languages import translate as _
from biblio.cli.lazy_completion import completing
from biblio.cli.messages import print_next_step
from biblio.cli.open_session import session
from biblio.cli.output_encoding import write_exactly
from biblio.cli.rendering import plural, print_problems
from biblio.cli.terminal import echo
from biblio.errors import ExitCode, UsageError
from biblio.extras import Extra, require

if TYPE_CHECKING:
    from biblio.decisions.decision_session import DecisionSession
    from biblio.decisions.review_session import ReviewSession
    from biblio.export.export_index import CitationKeys
    from biblio.lookup.resolver import Resolver
    from biblio.model.decision import DecidedNote
    from biblio.settings import Config

__all__ = ["command"]

_STANDARD_STREAM = Path("-")
_TIMEOUT = 10.0  # seconds
_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


@click.command(
    "review",
    short_help="Decide the doubtful notes, one per screen.",
    epilog="\b\nExamples:\n  biblio review                         the ambiguous notes, one per screen\n"
    "  biblio review --unresolved --tag NLP  also those without a work; only one tag\n"
    "  biblio review --below 99              also accepted notes that are less than 99% certain\n"
    "  biblio review --export queue.txt      the same as a text to edit; then --import queue.txt",
)
@click.argument("notes", metavar="[NOTE]...", nargs=-1, shell_complete=completing("notes"))
@click.option("--unresolved", is_flag=True, help="Also notes for which no work was found.")
@click.option("--pending", is_flag=True, help="Also notes that have not been looked up yet.")
@click.option(
    "--below", metavar="PERCENT", type=click.FloatRange(0, 100), help="Also accepted notes with a lower confidence."
)
@click.option("--tag", metavar="TAG", shell_complete=completing("tags"), help="Only notes with this tag.")
@click.option("--export", "export_to", metavar="FILE", type=_FILE, help="Write the notes to a text file to edit.")
@click.option("--import", "import_from", metavar="FILE", type=_FILE, help="Apply the decisions in an edited file.")
@click.option("--json", "as_json", is_flag=True, help="Print what an import decided, one JSON object per line.")
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
    """Show every note that needs your decision, with its candidates and their evidence; decide it with one key.

    These are the ambiguous notes, and those where new evidence contradicts your decision; with NOTE, only the ones you
    name. Every decision is written to decisions.txt at once: leave at any time, and the next review continues with the
    rest. A whole review is one step for biblio undo. With -v, evidence is shown in numbers.
    """
    from dataclasses import replace

    from biblio.cli.next_steps import not_looked_up
    from biblio.decisions.find_note import FoundNote, NotesByName, one_note
    from biblio.decisions.review_session import ReviewFilter, ReviewSession, may_need_review, review_queue
    from biblio.export.export_index import known_keys
    from biblio.lookup.progress import SilentProgress
    from biblio.model.decision import Status
    from biblio.project.note_library import open_decision_session, read_chosen_notes, read_library

    if export_to and import_from:
        raise UsageError("--export and --import cannot be combined", hint="export, edit, then import")
    with session(common, (), exclusive=False) as opened:
        keys = known_keys(opened.project.config.exports.path).with_decided(opened.project.decisions.keys)
        further = {Status.UNRESOLVED: unresolved, Status.PENDING: pending}
        statuses = [Status.AMBIGUOUS, *(status for status, is_wanted in further.items() if is_wanted)]
        criteria = ReviewFilter(statuses, (below or 0) / 100, tag or "")

        waiting = 0

        def choose(every: NotesByName[FoundNote]) -> Sequence[FoundNote]:
            nonlocal waiting
            waiting = sum(note.status is Status.PENDING for note in every.every())
            if notes:
                named = [note for name in notes for note in one_note(every, name, keys)]
                return [note for note in every.every() if note in named]
            return [note for note in every.every() if may_need_review(note, criteria)]

        if import_from:
            library = read_library(opened.project, opened.sources, base=opened.base)
        else:
            library = read_chosen_notes(
                opened.project, opened.sources, base=opened.base, choose=choose, with_others=True
            )
        opened.bar.close()
        print_problems(library.reading.problems)
        project = replace(opened.project, progress=SilentProgress())  # the review has the screen
        decisions = open_decision_session(project, library, command="review")
        if import_from:
            return _import(decisions, library.decided, import_from, keys, common, as_json=as_json)
        if notes:
            criteria = replace(criteria, notes={decided.note.id for decided in library.decided})
        queue = review_queue(library.decided, library.conflicts, criteria)
        if not queue:
            echo("no note needs your decision", err=True)
            if waiting:  # a new version of the rules decides anew, too
                print_next_step(str(not_looked_up(waiting)))
            return ExitCode.DONE
        review = ReviewSession(decisions, queue, library.conflicts)
        if export_to:
            _export(review, decisions, export_to, detailed=bool(common.verbose))
        else:
            _run(review, opened.project.config, detailed=bool(common.verbose))
    return ExitCode.DONE


def _run(review: ReviewSession, config: Config, *, detailed: bool) -> None:
    require(Extra.REVIEW, "the review on a screen (not --export and --import)")
    from biblio.cli.review.application import ReviewApp
    from biblio.lookup.progress import SilentProgress
    from biblio.project.project import open_project

    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        hint = "`biblio review --export FILE` writes the notes to a text file to edit"
        raise UsageError("a review needs a terminal", hint=hint)
    config = _with_short_timeouts(config)

    @contextlib.contextmanager
    def connect() -> Iterator[Resolver]:
        with open_project(config, progress=SilentProgress(), exclusive=False) as project:
            yield project.resolver()

    # Without the mouse, selecting and copying text in the terminal keep working.
    ReviewApp(review, connect=connect, detailed=detailed).run(mouse=False)
    echo(f"{review.decided_count} of {plural(len(review.items), 'note')} decided", err=True)
    if review.decided_count:
        print_next_step(_("`biblio sync` updates the exports, `biblio undo` undoes the decisions"))


def _with_short_timeouts(config: Config) -> Config:
    """Return settings for a user who is waiting: every service is tried once and has ten seconds to answer."""
    from dataclasses import replace

    from biblio.settings import ServiceConfig

    services = config.services
    configured = {name: services.each.get(name) or ServiceConfig() for name in services.use}
    by_service = {
        name: replace(service, tries=1, timeout=min(service.timeout or _TIMEOUT, _TIMEOUT))
        for name, service in configured.items()
    }
    return replace(config, services=replace(services, each={**services.each, **by_service}))


def _export(review: ReviewSession, decisions: DecisionSession, path: Path, *, detailed: bool) -> None:
    from biblio.cli.review.review_text import export_text
    from biblio.decisions.review_file import block_stamp
    from biblio.files import write_atomic

    text = export_text([(item, block_stamp(decisions, item.decided)) for item in review.items], detailed=detailed)
    if path == _STANDARD_STREAM:
        write_exactly(text)  # a file to edit and import, so in the encoding of our files
        return
    if path.exists():
        raise UsageError(f"{path}: the file already exists", hint="import it first, or choose another name")
    write_atomic(path, text)
    count = plural(len(review.items), "note")
    echo(f"{path}: {count}. Next: edit it, then run `biblio review --import {path}`", err=True)


def _import(
    decisions: DecisionSession,
    notes: Sequence[DecidedNote],
    path: Path,
    keys: CitationKeys,
    common: Common,
    *,
    as_json: bool,
) -> int:
    from biblio.cli.print_notes import print_decided
    from biblio.decisions.review_file import apply_blocks, read_review_file
    from biblio.files import read_text

    text = _standard_input() if path == _STANDARD_STREAM else read_text(path)
    if text is None:
        raise UsageError(f"{path}: there is no such file", hint="`biblio review --export FILE` writes one")
    blocks, problems = read_review_file(text, str(path))
    if problems:
        print_problems(problems)
        raise UsageError("nothing was changed", hint="fix these lines and import the file again")
    result = apply_blocks(decisions, notes, blocks, str(path))
    print_decided(result.decided, decisions.written_statements, keys, common, as_json=as_json)
    print_problems(result.problems, word="not applied", colour="yellow")
    if not common.quiet:
        counts = {
            "decided": len(result.decided),
            "already decided": result.unchanged,
            "skipped": result.skipped,
            "not applied": len(result.problems),
        }
        echo(_counts_line(counts), err=True)
    return ExitCode.NEEDS_PERSON if result.problems else ExitCode.DONE


def _standard_input() -> str:
    """Return the text on stdin, whatever the encoding of the system is. Raises `SourceError`."""
    from biblio.decoding import decode_bytes

    return decode_bytes(sys.stdin.buffer.read(), "-").text


def _counts_line(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "the file has no notes"
