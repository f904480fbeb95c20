"""What a manuscript says about its sources: whom it cites where, which bibliographies and further files it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from biblio.check.finding import Span
from biblio.check.source_text import SourceText

__all__ = ["Citation", "Manuscript", "ManuscriptReader", "NamedFile"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation of one key, shown or not.

    `is_doubtful` marks what may be no citation at all: a bare "@name" in a Markdown page that names no bibliography.
    """

    key: str
    span: Span
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that a manuscript names, as it is written there; its suffix may be missing."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Manuscript:
    r"""One file of a manuscript.

    `bibliographies` and `parts` are files that it names; `defined` are keys that it defines itself (``\bibitem``,
    ``references:`` in a YAML header). `cites_all` says that every entry is wanted (``\nocite{*}``).
    """

    path: str
    citations: tuple[Citation, ...] = ()
    bibliographies: tuple[NamedFile, ...] = ()
    parts: tuple[NamedFile, ...] = ()
    defined: frozenset[str] = frozenset()
    cites_all: bool = False


class ManuscriptReader(Protocol):
    """Reads one kind of manuscript. Pure, and never raises."""

    def __call__(self, source: SourceText) -> Manuscript:
        """Return what the file cites and names."""
        ...
