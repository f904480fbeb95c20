"""What a check finds: the rule, the place, what is written there, what the record says, the sources, and the fix.

The four outcomes of comparing a reference with the world are never mixed: it describes another work (`WRONG_IDENTITY`),
it describes the work but a field is wrong (`WRONG_FIELD`), it was searched for and not found (`NOT_FOUND`), or it could
not be searched for (`COULD_NOT_CHECK`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["Attribution", "Edit", "Finding", "FindingKind", "Fix", "Severity", "Span", "finding_fingerprint"]


class Severity(StrEnum):
    """How much a finding matters: only errors and warnings give the exit code for findings."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class FindingKind(StrEnum):
    """What kind of thing was found. Every report prints the values as `outcome`."""

    WRONG_IDENTITY = "wrong-identity"
    WRONG_FIELD = "wrong-field"
    NOT_FOUND = "not-found"
    COULD_NOT_CHECK = "could-not-check"
    STATUS = "life"  # the work was published, corrected, withdrawn or retracted since
    FILE = "file"  # BibTeX, biber or TeX would not read the bibliography as intended
    MANUSCRIPT = "manuscript"  # manuscript and bibliography do not match


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: lines and columns count from 1, columns in characters; the end is after the last character.

    `start` and `end` are the same place as offsets into the text.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Attribution:
    """The source of a finding: a service's name, the record's page, and the age of the answer in days, if known."""

    name: str
    url: str = ""
    age_days: float | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a text: ``text[start:end]`` becomes `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Fix:
    """How to fix a finding: a description, and the edits to the file that the finding is in.

    A fix is safe if it cannot change which work is meant or what is said about it. `--fix` applies only safe fixes
    without asking.
    """

    description: str
    edits: tuple[Edit, ...]
    is_safe: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, outdated or could not be checked.

    `written` is what the file has, `record` is what the sources (or the rule) have in its place; both may be empty.
    `key` is the citation key and `field` the entry's field that the finding is about, if there is one. `entry` is the
    whole corrected entry, for rules that replace all of it.
    """

    rule: str
    kind: FindingKind
    severity: Severity
    span: Span
    message: str
    key: str = ""
    field: str = ""
    written: str = ""
    record: str = ""
    sources: tuple[Attribution, ...] = ()
    fix: Fix | None = None
    entry: str = ""

    def moved(self, by: int) -> Finding:
        """Return the finding with the offsets of its span and its edits moved; its lines stay as they are."""
        span = replace(self.span, start=self.span.start + by, end=self.span.end + by)
        if self.fix is None:
            return replace(self, span=span)
        edits = tuple(Edit(edit.start + by, edit.end + by, edit.new) for edit in self.fix.edits)
        return replace(self, span=span, fix=replace(self.fix, edits=edits))


def finding_fingerprint(finding: Finding) -> str:
    """Return 12 hex digits, from rule, file, key, field and values, that name a finding even if its line moves."""
    from hashlib import blake2b  # which loads OpenSSL: a check that finds nothing does without

    parts = [finding.rule, finding.span.path, finding.key, finding.field, finding.written, finding.record]
    if not finding.key and not finding.written:
        parts.append(finding.message)
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
