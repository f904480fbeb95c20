r"""LaTeX: the citation commands of natbib, biblatex, multibib, csquotes, apacite …, and the files that are read in.

Commands and their arguments: https://ctan.org/pkg/natbib, https://ctan.org/pkg/biblatex (3.9),
https://ctan.org/pkg/multibib and https://ctan.org/pkg/csquotes (5). Comments, verbatim text and what stands behind
``\end{document}`` cite nothing; in definitions of macros, ``#1`` is no key, but a macro of one argument that cites it
is a citation command from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import blank
from biblio.check.source_text import SourceText

__all__ = ["read_tex"]

_COMMANDS = frozenset(
    """
    cite citep citet citealp citealt citealp citeauthor citeyear citeyearpar citefullauthor citenum citetalias
    citepalias citets citeps citealps citealts
    parencite footcite footcitetext textcite smartcite autocite supercite fullcite footfullcite citetitle citedate
    citeurl volcite pvolcite fvolcite ftvolcite svolcite tvolcite avolcite notecite pnotecite fnotecite
    citelist citename citefield citeentry entrydata nocite bibentry fullfootcite onlinecite inlinecite longcite
    shortcite shortciten shortcitea citea citen citeasnoun possessivecite citeaffixed citeyearnp citeauthornp shortciteA
    cites parencites footcites footcitetexts smartcites textcites supercites autocites fullcites volcites pvolcites
    fvolcites avolcites citetext@ mancite authorcite yearcite footciteauthor posscite poscite newcite citepos
    citenp shortcitenp fullcitea fullcitenp maskcite
    """.split()
)
_VOLUMES = frozenset("volcite pvolcite fvolcite ftvolcite svolcite tvolcite avolcite".split())
_NOT = frozenset("citestyle citetext citereset defcitealias setcitestyle citealias citecommand".split())
_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*(%[^\r\n]*)")
_VERBATIM = re.compile(
    r"\\begin\{(?P<name>verbatim\*?|Verbatim\*?|lstlisting|minted|comment|filecontents\*?|alltt|BVerbatim|LVerbatim"
    r"|tcblisting|pycode|sagesilent|luacode\*?)\}.*?\\end\{(?P=name)\}",
    re.DOTALL,
)
_VERB = re.compile(r"\\(?:verb|lstinline|Verb)\*?(?:\[[^\]]*\])?([^\w\s{*\[])(?:(?!\1).)*\1|\\lstinline\{[^{}]*\}")
_FALSE = re.compile(r"\\iffalse\b.*?\\(?:fi|else)\b", re.DOTALL)
_END = re.compile(r"\\end\s*\{document\}.*", re.DOTALL)
# Behind an even number of backslashes stands text: "\\\\cite" breaks the line.
_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*\\([A-Za-z@]*[cC]ite[A-Za-z@]*|bibentry|entrydata)(\*?)")
_QUOTE = re.compile(
    r"(?<!\\)(?:\\\\)*\\(?:(?P<own>(?:foreign|hyphen|hybrid)(?:text|block)cquote)|(?:text|block)cquote"
    r"|begin\{(?:(?P<set>(?:foreign|hyphen)displaycquote)|displaycquote)\})\*?"
)
_OPTION = re.compile(r"\s*(?:\[[^\[\]{}]*(?:\{[^{}]*\}[^\[\]{}]*)*\]|\([^()]*\)|<[^<>]*>)")
_GROUP = re.compile(r"\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_NEWCITES = re.compile(r"\\newcites\s*(?:\[[^\]]*\])?\s*\{([^{}]*)\}")
_DEFINED = re.compile(
    r"\\(?:(?:re|provide)?newcommand\*?|providecommand\*?|(?:New|Renew|Declare)DocumentCommand)\s*\{?\s*\\([A-Za-z@]+)"
    r"\s*\}?(?:\[1\]|\{\s*m\s*\})\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
)
_CITES_ARGUMENT = re.compile(r"\\[A-Za-z@]*[cC]ite[A-Za-z@]*\*?(?:\[[^\]]*\])*\{#1\}")
_BIBLIOGRAPHY = re.compile(r"\\(?:bibliography|nobibliography\*?|bibliography(?P<section>[a-zA-Z]+))\s*\{([^{}]*)\}")
_NOT_A_BIBLIOGRAPHY = frozenset("style unit".split())
_RESOURCE = re.compile(r"\\(?:addbibresource|addglobalbib|addsectionbib|bibdata)\s*(?:\[([^\]]*)\])?\s*\{([^{}]*)\}")
_PART = re.compile(r"\\(?:input|include|subfile|subfileinclude|subfileinput|InputIfFileExists)\s*\{([^{}]*)\}")
_BARE_INPUT = re.compile(r"\\input\s+([^\s{}\\%]+)")
_IMPORT = re.compile(
    r"\\(?:import|subimport|includefrom|subincludefrom|inputfrom|subinputfrom)\*?\s*\{([^{}]*)\}\s*\{([^{}]*)\}"
)
_BIBITEM = re.compile(r"\\bibitem\s*(?:\[(?:[^\[\]]|\[[^\]]*\])*\])?\s*\{([^{}]*)\}")
_MASTER = re.compile(r"\\documentclass\s*\[([^\]]*\.tex|[^\]]*)\]\s*\{subfiles\}")


def read_tex(source: SourceText) -> Manuscript:
    """Return what a LaTeX file cites and names."""
    text = _visible(source.text)
    sections = {name.strip() for found in _NEWCITES.finditer(text) for name in found[1].split(",") if name.strip()}
    own = {found[1] for found in _DEFINED.finditer(text) if _CITES_ARGUMENT.search(found[2])}
    citations: list[Citation] = []
    cites_all = False
    for start, keys in _cited(text, sections, own):
        for key, offset in _keys(keys):
            if key == "*":
                cites_all = True
            elif not re.search(r"[#\\{}]", key):
                place = source.span(start + offset, start + offset + len(key))
                citations.append(Citation(key, place))
    return Manuscript(
        source.path,
        citations=tuple(citations),
        bibliographies=tuple(_bibliographies(source, text)),
        parts=tuple(_parts(source, text)),
        defined=frozenset(found[1].strip() for found in _BIBITEM.finditer(text)),
        cites_all=cites_all,
    )


def _visible(text: str) -> str:
    text = blank(text, _VERB)
    if "\\begin" in text:
        text = blank(text, _VERBATIM)
    if "%" in text:
        text = blank(text, _COMMENT, 1)
    return blank(blank(text, _FALSE), _END)


def _cited(text: str, sections: set[str], own: set[str]) -> Iterator[tuple[int, str]]:
    """Yield (offset of its keys, keys) of every citation."""
    for found in _COMMAND.finditer(text):
        command = found[1]
        if not _is_citation(command, sections):
            continue
        place = found.end()
        lower = command[:1].lower() + command[1:]
        if lower.removesuffix("s") in _VOLUMES and (volume := _after_options(text, place)):
            place = volume.end()
        many = lower.endswith("s") and lower in _COMMANDS
        while group := _after_options(text, place):
            yield group.start(1), group[1]
            place = group.end()
            if not many:
                break
    for found in _QUOTE.finditer(text):
        language = _GROUP.match(text, found.end()) if found["own"] or found["set"] else None
        if group := _after_options(text, language.end() if language else found.end()):
            yield group.start(1), group[1]
    if own:
        names = "|".join(map(re.escape, sorted(own)))
        for found in re.finditer(rf"\\(?:{names})\s*\{{([^{{}}]*)\}}", text):
            yield found.start(1), found[1]


def _is_citation(command: str, sections: set[str]) -> bool:
    name = command[:1].lower() + command[1:]
    if name in _COMMANDS or name.lower() in _COMMANDS:
        return name not in _NOT
    return any(name.endswith(section) and name.removesuffix(section) in _COMMANDS for section in sections)


def _after_options(text: str, place: int) -> re.Match[str] | None:
    """Return the group behind the options that follow a command; "cite (see there) {a}" is text, not an option."""
    while option := _OPTION.match(text, place):
        if "\n\n" in option[0] or (option[0].lstrip()[0] == "<" and "{" not in text[option.end() : option.end() + 2]):
            return None
        place = option.end()
    return _GROUP.match(text, place)


def _keys(text: str) -> Iterator[tuple[str, int]]:
    """Yield the keys in a list with commas, and where each begins."""
    offset = 0
    for part in text.split(","):
        if key := part.strip():
            yield key, offset + part.index(key)
        offset += len(part) + 1


def _bibliographies(source: SourceText, text: str) -> Iterator[NamedFile]:
    for found in _BIBLIOGRAPHY.finditer(text):
        if found["section"] not in _NOT_A_BIBLIOGRAPHY:
            yield from _named(source, found, 2, ".bib")
    for found in _RESOURCE.finditer(text):
        if "remote" not in (found[1] or "") and not re.search(r"datatype\s*=\s*(?!bibtex)", found[1] or ""):
            yield from _named(source, found, 2, "")


def _named(source: SourceText, found: re.Match[str], group: int, suffix: str) -> Iterator[NamedFile]:
    for name, offset in _keys(found[group]):
        if "\\" not in name and "#" not in name:
            start = found.start(group) + offset
            path = name if name.endswith(suffix) else name + suffix
            yield NamedFile(path.strip('"'), source.span(start, start + len(name)))


def _parts(source: SourceText, text: str) -> Iterator[NamedFile]:
    for pattern in (_PART, _BARE_INPUT):
        for found in pattern.finditer(text):
            name = found[1].strip().strip('"')
            if name and not re.search(r"[#\\]", name):
                yield NamedFile(name, source.span(found.start(1), found.end(1)))
    for found in _IMPORT.finditer(text):
        if not re.search(r"[#\\]", found[1] + found[2]):
            yield NamedFile(found[1].rstrip("/") + "/" + found[2], source.span(found.start(1), found.end(2)))
    if (master := _MASTER.search(text)) and master[1].strip():
        yield NamedFile(master[1].strip(), source.span(master.start(1), master.end(1)))
