"""``biblio accept NOTE ID``: decide which work a note is about."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.lazy_completion import completing
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
    from biblio.cli.decide_note import decide_note
    from biblio.decisions.choices import acceptance

    decide_note(note, lambda decided: acceptance(decided, identifier), common, command="accept", as_json=as_json)
    return ExitCode.DONE
