"""Rules: what a manuscript cites against what its bibliographies have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from biblio.check.bibliography_keys import BibliographyKeys
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.rule import Rule

__all__ = ["RULES", "ManuscriptDocument", "check_documents", "check_uncited"]

CITE_MISSING = Rule(
    "cite-missing",
    FindingKind.MANUSCRIPT,
    Severity.ERROR,
    "A citation of a key that no bibliography has.",
    """The text prints "[?]" or the bare key. Looked for in every bibliography that the manuscript, the files it reads
in, or the command line names. Nothing is said where one of those is missing: the key may be in it.

Citations in comments, code and verbatim text are none, and neither is "@fig-one" of Quarto or a label of Typst. A bare
"@name" in a Markdown page that names no bibliography is left alone.""",
)
CITE_CASE = Rule(
    "cite-case",
    FindingKind.MANUSCRIPT,
    Severity.ERROR,
    "A key that is cited in another case than it is defined.",
    """biber, Pandoc and Typst tell "Smith2020" from "smith2020": the citation is undefined to them. BibTeX finds the
entry, and stops if a document cites it both ways.""",
)
UNCITED = Rule(
    "entry-uncited",
    FindingKind.MANUSCRIPT,
    Severity.INFO,
    "An entry that nothing cites.",
    """The bibliography belongs to the manuscripts of this run, and none of them cites the entry. Left alone: everything
after \\nocite{*}, entries that others inherit from, @xdata and @set, and bibliographies that no manuscript names.""",
)
TWO_KEYS = Rule(
    "work-cited-twice",
    FindingKind.MANUSCRIPT,
    Severity.WARNING,
    "One work that a manuscript cites by two keys.",
    """Two entries are the same work (see `work-twice`), and the manuscript cites both: the work stands twice in its
list of references, and numbered styles give it two numbers.""",
)
BIBLIOGRAPHY_MISSING = Rule(
    "bibliography-missing",
    FindingKind.MANUSCRIPT,
    Severity.ERROR,
    "A bibliography that a manuscript names and that is not there.",
    """Looked for beside the manuscript, beside the file that names it, and in the folder where the command was started.
What the manuscript cites from it cannot be checked.""",
)
PART_MISSING = Rule(
    "part-missing",
    FindingKind.MANUSCRIPT,
    Severity.INFO,
    "A file that a manuscript reads in and that is not there.",
    """What it cites cannot be seen: entries that only it cites look uncited. Files of TeX's own distribution, which
\\input finds elsewhere, are told by not being there too; this is why it is only mentioned.""",
)
RULES = (CITE_MISSING, CITE_CASE, UNCITED, TWO_KEYS, BIBLIOGRAPHY_MISSING, PART_MISSING)


@dataclass(frozen=True, slots=True)
class ManuscriptDocument:
    """A manuscript with all files that it reads in, the bibliographies that were found, and the files that were not."""

    manuscripts: tuple[Manuscript, ...]
    libraries: tuple[BibliographyKeys, ...]
    missing_bibliographies: tuple[NamedFile, ...] = ()
    missing_parts: tuple[NamedFile, ...] = ()

    @property
    def cites_all(self) -> bool:
        """Tell whether every entry is wanted."""
        return any(one.cites_all for one in self.manuscripts)

    def citations(self) -> Iterator[Citation]:
        """Yield the citations of all files."""
        for one in self.manuscripts:
            yield from one.citations


def check_documents(
    documents: Iterable[ManuscriptDocument], same: Mapping[tuple[str, str], frozenset[str]]
) -> Iterator[Finding]:
    """Yield what does not fit between manuscripts and bibliographies.

    `same` gives for (bibliography's path, key) the keys of other entries of the run that are the same work.
    """
    for document in documents:
        for named in document.missing_bibliographies:
            yield BIBLIOGRAPHY_MISSING.at(named.span, f"there is no bibliography {named.path}", there=named.path)
        for named in document.missing_parts:
            yield PART_MISSING.at(named.span, f"there is no file {named.path}", there=named.path)
        yield from _missing(document)
        yield from _two_keys(document, same)


def _missing(document: ManuscriptDocument) -> Iterator[Finding]:
    if document.missing_bibliographies or not document.libraries:
        return
    known: set[str] = set()
    for library in document.libraries:
        known |= library.keys.keys() | library.aliases.keys()
    for manuscript in document.manuscripts:
        known |= manuscript.defined
    folded = {key.casefold(): key for key in known}
    for citation in document.citations():
        if citation.key in known:
            continue
        twin = folded.get(citation.key.casefold())
        place = citation.span
        if twin is not None:
            fix = Fix(f"write {twin}", (Edit(place.start, place.end, twin),), is_safe=True)
            what = f"{citation.key} is cited, {twin} is defined: only BibTeX takes them for the same"
            yield CITE_CASE.at(place, what, key=citation.key, there=citation.key, record=twin, fix=fix)
        elif not citation.is_doubtful:
            near = get_close_matches(citation.key, known, n=1, cutoff=0.85) if len(known) < 20_000 else []
            hint = f": did you mean {near[0]}?" if near else ""
            what = f"{citation.key} is cited, and no bibliography has it{hint}"
            yield CITE_MISSING.at(place, what, key=citation.key, there=citation.key, record=near[0] if near else "")


def _two_keys(document: ManuscriptDocument, same: Mapping[tuple[str, str], frozenset[str]]) -> Iterator[Finding]:
    first: dict[str, Citation] = {}
    for citation in document.citations():
        first.setdefault(citation.key, citation)
    said: set[frozenset[str]] = set()
    for library in document.libraries:
        for key in library.keys:
            for twin in same.get((library.path, key), frozenset()):
                pair = frozenset((key, twin))
                if twin not in first or key not in first or pair in said or len(pair) < 2:
                    continue
                said.add(pair)
                one, other = sorted((first[key], first[twin]), key=lambda cited: cited.span)
                what = f"{other.key} is the same work as {one.key}, which is cited too"
                yield TWO_KEYS.at(other.span, what, key=other.key, there=other.key, record=one.key)


def check_uncited(documents: Sequence[ManuscriptDocument]) -> Iterator[Finding]:
    """Yield the entries that no document cites, of the bibliographies that documents have."""
    libraries: dict[str, BibliographyKeys] = {}
    cited: dict[str, set[str]] = {}
    whole: set[str] = set()
    for document in documents:
        keys = {citation.key for citation in document.citations()}
        for library in document.libraries:
            libraries[library.path] = library
            cited.setdefault(library.path, set()).update(keys)
            if document.cites_all or document.missing_parts:
                whole.add(library.path)
    for path, library in libraries.items():
        if path in whole:
            continue
        wanted = {key.casefold() for key in cited[path]}
        wanted |= {key.casefold() for alias, key in library.aliases.items() if alias.casefold() in wanted}
        for key, place in library.keys.items():
            if key.casefold() not in wanted and key not in library.quiet:
                yield UNCITED.at(place, f"nothing cites {key}", key=key, there=key)
