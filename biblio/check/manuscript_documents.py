"""Assemble documents from manuscripts: the files that they include, and the bibliographies that they name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.check.bibliography_keys import BibliographyKeys, read_bibliography_keys, read_written_keys
from biblio.check.files_to_check import CollectedFiles, TextFile, path_is
from biblio.check.manuscripts.citations import (
    BibliographyUse,
    Citation,
    Manuscript,
    ManuscriptDocument,
    NamedFile,
    is_label,
)
from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_READERS, MANUSCRIPT_SUFFIXES
from biblio.check.manuscripts.reference_sections import NamedBibliography, section_bibliographies, with_sections
from biblio.errors import Problem, SourceError

if TYPE_CHECKING:
    from biblio.check.markdown_projects import MarkdownProject

__all__ = ["Documents", "assemble_documents"]

_MOST_PARENT_FOLDERS = 4
_COMPUTED = re.compile(r"[`$]|\{\{|<%")  # a name that R, a shell or a template makes
_TEX_FORMATS = frozenset({"tex", "aux", "bcf"})
_OF_PROJECTS = frozenset({"markdown", "notebook", "rst"})


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents, all their manuscripts and bibliographies by path, and the files that could not be read."""

    documents: tuple[ManuscriptDocument, ...]
    manuscripts: Mapping[str, TextFile]
    bibliographies: Mapping[str, TextFile]
    problems: tuple[Problem, ...]


def assemble_documents(files: CollectedFiles, *, base: Path) -> Documents:
    """Return the documents made up of the manuscripts in `files`.

    Files that include each other are one document. Bibliographies that a document names are read if they were not
    given; those that were given one by one belong to every document. `base` is where the command was started. A
    file that `files` may not read is a problem, whether or not it is there.
    """
    assembly = _Assembly(files, base)
    for real_path in list(files.manuscripts):
        assembly.follow(real_path)
    assembly.share_definitions()
    documents = tuple(assembly.document(group) for group in assembly.groups())
    return Documents(documents, assembly.manuscripts_read(), assembly.bibliographies_read, tuple(assembly.problems))


@dataclass(slots=True)
class _Bibliographies:
    """The bibliographies that a document names: their keys by path, and what could not be found or read."""

    keys: dict[str, BibliographyKeys] = field(default_factory=dict)
    named: list[NamedBibliography] = field(default_factory=list)
    missing: list[NamedFile] = field(default_factory=list)
    is_partly_unread: bool = False


class _Assembly:
    """Follows the files that manuscripts name; files are identified by their real paths."""

    def __init__(self, files: CollectedFiles, base: Path) -> None:
        self._files = files
        self._base = base
        self._texts: dict[str, TextFile] = dict(files.manuscripts)
        self._manuscripts: dict[str, Manuscript] = {}
        self._parents: dict[str, str] = {}  # a union-find forest: files of one document have one root
        self._folders: dict[str, list[Path]] = {}  # those of a document, by its root; see `_group_folders`
        self._missing: dict[str, list[NamedFile]] = {}
        self._includes: dict[str, dict[int, str]] = {}  # what each file includes, and where
        self._links: dict[str, set[str]] = {}  # the same with what its packages include, and the file whose part it is
        self._packages: dict[str, dict[str, tuple[TextFile, Manuscript]]] = {}  # the author's own, by their files
        self._keys: dict[str, BibliographyKeys] = {}
        self._prefixes_and_labels: tuple[frozenset[str], frozenset[str]] | None = None
        self.bibliographies_read: dict[str, TextFile] = {}
        self.problems: list[Problem] = []

    def follow(self, real_path: str) -> None:
        """Read a manuscript and all files that it includes."""
        to_read = [real_path]
        while to_read:
            current = to_read.pop()
            if current in self._manuscripts:
                continue
            file = self._texts[current]
            manuscript_format = MANUSCRIPT_SUFFIXES[file.location.suffix.lower()]
            manuscript = MANUSCRIPT_READERS.load(manuscript_format)(file.source)
            self._manuscripts[current] = manuscript
            self._parents.setdefault(current, current)
            self._folders.clear()
            of_packages = self._follow_packages(current) if manuscript.packages else []
            for included in (*manuscript.included_files, *of_packages):
                location = self._find(included.path, file.location, (file.location.suffix, ""))
                if location is None:
                    is_required = manuscript_format == "tex" and included not in of_packages
                    if is_required and not Path(included.path).suffix:
                        self._missing.setdefault(current, []).append(included)
                    continue
                target = os.path.realpath(location)
                if location.suffix.lower() not in MANUSCRIPT_SUFFIXES:
                    continue
                if target not in self._texts:
                    text_file = self._read(location)
                    if text_file is None:
                        continue
                    self._texts[target] = text_file
                self._join(current, target)
                self._links.setdefault(current, set()).add(target)
                if included != manuscript.main_file and included not in of_packages:
                    self._includes.setdefault(current, {})[included.span.start] = target
                to_read.append(target)

    def share_definitions(self) -> None:
        """Read the LaTeX files of every document again with the commands that its other files and packages define."""
        for group in self.groups():
            of_tex = [path for path in group if MANUSCRIPT_SUFFIXES[self._texts[path].location.suffix.lower()] == "tex"]
            defining = [path for path in of_tex if self._manuscripts[path].has_definitions]
            own_packages = {str(file.location): file for path in of_tex for file, _ in self._packages_of(path)}
            packages = [file.source.text for file in own_packages.values()]
            if not packages and (len(of_tex) < 2 or not defining):
                continue
            from biblio.check.manuscripts.latex_source import read_tex, shared_commands

            shared = shared_commands([*packages, *(self._texts[path].source.text for path in defining)])
            for path in of_tex:
                if shared.are_used_in(self._texts[path].source.text):
                    self._manuscripts[path] = read_tex(self._texts[path].source, shared)

    def _follow_packages(self, real_path: str) -> list[NamedFile]:
        """Read the packages and classes of the document's author, which lie beside it, and those that these load.

        Return the files that they include.
        """
        from biblio.check.manuscripts.latex_source import read_package

        location = self._texts[real_path].location
        included: list[NamedFile] = []
        to_read = list(self._manuscripts[real_path].packages)
        own = self._packages.setdefault(real_path, {})
        while to_read:
            found = self._find(to_read.pop().path, location, ("",))
            if found is None or str(found) in own or (file := self._read(found)) is None:
                continue
            package = read_package(file.source)
            own[str(found)] = (file, package)
            to_read += package.packages
            included += package.included_files
        return included

    def _packages_of(self, real_path: str) -> Iterable[tuple[TextFile, Manuscript]]:
        return self._packages.get(real_path, {}).values()

    def _read(self, location: Path) -> TextFile | None:
        if not self._files.may_read(location):
            problem = Problem(self._relative_path(location), 0, "is outside of the project, and was not read")
            self.problems += [problem] if problem not in self.problems else []
            return None
        try:
            return self._files.reader.read(self._relative_path(location), location, is_given=False)
        except SourceError as error:
            self.problems.append(replace(error.as_problem, hint=""))
            return None

    def _find(self, name: str, beside: Path, suffixes: Iterable[str]) -> Path | None:
        """Return a named file: next to the file that names it or another of its document, or in the base folder."""
        folders = list(self._group_folders(os.path.realpath(beside)))
        if beside.suffix == ".typ" and name.startswith("/"):  # from the root of the project, which only Typst knows
            name = name.lstrip("/")
            folders += beside.resolve().parents[:_MOST_PARENT_FOLDERS]
        outside: Path | None = None
        for folder in dict.fromkeys([beside.parent, *folders, self._base]):
            for suffix in suffixes:
                location = folder / f"{name}{suffix}"
                if not self._files.may_read(location):
                    outside = outside or location
                elif path_is(location, Path.is_file):
                    return location
        return outside

    def _group_folders(self, real_path: str) -> list[Path]:
        """Return the folders of all files of a document so far, then those in which TeX searches for it."""
        root = self._root(real_path)
        if root not in self._folders:
            group = [path for path in self._parents if self._root(path) == root]
            folders = [self._texts[path].location.parent for path in group]
            for path in group:
                if manuscript := self._manuscripts.get(path):
                    folders += [self._texts[path].location.parent / folder for folder in manuscript.search_folders]
            self._folders[root] = list(dict.fromkeys(folders))
        return self._folders[root]

    def _root(self, real_path: str) -> str:
        root = real_path
        while self._parents.get(root, root) != root:
            root = self._parents[root]
        if root != real_path:
            self._parents[real_path] = root  # so that chains stay short
        return root

    def _join(self, includer: str, included: str) -> None:
        self._parents.setdefault(included, included)
        first, second = self._root(includer), self._root(included)
        self._folders.clear()
        if first != second:
            self._parents[second] = first

    def manuscripts_read(self) -> dict[str, TextFile]:
        """Return the manuscripts, those that others include among them, by path."""
        return {self._texts[real_path].path: self._texts[real_path] for real_path in self._manuscripts}

    def groups(self) -> list[list[str]]:
        """Return the files of each document; a file that several documents include belongs to each of them."""
        groups: dict[str, list[str]] = {}
        for real_path in self._manuscripts:
            groups.setdefault(self._root(real_path), []).append(real_path)
        return [document for group in groups.values() for document in self._documents_of(group)]

    def _documents_of(self, group: list[str]) -> list[list[str]]:
        """Return the documents of files that are connected: a thesis and its slides may share a table."""
        included = {target for path in group for target in self._includes.get(path, {}).values()}
        mains = [path for path in group if path not in included and self._is_whole(path)]
        if len(mains) < 2:
            return [group]
        reached = {main: self._reached_from(main) for main in mains}
        for path in group:
            if not any(path in files for files in reached.values()):  # a part that nobody includes
                neighbours = self._links.get(path, set())
                main = next((main for main in mains if neighbours & reached[main]), mains[0])
                reached[main].add(path)
        return [[path for path in group if path in files] for files in reached.values()]

    def _is_whole(self, real_path: str) -> bool:
        """Whether a file is a document by itself: in LaTeX, it has a body and is no part of another one."""
        file = self._texts[real_path]
        if MANUSCRIPT_SUFFIXES[file.location.suffix.lower()] not in _TEX_FORMATS:
            return True
        return "\\begin{document}" in file.source.text and self._manuscripts[real_path].main_file is None

    def _reached_from(self, main: str) -> set[str]:
        reached: set[str] = set()
        to_see = [main]
        while to_see:
            path = to_see.pop()
            if path not in reached:
                reached.add(path)
                to_see += self._links.get(path, set())
        return reached

    def document(self, real_paths: Sequence[str]) -> ManuscriptDocument:
        """Assemble a document: its manuscripts, its bibliographies, and what is missing."""
        found = self._bibliographies(real_paths)
        bibliographies = dict(found.keys)
        projects = self._projects(real_paths)
        for project in projects.values():
            bibliographies |= self._keys_of(project.bibliographies)
        manuscripts = self._settled(real_paths, projects, has_bibliography=bool(bibliographies))
        for project in projects.values():
            bibliographies |= self._keys_of(project.listed)
        if projects:
            manuscripts = self._as_in_project(manuscripts, bibliographies.values())
        section_paths = section_bibliographies(
            (citation.section for manuscript in manuscripts for citation in manuscript.citations), found.named
        )
        everywhere = bibliographies.keys() - found.keys.keys()
        for real_path, given in (*self._files.bibliographies.items(), *self._files.csl.items()):
            if real_path in self._files.given_one_by_one and (keys := self._read_keys(given.location)):
                bibliographies[keys.path] = keys
                everywhere.add(keys.path)
        return ManuscriptDocument(
            manuscripts,
            tuple(bibliographies.values()),
            tuple(found.missing),
            tuple(file for real_path in real_paths for file in self._missing.get(real_path, ())),
            named_paths=tuple(found.keys),
            is_partly_unread=found.is_partly_unread,
            section_paths={section: paths | everywhere for section, paths in section_paths.items()},
        )

    def _keys_of(self, locations: Iterable[Path]) -> dict[str, BibliographyKeys]:
        found = [self._read_keys(location) for location in locations if self._files.may_read(location)]
        return {keys.path: keys for keys in found if keys}

    def _bibliographies(self, real_paths: Sequence[str]) -> _Bibliographies:
        """Return the bibliographies that the files of a document name themselves."""
        found = _Bibliographies(
            is_partly_unread=any(self._manuscripts[real_path].names_unread_files for real_path in real_paths)
        )
        of_packages = {
            named for path in real_paths for _, one in self._packages_of(path) for named in one.bibliographies
        }
        for location, named in self._named_bibliographies(real_paths):
            keys = self._read_keys(location) if location else self._written_keys(real_paths, named)
            if keys is None and location is None and named in of_packages:
                continue  # a command for it that the document need not use
            found.named.append(NamedBibliography(named, keys.path if keys else ""))
            if keys is not None:
                found.keys[keys.path] = keys
            elif location is not None or named.is_optional or _COMPUTED.search(named.path):
                found.is_partly_unread = True
            elif named.use is not BibliographyUse.SECTIONS or named.path.endswith(".bib"):  # else maybe a label
                from biblio.check.tex_search import TexBibliography, comes_with_tex

                content = comes_with_tex(named.path)
                found.is_partly_unread |= content is TexBibliography.ENTRIES
                if content is None:
                    found.missing.append(named)
        return found

    def _projects(self, real_paths: Sequence[str]) -> dict[str, MarkdownProject]:
        """Return the projects of the pages among some manuscripts, by their paths."""
        from biblio.check.markdown_projects import markdown_project  # only pages need its expressions

        return {
            real_path: markdown_project(location, self._read_settings)
            for real_path in real_paths
            if MANUSCRIPT_SUFFIXES[(location := self._texts[real_path].location).suffix.lower()] in _OF_PROJECTS
        }

    def _read_settings(self, path: Path) -> str | None:
        if not self._files.may_read(path):
            return None
        try:
            return self._files.reader.read(self._relative_path(path), path).source.text
        except SourceError as error:
            if error.as_problem not in self.problems:
                self.problems.append(error.as_problem)
            return None

    def _settled(
        self, real_paths: Sequence[str], projects: Mapping[str, MarkdownProject], *, has_bibliography: bool
    ) -> tuple[Manuscript, ...]:
        """Return the manuscripts with the citations that are ones in their project."""
        manuscripts = []
        has_bibliography |= any(self._manuscripts[real_path].defined_keys for real_path in real_paths)
        in_sections = with_sections(
            {real_path: self._manuscripts[real_path] for real_path in real_paths}, self._includes, self._headings
        )
        for real_path, manuscript in in_sections.items():
            prefixes = projects[real_path].cross_references if real_path in projects else frozenset[str]()
            if has_bibliography or prefixes:
                citations = tuple(
                    replace(citation, is_doubtful=False)
                    if has_bibliography and citation.needs_bibliography
                    else citation
                    for citation in manuscript.citations
                    if citation.key.partition("-")[0] not in prefixes
                )
                manuscript = replace(manuscript, citations=citations)
            if real_path in projects and (cited := projects[real_path].cited):
                cites_all = manuscript.cites_all or "*" in cited
                manuscript = replace(manuscript, cites_all=cites_all, cited_by_project=cited)
            manuscripts.append(manuscript)
        return tuple(manuscripts)

    def _as_in_project(
        self, manuscripts: tuple[Manuscript, ...], bibliographies: Iterable[BibliographyKeys]
    ) -> tuple[Manuscript, ...]:
        """Return manuscripts with the citations that they have beside the other pages of their project.

        What Sphinx is told to put before keys (a page may cite what another lists) goes, and where a label of another
        page stands (MyST), nothing may be cited.
        """
        prefixes, labels = self._of_pages()
        if not prefixes and not labels:
            return manuscripts
        known: set[str] = set().union(*(bibliography.keys for bibliography in bibliographies))

        def as_in_project(citation: Citation) -> Citation:
            if citation.key in known:
                return citation
            for prefix in prefixes:
                if (key := citation.key.removeprefix(prefix)) in known:
                    span, length = citation.span, len(prefix)
                    span = replace(span, column=span.column + length, start=span.start + length)
                    return replace(citation, key=key, span=span)
            return replace(citation, is_doubtful=citation.is_doubtful or is_label(citation.key, labels))

        return tuple(
            replace(manuscript, citations=tuple(map(as_in_project, manuscript.citations))) for manuscript in manuscripts
        )

    def _of_pages(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the prefixes of keys and the labels of all pages that were read."""
        if self._prefixes_and_labels is None:
            pages = [
                manuscript
                for real_path, manuscript in self._manuscripts.items()
                if MANUSCRIPT_SUFFIXES[self._texts[real_path].location.suffix.lower()] in _OF_PROJECTS
            ]
            self._prefixes_and_labels = (
                frozenset(prefix for page in pages for prefix in page.key_prefixes),
                frozenset(label for page in pages for label in page.possible_labels),
            )
        return self._prefixes_and_labels

    def _headings(self, real_path: str, level: str) -> Iterator[int]:
        from biblio.check.manuscripts.latex_source import heading_offsets

        return heading_offsets(self._texts[real_path].source, level)

    def _named_bibliographies(self, real_paths: Sequence[str]) -> Iterator[tuple[Path | None, NamedFile]]:
        """Yield where the bibliographies of a document are (None: nowhere), and what refers to them there."""
        labels = {
            named.label
            for real_path in real_paths
            for named in self._manuscripts[real_path].bibliographies
            if named.use is not BibliographyUse.SECTIONS or named.label != named.path
        }
        for real_path in real_paths:
            location = self._texts[real_path].location
            is_tex = MANUSCRIPT_SUFFIXES[location.suffix.lower()] in _TEX_FORMATS
            of_packages = [named for _, package in self._packages_of(real_path) for named in package.bibliographies]
            for named in (*self._manuscripts[real_path].bibliographies, *of_packages):
                if named.label in labels and named.label == named.path:
                    continue  # the label of one that is named elsewhere
                bibliography = self._find(named.path, location, ("", ".bib"))
                if bibliography is None and is_tex and not self._is_written(real_paths, named):
                    from biblio.check.tex_search import find_with_tex

                    bibliography = find_with_tex(named.path, location.parent)
                if bibliography is not None or not named.path.startswith(("http://", "https://")):
                    yield bibliography, named

    def _is_written(self, real_paths: Sequence[str], named: NamedFile) -> bool:
        return any(file.path == named.path for path in real_paths for file in self._manuscripts[path].written_files)

    def _written_keys(self, real_paths: Sequence[str], named: NamedFile) -> BibliographyKeys | None:
        """Return the keys of a bibliography that a manuscript of the document contains."""
        for real_path in real_paths:
            source = self._texts[real_path].source
            for file in self._manuscripts[real_path].written_files:
                if file.path == named.path:
                    return read_written_keys(source, file.start, file.end, name=f"{source.path}:{file.path}")
        return None

    def _read_keys(self, location: Path) -> BibliographyKeys | None:
        real_path = os.path.realpath(location)
        if real_path not in self._keys:
            file = self._files.bibliographies.get(real_path) or self._files.csl.get(real_path)
            if file is None:
                file = self._read(location)
                if file is None:
                    return None
                if file.is_csl:
                    from biblio.formats.csl_json import csl_problem

                    if problem := csl_problem(file.source.text, file.path):
                        self.problems.append(problem)
            self.bibliographies_read[file.path] = file
            self._keys[real_path] = read_bibliography_keys(file.source)
        return self._keys[real_path]

    def _relative_path(self, location: Path) -> str:
        path = os.path.relpath(location, self._base)
        return str(location) if path.startswith(os.pardir + os.sep + os.pardir) else path
