"""What a manuscript says about its sources: what it cites where, and which bibliographies and other files it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from biblio.check.bibliography_keys import BibliographyKeys
from biblio.check.finding import Span
from biblio.check.source_text import SourceText

__all__ = [
    "AliasSupport",
    "BibliographyUse",
    "Citation",
    "Manuscript",
    "ManuscriptDocument",
    "ManuscriptReader",
    "NamedFile",
    "SectionStart",
    "WrittenFile",
    "is_label",
]


class AliasSupport(Enum):
    """Whether what turns a manuscript into a text knows the further keys of an entry (biblatex's ``ids``)."""

    UNKNOWN = auto()
    NONE = auto()
    BESIDE_KEY = auto()
    """Only a single one, and only if the entry is cited by its key too: Pandoc (seen with 2.17, 2.19, 3.6 and 3.9)."""
    FULL = auto()


class BibliographyUse(Enum):
    """Which citations a bibliography is for (biblatex, 3.8.1 and 3.8.3)."""

    DEFAULT = auto()
    """Those of every section of references that names no bibliographies of its own."""
    EVERYWHERE = auto()
    SECTIONS = auto()
    """Those of the sections that name it."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation of one key, printed or not.

    `is_doubtful` marks something that may not be a citation, or whose work may come from elsewhere;
    `needs_bibliography` that it is one as soon as there is a bibliography: a bare "@name" in a Markdown page that names
    none, but whose project may. `section` are the bibliographies that its section of references names, as written
    there; empty if it has the default ones.
    """

    key: str
    span: Span
    is_doubtful: bool = False
    needs_bibliography: bool = False
    section: tuple[str, ...] = ()
    is_written: bool = True


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that a manuscript names, as written there; its suffix may be missing.

    Of a bibliography, `use` says which citations it is for, and `label` is a name that sections may use for it;
    `is_optional` that it may lie where only the tool finds it, so that it is not missing.
    """

    path: str
    span: Span
    use: BibliographyUse = BibliographyUse.DEFAULT
    label: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class SectionStart:
    """Where a section of references begins (an offset), and which bibliographies it names; none: the default ones."""

    offset: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that a manuscript writes itself (LaTeX's ``filecontents``): its name, and where its text is."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Manuscript:
    r"""One file of a manuscript.

    `bibliographies` and `included_files` are the files that it names; `defined_keys` are the keys that it defines
    itself (``\bibitem``, ``references:`` in a YAML header, labels of Typst), `possible_labels` what may be such a
    label, `cited_by_project` the keys that the settings of its project cite (``nocite``). `cites_all` says that every
    entry is cited (``\nocite{*}``). `aliases` tells whether further keys of an entry can be cited, `written_files` are
    bibliographies that the manuscript contains, and `has_separate_lists` says that its bibliographies belong to
    separate lists. In `search_folders` (relative to the document) included files are
    looked for too (``\input@path``). `processor` is what makes Org's citations (``#+cite_export``: basic, biblatex,
    natbib …), empty if the manuscript names none. `section_starts` are where sections of references begin, in order,
    `section_headings` the headings that begin one (biblatex's option ``refsection``). `main_file` is the file whose
    part it is (subfiles). `example_labels` are labels of example lists that look like citations (Pandoc's ``@key.``
    where a block begins). `packages` are the packages and the class of LaTeX that it loads; `has_definitions` says
    that it defines commands. `names_unread_files` says that some of its bibliographies lie on the net or are in
    formats that are not read, `has_unread_parts` that it includes files whose names are not understood, and
    `has_chapter_lists` that every included file has its own bibliographies (chapterbib). `unfollowed` are the places
    that cite by commands or keys which only TeX itself can make. `key_prefixes` may stand before keys where they are
    cited (Sphinx).
    """

    path: str
    citations: tuple[Citation, ...] = ()
    bibliographies: tuple[NamedFile, ...] = ()
    included_files: tuple[NamedFile, ...] = ()
    defined_keys: frozenset[str] = frozenset()
    possible_labels: frozenset[str] = frozenset()
    cited_by_project: frozenset[str] = frozenset()
    cites_all: bool = False
    aliases: AliasSupport = AliasSupport.UNKNOWN
    written_files: tuple[WrittenFile, ...] = ()
    has_separate_lists: bool = False
    search_folders: tuple[str, ...] = ()
    processor: str = ""
    section_starts: tuple[SectionStart, ...] = ()
    section_headings: str = ""
    main_file: NamedFile | None = None
    names_unread_files: bool = False
    has_chapter_lists: bool = False
    has_unread_parts: bool = False
    packages: tuple[NamedFile, ...] = ()
    has_definitions: bool = False
    example_labels: tuple[Citation, ...] = ()
    unfollowed: tuple[Span, ...] = ()
    key_prefixes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ManuscriptDocument:
    """A manuscript with all files that it includes, the bibliographies that were found, and the missing files.

    `named_paths` are the bibliographies that the manuscript itself names, in its order; `is_partly_unread` says that
    one of them comes with TeX, or lies on the net, and could not be read here. `section_paths` has the bibliographies
    of each section of references by the names that it gives them (an empty tuple for the default ones); those of a
    section that is not there could not be told.
    """

    manuscripts: tuple[Manuscript, ...]
    bibliographies: tuple[BibliographyKeys, ...]
    missing_bibliographies: tuple[NamedFile, ...] = ()
    missing_files: tuple[NamedFile, ...] = ()
    named_paths: tuple[str, ...] = ()
    is_partly_unread: bool = False
    section_paths: Mapping[tuple[str, ...], frozenset[str]] = field(default_factory=dict)

    @property
    def cites_all(self) -> bool:
        """Whether every entry is cited."""
        return any(manuscript.cites_all for manuscript in self.manuscripts)

    @property
    def aliases(self) -> AliasSupport:
        """Whether further keys of an entry can be cited."""
        kinds = {manuscript.aliases for manuscript in self.manuscripts}
        return next((kind for kind in _STRONGEST_FIRST if kind in kinds), AliasSupport.UNKNOWN)

    @property
    def has_separate_lists(self) -> bool:
        """Whether its bibliographies belong to separate lists of references."""
        return any(manuscript.has_separate_lists for manuscript in self.manuscripts)

    def citations(self) -> Iterator[Citation]:
        """Yield the citations of all files."""
        for manuscript in self.manuscripts:
            yield from manuscript.citations


def is_label(key: str, labels: AbstractSet[str]) -> bool:
    """Return whether a key is one of the labels, or that of a part of what one labels: "walls-a"."""
    return key in labels or (key[-2:-1] == "-" and key[:-2] in labels)


_STRONGEST_FIRST = (AliasSupport.FULL, AliasSupport.BESIDE_KEY, AliasSupport.NONE)


class ManuscriptReader(Protocol):
    """Reads one format of manuscripts. Pure; never raises."""

    def __call__(self, source: SourceText) -> Manuscript:
        """Return what the file cites and names."""
        ...
