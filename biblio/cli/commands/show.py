"""``biblio show NOTE``: everything about one note."""

from __future__ import annotations

import click

from biblio.cli.options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode, UsageError

__all__ = ["command"]


@click.command(
    "show",
    short_help="Tell everything about one note, and why.",
    epilog="\b\nExamples:\n  biblio show segment-anything      the note whose id begins so\n"
    "  biblio show 'page.txt:313'        the note on that line",
)
@click.argument("note")
@click.option("--json", "as_json", is_flag=True, help="Print it as one JSON object.")
@common_options
def command(note: str, as_json: bool, common: Common) -> int:
    """Tell what was read in a note, what it says about its work, the candidates with their evidence, and the decision.

    NOTE is a note's id (or its beginning), its work's citation key, a file and line, or words of its title.
    """
    from biblio.app.exporting import known_keys, work_of
    from biblio.app.finding import find_notes
    from biblio.app.syncing import read
    from biblio.app.view import candidate_object, note_object, notice_object
    from biblio.cli.render import print_json
    from biblio.cli.story import story

    with session(common, (), alone=False) as opened:
        library = read(opened.project, opened.sources, base=opened.base)
        keys = known_keys(opened.project)
    found = find_notes(library.decided, note, keys)
    if not found:
        raise UsageError(f"there is no note {note!r}", hint="biblio notes lists them with their ids")
    if len({one.note.id for one in found}) > 1:
        names = ", ".join(one.note.id for one in found[:8])
        more = f" and {len(found) - 8} more" if len(found) > 8 else ""
        raise UsageError(f"{note!r} means several notes: {names}{more}", hint="give more of the id")
    for number, one in enumerate(found):
        work = work_of(one)
        key = keys.key_of(work) if work else None
        if as_json:
            data = note_object(one.note, one.decision, work, key)
            data["candidates"] = [candidate_object(candidate) for candidate in one.decision.candidates]
            data |= {"summary": one.note.summary, "comment": one.note.comment}
            data["claims"] = (
                {claim.field: [claim.value, claim.source, claim.why] for claim in work.claims} if work else {}
            )
            data["notices"] = [notice_object(notice) for notice in work.best.notices] if work else []
            print_json(data)
        else:
            click.echo("\n".join([""] * bool(number) + list(story(one, work, key))))
    return ExitCode.DONE
