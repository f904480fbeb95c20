r"""LaTeX: the citation commands of natbib, biblatex, multibib, csquotes, apacite …, and the files that are included.

Commands and their arguments: https://ctan.org/pkg/natbib, https://ctan.org/pkg/biblatex (3.9),
https://ctan.org/pkg/multibib and https://ctan.org/pkg/csquotes (5). Comments, verbatim text and the text after
``\end{document}`` cite nothing. In definitions of macros, ``#1`` is not a key, but a macro that cites one of its
arguments is a citation command from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from biblio.check.manuscripts.citations import (
    AliasSupport,
    BibliographyUse,
    Citation,
    Manuscript,
    NamedFile,
    SectionStart,
    WrittenFile,
)
from biblio.check.manuscripts.latex_macros import CitingMacro, call_arguments, citing_macros
from biblio.check.manuscripts.masking import mask_matches
from biblio.check.source_text import SourceText

__all__ = ["SharedCommands", "heading_offsets", "read_tex", "shared_commands"]

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
# What TeX reads as other text, whichever begins first: verbatim text, an address (with "%" in it), a comment.
_NO_TEXT = re.compile(
    r"\\begin\s*\{(?P<name>verbatim\*?|Verbatim\*?|lstlisting|minted|comment|filecontents\*?|alltt|BVerbatim|LVerbatim"
    r"|tcblisting|pycode|sagesilent|luacode\*?)\}.*?\\end\s*\{(?P=name)\}"
    r"|\\(?:verb|lstinline|Verb|mintinline\s*\{[^{}]*\})\*?(?:\[[^\]]*\])?(?P<sign>[^\w\s{*\[])[^\r\n]*?(?P=sign)"
    r"|\\(?:lstinline|mintinline\s*\{[^{}]*\})\s*\{[^{}]*\}"
    r"|\\(?:url|nolinkurl|path|href|burl)\s*\{(?:[^{}\r\n]|\{[^{}\r\n]*\})*\}|(?P<escape>\\.)|%[^\r\n]*",
    re.DOTALL,
)
_FALSE = re.compile(r"\\iffalse\b.*?\\(?:fi|else)\b", re.DOTALL)
_WRITTEN_FILE = re.compile(
    r"^(?P<before>[^%\n]*)\\begin\s*\{(?P<name>filecontents\*?)\}\s*(?:\[[^\]]*\])?\s*\{(?P<file>[^{}]+)\}(?P<text>.*?)"
    r"\\end\s*\{(?P=name)\}",
    re.DOTALL | re.MULTILINE,
)
_END = re.compile(r"\\end\s*\{document\}.*", re.DOTALL)
# After an even number of backslashes there is text: "\\\\cite" breaks the line.
_COMMAND_NAME = r"\\(?:[A-Za-z@]*[cC]ite[A-Za-z@]*|bibentry|entrydata)\*?"
_COMMAND = re.compile(_COMMAND_NAME)
_MAKES = re.compile(
    r"(?:newcommandx?|robustcmd|providecommand|RobustCommand|DocumentCommand|CiteCommand|CommandCopy|LetLtxMacro"
    r"|(?:[egx]|\\)def|\\let(?:\s*\\[A-Za-z@]+\s*=?)?)\*?\s*\{?\s*\Z"
)
_QUOTE = re.compile(
    r"(?<!\\)(?:\\\\)*\\(?:(?P<own>(?:foreign|hyphen|hybrid)(?:text|block)cquote)|(?:text|block)cquote"
    r"|begin\{(?:(?P<set>(?:foreign|hyphen)displaycquote)|displaycquote)\})\*?"
)
_OPTION = re.compile(r"\s*(?:\[(?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\]|\([^()]*\)|<[^<>]*>)")
_GROUP = re.compile(r"\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_NEWCITES = re.compile(r"\\newcites\s*(?:\[[^\]]*\])?\s*\{([^{}]*)\}")
_DECLARED = re.compile(r"\\Declare(?:Multi)?CiteCommand\*?\s*\{\s*\\([A-Za-z@]+)\s*\}")
_BIBLIOGRAPHY = re.compile(r"\\(?:bibliography|nobibliography\*?|bibliography(?P<section>[a-zA-Z]+))\s*\{([^{}]*)\}")
_NOT_A_BIBLIOGRAPHY = re.compile(r"style|unit\Z")  # "stylesup" is the style of a list of multibib
_RESOURCE = re.compile(
    r"\\(?P<command>addbibresource|addglobalbib|addsectionbib|bibdata)\s*(?:\[(?P<options>[^\]]*)\])?\s*\{(?P<files>[^{}]*)\}"
)
_USES = {"addglobalbib": BibliographyUse.EVERYWHERE, "addsectionbib": BibliographyUse.SECTIONS}
_LABEL = re.compile(r"\blabel\s*=\s*\{?([^,{}]+)")
_REMOTE = re.compile(r"\bremote\b|\bglob\b(?!\s*=\s*false)|datatype\s*=\s*(?!bibtex)")
_PUT = re.compile(r"\\putbib\s*\[([^\[\]]*)\]")
# biblatex, 3.8.3: sections end where the next one begins, and do not nest.
_SECTION = re.compile(
    r"\\(?:(?P<begin>begin\s*\{refsection\}|newrefsection\b)(?:\s*\[(?P<names>[^\[\]]*)\])?|end\s*\{refsection\}|endrefsection\b)"
)
_SECTION_HEADINGS = re.compile(r"\brefsection\s*=\s*\{?\s*((?:part|chapter|section|subsection)\b\+?)")
_PACKAGE = re.compile(
    r"\\(?:usepackage|RequirePackage|(?P<class>documentclass|LoadClass))\s*(?:\[[^\]]*\])?\s*\{(?P<names>[^{}]*)\}"
)
_DEFINES = re.compile(r"\\(?:newcites|let|[egx]?def|\w*[cC]ommandx?|\w*robustcmd|LetLtxMacro|Declare\w*)(?![a-zA-Z])")
_LEVELS = ("part", "chapter", "section", "subsection")
_SEPARATE = re.compile(
    r"\\(?:newcites|newrefsection|putbib|defaultbibliography)\b|\\begin\s*\{(?:refsection|bibunit)\}"
    r"|\{(?:chapterbib|bibunits|splitbib|multibbl)\}"
)
_BIBLATEX = re.compile(
    r"\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\bbiblatex\b|\\(?:addbibresource|printbibliography)\b"
)
_CLASSIC = re.compile(r"\\bibliographystyle\s*\{")  # biblatex takes \bibliography too
_INCLUDE = re.compile(r"\\(?:input|include|subfile|subfileinclude|subfileinput|InputIfFileExists)\s*\{([^{}]*)\}")
_BARE_INPUT = re.compile(r"\\input\s+([^\s{}\\%]+)")
_IMPORT = re.compile(
    r"\\(?:import|subimport|includefrom|subincludefrom|inputfrom|subinputfrom)\*?\s*\{([^{}]*)\}\s*\{([^{}]*)\}"
)
_INPUT_PATH = re.compile(r"\\input@path\s*\}?\s*\{((?:\s*\{[^{}]*\})+)\s*\}")
_BIBITEM = re.compile(r"\\bibitem\s*(?:\[(?:[^\[\]]|\[[^\]]*\])*\])?\s*\{([^{}]*)\}")
_MASTER = re.compile(r"\\documentclass\s*\[([^\]]*\.tex|[^\]]*)\]\s*\{subfiles\}")


@dataclass(frozen=True, slots=True)
class SharedCommands:
    """The commands that the files of a document define and that cite.

    `macros` are those of the document's own (`latex_macros`); `sections` are the suffixes of multibib's commands, and
    with a backslash the commands that biblatex is told to make.
    """

    macros: Mapping[str, CitingMacro | str] = field(default_factory=dict)
    sections: frozenset[str] = frozenset()

    def are_used_in(self, text: str) -> bool:
        """Return whether a text may use one of them."""
        return any(f"\\{name}" in text for name in self.macros) or any(name in text for name in self.sections)


def shared_commands(texts: Iterable[str]) -> SharedCommands:
    """Return the commands that the files of a document define, packages among them."""
    text = "\n".join(map(_mask_invisible, texts))
    sections = _sections(text)
    macros = citing_macros(text, lambda name: _is_citation(name, sections))
    # Copies of natbib and the like define the commands that are known here, in ways of their own.
    own = {name: macro for name, macro in macros.items() if not _is_citation(name, sections)}
    return SharedCommands(own, frozenset(sections))


def _sections(text: str) -> set[str]:
    names = (name.strip() for match in _NEWCITES.finditer(text) for name in match[1].split(","))
    return {*filter(None, names), *(f"\\{name}" for name in _DECLARED.findall(text))}


def read_tex(source: SourceText, shared: SharedCommands = SharedCommands()) -> Manuscript:
    """Return what a LaTeX file cites and names; `shared` are commands that other files of its document define."""
    text = _mask_invisible(source.text)
    sections = _sections(text) | shared.sections
    citations: list[Citation] = []
    cites_all = False
    for start, keys, section in sorted(_citations(text, sections, shared.macros)):
        for key, offset in _keys(keys):
            if key == "*":
                cites_all = True
            elif not re.search(r"[#\\{}]", key):
                span = source.span(start + offset, start + offset + len(key))
                citations.append(Citation(key, span, section=section))
    is_biblatex = bool(_BIBLATEX.search(text))
    return Manuscript(
        source.path,
        citations=tuple(citations),
        bibliographies=tuple(_bibliographies(source, text, sections)),
        included_files=tuple(_included_files(source, text)),
        defined_keys=frozenset(match[1].strip() for match in _BIBITEM.finditer(text)),
        cites_all=cites_all,
        aliases=AliasSupport.FULL if is_biblatex else _classic_support(text),
        written_files=tuple(_written_files(source)),
        has_separate_lists=bool(_SEPARATE.search(text)),
        search_folders=tuple(
            folder.strip() for match in _INPUT_PATH.finditer(text) for folder in re.findall(r"\{([^{}]*)\}", match[1])
        ),
        section_starts=tuple(
            SectionStart(match.start(), tuple(key for key, _ in _keys(match["names"] or "")))
            for match in _SECTION.finditer(text)
        ),
        section_headings=found[1] if "refsection" in text and (found := _SECTION_HEADINGS.search(text)) else "",
        main_file=_main_file(source, text),
        packages=tuple(_packages(source, text)),
        has_definitions=bool(_DEFINES.search(text)),
        names_unread_files=any(_REMOTE.search(match["options"] or "") for match in _RESOURCE.finditer(text)),
    )


def _packages(source: SourceText, text: str) -> Iterator[NamedFile]:
    for match in _PACKAGE.finditer(text):
        suffix = ".cls" if match["class"] else ".sty"
        for named in _named_files(source, match, "names", ""):
            yield replace(named, path=f"{named.path}{suffix}")


def heading_offsets(source: SourceText, level: str) -> Iterator[int]:
    """Yield the offsets of the headings that begin a section of references with biblatex's option ``refsection``.

    `level` is the option's value: the name of a heading, with a plus sign for those above it too.
    """
    name = level.removesuffix("+")
    names = _LEVELS[: _LEVELS.index(name) + 1] if level.endswith("+") else (name,)
    pattern = re.compile(rf"\\(?:{'|'.join(names)})(?![A-Za-z])")
    yield from (match.start() for match in pattern.finditer(_mask_invisible(source.text)))


def _classic_support(text: str) -> AliasSupport:
    return AliasSupport.NONE if _CLASSIC.search(text) else AliasSupport.UNKNOWN


def _written_files(source: SourceText) -> Iterator[WrittenFile]:
    if "filecontents" in source.text:
        for match in _WRITTEN_FILE.finditer(source.text):
            yield WrittenFile(
                _with_job_name(match["file"].strip(), source.path), match.start("text"), match.end("text")
            )


def _with_job_name(name: str, path: str) -> str:
    r"""Return a name of a file with ``\jobname`` replaced by the name of the manuscript."""
    if "\\jobname" not in name:
        return name
    stem = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"\\jobname\s*(?:\{\})?", lambda match: stem, name)


def _mask_invisible(text: str) -> str:
    text = _mask_no_text(text)
    return mask_matches(mask_matches(text, _FALSE), _END)


def _mask_no_text(text: str) -> str:
    if "%" not in text and "\\verb" not in text and "\\begin" not in text and "\\lstinline" not in text:
        return text
    parts: list[str] = []
    offset = 0
    for match in _NO_TEXT.finditer(text):
        if match["escape"] is None:
            parts += (text[offset : match.start()], re.sub(r"[^\r\n]", " ", match[0]))
            offset = match.end()
    return "".join((*parts, text[offset:]))


def _citations(
    text: str, sections: set[str], shared: Mapping[str, CitingMacro | str]
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield (offset of its keys, keys, its section) of every citation.

    `sections` are the suffixes of multibib's commands, and with a backslash the commands that biblatex is told to make;
    `shared` are macros of other files.
    """
    macros = {**shared, **citing_macros(text, lambda name: name in shared or _is_citation(name, sections))}
    declared = (name[1:] for name in sections if name.startswith("\\"))
    own = [name for name in (*macros, *declared) if not _COMMAND.fullmatch(f"\\{name}")]
    pattern = rf"|\\(?:{'|'.join(map(re.escape, own))})(?![A-Za-z@])" if own else ""
    for match in re.finditer(rf"(?<!\\)(?:\\\\)*(?:{_COMMAND_NAME}{pattern})", text):
        name = match[0].lstrip("\\").removesuffix("*")
        if name in macros and _MAKES.search(text, max(0, match.start() - 60), match.start()):
            continue  # where it is made
        offset = match.end()
        command: str | CitingMacro = name
        while isinstance(command, str) and command in macros:
            command = macros[command]
        if isinstance(command, CitingMacro):
            spans = call_arguments(text, offset - match[0].endswith("*"), command)
            unknown = ("\\",) if any(not section.startswith("\\") for section in sections) else ()
            yield from ((span[0], text[span[0] : span[1]], unknown) for span in spans if span)
        elif _is_citation(command, sections):
            section = _own_section(command, sections)
            offset += text.startswith("*", offset)
            yield from ((start, keys, section) for start, keys in _command_keys(text, offset, command, sections))
    for match in _QUOTE.finditer(text):
        language = _GROUP.match(text, match.end()) if match["own"] or match["set"] else None
        if group := _after_options(text, language.end() if language else match.end()):
            yield group.start(1), group[1], ()


def _command_keys(text: str, offset: int, command: str, sections: set[str]) -> Iterator[tuple[int, str]]:
    """Yield (offset, keys) of one call of a citation command, which ends at `offset`."""
    lower = command[:1].lower() + command[1:]
    has_volume = lower.removesuffix("s") in _VOLUME_COMMANDS
    takes_many = lower.endswith("s") and (lower in _COMMANDS or lower.removesuffix("s") in _COMMANDS | sections)
    while group := _after_options(text, offset):
        if has_volume:
            volume, group = group, _after_options(text, group.end())
            if group is None:
                offset = volume.end()
                break
        yield group.start(1), group[1]
        offset = group.end()
        if not takes_many:
            break


def _is_citation(command: str, sections: set[str]) -> bool:
    if f"\\{command}" in sections:
        return True
    name = command[:1].lower() + command[1:]
    if name in _COMMANDS or name.lower() in _COMMANDS:
        return name not in _NOT_CITATIONS
    return bool(_own_section(command, sections))


def _own_section(command: str, sections: set[str]) -> tuple[str, ...]:
    """Return the list of multibib whose suffix a citation command has; nothing if it has none."""
    name = command[:1].lower() + command[1:]
    if name in _COMMANDS:
        return ()
    return tuple(one for one in sections if name.endswith(one) and name.removesuffix(one) in _COMMANDS)[:1]


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


def _bibliographies(source: SourceText, text: str, sections: set[str]) -> Iterator[NamedFile]:
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
        yield from _named_files(source, match, 1, "")
    for match in _SECTION.finditer(text):
        if match["names"]:
            for named in _named_files(source, match, "names", ""):
                yield replace(named, use=BibliographyUse.SECTIONS, label=named.path)


def _named_files(source: SourceText, match: re.Match[str], group: int | str, suffix: str) -> Iterator[NamedFile]:
    for written, offset in _keys(match[group]):
        name = _with_job_name(written, source.path)
        if "\\" not in name and "#" not in name:
            start = match.start(group) + offset
            path = name if name.endswith(suffix) else name + suffix
            yield NamedFile(path.strip('"'), source.span(start, start + len(written)))


def _included_files(source: SourceText, text: str) -> Iterator[NamedFile]:
    for pattern in (_INCLUDE, _BARE_INPUT):
        for match in pattern.finditer(text):
            name = match[1].strip().strip('"')
            if name and not re.search(r"[#\\]", name):
                yield NamedFile(name, source.span(*match.span(1)))
    for match in _IMPORT.finditer(text):
        if not re.search(r"[#\\]", match[1] + match[2]):
            yield NamedFile(match[1].rstrip("/") + "/" + match[2], source.span(match.start(1), match.end(2)))
    if main := _main_file(source, text):
        yield main


def _main_file(source: SourceText, text: str) -> NamedFile | None:
    master = _MASTER.search(text)
    return NamedFile(master[1].strip(), source.span(*master.span(1))) if master and master[1].strip() else None
