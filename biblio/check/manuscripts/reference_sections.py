r"""Sections of references: which citations of a document are looked up in which of its bibliographies.

biblatex's ``refsection`` (manual, 3.8.3; what biber 2.18 does was compared): a section has the bibliographies that it
names, or else the default ones, and always those of ``\addglobalbib``. Sections go on through included files, and none
is inside another. multibib's lists, the units of bibunits and the chapters of chapterbib have bibliographies of their
own in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from biblio.check.manuscripts.citations import BibliographyUse, Citation, Manuscript, NamedFile

__all__ = ["NamedBibliography", "section_bibliographies", "with_sections"]

Section = tuple[str, ...]
_DEFAULT: Section = ()


@dataclass(frozen=True, slots=True)
class NamedBibliography:
    """A bibliography that a document names, and the path under which its keys are known; empty if it was not read."""

    named: NamedFile
    path: str = ""


def with_sections(
    manuscripts: Mapping[str, Manuscript],
    includes: Mapping[str, Mapping[int, str]],
    headings: Callable[[str, str], Iterable[int]],
) -> Mapping[str, Manuscript]:
    """Return the manuscripts of one document, by name, with the sections that their citations belong to.

    `includes` has what each manuscript includes where; `headings` gives the offsets of the headings of a level in a
    manuscript.
    """
    included = {target for targets in includes.values() for target in targets.values()}
    if any(manuscript.has_chapter_lists for manuscript in manuscripts.values()):
        return {name: _as_chapter(one) if name in included else one for name, one in manuscripts.items()}
    if not any(start.names for manuscript in manuscripts.values() for start in manuscript.section_starts):
        return manuscripts
    level = next(
        (manuscript.section_headings for manuscript in manuscripts.values() if manuscript.section_headings), ""
    )
    walk = _Walk(manuscripts, includes, (lambda name: headings(name, level)) if level else lambda name: ())
    for name in sorted(manuscripts, key=lambda name: name in included):
        if name not in walk.citations:
            walk.follow(name, _DEFAULT)
    return {name: replace(manuscripts[name], citations=tuple(walk.citations[name])) for name in manuscripts}


def _as_chapter(manuscript: Manuscript) -> Manuscript:
    """Return a chapter whose citations are looked up in its own bibliographies, if it has any (chapterbib)."""
    own = tuple(named.path for named in manuscript.bibliographies)
    citations = (replace(citation, section=citation.section or own) for citation in manuscript.citations)
    return replace(manuscript, citations=tuple(citations))


class _Walk:
    """Goes through a document in the order of its text."""

    def __init__(
        self,
        manuscripts: Mapping[str, Manuscript],
        includes: Mapping[str, Mapping[int, str]],
        headings: Callable[[str], Iterable[int]],
    ) -> None:
        self._manuscripts = manuscripts
        self._includes = includes
        self._headings = headings
        self.citations: dict[str, list[Citation]] = {}

    def follow(self, name: str, section: Section) -> None:
        """Go through a file, which begins in `section`, and through those that it includes."""
        opened = [self._open(name)]
        while opened:
            citations, events = opened[-1]
            event = next(events, None)
            if event is None:
                opened.pop()
            elif isinstance(event, Citation):
                citations.append(event if event.section else replace(event, section=section))
            elif isinstance(event, tuple):
                section = event
            elif event in self._manuscripts and event not in self.citations:
                opened.append(self._open(event))

    def _open(self, name: str) -> tuple[list[Citation], Iterator[Citation | Section | str]]:
        citations = self.citations[name] = []
        events = sorted(self._events(name, self._manuscripts[name]), key=lambda event: event[0])
        return citations, (event for _, event in events)

    def _events(self, name: str, manuscript: Manuscript) -> Iterator[tuple[int, Citation | Section | str]]:
        yield from ((offset, _DEFAULT) for offset in self._headings(name))
        yield from ((start.offset, start.names) for start in manuscript.section_starts)
        yield from self._includes.get(name, {}).items()
        yield from ((citation.span.start, citation) for citation in manuscript.citations)


def section_bibliographies(
    sections: Iterable[Section], bibliographies: Iterable[NamedBibliography]
) -> Mapping[Section, frozenset[str]]:
    """Return the paths of the bibliographies of each section that can be told.

    A section with a bibliography that was not read, or that nobody names, is not among them.
    """
    named = list(bibliographies)
    everywhere = [one for one in named if one.named.use is BibliographyUse.EVERYWHERE]
    found: dict[Section, frozenset[str]] = {}
    for section in dict.fromkeys(sections):
        own = [[one for one in named if name in _names(one.named)] for name in section]
        if not section:
            own = [[one for one in named if one.named.use is BibliographyUse.DEFAULT]]
        paths = [one.path for one in (*everywhere, *(one for ones in own for one in ones))]
        if (all(own) or (everywhere and not section)) and all(paths):
            found[section] = frozenset(paths)
    return found


def _names(named: NamedFile) -> Iterator[str]:
    yield named.label
    if named.use is not BibliographyUse.SECTIONS or named.label == named.path:
        yield from (named.path, named.path.removesuffix(".bib"))
