"""``biblio accept NOTE ID``: a person says which work a note is about."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "accept",
    short_help="Say which work a note is about.",
    epilog="\b\nExamples:\n  biblio accept segment-any 2304.02643    the beginning of a note's id, an arXiv number\n"
    "  biblio accept page.txt:313 2            the second candidate that biblio show lists\n"
    "  biblio accept 'deep learning' https://doi.org/10.1038/nature14539",
)
@click.argument("note")
@click.argument("identifier", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the note as one JSON object.")
@common_options
def command(note: str, identifier: str, as_json: bool, common: Common) -> int:
    """Say that NOTE is about the work ID. The line goes into decisions.txt, and nothing overturns it.

    NOTE is found as in biblio show. ID is an identifier (arxiv:…, doi:…, acl:…, openreview:…), an address, or the
    number of a candidate. No service is asked: what is not known yet is looked up at the next biblio sync.
    """
    from biblio.cli.note_lines import print_decided
    from biblio.decisions.deciding import DecisionSession, DecisionVerb, UserChoice
    from biblio.decisions.selection import find_note, given_identifier
    from biblio.export.export_index import known_keys
    from biblio.project.sync import read_library

    with session(common, (), alone=False) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        keys = known_keys(opened.project.config.exports.path)
        one = find_note(library.decided, note, keys)[0]
        desk = DecisionSession(opened.project, library, command="accept")
        choice = UserChoice(DecisionVerb.ACCEPT, given_identifier(identifier, one.decision.candidates))
        decided = desk.settle([(one, choice)])
        print_decided(decided, desk.written, keys, common, as_json=as_json)
    return ExitCode.DONE
