"""``biblio reject NOTE [ID]``: decide what a note is not about."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.lazy_completion import completing
from biblio.cli.open_session import session
from biblio.errors import ExitCode, UsageError
from biblio.model.record import Kind

__all__ = ["command"]

_KINDS = [kind.value for kind in Kind if kind is not Kind.PAPER]


@click.command(
    "reject",
    short_help="Reject a work for a note, or mark the note as not a paper.",
    epilog="\b\nExamples:\n  biblio reject segment-any                     the current match is wrong\n"
    "  biblio reject deep-learn doi:10.1145/2623330.2630809\n"
    "  biblio reject deep-learn all                  none of the known works is right\n"
    "  biblio reject page.txt:88 --kind presentation not a paper, but slides",
)
@click.argument("note", shell_complete=completing("notes"))
@click.argument("identifier", metavar="[ID|all]", required=False)
@click.option("--kind", type=click.Choice(_KINDS), help="Mark the note as not a paper, but one of these.")
@click.option("--json", "as_json", is_flag=True, help="Print the note as one JSON object.")
@common_options
def command(note: str, identifier: str | None, kind: str | None, as_json: bool, common: Common) -> int:
    """Decide that NOTE is not about the work ID; without ID, not about its current match.

    With "all", or if the note has no match, the decision is that none of the known works is right. Such a note stays
    unresolved; a fitting work that turns up later is shown to you, but not accepted. The decision is written to
    decisions.txt.
    """
    from biblio.cli.print_notes import print_decided
    from biblio.decisions.choices import rejection
    from biblio.decisions.find_note import places_of_one
    from biblio.export.export_index import known_keys
    from biblio.project.note_library import open_decision_session, read_chosen_notes

    if kind and identifier:
        raise UsageError("ID and --kind cannot be combined", hint="--kind rejects every paper")
    with session(common, (), exclusive=False) as opened:
        keys = known_keys(opened.project.config.exports.path).with_decided(opened.project.decisions.keys)
        library = read_chosen_notes(
            opened.project,
            opened.sources,
            base=opened.base,
            choose=lambda notes: places_of_one(notes, note, keys)[:1],
            with_others=True,
        )
        decided = library.decided[0]
        choice = rejection(decided, identifier, Kind(kind) if kind else None)
        decisions = open_decision_session(opened.project, library, command="reject")
        changed = decisions.decide([(decided, choice)])
        print_decided(changed, decisions.written_statements, keys, common, as_json=as_json)
    return ExitCode.DONE
