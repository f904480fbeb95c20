"""``biblio add WORK…``: write notes about works, in the user's own way."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from biblio.cli.common_options import Common, common_options, tags_option
from biblio.cli.languages import translate as _
from biblio.cli.messages import plural, print_next_step, print_problems, show_warning
from biblio.cli.open_session import session
from biblio.cli.terminal import confirm, echo
from biblio.errors import ExitCode, Problem, UsageError

__all__ = ["command"]


@click.command(
    "add",
    short_help="Write a note about a work that you name.",
    epilog="\b\nExamples:\n  biblio add arXiv:2304.02643                  look it up, show it, write its note\n"
    "  biblio add 10.1038/nature14539 --tag vision  with a tag\n"
    "  biblio add 'attention is all you need'       by its title\n"
    "  biblio add 1706.03762 --to reading.md        as an item of a list, under a heading\n"
    "  biblio add - < refs.bib                      a note for every entry\n"
    "  biblio add --missing zotero:tag/to-read      what Zotero has and your notes have not",
)
@click.argument("works", metavar="WORK...", nargs=-1)
@click.option(
    "--missing", metavar="SOURCE", help="Every work of zotero:tag/TAG or zotero:collection/NAME that has no note yet."
)
@click.option("--to", type=click.Path(path_type=Path), help="The folder for the note, or the file of a list.")
@click.option(
    "--template", metavar="NAME", default="", help="obsidian, logseq, org-roam, zettlr, list, org-list, or a file."
)
@tags_option("A tag; may be repeated.")
@click.option("--comment", metavar="TEXT", default="", help="What you think of it.")
@click.option("--dry-run", is_flag=True, help="Show what would be written.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per work; do not ask.")
@common_options
def command(
    works: tuple[str, ...], missing: str | None, to: Path | None, template: str, tags: tuple[str, ...], comment: str,
    dry_run: bool, yes: bool, as_json: bool, common: Common,
) -> int:  # fmt: skip
    """Look up every WORK, show it, and write a note about it: from a template, in your folder, with the citation key.

    WORK is an identifier (arXiv, DOI, ACL Anthology …), an address, the title in quotes, or "-": BibTeX entries from
    standard input. A work that has a note gets none; biblio says where it is. No file is ever overwritten. A work that
    is not certain is shown with its candidates, and nothing is written for it.
    """
    from biblio.cli.add_view import new_note_lines, relative
    from biblio.cli.rendering import print_json
    from biblio.export.export_index import known_keys
    from biblio.model.decision import Status
    from biblio.project.add_notes import (
        WorkRequest,
        place_for_notes,
        plan_notes,
        request_for,
        requests_from_bibtex,
        requests_from_zotero,
        take_in,
        write_note,
    )
    from biblio.project.json_views import new_note_object
    from biblio.project.note_library import read_library

    requests: list[WorkRequest] = []
    problems: list[Problem] = []
    for text in works:
        if text == "-":
            entries, unreadable = requests_from_bibtex(sys.stdin.read(), "standard input")
            requests += entries
            problems += unreadable
        else:
            requests.append(request_for(text))
    if not works and not missing:
        raise UsageError("name a work", hint="biblio add arXiv:2304.02643")
    if not requests and not problems and not missing:
        raise UsageError("no entry in standard input", hint="biblio add - reads BibTeX")
    print_problems(problems)
    with session(common, (), needs_notes=False) as opened:
        project = opened.project
        library = read_library(project, opened.sources, base=opened.base)
        place = place_for_notes(project, to, template, library.decided)
        in_zotero = requests_from_zotero(project, missing) if missing else []
        requests += in_zotero
        keys = known_keys(project.config.exports.path).with_decided(project.decisions.keys)
        planned = plan_notes(project, library, keys, requests, place, tags=tags, comment=comment)
        opened.bar.close()
        new = [note for note in planned if note.path is not None]
        if missing:  # those that have notes are many, and nobody asked for them
            planned = [note for note in planned if not note.known_at]
        if not as_json:
            for note in planned:
                echo("\n".join(new_note_lines(note, project.base, with_text=dry_run)))
        is_asked = not (yes or as_json or dry_run) and sys.stdin.isatty() and sys.stdout.isatty()
        if new and is_asked and not confirm(f"Write {plural(len(new), 'note')}?", default=True):
            return ExitCode.DONE
        for note in () if dry_run else new:
            write_note(note)
        if new and place.is_source and not dry_run:
            take_in(project, new, opened.sources, base=opened.base)
    if as_json:
        for note in planned:
            print_json(new_note_object(note, is_written=not dry_run))
    if new and not dry_run:
        if not (as_json or common.quiet):
            echo(f"wrote {plural(len(new), 'note')}: {', '.join(note.key for note in new)}", err=True)
        if place.is_source:
            if not (as_json or common.quiet):
                print_next_step(_("`biblio sync` adds new notes to the exports"))
        else:
            where = relative(place.path, project.base)
            show_warning(f"{where} is not among the sources in config.toml: biblio sync will not see it")
    if missing and not planned and not (as_json or common.quiet):
        echo(f"nothing to write: {plural(len(in_zotero), 'work')} of {missing}, all with notes", err=True)
    if problems:
        return ExitCode.FAILED
    undecided = [note for note in planned if note.work is None]
    if any(note.decision.status is Status.PENDING for note in undecided):
        return ExitCode.COULD_NOT_ASK
    return ExitCode.NEEDS_PERSON if undecided else ExitCode.DONE
