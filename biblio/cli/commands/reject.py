"""``biblio reject NOTE [ID]``: decide what a note is not about."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.lazy_completion import completing
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
    from biblio.cli.decide_note import decide_note
    from biblio.decisions.choices import rejection

    if kind and identifier:
        raise UsageError("ID and --kind cannot be combined", hint="--kind rejects every paper")
    chosen = Kind(kind) if kind else None
    decide_note(note, lambda decided: rejection(decided, identifier, chosen), common, command="reject", as_json=as_json)
    return ExitCode.DONE
