r"""LaTeX: the citation commands of natbib, biblatex, multibib, csquotes, apacite …, and the files that are included.

Commands and their arguments: https://ctan.org/pkg/natbib, https://ctan.org/pkg/biblatex (3.9),
https://ctan.org/pkg/multibib and https://ctan.org/pkg/csquotes (5); those of biblatex's further styles are what their
files declare in TeX Live 2022. Comments, verbatim text and the text after
``\end{document}`` cite nothing. In definitions of macros, ``#1`` is not a key, but a macro that cites one of its
arguments is a citation command from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from biblio.check.manuscripts.citations import (
    AliasSupport,
    Citation,
    Manuscript,
    WrittenFile,
)
from biblio.check.manuscripts.latex_expansion import HeldTexts, held_texts, unfollowed_commands, with_named_commands
from biblio.check.manuscripts.latex_macros import CitingMacro, call_arguments, citing_macros, made_keys
from biblio.check.manuscripts.latex_names import (
    UNKNOWN_SECTION,
    has_unread_parts,
    included_files,
    listed_keys,
    loaded_packages,
    main_file,
    named_bibliographies,
    names_unread_files,
    section_starts,
    with_job_name,
)
from biblio.check.manuscripts.masking import mask_matches
from biblio.check.source_text import SourceText
from biblio.text import blanked

__all__ = ["SharedCommands", "heading_offsets", "read_package", "read_tex", "shared_commands"]

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
    origpublcite origfullcite nptextcite nptextcites authornumcite authornumcites yearpagescite pagescite shorthandcite
    headlesscite headlesscites headlessfullcite headlessfullcites headlessparencite headlessparencites gentextcite
    gentextcites headlessparenshortcite headlessparenshortcites surnamecite surnamecites runcite parenfullcite
    fullciteincite fullciteincites fullcitebib citetranslator citetitles citejournal citeincite citeincites citeincitef
    citeincitefs citecs citec ccite titlereviewcite textreviewcite textreviewcites reviewcite reviewcites previewcite
    previewcites shortrefcite shorthandrefcite shortformcite shortformcites sfcite sfcites sdcite quotecite plaincite
    fullquotecite posscitet possciteauthor posscitealt inparencite idemcite idemcites footidemcite footidemcites
    footcitet footciteref footcitenodots footcitenodot footcitedots footcitedot footcitecolon footciteurllast
    citeurllast citetnoibidem citealtnoibidem citenodot citelastname citeitem citeissues pciteissues fciteissues
    citeinindex citeinindexnum citefilm citefullfilm citefilmnoindex citecfilm citeepisode citedot citecolon citeannote
    citeyearorsh cmshypercite atcite atpcite
    """.split()
)
_VOLUME_COMMANDS = frozenset("volcite pvolcite fvolcite ftvolcite svolcite tvolcite avolcite".split())
_NOT_CITATIONS = frozenset("citestyle citetext citereset defcitealias setcitestyle citealias citecommand".split())
# What TeX reads as other text, whichever begins first: verbatim text, an address (with "%" in it), a comment.
_NO_TEXT = re.compile(
    r"\\begin\s*\{(?P<name>verbatim\*?|Verbatim\*?|lstlisting|minted|comment|filecontents\*?|alltt|BVerbatim|LVerbatim"
    r"|tcblisting|pycode|sagesilent|luacode\*?)\}"
    r"|\\(?:verb|lstinline|Verb|mintinline\s*\{[^{}]*\})\*?(?:\[[^\]]*\])?(?P<sign>[^\w\s{*\[])[^\r\n]*?(?P=sign)"
    r"|\\(?:lstinline|mintinline\s*\{[^{}]*\})\s*\{[^{}]*\}"
    r"|\\(?:url|nolinkurl|path|href|burl)\s*\{(?:[^{}\r\n]|\{[^{}\r\n]*\})*\}|(?P<escape>\\.)|%[^\r\n]*",
    re.DOTALL,
)
_FALSE = re.compile(r"\\iffalse\b.*?(?:\\(?:fi|else)\b|\Z)", re.DOTALL)
_TRUE = re.compile(r"\\iftrue\b(?:(?!\\if|\\fi\b).)*?(?P<unread>\\else\b(?:(?!\\if).)*?\\fi\b)", re.DOTALL)
# https://ctan.org/pkg/comment, https://ctan.org/pkg/environ: environments whose text is not set.
_HIDDEN = re.compile(
    r"\\(?:re)?newenvironment\s*\{\s*([A-Za-z]+)\s*\}\s*\{\s*\\(?:begin\s*\{\s*)?comment\b|\\excludecomment\s*\{\s*([A-Za-z]+)\s*\}"
    r"|\\(?:Ren|N)ewEnviron\s*\{\s*([A-Za-z]+)\s*\}\s*\{\s*\}"
)
_SHOWN = re.compile(r"\\includecomment\s*\{\s*([A-Za-z]+)\s*\}")
_WRITTEN_FILE = re.compile(
    r"^(?P<before>[^%\n]*)\\begin\s*+\{(?P<name>filecontents\*?)\}\s*+(?:\[[^\]]*\])?\s*+\{(?P<file>[^{}]+)\}(?P<text>.*?)"
    r"\\end\s*+\{(?P=name)\}",
    re.DOTALL | re.MULTILINE,
)
_END = re.compile(r"\\end\s*\{document\}.*", re.DOTALL)
# After an even number of backslashes there is text: "\\\\cite" breaks the line.
_COMMAND_NAME = r"\\(?:[A-Za-z@]*[cC]ite[A-Za-z@]*|bibentry|entrydata)\*?"
_COMMAND = re.compile(_COMMAND_NAME)
_MAKES = re.compile(
    r"(?:newcommandx?|robustcmd|providecommand|RobustCommand|DocumentCommand|CiteCommand|CommandCopy|LetLtxMacro"
    r"|(?:[egx]|\\)def|\\let(?:\s*+\\[A-Za-z@]+\s*+=?)?)\*?\s*+\{?\s*+\Z"
)
_QUOTE = re.compile(
    r"(?<!\\)(?:\\\\)*\\(?:(?P<own>(?:foreign|hyphen|hybrid)(?:text|block)cquote)|(?:text|block)cquote"
    r"|begin\{(?:(?P<set>(?:foreign|hyphen)displaycquote)|displaycquote)\})\*?"
)
_OPTION = re.compile(r"\s*(?:\[(?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\]|\([^()]*\)|<[^<>]*>)")
_GROUP = re.compile(r"\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_NEWCITES = re.compile(r"\\newcites\s*+(?:\[[^\]]*\])?\s*+\{([^{}]*)\}")
_DECLARED = re.compile(r"\\Declare(?:Multi)?CiteCommand\*?\s*\{\s*\\([A-Za-z@]+)\s*\}")
_SECTION_HEADINGS = re.compile(r"\brefsection\s*+=\s*+\{?\s*+((?:part|chapter|section|subsection)\b\+?)")
_DEFINES = re.compile(
    r"\\(?:newcites|let|(?:re)?newenvironment|excludecomment|(?:Ren|N)ewEnviron|[egx]?def|\w*[cC]ommandx?|\w*robustcmd|LetLtxMacro|Declare\w*)(?![a-zA-Z])"
)
_LEVELS = ("part", "chapter", "section", "subsection")
_SEPARATE = re.compile(
    r"\\(?:newcites|newrefsection|putbib|defaultbibliography)\b|\\begin\s*\{(?:refsection|bibunit)\}"
    r"|\{(?:chapterbib|bibunits|splitbib|multibbl)\}"
)
_BIBLATEX = re.compile(
    r"\\(?:usepackage|RequirePackage)\s*+(?:\[[^\]]*\])?\s*+\{[^{}]*\bbiblatex\b|\\(?:addbibresource|printbibliography)\b"
)
_CLASSIC = re.compile(r"\\bibliographystyle\s*\{")  # biblatex takes \bibliography too
_INPUT_PATH = re.compile(r"\\input@path\s*+\}?\s*+\{((?:\s*+\{[^{}]*\})+)\s*+\}")
_DEFINED_KEY = re.compile(r"\\(?:bibitem|defbibentryset)\s*+(?:\[(?:[^\[\]]|\[[^\[\]]*\])*\]\s*+)?\{([^{}]*)\}")
_HELD = re.compile(r"\\([A-Za-z@]+)\s*(?:\{\})?")
_DEEPEST, _MOST_HELD = 4, 1000  # commands in a key, or within each other; keys that one key stands for
_SET = re.compile(r"\\defbibentryset\s*\{[^{}]*\}\s*\{([^{}]*)\}")  # biblatex, 3.13.5: its members are cited with it


@dataclass(frozen=True, slots=True)
class SharedCommands:
    """The commands that the files of a document define and that cite.

    `macros` are those of the document's own (`latex_macros`); `sections` are the suffixes of multibib's commands, and
    with a backslash the commands that biblatex is told to make. `texts` are what commands without arguments hold,
    `hidden` the environments whose text is not set.
    """

    macros: Mapping[str, CitingMacro | str] = field(default_factory=dict)
    sections: frozenset[str] = frozenset()
    texts: HeldTexts = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def are_used_in(self, text: str) -> bool:
        """Return whether a text may use one of them."""
        names = (*self.macros, *self.texts)
        parts = (*self.sections, *(f"{{{name}}}" for name in self.hidden))
        return any(f"\\{name}" in text for name in names) or any(part in text for part in parts)


def shared_commands(texts: Iterable[str]) -> SharedCommands:
    """Return the commands that the files of a document define, packages among them."""
    text = "\n".join(map(_mask_invisible, texts))
    sections = _sections(text)
    macros = citing_macros(text, lambda name: _is_citation(name, sections))
    # Copies of natbib and the like define the commands that are known here, in ways of their own.
    own = {name: macro for name, macro in macros.items() if not _is_citation(name, sections)}
    return SharedCommands(own, frozenset(sections), held_texts(text), _hidden_environments(text))


def _sections(text: str) -> set[str]:
    names = (name.strip() for match in _NEWCITES.finditer(text) for name in match[1].split(","))
    return {*filter(None, names), *(f"\\{name}" for name in _DECLARED.findall(text))}


def read_tex(source: SourceText, shared: SharedCommands = SharedCommands()) -> Manuscript:
    """Return what a LaTeX file cites and names; `shared` are commands that other files of its document define."""
    text = _mask_invisible(source.text, shared.hidden)
    sections = _sections(text) | shared.sections
    citations: list[Citation] = []
    cites_all = False
    texts = {**shared.texts, **held_texts(text)}
    unfollowed = list(unfollowed_commands(text))
    for start, end, keys, section in sorted(_citations(text, sections, shared.macros)):
        is_written = text[start:end] == keys
        for key, offset in listed_keys(keys):
            if key == "*":
                cites_all = True
            elif not re.search(r"[#\\{}]", key):
                span = source.span(start + offset, start + offset + len(key)) if is_written else source.span(start, end)
                citations.append(Citation(key, span, section=section, is_written=is_written))
            elif "#" not in key and "\\" in key:
                span = source.span(start + offset, start + offset + len(key)) if is_written else source.span(start, end)
                if not (held := list(islice(_held_keys(key, texts), _MOST_HELD))):
                    unfollowed.append((start, end))
                # "#1" is what a macro is called with: see `citing_macros`.
                citations += (
                    Citation(text, span, section=section, is_written=False) for text in held if "#" not in text
                )
    is_biblatex = bool(_BIBLATEX.search(text))
    return Manuscript(
        source.path,
        citations=tuple(citations),
        bibliographies=tuple(named_bibliographies(source, text, sections)),
        included_files=tuple(included_files(source, text)),
        defined_keys=frozenset(match[1].strip() for match in _DEFINED_KEY.finditer(text)),
        cites_all=cites_all,
        aliases=AliasSupport.FULL if is_biblatex else _classic_support(text),
        written_files=tuple(_written_files(source)),
        has_separate_lists=bool(_SEPARATE.search(text)),
        search_folders=tuple(
            folder.strip() for match in _INPUT_PATH.finditer(text) for folder in re.findall(r"\{([^{}]*)\}", match[1])
        ),
        section_starts=tuple(section_starts(text)),
        section_headings=found[1] if "refsection" in text and (found := _SECTION_HEADINGS.search(text)) else "",
        main_file=main_file(source, text),
        has_chapter_lists=any(named.path == "chapterbib.sty" for named in loaded_packages(source, text)),
        packages=tuple(loaded_packages(source, text)),
        has_definitions=bool(_DEFINES.search(text)),
        has_unread_parts=has_unread_parts(text),
        names_unread_files=names_unread_files(text),
        unfollowed=tuple(source.span(*place) for place in sorted(unfollowed)),
    )


def _held_keys(key: str, texts: HeldTexts, depth: int = 0) -> Iterator[str]:
    """Yield the keys that a key with commands in it stands for; nothing if one of these commands is not known."""
    match = _HELD.search(key)
    if match is None:
        yield from (text for text, _ in listed_keys(key))
    elif depth < _DEEPEST:
        for text in texts.get(match[1], ()):
            yield from _held_keys(key[: match.start()] + text + key[match.end() :], texts, depth + 1)


def read_package(source: SourceText) -> Manuscript:
    """Return what a package or class of the author's own names; what is cited in it is cited in the document."""
    text = _mask_invisible(source.text)
    return Manuscript(
        source.path,
        bibliographies=tuple(named_bibliographies(source, text, set())),
        included_files=tuple(included_files(source, text)),
        packages=tuple(loaded_packages(source, text)),
    )


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
            yield WrittenFile(with_job_name(match["file"].strip(), source.path), match.start("text"), match.end("text"))


def _mask_invisible(text: str, hidden: frozenset[str] = frozenset()) -> str:
    """Mask what TeX does not set; `hidden` are the environments that other files of the document hide."""
    text = _mask_no_text(text)
    text = mask_matches(mask_matches(text, _FALSE), _TRUE, "unread")
    for name in sorted(hidden | _hidden_environments(text)):
        text = _mask_environment(text, name)
    return with_named_commands(mask_matches(text, _END))


def _hidden_environments(text: str) -> frozenset[str]:
    names = {match[match.lastindex or 0] for match in _HIDDEN.finditer(text)}
    return frozenset(names.difference(_SHOWN.findall(text)))


def _mask_environment(text: str, name: str) -> str:
    begin, end = f"\\begin{{{name}}}", f"\\end{{{name}}}"
    before, *rest = text.split(begin)
    parts = [before]
    for piece in rest:
        inside, closed, after = piece.partition(end)
        parts += [begin, blanked(inside), closed, after] if closed else [begin, piece]
    return "".join(parts)


def _mask_no_text(text: str) -> str:
    if "%" not in text and "\\verb" not in text and "\\begin" not in text and "\\lstinline" not in text:
        return text
    parts: list[str] = []
    offset = end = 0
    unended: set[str] = set()
    while match := _NO_TEXT.search(text, end):
        end = match.end()
        if name := match["name"]:
            closing = None if name in unended else re.compile(rf"\\end\s*\{{{re.escape(name)}\}}").search(text, end)
            if closing is None:  # or its end would be looked for from each of its beginnings
                unended.add(name)
                continue
            end = closing.end()
        if match["escape"] is None:
            parts += (text[offset : match.start()], blanked(text[match.start() : end]))
            offset = end
    return "".join((*parts, text[offset:]))


def _citations(
    text: str, sections: set[str], shared: Mapping[str, CitingMacro | str]
) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    """Yield (offset of its keys, their end, keys, its section) of every citation.

    The keys are what stands there, unless a macro makes others of it.

    `sections` are the suffixes of multibib's commands, and with a backslash the commands that biblatex is told to make;
    `shared` are macros of other files.
    """
    macros = {**shared, **citing_macros(text, lambda name: name in shared or _is_citation(name, sections))}
    declared = (name[1:] for name in sections if name.startswith("\\"))
    own = [name for name in (*macros, *declared) if not _COMMAND.fullmatch(f"\\{name}")]
    pattern = rf"|\\(?:{'|'.join(map(re.escape, own))})(?![A-Za-z@])" if own else ""
    for match in re.finditer(rf"(?<!\\)(?<!\\string)(?:\\\\)*(?:{_COMMAND_NAME}{pattern})", text):
        name = match[0].lstrip("\\").removesuffix("*")
        if name in macros and _MAKES.search(text, max(0, match.start() - 60), match.start()):
            continue  # where it is made
        offset = match.end()
        command: str | CitingMacro = name
        while isinstance(command, str) and command in macros:
            command = macros[command]
        if isinstance(command, CitingMacro):
            arguments = call_arguments(text, offset - match[0].endswith("*"), command)
            unknown = UNKNOWN_SECTION if any(not section.startswith("\\") for section in sections) else ()
            yield from ((*span, text[slice(*span)], unknown) for key in command.keys if (span := arguments[key]))
            yield from ((*span, keys, unknown) for keys, span in made_keys(text, arguments, command))
        elif _is_citation(command, sections):
            section = _own_section(command, sections)
            offset += text.startswith("*", offset)
            yield from (
                (start, start + len(keys), keys, section)
                for start, keys in _command_keys(text, offset, command, sections)
            )
    for match in _SET.finditer(text):
        yield *match.span(1), match[1], ()
    for match in _QUOTE.finditer(text):
        language = _GROUP.match(text, match.end()) if match["own"] or match["set"] else None
        if group := _after_options(text, language.end() if language else match.end()):
            yield *group.span(1), group[1], ()


def _command_keys(text: str, offset: int, command: str, sections: set[str]) -> Iterator[tuple[int, str]]:
    """Yield (offset, keys) of one call of a citation command, which ends at `offset`."""
    lower = command[:1].lower() + command[1:]
    has_volume = lower.removesuffix("s") in _VOLUME_COMMANDS
    single = lower.removesuffix("s")
    takes_many = single != lower and (lower in _COMMANDS or {single, f"\\{single}"} & (_COMMANDS | sections) != set())
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
        if "\n\n" in option[0] or (
            option[0].lstrip()[0] == "<" and not {"{", "["} & {*text[option.end() : option.end() + 2]}
        ):
            return None
        offset = option.end()
    return _GROUP.match(text, offset)
