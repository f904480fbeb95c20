"""``biblio reject NOTE [ID]``: a person says what a note is not about."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode, UsageError
from biblio.model.record import Kind

__all__ = ["command"]

_KINDS = [kind.value for kind in Kind if kind is not Kind.PAPER]


@click.command(
    "reject",
    short_help="Say that a work is not a note's, or that it is no paper.",
    epilog="\b\nExamples:\n  biblio reject segment-any                     what it is matched with is wrong\n"
    "  biblio reject deep-learn doi:10.1145/2623330.2630809\n"
    "  biblio reject deep-learn all                  none of the works known is right\n"
    "  biblio reject page.txt:88 --kind presentation it is no paper, but slides",
)
@click.argument("note")
@click.argument("identifier", metavar="[ID|all]", required=False)
@click.option("--kind", type=click.Choice(_KINDS), help="It is no paper: say what it is.")
@click.option("--json", "as_json", is_flag=True, help="Print the note as one JSON object.")
@common_options
def command(note: str, identifier: str | None, kind: str | None, as_json: bool, common: Common) -> int:
    """Say that NOTE is not about the work ID; without ID: not about the one it is matched with.

    Where it is matched with none, none of the works known is right; "all" says that in any case. Such a note stays
    unresolved, and a work that turns up later and fits is shown, not taken. The line goes into decisions.txt.
    """
    from biblio.cli.note_lines import print_decided
    from biblio.decisions.deciding import DecisionSession, DecisionVerb, UserChoice
    from biblio.decisions.selection import find_note, given_identifier
    from biblio.export.export_index import known_keys
    from biblio.matching.works.versions import stable_identifier
    from biblio.project.sync import read_library

    if kind and identifier:
        raise UsageError("an ID and --kind do not go together", hint="--kind rejects every paper")
    with session(common, (), alone=False) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        keys = known_keys(opened.project.config.exports.path)
        one = find_note(library.decided, note, keys)[0]
        matched = stable_identifier(one.decision.work) if one.decision.work is not None else None
        if kind:
            choice = UserChoice(DecisionVerb.KIND, kind=Kind(kind))
        elif identifier in ("all", "*") or (identifier is None and matched is None):
            choice = UserChoice(DecisionVerb.NONE)
        else:
            choice = UserChoice(
                DecisionVerb.REJECT, given_identifier(identifier, one.decision.candidates) if identifier else matched
            )
        desk = DecisionSession(opened.project, library, command="reject")
        decided = desk.settle([(one, choice)])
        print_decided(decided, desk.written, keys, common, as_json=as_json)
    return ExitCode.DONE
