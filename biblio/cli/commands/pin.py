"""``biblio pin NOTE…``: a person fixes what a note is matched with, and its citation key."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode, UsageError

__all__ = ["command"]


@click.command(
    "pin",
    short_help="Fix what a note is matched with, or a citation key.",
    epilog="\b\nExamples:\n  biblio pin kirillov2023segment         by its citation key\n"
    "  biblio pin page.txt:313 segment-any    several notes in one step\n"
    "  biblio pin deep-learn --key lecun15    and give it another citation key",
)
@click.argument("notes", metavar="NOTE...", nargs=-1, required=True)
@click.option("--key", metavar="KEY", help="The citation key to fix; without it the present one.")
@click.option("--json", "as_json", is_flag=True, help="Print the notes as JSON objects.")
@common_options
def command(notes: tuple[str, ...], key: str | None, as_json: bool, common: Common) -> int:
    """Fix the present match of every NOTE, in the version that is shown now, with its citation key.

    Nothing new changes it: no better evidence, no later version (a pinned preprint stays one when it is published),
    no correction of its record. Both lines go into decisions.txt.
    """
    from biblio.bibtex.citekey import FORBIDDEN_IN_KEY, is_portable_key
    from biblio.cli.note_lines import print_decided
    from biblio.decisions.deciding import DecisionSession, DecisionVerb, UserChoice
    from biblio.decisions.selection import find_note
    from biblio.export.export_index import known_keys
    from biblio.export.exported_works import work_of
    from biblio.matching.works.versions import version_identifier
    from biblio.model.decision import DecidedNote, Status
    from biblio.project.sync import read_library

    if key is not None and len(notes) > 1:
        raise UsageError("--key is for one note", hint="pin them one by one")
    if key is not None and not is_portable_key(key):
        raise UsageError(
            f"{key!r} cannot be a citation key", hint=f"no spaces, and none of {' '.join(FORBIDDEN_IN_KEY)}"
        )
    with session(common, (), alone=False) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        keys = known_keys(opened.project.config.exports.path)
        choices: list[tuple[DecidedNote, UserChoice]] = []
        for wanted in notes:
            one = find_note(library.decided, wanted, keys)[0]
            work = work_of(one)
            if work is None:
                hint = f"biblio accept {one.note.id} ID says what it is about"
                raise UsageError(f"{one.note.id} is {one.decision.status}: there is nothing to pin", hint=hint)
            if key is not None and keys.is_taken(key, work):
                raise UsageError(f"the key {key} belongs to another work", hint="choose another one")
            identity = version_identifier(work)
            fixed = key or keys.key_of(work) or ""
            if one.decision.status is Status.NOT_A_PAPER:
                choices.append((one, UserChoice(DecisionVerb.KIND, identity, one.decision.kind, fixed)))
            elif identity is None:
                raise UsageError(f"the work of {one.note.id} has no identifier that could be written down")
            else:
                choices.append((one, UserChoice(DecisionVerb.PIN, identity, key=fixed)))
        desk = DecisionSession(opened.project, library, command="pin")
        decided = desk.settle(choices)
        print_decided(decided, desk.written, keys, common, as_json=as_json)
    return ExitCode.DONE
