r"""LaTeX: the citation commands of natbib, biblatex, multibib, csquotes, apacite …, and the files that are included.

Commands and their arguments: https://ctan.org/pkg/natbib, https://ctan.org/pkg/biblatex (3.9),
https://ctan.org/pkg/multibib and https://ctan.org/pkg/csquotes (5). Comments, verbatim text and the text after
``\end{document}`` cite nothing. In definitions of macros, ``#1`` is not a key, but a macro that cites its only argument
is a citation command from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import mask_matches
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
_VOLUME_COMMANDS = frozenset("volcite pvolcite fvolcite ftvolcite svolcite tvolcite avolcite".split())
_NOT_CITATIONS = frozenset("citestyle citetext citereset defcitealias setcitestyle citealias citecommand".split())
_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*(%[^\r\n]*)")
_VERBATIM = re.compile(
    r"\\begin\{(?P<name>verbatim\*?|Verbatim\*?|lstlisting|minted|comment|filecontents\*?|alltt|BVerbatim|LVerbatim"
    r"|tcblisting|pycode|sagesilent|luacode\*?)\}.*?\\end\{(?P=name)\}",
    re.DOTALL,
)
_VERB = re.compile(r"\\(?:verb|lstinline|Verb)\*?(?:\[[^\]]*\])?([^\w\s{*\[])(?:(?!\1).)*\1|\\lstinline\{[^{}]*\}")
_FALSE = re.compile(r"\\iffalse\b.*?\\(?:fi|else)\b", re.DOTALL)
_END = re.compile(r"\\end\s*\{document\}.*", re.DOTALL)
# After an even number of backslashes there is text: "\\\\cite" breaks the line.
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
_INCLUDE = re.compile(r"\\(?:input|include|subfile|subfileinclude|subfileinput|InputIfFileExists)\s*\{([^{}]*)\}")
_BARE_INPUT = re.compile(r"\\input\s+([^\s{}\\%]+)")
_IMPORT = re.compile(
    r"\\(?:import|subimport|includefrom|subincludefrom|inputfrom|subinputfrom)\*?\s*\{([^{}]*)\}\s*\{([^{}]*)\}"
)
_BIBITEM = re.compile(r"\\bibitem\s*(?:\[(?:[^\[\]]|\[[^\]]*\])*\])?\s*\{([^{}]*)\}")
_MASTER = re.compile(r"\\documentclass\s*\[([^\]]*\.tex|[^\]]*)\]\s*\{subfiles\}")


def read_tex(source: SourceText) -> Manuscript:
    """Return what a LaTeX file cites and names."""
    text = _mask_invisible(source.text)
    sections = {name.strip() for match in _NEWCITES.finditer(text) for name in match[1].split(",") if name.strip()}
    own_commands = {match[1] for match in _DEFINED.finditer(text) if _CITES_ARGUMENT.search(match[2])}
    citations: list[Citation] = []
    cites_all = False
    for start, keys in _citations(text, sections, own_commands):
        for key, offset in _keys(keys):
            if key == "*":
                cites_all = True
            elif not re.search(r"[#\\{}]", key):
                span = source.span(start + offset, start + offset + len(key))
                citations.append(Citation(key, span))
    return Manuscript(
        source.path,
        citations=tuple(citations),
        bibliographies=tuple(_bibliographies(source, text)),
        included_files=tuple(_included_files(source, text)),
        defined_keys=frozenset(match[1].strip() for match in _BIBITEM.finditer(text)),
        cites_all=cites_all,
    )


def _mask_invisible(text: str) -> str:
    text = mask_matches(text, _VERB)
    if "\\begin" in text:
        text = mask_matches(text, _VERBATIM)
    if "%" in text:
        text = mask_matches(text, _COMMENT, 1)
    return mask_matches(mask_matches(text, _FALSE), _END)


def _citations(text: str, sections: set[str], own_commands: set[str]) -> Iterator[tuple[int, str]]:
    """Yield (offset of its keys, keys) of every citation.

    `sections` are the suffixes of multibib's commands, `own_commands` are macros that cite their argument.
    """
    for match in _COMMAND.finditer(text):
        command = match[1]
        if not _is_citation(command, sections):
            continue
        offset = match.end()
        lower = command[:1].lower() + command[1:]
        if lower.removesuffix("s") in _VOLUME_COMMANDS and (volume := _after_options(text, offset)):
            offset = volume.end()
        takes_many = lower.endswith("s") and lower in _COMMANDS
        while group := _after_options(text, offset):
            yield group.start(1), group[1]
            offset = group.end()
            if not takes_many:
                break
    for match in _QUOTE.finditer(text):
        language = _GROUP.match(text, match.end()) if match["own"] or match["set"] else None
        if group := _after_options(text, language.end() if language else match.end()):
            yield group.start(1), group[1]
    if own_commands:
        names = "|".join(map(re.escape, sorted(own_commands)))
        for match in re.finditer(rf"\\(?:{names})\s*\{{([^{{}}]*)\}}", text):
            yield match.start(1), match[1]


def _is_citation(command: str, sections: set[str]) -> bool:
    name = command[:1].lower() + command[1:]
    if name in _COMMANDS or name.lower() in _COMMANDS:
        return name not in _NOT_CITATIONS
    return any(name.endswith(section) and name.removesuffix(section) in _COMMANDS for section in sections)


def _after_options(text: str, offset: int) -> re.Match[str] | None:
    """Return the group after the options of a command; "cite (see there) {a}" is text, not an option."""
    while option := _OPTION.match(text, offset):
        if "\n\n" in option[0] or (option[0].lstrip()[0] == "<" and "{" not in text[option.end() : option.end() + 2]):
            return None
        offset = option.end()
    return _GROUP.match(text, offset)


def _keys(text: str) -> Iterator[tuple[str, int]]:
    """Yield the keys of a comma-separated list, and the offset of each."""
    offset = 0
    for part in text.split(","):
        if key := part.strip():
            yield key, offset + part.index(key)
        offset += len(part) + 1


def _bibliographies(source: SourceText, text: str) -> Iterator[NamedFile]:
    for match in _BIBLIOGRAPHY.finditer(text):
        if match["section"] not in _NOT_A_BIBLIOGRAPHY:
            yield from _named_files(source, match, 2, ".bib")
    for match in _RESOURCE.finditer(text):
        if "remote" not in (match[1] or "") and not re.search(r"datatype\s*=\s*(?!bibtex)", match[1] or ""):
            yield from _named_files(source, match, 2, "")


def _named_files(source: SourceText, match: re.Match[str], group: int, suffix: str) -> Iterator[NamedFile]:
    for name, offset in _keys(match[group]):
        if "\\" not in name and "#" not in name:
            start = match.start(group) + offset
            path = name if name.endswith(suffix) else name + suffix
            yield NamedFile(path.strip('"'), source.span(start, start + len(name)))


def _included_files(source: SourceText, text: str) -> Iterator[NamedFile]:
    for pattern in (_INCLUDE, _BARE_INPUT):
        for match in pattern.finditer(text):
            name = match[1].strip().strip('"')
            if name and not re.search(r"[#\\]", name):
                yield NamedFile(name, source.span(*match.span(1)))
    for match in _IMPORT.finditer(text):
        if not re.search(r"[#\\]", match[1] + match[2]):
            yield NamedFile(match[1].rstrip("/") + "/" + match[2], source.span(match.start(1), match.end(2)))
    if (master := _MASTER.search(text)) and master[1].strip():
        yield NamedFile(master[1].strip(), source.span(*master.span(1)))
