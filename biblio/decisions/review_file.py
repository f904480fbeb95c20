"""The review as an edited text file: parse its blocks, and apply all of them in one change.

The format resembles that of ``git rebase -i``: one block per note, one line per decision, comments after ``#``. A block
begins with ``note``, the note's id, and a stamp of what the note says and what the user decided. A block whose stamp is
out of date is not applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import msgspec

from biblio.decisions.decision_session import DecisionSession, DecisionVerb, UserChoice
from biblio.decisions.typed_identifier import identifier_from_input
from biblio.errors import Problem, UsageError
from biblio.model.decision import DecidedNote
from biblio.model.record import Kind

__all__ = ["ImportResult", "ReviewBlock", "apply_blocks", "block_stamp", "read_review_file"]

_COMMENT = re.compile(r"(?:^|\s)#")
_VERBS = ("accept", "reject", "kind", "skip")


@dataclass(frozen=True, slots=True)
class ReviewBlock:
    """The user's choices about one note, in order; the note's id, its stamp when exported, the line (from 1)."""

    note: str
    stamp: str
    line: int
    choices: tuple[UserChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: the notes it decided, how many had that decision already, how many were skipped.

    `problems` say which blocks were not applied, and why.
    """

    decided: tuple[DecidedNote, ...]
    unchanged: int
    skipped: int
    problems: tuple[Problem, ...]


def block_stamp(session: DecisionSession, decided: DecidedNote) -> str:
    """Return a stamp of what a note says about its work and of what the user decided about it."""
    lines = sorted((statement.verb, statement.value) for statement in session.statements_about(decided.note.id))
    query = replace(decided.queries.without_user, note="")
    return blake2b(msgspec.json.encode((query, decided.note.summary, lines)), digest_size=4).hexdigest()


def apply_blocks(
    session: DecisionSession, decided: Iterable[DecidedNote], blocks: Sequence[ReviewBlock], path: str
) -> ImportResult:
    """Apply all `blocks` in one change of the decisions file; applying them twice changes nothing.

    Raises `StoreError` if nothing could be written.
    """
    notes = {decided_note.note.id: decided_note for decided_note in decided}
    choices: list[tuple[DecidedNote, UserChoice]] = []
    problems: list[Problem] = []
    unchanged = 0
    blocks_with_choices = [block for block in blocks if block.choices]
    for block in blocks_with_choices:
        decided_note = notes.get(block.note)
        if decided_note is None:
            problems.append(Problem(path, block.line, f"{block.note} is no longer among the notes"))
        elif all(session.is_written(decided_note, choice) for choice in block.choices):
            unchanged += 1
        elif block_stamp(session, decided_note) != block.stamp:
            message = f"{block.note} was changed or decided after this file was exported"
            problems.append(Problem(path, block.line, message, "not applied; export the note again"))
        else:
            choices += [(decided_note, choice) for choice in block.choices]
    by_id = {decided_note.note.id: decided_note for decided_note in (session.decide(choices) if choices else ())}
    skipped = len(blocks) - len(blocks_with_choices)
    return ImportResult(tuple(by_id.values()), unchanged, skipped, tuple(problems))


def read_review_file(text: str, path: str) -> tuple[list[ReviewBlock], list[Problem]]:
    """Return the blocks of an edited review file, and a problem for every line that is not valid."""
    blocks: list[ReviewBlock] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = _COMMENT.split(line, maxsplit=1)[0].split()
        if not words:
            continue
        try:
            if words[0] == "note":
                blocks.append(_new_block(words, number, blocks))
            elif not blocks:
                raise UsageError(f"{words[0]!r} comes before the first note")
            elif choice := _parse_choice(words):
                blocks[-1] = _add_choice(blocks[-1], choice)
        except UsageError as error:
            problems.append(Problem(path, number, str(error), error.hint))
    return blocks, problems


def _new_block(words: list[str], number: int, blocks: Iterable[ReviewBlock]) -> ReviewBlock:
    if len(words) != 3:
        raise UsageError("a block begins with: note ID STAMP", hint="leave that line as it was exported")
    note_id = words[1]
    if same := next((block for block in blocks if block.note == note_id), None):
        raise UsageError(f"{note_id} already has a block, at line {same.line}")
    return ReviewBlock(note_id, words[2], number)


def _parse_choice(words: list[str]) -> UserChoice | None:
    """Return the choice in a line; None for "skip". Raises `UsageError` for an invalid line."""
    verb, *arguments = words
    if verb not in _VERBS:
        raise UsageError(f"unknown decision {verb!r}", hint=f"known: {', '.join(_VERBS)}")
    max_arguments = 0 if verb == "skip" else 1
    if len(arguments) > max_arguments or (not arguments and verb in ("accept", "kind")):
        forms = {"accept": "accept ID", "kind": "kind KIND", "reject": "reject, or reject ID", "skip": "skip"}
        raise UsageError(f"this line must have the form: {forms[verb]}")
    if verb == "skip":
        return None
    if verb == "kind":
        if arguments[0] not in list(Kind):
            raise UsageError(f"{arguments[0]!r} is not a kind", hint=f"choose one of {', '.join(Kind)}")
        return UserChoice(DecisionVerb.KIND, kind=Kind(arguments[0]))
    if not arguments:
        return UserChoice(DecisionVerb.NONE)
    if arguments[0].isdecimal():
        hint = "candidates have no numbers in this file: write an identifier"
        raise UsageError(f"{arguments[0]!r} is not an identifier", hint=hint)
    identifier = identifier_from_input(arguments[0])
    return UserChoice(DecisionVerb.ACCEPT if verb == "accept" else DecisionVerb.REJECT, identifier)


def _add_choice(block: ReviewBlock, choice: UserChoice) -> ReviewBlock:
    """Return the block with one more choice. Raises `UsageError` if it contradicts another choice."""
    for other in block.choices:
        if choice == other:
            return block
        if choice.verb is not DecisionVerb.REJECT and other.verb is not DecisionVerb.REJECT:
            raise UsageError(f"{block.note} has two decisions: {other.verb} and {choice.verb}")
        if choice.identifier == other.identifier and choice.identifier is not None:
            raise UsageError(f"{choice.identifier} is both accepted and rejected")
    return replace(block, choices=(*block.choices, choice))
