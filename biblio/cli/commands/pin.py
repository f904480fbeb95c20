"""``biblio pin NOTE…``: pin the current match of notes, in its current version, and its citation key."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.lazy_completion import completing
from biblio.cli.open_session import session
from biblio.errors import ExitCode, UsageError

__all__ = ["command"]


@click.command(
    "pin",
    short_help="Pin a note's match and its citation key.",
    epilog="\b\nExamples:\n  biblio pin kirillov2023segment         by its citation key\n"
    "  biblio pin page.txt:313 segment-any    several notes in one step\n"
    "  biblio pin deep-learning --key lecun15 and change its citation key",
)
@click.argument("notes", metavar="NOTE...", nargs=-1, required=True, shell_complete=completing("notes"))
@click.option("--key", metavar="KEY", help="The citation key to pin.  [default: the current one]")
@click.option("--json", "as_json", is_flag=True, help="Print the notes as JSON objects.")
@common_options
def command(notes: tuple[str, ...], key: str | None, as_json: bool, common: Common) -> int:
    """Pin the current match of every NOTE, in the version that is shown now, and its citation key.

    Nothing changes a pinned match: no better evidence, no later version (a pinned preprint stays one when it is
    published), no correction of its record. Match and key are each written to decisions.txt.
    """
    from biblio.bibtex.legal_keys import forbidden_in_key, is_legal_key
    from biblio.cli.print_notes import print_decided
    from biblio.decisions.decision_session import DecisionVerb, UserChoice
    from biblio.decisions.find_note import one_note
    from biblio.export.export_index import known_keys
    from biblio.export.exported_works import work_of
    from biblio.matching.works.versions import version_identifier
    from biblio.model.decision import DecidedNote, Status
    from biblio.project.note_library import open_decision_session, read_chosen_notes

    if key is not None and len(notes) > 1:
        raise UsageError("--key takes one note", hint="pin the notes one by one")
    with session(common, (), exclusive=False) as opened:
        dialect = opened.project.config.exports.dialect
        if key is not None and not is_legal_key(key, dialect):
            hint = f"no spaces, and none of {' '.join(forbidden_in_key(dialect))}"
            raise UsageError(f"{key!r} is not a valid citation key", hint=hint)
        keys = keys_of_all = known_keys(opened.project.config.exports.path).with_decided(opened.project.decisions.keys)
        library = read_chosen_notes(
            opened.project,
            opened.sources,
            base=opened.base,
            choose=lambda every: [one_note(every, name, keys_of_all)[0] for name in notes],
            with_others=True,
        )
        choices: list[tuple[DecidedNote, UserChoice]] = []
        for decided in library.decided:
            note_id, decision = decided.note.id, decided.decision
            work = work_of(decided)
            if work is None:
                hint = f"biblio accept {note_id} ID decides which work it is about"
                raise UsageError(f"{note_id} is {decision.status}: it has no match to pin", hint=hint)
            if key is not None and keys.is_taken(key, work):
                raise UsageError(f"the key {key} belongs to another work", hint="choose another one")
            identifier = version_identifier(work)
            fixed_key = key or keys.key_of(work) or ""
            if fixed_key and identifier:
                keys = keys.with_decided({identifier: fixed_key})
            if decision.status is Status.NOT_A_PAPER:
                choices.append((decided, UserChoice(DecisionVerb.KIND, identifier, decision.kind, fixed_key)))
            elif identifier is None:
                raise UsageError(f"the work of {note_id} has no identifier to write down")
            else:
                choices.append((decided, UserChoice(DecisionVerb.PIN, identifier, key=fixed_key)))
        decisions = open_decision_session(opened.project, library, command="pin")
        changed = decisions.decide(choices)
        print_decided(changed, decisions.written_statements, keys, common, as_json=as_json)
    return ExitCode.DONE
