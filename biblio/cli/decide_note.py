"""What the commands that decide about one note share: read it, record the decision, print what became of it."""

from __future__ import annotations

from collections.abc import Callable

from biblio.cli.common_options import Common
from biblio.cli.open_session import session
from biblio.cli.print_notes import print_decided
from biblio.decisions.decision_session import UserChoice
from biblio.decisions.find_note import one_note
from biblio.export.export_index import known_keys
from biblio.model.decision import DecidedNote
from biblio.project.note_library import open_decision_session, read_chosen_notes

__all__ = ["decide_note"]


def decide_note(
    name: str, choose: Callable[[DecidedNote], UserChoice], common: Common, *, command: str, as_json: bool
) -> None:
    """Record what `choose` decides about the note that `name` names; `command` is what the journal calls it.

    Raises `UsageError` if there is no such note, or several, and what `choose` raises.
    """
    with session(common, (), exclusive=False) as opened:
        keys = known_keys(opened.project.config.exports.path).with_decided(opened.project.decisions.keys)
        library = read_chosen_notes(
            opened.project,
            opened.sources,
            base=opened.base,
            choose=lambda notes: one_note(notes, name, keys)[:1],
            with_others=True,
        )
        decided = library.decided[0]
        choice = choose(decided)
        decisions = open_decision_session(opened.project, library, command=command)
        changed = decisions.decide([(decided, choice)])
        print_decided(changed, decisions.written_statements, keys, common, as_json=as_json)
