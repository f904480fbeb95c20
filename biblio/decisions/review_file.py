"""The queue as an edited text: which block says what about which note, and doing all of it in one go.

The form is that of ``git rebase -i``: a block a note, a word decides it; what stands behind ``#`` is only to be read. A
block begins with ``note``, the note's id and a stamp of what the note says and of what was decided about it: where
that is not so any more, the block is not carried out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import msgspec

from biblio.decisions.deciding import DecisionSession, DecisionVerb, UserChoice
from biblio.decisions.selection import given_identifier
from biblio.errors import Problem, UsageError
from biblio.model.decision import DecidedNote
from biblio.model.record import Kind

__all__ = ["ImportResult", "ReviewBlock", "apply_blocks", "read_review_file", "stamp"]

_COMMENT = re.compile(r"(?:^|\s)#")
_VERBS = ("accept", "reject", "kind", "skip")


@dataclass(frozen=True, slots=True)
class ReviewBlock:
    """What is to be done about one note: its id, the stamp it had, its line (from 1), and what to say, in order."""

    note: str
    stamp: str
    line: int
    choices: tuple[UserChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: the notes as they are decided now, how many were so already or left for later, and why
    others were left out.
    """

    decided: tuple[DecidedNote, ...]
    already: int
    skipped: int
    left: tuple[Problem, ...]


def stamp(desk: DecisionSession, one: DecidedNote) -> str:
    """Return a stamp of what a note says about its work and of what is decided about it."""
    lines = sorted((said.verb, said.value) for said in desk.about(one.note.id))
    body = msgspec.json.encode((replace(desk.plain(one), note=""), one.note.summary, lines))
    return blake2b(body, digest_size=4).hexdigest()


def apply_blocks(
    desk: DecisionSession, decided: Iterable[DecidedNote], blocks: Sequence[ReviewBlock], path: str
) -> ImportResult:
    """Do what `blocks` say, all in one change of the decisions file; doing it twice changes nothing.

    Raises `StoreError` where nothing could be written.
    """
    notes = {one.note.id: one for one in decided}
    chosen: list[tuple[DecidedNote, UserChoice]] = []
    left: list[Problem] = []
    already = 0
    told = [block for block in blocks if block.choices]
    for block in told:
        one = notes.get(block.note)
        if one is None:
            left.append(Problem(path, block.line, f"{block.note} is not among the notes any more"))
        elif all(desk.says(one, choice) for choice in block.choices):
            already += 1
        elif stamp(desk, one) != block.stamp:
            what = f"{block.note} was changed or decided since this was written"
            left.append(Problem(path, block.line, what, "left as it is; export it again"))
        else:
            chosen += [(one, choice) for choice in block.choices]
    done = {one.note.id: one for one in (desk.settle(chosen) if chosen else ())}
    return ImportResult(tuple(done.values()), already, len(blocks) - len(told), tuple(left))


def read_review_file(text: str, path: str) -> tuple[list[ReviewBlock], list[Problem]]:
    """Return the blocks of an edited text, and every line that cannot be carried out."""
    blocks: list[ReviewBlock] = []
    problems: list[Problem] = []
    for number, row in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = _COMMENT.split(row, maxsplit=1)[0].split()
        if not words:
            continue
        try:
            if words[0] == "note":
                blocks.append(_begun(words, number, blocks))
            elif not blocks:
                raise UsageError(f"{words[0]!r} stands before the first note")
            elif choice := _choice(words):
                blocks[-1] = _with(blocks[-1], choice)
        except UsageError as error:
            problems.append(Problem(path, number, str(error), error.hint))
    return blocks, problems


def _begun(words: list[str], number: int, before: Iterable[ReviewBlock]) -> ReviewBlock:
    if len(words) != 3:
        raise UsageError("a block begins with: note ID STAMP", hint="leave that line as it was exported")
    if other := next((one for one in before if one.note == words[1]), None):
        raise UsageError(f"{words[1]} has a block already, at line {other.line}")
    return ReviewBlock(words[1], words[2], number)


def _choice(words: list[str]) -> UserChoice | None:
    verb, *rest = words
    if verb not in _VERBS:
        raise UsageError(f"there is nothing called {verb!r} to do", hint=f"known: {', '.join(_VERBS)}")
    most = 0 if verb == "skip" else 1
    if len(rest) > most or (not rest and verb in ("accept", "kind")):
        form = {"accept": "accept ID", "kind": "kind KIND", "reject": "reject, or reject ID", "skip": "skip"}[verb]
        raise UsageError(f"this line is not of the form: {form}")
    if verb == "skip":
        return None
    if verb == "kind":
        if rest[0] not in list(Kind):
            raise UsageError(f"{rest[0]!r} is no kind", hint=f"choose one of {', '.join(Kind)}")
        return UserChoice(DecisionVerb.KIND, kind=Kind(rest[0]))
    if not rest:
        return UserChoice(DecisionVerb.NONE)
    if rest[0].isdecimal():
        raise UsageError(f"{rest[0]!r} is no identifier", hint="candidates have no numbers here: write the identifier")
    return UserChoice(DecisionVerb.ACCEPT if verb == "accept" else DecisionVerb.REJECT, given_identifier(rest[0]))


def _with(block: ReviewBlock, choice: UserChoice) -> ReviewBlock:
    """Return the block with one more thing to do. Raises `UsageError` where both cannot be."""
    for other in block.choices:
        if choice == other:
            return block
        if choice.word is not DecisionVerb.REJECT and other.word is not DecisionVerb.REJECT:
            raise UsageError(f"{block.note} cannot be both: {other.word} and {choice.word}")
        if choice.identifier == other.identifier and choice.identifier is not None:
            raise UsageError(f"{choice.identifier} is both accepted and rejected")
    return replace(block, choices=(*block.choices, choice))
