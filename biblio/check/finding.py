"""What a check found: the rule, the place, what is there and what should be, on whose word; and the fix.

The four outcomes of comparing a reference with the world are never mixed: it is another work (`WRONG_IDENTITY`), it is
the work but something about it is wrong (`WRONG_FIELD`), it was looked for and not found (`NOT_FOUND`), or it could
not be looked for (`COULD_NOT_CHECK`). The others are about the life of the work and about the files themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

__all__ = ["Attribution", "Edit", "Finding", "FindingKind", "Fix", "Severity", "Span", "finding_fingerprint"]


class Severity(StrEnum):
    """How much it matters: only errors and warnings make a run end with the code for findings."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class FindingKind(StrEnum):
    """What sort of thing was found. The values stand in every report."""

    WRONG_IDENTITY = "wrong-identity"
    WRONG_FIELD = "wrong-field"
    NOT_FOUND = "not-found"
    COULD_NOT_CHECK = "could-not-check"
    LIFE = "life"  # the work was published, corrected, withdrawn or retracted since
    FILE = "file"  # the bibliography's text is not as BibTeX, biber or TeX need it
    MANUSCRIPT = "manuscript"  # manuscript and bibliography do not fit


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: lines and columns count from 1, columns in characters, the end is behind the last one.

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
    """Whose word a finding rests on: a service's name, the record's page, how many days ago it was asked (None: not
    known).
    """

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
    """What to do about a finding: what it does in words, and the edits to the file that the finding is in.

    `is_safe` says that it cannot change which work is meant or what is said about it: only such are applied unasked.
    """

    what: str
    edits: tuple[Edit, ...]
    is_safe: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, outdated or could not be checked.

    `there` is what the file has, `record` what the sources say; both may be empty. `key` is the citation key, `field`
    the entry's field, where the finding is about one. `entry` is the whole entry as it should be, where there is one.
    """

    rule: str
    outcome: FindingKind
    severity: Severity
    span: Span
    message: str
    key: str = ""
    field: str = ""
    there: str = ""
    record: str = ""
    sources: tuple[Attribution, ...] = ()
    fix: Fix | None = None
    entry: str = ""


def finding_fingerprint(finding: Finding) -> str:
    """Return what names a finding wherever its line moves to: 12 hex digits from rule, file, key, field and values."""
    parts = [finding.rule, finding.span.path, finding.key, finding.field, finding.there, finding.record]
    if not finding.key and not finding.there:
        parts.append(finding.message)
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
