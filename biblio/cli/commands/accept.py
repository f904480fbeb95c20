"""``biblio accept NOTE ID``: decide which work a note is about."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.lazy_completion import completing
from biblio.cli.open_session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "accept",
    short_help="Accept a work for a note.",
    epilog="\b\nExamples:\n  biblio accept segment-any 2304.02643    the beginning of a note's id, an arXiv number\n"
    "  biblio accept page.txt:313 2            the second candidate in biblio show\n"
    "  biblio accept 'deep learning' https://doi.org/10.1038/nature14539",
)
@click.argument("note", shell_complete=completing("notes"))
@click.argument("identifier", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the note as one JSON object.")
@common_options
def command(note: str, identifier: str, as_json: bool, common: Common) -> int:
    """Decide that NOTE is about the work ID. The decision is written to decisions.txt, and nothing overturns it.

    Name the NOTE as for biblio show. ID is an identifier (arxiv:…, doi:…, acl:…, openreview:…), an address, or the
    number of a candidate. Does not use the network: an unknown work is looked up at the next biblio sync.
    """
    from biblio.cli.print_notes import print_decided
    from biblio.decisions.choices import acceptance
    from biblio.decisions.find_note import places_of_one
    from biblio.export.export_index import known_keys
    from biblio.project.note_library import open_decision_session, read_chosen_notes

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
        decisions = open_decision_session(opened.project, library, command="accept")
        changed = decisions.decide([(decided, acceptance(decided, identifier))])
        print_decided(changed, decisions.written_statements, keys, common, as_json=as_json)
    return ExitCode.DONE
