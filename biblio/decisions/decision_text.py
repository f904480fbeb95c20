"""The text of `decisions.txt`: read and changed line by line. Pure.

A line is a verb and two words; a remark follows ``#``. Everything else (comments, blank lines, the user's order and
indentation) is kept byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from biblio.decisions.fingerprint import NoteFingerprint, parse_fingerprint, split_remark
from biblio.errors import Problem
from biblio.model.identifiers import SCHEMES, Identifier, make, same_identifier

__all__ = ["ALL_WORKS", "HEADER", "VERBS", "Statement", "add_statements", "read_identifier", "read_statements"]

VERBS = ("accept", "reject", "kind", "key", "pin")
ALL_WORKS = "*"
"""Used in place of an identifier: every known work."""
HEADER = """\
# Your decisions about your notes. `biblio accept`, `reject`, `pin` and `review` write them here; you can edit them too.
#
#   accept  NOTE ID      the note is about this work
#   reject  NOTE ID      the note is not about this work;  reject NOTE *: none of the known works is right
#   kind    NOTE KIND    the note is about a blogpost, presentation, software …, not a paper
#   pin     NOTE ID      like accept, and no newer version ever replaces the work
#   key     ID KEY       the work has this citation key
#
# The text after # describes the note; the part after ~ identifies it when you have reworded, moved or renamed it.
# In git, the line "decisions.txt merge=union" in .gitattributes merges this file without conflicts.

"""
_COMMENT = re.compile(r"(?:^|\s)#")
_SUBJECT = re.compile(r"^(\ufeff?\s*\S+\s+)\S+")


@dataclass(frozen=True, slots=True)
class Statement:
    """One line with a decision: `subject` is a note's id (for `key` an identifier); `line` counts from 1, 0 if new."""

    verb: str
    subject: str
    value: str
    remark: str = ""
    line: int = field(default=0, compare=False)

    def __str__(self) -> str:
        text = f"{self.verb:<6}  {self.subject}  {self.value}"
        return f"{text}  # {self.remark}" if self.remark else text

    @property
    def identifier(self) -> Identifier | None:
        """The identifier in the line, or None. Raises `ValueError` if it is not valid."""
        text = self.subject if self.verb == "key" else self.value
        return None if self.verb == "kind" or text == ALL_WORKS else read_identifier(text)

    @property
    def fingerprint(self) -> NoteFingerprint | None:
        """The fingerprint of the note when it was decided, if the remark contains one."""
        return parse_fingerprint(self.remark) if self.verb != "key" else None


def read_identifier(text: str) -> Identifier:
    """Return the identifier in `text` ("arxiv:2304.02643"). Raises `ValueError` that says what is wrong."""
    scheme, _, value = text.partition(":")
    if scheme not in SCHEMES:
        raise ValueError(f"{text!r} is not an identifier: it must begin with one of {', '.join(SCHEMES)}")
    identifier = make(scheme, value)
    if identifier is None:
        raise ValueError(f"{value!r} is not a valid {scheme} identifier")
    return identifier


def read_statements(text: str, path: str) -> Iterator[Statement | Problem]:
    """Yield every decision in `text`, and a problem for every line that is not valid, in order."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        code, *remark = _COMMENT.split(line, maxsplit=1)
        words = code.split()
        if not words:
            continue
        if words[0] not in VERBS:
            near = get_close_matches(words[0], VERBS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"a line begins with {', '.join(VERBS)}"
            yield Problem(path, number, f"unknown decision {words[0]!r}", hint)
        elif len(words) != 3:
            message = f"a decision has three words, but this line has {len(words)}"
            yield Problem(path, number, message, "for example: accept NOTE arxiv:2401.01234")
        else:
            yield Statement(words[0], words[1], words[2], "".join(remark).strip(), number)


def add_statements(text: str, new: Sequence[Statement], *, new_ids: Mapping[str, str] | None = None) -> str:
    """Return the file's text with `new` added and without the lines that contradict it.

    `new_ids` gives the present id of notes that lines name by a former id. A new line takes the place of the first line
    that it replaces and keeps the user's part of its remark; if it replaces none, it is inserted in sorted order. All
    other lines stay byte for byte. An empty text gets the header first.
    """
    for statement in new:
        text = _add_statement(_with_new_id(text or HEADER, statement, new_ids or {}), statement)
    return text


def _add_statement(text: str, new: Statement) -> str:
    old = [statement for statement in read_statements(text, "") if isinstance(statement, Statement)]
    replaced = [statement for statement in old if _replaces(new, statement)]
    if [(statement.verb, statement.subject, statement.value) for statement in replaced] == [
        (new.verb, new.subject, new.value)
    ]:
        return text
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    remark = _merged_remark(new.remark, [statement.remark for statement in replaced])
    new_line = f"{replace(new, remark=remark)}{end}"
    if replaced:
        first, *others = (statement.line for statement in replaced)
        old_line = lines[first - 1]
        indentation = old_line[: len(old_line) - len(old_line.lstrip("\ufeff \t"))]
        lines[first - 1] = indentation + new_line
        return "".join(line for number, line in enumerate(lines, 1) if number not in others)
    at = _insertion_index(old, new, lines)
    if at == len(lines) and not text.endswith(("\n", "\r")):
        lines[-1] += end
    lines.insert(at, new_line)
    return "".join(lines)


def _with_new_id(text: str, new: Statement, new_ids: Mapping[str, str]) -> str:
    """Return `text`, changed so that lines which name the note of `new` by a former id use its present id."""
    if new.verb == "key" or new.subject not in new_ids.values():
        return text
    lines = text.splitlines(keepends=True)
    for statement in read_statements(text, ""):
        if isinstance(statement, Problem) or statement.verb == "key":
            continue
        if new_ids.get(statement.subject) == new.subject:
            line = _SUBJECT.sub(lambda match: match[1] + new.subject, lines[statement.line - 1])
            description, _ = split_remark(statement.remark)
            lines[statement.line - 1] = line.replace(description, new.remark, 1) if description and new.remark else line
    return "".join(lines)


def _replaces(new: Statement, old: Statement) -> bool:
    """Return whether `old` and `new` cannot both stay."""
    if (old.verb == "key") is not (new.verb == "key"):
        return False
    if new.verb == "key":
        return _has_same_identifier(old, new)
    if old.subject != new.subject:
        return False
    is_accepted = old.verb in ("accept", "pin")
    if new.verb in ("accept", "pin"):
        return is_accepted or old.verb == "kind" or old.value == ALL_WORKS or _has_same_identifier(old, new)
    if new.verb == "kind":
        return is_accepted or old.verb == "kind" or old.value == ALL_WORKS
    if new.value == ALL_WORKS:
        return is_accepted or old.value == ALL_WORKS
    return old.verb != "kind" and old.value != ALL_WORKS and _has_same_identifier(old, new)


def _has_same_identifier(old: Statement, new: Statement) -> bool:
    old_identifier, new_identifier = old.identifier, new.identifier
    return old_identifier is not None and new_identifier is not None and same_identifier(old_identifier, new_identifier)


def _merged_remark(remark: str, replaced: Iterable[str]) -> str:
    """Return a new line's remark, followed by what the user wrote in the remarks of the lines it replaces."""
    comments = dict.fromkeys(comment for old in replaced if (comment := split_remark(old)[1]) and comment not in remark)
    return " ".join(filter(None, (remark, *(f"# {comment}" if remark else comment for comment in comments))))


def _insertion_index(old: Sequence[Statement], new: Statement, lines: Sequence[str]) -> int:
    """Return the index at which to insert the line of `new`: after the last decision that does not sort after it.

    New lines go into the middle rather than to the end, so that those of two users seldom collide when git merges them.
    """
    order = (new.subject, new.verb, new.value)
    for statement in reversed(old):
        if (statement.subject, statement.verb, statement.value) <= order:
            return statement.line
    if not old:
        return len(lines)
    first = old[0].line - 1
    above = first
    while above and lines[above - 1].lstrip().startswith("#"):
        above -= 1
    return above or first  # a comment right above the first decision belongs to it, unless it begins the file
