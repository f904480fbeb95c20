"""What a manuscript says about its sources: what it cites where, and which bibliographies and other files it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from biblio.check.bibliography_keys import BibliographyKeys
from biblio.check.finding import Span
from biblio.check.source_text import SourceText

__all__ = ["Citation", "Manuscript", "ManuscriptDocument", "ManuscriptReader", "NamedFile"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation of one key, printed or not.

    `is_doubtful` marks something that may not be a citation: a bare "@name" in a Markdown page that names no
    bibliography.
    """

    key: str
    span: Span
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that a manuscript names, as written there; its suffix may be missing."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Manuscript:
    r"""One file of a manuscript.

    `bibliographies` and `included_files` are the files that it names; `defined_keys` are the keys that it defines
    itself (``\bibitem``, ``references:`` in a YAML header). `cites_all` says that every entry is cited
    (``\nocite{*}``).
    """

    path: str
    citations: tuple[Citation, ...] = ()
    bibliographies: tuple[NamedFile, ...] = ()
    included_files: tuple[NamedFile, ...] = ()
    defined_keys: frozenset[str] = frozenset()
    cites_all: bool = False


@dataclass(frozen=True, slots=True)
class ManuscriptDocument:
    """A manuscript with all files that it includes, the bibliographies that were found, and the missing files."""

    manuscripts: tuple[Manuscript, ...]
    bibliographies: tuple[BibliographyKeys, ...]
    missing_bibliographies: tuple[NamedFile, ...] = ()
    missing_files: tuple[NamedFile, ...] = ()

    @property
    def cites_all(self) -> bool:
        """Whether every entry is cited."""
        return any(manuscript.cites_all for manuscript in self.manuscripts)

    def citations(self) -> Iterator[Citation]:
        """Yield the citations of all files."""
        for manuscript in self.manuscripts:
            yield from manuscript.citations


class ManuscriptReader(Protocol):
    """Reads one format of manuscripts. Pure; never raises."""

    def __call__(self, source: SourceText) -> Manuscript:
        """Return what the file cites and names."""
        ...
