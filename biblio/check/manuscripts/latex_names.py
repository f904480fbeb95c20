r"""What LaTeX names: bibliographies and the sections of references that they are for, included files, packages.

biblatex (3.8), multibib, bibunits (2: a unit has the references that ``\putbib`` names in it, or the default ones),
subfiles and import. All texts here are without comments and verbatim text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from biblio.check.manuscripts.citations import BibliographyUse, NamedFile, SectionStart
from biblio.check.source_text import SourceText

__all__ = [
    "UNKNOWN_SECTION",
    "has_unread_parts",
    "included_files",
    "listed_keys",
    "loaded_packages",
    "main_file",
    "named_bibliographies",
    "names_unread_files",
    "section_starts",
    "with_job_name",
]

_BIBLIOGRAPHY = re.compile(r"\\(?:bibliography|nobibliography\*?|bibliography(?P<section>[a-zA-Z]+))\s*\{([^{}]*)\}")
_NOT_A_BIBLIOGRAPHY = re.compile(r"style|unit\Z")  # "stylesup" is the style of a list of multibib
_RESOURCE = re.compile(
    r"\\(?P<command>addbibresource|addglobalbib|addsectionbib|bibdata)\s*+(?:\[(?P<options>[^\[\]]*)\])?\s*+\{(?P<files>[^{}]*)\}"
)
_USES = {"addglobalbib": BibliographyUse.EVERYWHERE, "addsectionbib": BibliographyUse.SECTIONS}
_LABEL = re.compile(r"\blabel\s*=\s*\{?([^,{}]+)")
_REMOTE = re.compile(r"\bremote\b|\bglob\b(?!\s*=\s*false)|datatype\s*=\s*(?!bibtex)")
# bibunits, 2: the references of a unit are those that \putbib names in it, or else the default ones.
_PUT = re.compile(r"\\putbib(?![A-Za-z])\s*(?:\[([^\[\]]*)\])?")
_DEFAULT_OF_UNITS = re.compile(r"\\defaultbibliography\s*\{([^{}]*)\}")
_UNIT = re.compile(r"\\begin\s*\{bibunit\}.*?(?:\\end\s*\{bibunit\}|\Z)", re.DOTALL)
_UNITS_BY_HEADING = re.compile(r"\\bibliographyunit\s*\[\s*\\(part|chapter|section|subsection)\s*\]")
# biblatex, 3.8.3: sections end where the next one begins, and do not nest.
_SECTION = re.compile(
    r"\\(?:(?P<begin>begin\s*\{refsection\}|newrefsection\b)(?:\s*\[(?P<names>[^\[\]]*)\])?|end\s*\{refsection\}|endrefsection\b)"
)
_DEFAULT_LABEL = "\\defaultbibliography"
UNKNOWN_SECTION = ("\\",)
"""A section of references that has a bibliography which nobody names."""
_PACKAGE = re.compile(
    r"\\(?:usepackage|RequirePackage|(?P<class>documentclass|LoadClass))\s*+(?:\[[^\]]*\])?\s*+\{(?P<names>[^{}]*)\}"
)
_INCLUDE = re.compile(
    r"\\(?:input|include|subfile|subfileinclude|subfileinput|InputIfFileExists)\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_PATH_MACRO = re.compile(
    r"\\(?:(?:new|renew|provide)command\*?\s*+\{?|[egx]?def)\s*+\\(?P<name>[A-Za-z@]+)\s*+\}?\s*+(?:\[1\]|#1)?\s*+"
    r"\{(?P<value>[^{}\\%]*)\}"
)
_COMMAND_IN_PATH = re.compile(r"\\([A-Za-z@]+)(?:\s*\{([^{}]*)\}|\s+(?=/)|)")
_COMMAND_IN_NAME = re.compile(r"[#\\{}]")
_BARE_INPUT = re.compile(r"\\input\s+([^\s{}\\%]+)")
_IMPORT = re.compile(
    r"\\(?:import|subimport|includefrom|subincludefrom|inputfrom|subinputfrom)\*?\s*\{([^{}]*)\}\s*\{([^{}]*)\}"
)
_MASTER = re.compile(r"\\documentclass\s*\[([^\[\]]*)\]\s*\{subfiles\}")


def named_bibliographies(source: SourceText, text: str, sections: set[str]) -> Iterator[NamedFile]:
    """Yield the bibliographies that a file names; `sections` are the suffixes of multibib's commands."""
    for match in _BIBLIOGRAPHY.finditer(text):
        section = match["section"]
        if not _NOT_A_BIBLIOGRAPHY.match(section or ""):
            named_files = _named_files(source, match, 2, ".bib")
            if section in sections:
                named_files = (replace(named, use=BibliographyUse.SECTIONS, label=section) for named in named_files)
            yield from named_files
    for match in _RESOURCE.finditer(text):
        if not _REMOTE.search(match["options"] or ""):
            label = _LABEL.search(match["options"] or "")
            use = _USES.get(match["command"], BibliographyUse.DEFAULT)
            for named in _named_files(source, match, "files", ""):
                yield replace(named, use=use, label=label[1].strip() if label else "")
    for match in _PUT.finditer(text):
        if match[1]:
            yield from _of_units(_named_files(source, match, 1, ".bib"), "")
    for match in _DEFAULT_OF_UNITS.finditer(text):
        yield from _of_units(_named_files(source, match, 1, ".bib"), _DEFAULT_LABEL)
    for match in _SECTION.finditer(text):
        if match["names"]:
            for named in _named_files(source, match, "names", ""):
                yield replace(named, use=BibliographyUse.SECTIONS, label=named.path)


def _of_units(named: Iterable[NamedFile], label: str) -> Iterator[NamedFile]:
    for one in named:
        yield replace(one, use=BibliographyUse.SECTIONS, label=label or one.path)


def _named_files(source: SourceText, match: re.Match[str], group: int | str, suffix: str) -> Iterator[NamedFile]:
    for written, offset in listed_keys(match[group]):
        name = with_job_name(written, source.path)
        if "\\" not in name and "#" not in name:
            start = match.start(group) + offset
            path = name if name.endswith(suffix) else name + suffix
            yield NamedFile(path.strip('"'), source.span(start, start + len(written)))


def listed_keys(text: str) -> Iterator[tuple[str, int]]:
    """Yield the keys of a comma-separated list, and the offset of each."""
    offset = 0
    for part in text.split(","):
        if key := part.strip():
            yield key, offset + part.index(key)
        offset += len(part) + 1


def with_job_name(name: str, path: str) -> str:
    r"""Return a name of a file with ``\jobname`` replaced by the name of the manuscript."""
    if "\\jobname" not in name:
        return name
    stem = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"\\jobname\s*(?:\{\})?", lambda match: stem, name)


def section_starts(text: str) -> Iterator[SectionStart]:
    """Yield where sections of references begin and which bibliographies they name."""
    yield from sorted((*_refsections(text), *_units(text)), key=lambda start: start.offset)


def _refsections(text: str) -> Iterator[SectionStart]:
    for match in _SECTION.finditer(text):
        yield SectionStart(match.start(), tuple(key for key, _ in listed_keys(match["names"] or "")))


def _units(text: str) -> Iterator[SectionStart]:
    r"""Yield where the units of bibunits begin and end: environments, headings, or a file with ``\putbib`` in it."""
    if "\\putbib" not in text:
        return
    parts = [match.span() for match in _UNIT.finditer(text)]
    if not parts:
        level = _UNITS_BY_HEADING.search(text)
        heads = [match.start() for match in re.finditer(rf"\\{level[1]}(?![A-Za-z])", text)] if level else [0]
        parts = list(zip(heads, (*heads[1:], len(text)), strict=True))
    for start, end in parts:
        put = [match[1] for match in _PUT.finditer(text, start, end)]
        names = [_DEFAULT_LABEL if one is None else one for one in put]
        yield SectionStart(
            start, tuple(key for key, _ in listed_keys(names[0])) if len(set(names)) == 1 else UNKNOWN_SECTION
        )
        yield SectionStart(end)


def names_unread_files(text: str) -> bool:
    """Whether some bibliographies lie on the net or are in formats that are not read."""
    return any(_REMOTE.search(match["options"] or "") for match in _RESOURCE.finditer(text))


def loaded_packages(source: SourceText, text: str) -> Iterator[NamedFile]:
    """Yield the files of the packages and the class that a file loads."""
    for match in _PACKAGE.finditer(text):
        suffix = ".cls" if match["class"] else ".sty"
        for named in _named_files(source, match, "names", ""):
            yield replace(named, path=f"{named.path}{suffix}")


def included_files(source: SourceText, text: str) -> Iterator[NamedFile]:
    """Yield the files that a file includes, and the one that it is a part of."""
    resolved = _path_resolver(text)
    for pattern in (_INCLUDE, _BARE_INPUT):
        for match in pattern.finditer(text):
            name = resolved(match[1]).strip().strip('"')
            if name and not _COMMAND_IN_NAME.search(name):
                yield NamedFile(name, source.span(*match.span(1)))
    for match in _IMPORT.finditer(text):
        folder, name = resolved(match[1]).rstrip("/"), resolved(match[2])
        if not _COMMAND_IN_NAME.search(folder + name):
            yield NamedFile(f"{folder}/{name}", source.span(match.start(1), match.end(2)))
    if main := main_file(source, text):
        yield main


def has_unread_parts(text: str) -> bool:
    """Whether a file includes others whose names it makes with commands that are not understood here."""
    if "\\" not in text:
        return False
    resolved = _path_resolver(text)
    names = [
        *(match[1] for match in _INCLUDE.finditer(text)),
        *(match[1] + match[2] for match in _IMPORT.finditer(text)),
    ]
    return any("\\" in resolved(name) for name in names)


def _path_resolver(text: str) -> Callable[[str], str]:
    r"""Return what puts the values of a file's own commands in a name, such as ``\newcommand{\part}[1]{text/#1}``."""
    values = {match["name"]: match["value"] for match in _PATH_MACRO.finditer(text)}

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1])
        if found is None:
            return match[0]
        return found.replace("#1", match[2] or "") if "#1" in found else found + (match[2] or "")

    return lambda name: _COMMAND_IN_PATH.sub(value, name) if "\\" in name else name


def main_file(source: SourceText, text: str) -> NamedFile | None:
    """Return the file that a file is a part of (subfiles)."""
    master = _MASTER.search(text)
    return NamedFile(master[1].strip(), source.span(*master.span(1))) if master and master[1].strip() else None
