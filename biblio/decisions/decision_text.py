"""The text of the decisions file, line by line: read without losing a byte, changed where a decision changes.

A line is a verb and two words; what follows ``#`` is a remark. Everything that is no decision (comments, blank lines,
a person's order and indentation) stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from biblio.decisions.fingerprint import NoteFingerprint, parse_fingerprint, split_remark
from biblio.errors import Problem
from biblio.matching.works.same_work import same_identifier
from biblio.model.identifiers import SCHEMES, Identifier, make

__all__ = ["EVERY", "HEADER", "VERBS", "Statement", "read_identifier", "read_statements", "with_statements"]

VERBS = ("accept", "reject", "kind", "key", "pin")
EVERY = "*"
"""In place of an identifier: every work that is known."""
HEADER = """\
# What you decided about your notes. `biblio accept`, `reject`, `pin` and `review` write here; so may you.
#
#   accept  NOTE ID      the note is about this work
#   reject  NOTE ID      it is not;  reject NOTE *: none of the works known is the note's
#   kind    NOTE KIND    it is about a blogpost, presentation, software …, not a paper
#   pin     NOTE ID      as accept, and nothing new takes its place
#   key     ID KEY       the work has this citation key
#
# What stands behind # tells which note is meant; by the part behind ~ it is known again after it was reworded.
# In git, the line "decisions.txt merge=union" in .gitattributes merges this file without conflicts.

"""
_COMMENT = re.compile(r"(?:^|\s)#")
_SUBJECT = re.compile(r"^(\ufeff?\s*\S+\s+)\S+")


@dataclass(frozen=True, slots=True)
class Statement:
    """One decision: `subject` is a note's id (of a `key` an identifier), `line` counts from 1, 0 for a new one."""

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
        """The identifier it names, where it names one."""
        text = self.subject if self.verb == "key" else self.value
        return None if self.verb == "kind" or text == EVERY else read_identifier(text)

    @property
    def trace(self) -> NoteFingerprint | None:
        """What its note had been like, where the line says so."""
        return parse_fingerprint(self.remark) if self.verb != "key" else None


def read_identifier(text: str) -> Identifier:
    """Return the identifier that `text` is ("arxiv:2304.02643"). Raises `ValueError` that says what is wrong."""
    scheme, _, value = text.partition(":")
    if scheme not in SCHEMES:
        raise ValueError(f"{text!r} is no identifier: it begins with none of {', '.join(SCHEMES)}")
    identifier = make(scheme, value)
    if identifier is None:
        raise ValueError(f"{value!r} is no {scheme} identifier")
    return identifier


def read_statements(text: str, path: str) -> Iterator[Statement | Problem]:
    """Yield every decision of `text` and every line that cannot be read as one, in order."""
    for number, row in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        code, *rest = _COMMENT.split(row, maxsplit=1)
        words = code.split()
        if not words:
            continue
        if words[0] not in VERBS:
            near = get_close_matches(words[0], VERBS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"a line begins with {', '.join(VERBS)}"
            yield Problem(path, number, f"there is no decision {words[0]!r}", hint)
        elif len(words) != 3:
            what = f"a decision has three words, this line has {len(words)}"
            yield Problem(path, number, what, "for example: accept NOTE arxiv:2401.01234")
        else:
            yield Statement(words[0], words[1], words[2], "".join(rest).strip(), number)


def with_statements(text: str, new: Sequence[Statement], *, names: Mapping[str, str] | None = None) -> str:
    """Return the file's text with `new` said in it, and what that contradicts taken out.

    `names` gives the present id of notes that lines name by a former one. A new line takes the place of the first one
    that it replaces, with the words that a person wrote behind it; else it stands where its subject sorts to. All
    other lines stay byte for byte.
    """
    for statement in new:
        text = _with_statement(_renamed(text or HEADER, statement, names or {}), statement)
    return text


def _with_statement(text: str, new: Statement) -> str:
    old = [one for one in read_statements(text, "") if isinstance(one, Statement)]
    gone = [one for one in old if _gives_way(one, new)]
    if [(one.verb, one.subject, one.value) for one in gone] == [(new.verb, new.subject, new.value)]:
        return text
    rows = text.splitlines(keepends=True)
    end = "\r\n" if rows and rows[0].endswith("\r\n") else "\n"
    row = f"{replace(new, remark=_remark(new.remark, [one.remark for one in gone]))}{end}"
    if gone:
        first, *rest = (one.line for one in gone)
        lead = re.match(r"\ufeff?[ \t]*", rows[first - 1])
        rows[first - 1] = (lead[0] if lead else "") + row
        return "".join(one for number, one in enumerate(rows, 1) if number not in rest)
    place = _place(old, new, rows)
    if place == len(rows) and not text.endswith(("\n", "\r")):
        rows[-1] += end
    rows.insert(place, row)
    return "".join(rows)


def _renamed(text: str, new: Statement, names: Mapping[str, str]) -> str:
    """Return `text` with the lines that name the note of `new` by a former id naming it by its present one."""
    if new.verb == "key" or new.subject not in names.values():
        return text
    rows = text.splitlines(keepends=True)
    for one in read_statements(text, ""):
        if isinstance(one, Statement) and one.verb != "key" and names.get(one.subject) == new.subject:
            row = _SUBJECT.sub(lambda match: match[1] + new.subject, rows[one.line - 1])
            trace, _ = split_remark(one.remark)
            rows[one.line - 1] = row.replace(trace, new.remark, 1) if trace and new.remark else row
    return "".join(rows)


def _gives_way(old: Statement, new: Statement) -> bool:
    """Tell whether `old` cannot stand beside `new`."""
    if (old.verb == "key") is not (new.verb == "key"):
        return False
    if new.verb == "key":
        return _same(old, new)
    if old.subject != new.subject:
        return False
    settled = old.verb in ("accept", "pin")
    if new.verb in ("accept", "pin"):
        return settled or old.verb == "kind" or old.value == EVERY or _same(old, new)
    if new.verb == "kind":
        return settled or old.verb == "kind" or old.value == EVERY
    if new.value == EVERY:
        return settled or old.value == EVERY
    return old.verb != "kind" and old.value != EVERY and _same(old, new)


def _same(old: Statement, new: Statement) -> bool:
    left, right = old.identifier, new.identifier
    return left is not None and right is not None and same_identifier(left, right)


def _remark(remark: str, before: Iterable[str]) -> str:
    """Return a new line's remark, with the words behind it that a person wrote on the lines it replaces."""
    own = dict.fromkeys(words for old in before if (words := split_remark(old)[1]) and words not in remark)
    return " ".join(filter(None, (remark, *(f"# {words}" if remark else words for words in own))))


def _place(old: Sequence[Statement], new: Statement, rows: Sequence[str]) -> int:
    """Return the index of the row before which `new` goes: behind the last decision that does not sort after it.

    A place in the middle rather than the end: two people's new lines then seldom meet when git merges them.
    """
    order = (new.subject, new.verb, new.value)
    for one in reversed(old):
        if (one.subject, one.verb, one.value) <= order:
            return one.line
    if not old:
        return len(rows)
    first = old[0].line - 1
    above = first
    while above and rows[above - 1].lstrip().startswith("#"):
        above -= 1
    # A comment right above the first decision belongs to it, unless it heads the file.
    return above if above and rows[above - 1].strip() == "" else first
