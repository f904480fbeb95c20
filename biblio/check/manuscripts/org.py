"""Org mode: ``[cite:@key]`` of org-cite, ``cite:key`` of org-ref 2 and ``[[cite:see &key p. 3; &other]]`` of org-ref 3.

https://orgmode.org/manual/Citations.html, the expressions of `org-element.el` and `ol.el` (where a key and a plain link
end), and the link types of https://github.com/jkitchin/org-ref. What is not exported as text cites nothing: blocks of
code, comments, drawers, descriptions of links, targets, headings that are commented out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import mask_matches, mask_pairs
from biblio.check.source_text import SourceText
from biblio.text import blanked

__all__ = ["read_org"]

_PROCESSOR = re.compile(r"^[ \t]*#\+cite_export:[ \t]*(\w+)", re.IGNORECASE | re.MULTILINE)
_BLOCK = re.compile(r"^[ \t]*#\+begin_(?P<name>src|example|comment|export)\b", re.I | re.M)
_BLOCK_END = re.compile(r"^[ \t]*#\+end_(?P<name>src|example|comment|export)", re.I | re.M)
_DRAWER = re.compile(
    r"^[ \t]*:PROPERTIES:[ \t]*\n(?:[ \t]*:(?!PROPERTIES:)[^\n]*\n)*?[ \t]*:END:", re.MULTILINE | re.IGNORECASE
)
_COMMENT = re.compile(r"^[ \t]*#(?!\+)(?: [^\r\n]*)?$|^[ \t]*:(?: [^\r\n]*)?$", re.MULTILINE)
_HEADING = re.compile(r"^(?P<stars>\*+)[ \t]+(?P<rest>[^\n]*)", re.MULTILINE)
_HIDDEN = re.compile(r"(?:[A-Z]+[ \t]+)?(?:\[#\w\][ \t]+)?COMMENT\b|.*:noexport:(?:[\w@#%:]{0,200}:)?[ \t]*$")
_KEYWORD = re.compile(r"^[ \t]*#\+(?!caption\b)[\w-]+(?:\[[^\]\n]*\])?:[^\n]*", re.MULTILINE | re.IGNORECASE)
_CODE = re.compile(r"(?<![\w=~])(?P<name>[=~])(?=\S)")
_CODE_END = re.compile(r"(?<=\S)(?P<name>[=~])(?![\w=~])")
_ENVIRONMENT = re.compile(r"\\(?P<edge>begin|end)(?=\{(?P<name>[A-Za-z]+\*?)\})")
_NO_TEXT = re.compile(
    r"\bsrc_\w+(?:\[[^\[\]\n]*\])?\{[^{}\n]*\}|@@\w+:.*?@@|\{\{\{[^{}]*\}\}\}|\\\((?:(?!\\\()[^\n])*?\\\)|\\\[(?:(?!\\\[).)*?\\\]|\$\$.+?\$\$"
    r"|(?<![\\$\w])\$(?![\s,;.])[^$\n]+?(?<![\s,.])\$(?!\w)|<{2,3}[^<>\n]+>{2,3}|<[a-z]+:[^<>\n]+>"
    r"|\\begin\{(?P<name>[A-Za-z]+\*?)\}.*?\\end\{(?P=name)\}|\\[A-Za-z]+\*?(?:\[[^\]\n]*\]|\{[^{}\n]*\})+",
    re.DOTALL,
)
_DESCRIPTION = re.compile(r"\[\[(?:[^\[\]\\]|\\.)+\]\[(?P<text>(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*)\]\]")
_OTHER_LINK = re.compile(r"\[\[(?P<target>(?:[^\[\]\\]|\\.)+)\]\]|\b(?:https?|ftp|file|doi|mailto|news):[^\s\[\]()<>]+")
_CITE = re.compile(r"\[cite(?:/[\w/-]+)?:\s*+((?=[^\[\]]*@)(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*)\]")
_KEY = re.compile(r"@([\w.:?!`'/*@+|(){}<>&^$#%~-]+)")
_ORG_REF_KEY = re.compile(r"&([\w.:?!`'/*@+|(){}<>&^$#%~-]+)")
_ORG_REF_TYPE = (
    r"(?:(?:no|paren|foot|text|smart|super|auto|full|footfull)?cite(?:text)?|cite(?:t|p|alt|alp|num|author|year|yearpar"
    r"|title|date|url)|bibentry|[pf]?notecite|(?:paren|foot|text|smart|super|auto)?cites|footcitetexts"
    r"|Cite(?:t|p|alt|alp|author|s)?|(?:Paren|Text|Smart|Auto)cites?|P?[nN]otecite"
    r"|volcite|[Cc]iteA(?:P)?|citealt|citetalias|citepalias)\*?"
)
# Emacs: a word begins between letters of two scripts; a plain link ends with a letter, a digit, a slash or a bracket.
_PLAIN = re.compile(
    rf"(?<![A-Za-z0-9\u00c0-\u024f])(?<!\w_)(?<!\[\[)(?:{_ORG_REF_TYPE}):"
    r"(?P<path>(?:[^\s\[\]()<>]|\((?:[^\s\[\]()<>]|\([^\s\[\]()<>]*\))*\))*(?:[^\W_]|/|\([^\s\[\]()<>]*\)))"
)
_ITALIC = re.compile(r"(?:^|[\s({'\"-])/(?!\s)")  # where italics begin, which end behind the link
_BRACKET = re.compile(rf"\[\[(?:{_ORG_REF_TYPE}):(?P<path>(?:[^\[\]\\]|\\.)+)\]")
_RAW_CITATION = re.compile(r"\\[A-Za-z]*[cC]ite[A-Za-z]*\*?(?:\[[^\[\]\n]*\])*\{([^{}\n]*)\}")
_FILE = re.compile(r"^[ \t]*#\+(?:no)?bibliography:[ \t]*(\"?)([^\r\n]*?)\1(?:(?<![ \t])[ \t]+)?$", re.I | re.M)
_LINK = re.compile(
    r"(?<![+\w])\[\[(?:no)?(?:bibliography|addbibresource):([^\[\]]+)\]|(?<![+\w])(?:no)?bibliography:([^\s\]]+)"
    r"|(?<!\w)addbibresource:([^\s\]]+)"
    r"|^[ \t]*#\+latex_header(?:_extra)?:[^\n]*\\addbibresource(?:\[[^\]]*\])?\{([^{}\n]+)\}",
    re.IGNORECASE | re.MULTILINE,
)
_NOCITE = re.compile(
    r"^[ \t]*#\+(?:nocite|cite_nocite):([^\r\n]*)|\[cite/n(?:/[^:\[\]]*)?:((?:(?!\[cite)[^\]])*)\]", re.I | re.M
)
_INCLUDE = re.compile(r"^[ \t]*#\+include:[ \t]*\"([^\"]+)\"(?!.*\b(?:src|example)\b)", re.I | re.M)


def read_org(source: SourceText) -> Manuscript:
    """Return what an Org file cites and names."""
    visible = _mask_hidden_headings(mask_pairs(source.text, _BLOCK, _BLOCK_END))
    for pattern in (_DRAWER, _COMMENT):
        visible = mask_matches(visible, pattern)
    visible = mask_pairs(visible, _CODE, _CODE_END, on_one_line=True)
    text = mask_matches(mask_matches(_without_open_environments(visible), _NO_TEXT), _DESCRIPTION, "text")
    citations = [
        Citation(key, source.span(start, start + len(key)), is_doubtful=is_doubtful)
        for key, start, is_doubtful in sorted(_keys(visible, text), key=lambda row: row[1])
    ]
    included = tuple(
        NamedFile(match[1].partition("::")[0], source.span(*match.span(1))) for match in _INCLUDE.finditer(visible)
    )
    return Manuscript(
        source.path,
        tuple(citations),
        tuple(_bibliographies(source, visible)),
        included,
        cites_all=any("*" in (match[1] or match[2]) for match in _NOCITE.finditer(visible)) or "nocite:*" in text,
        processor=processor[1].lower() if (processor := _PROCESSOR.search(text)) else "",
    )


def _without_open_environments(text: str) -> str:
    """Return `text` with another command, as long, where an environment begins that does not end.

    All that follows would be searched for its end.
    """
    matches = list(_ENVIRONMENT.finditer(text))
    last = {match["name"]: match.start() for match in matches if match["edge"] == "end"}
    is_open = {
        match.start() for match in matches if match["edge"] == "begin" and match.start() > last.get(match["name"], -1)
    }
    return (
        _ENVIRONMENT.sub(lambda match: "\\relax" if match.start() in is_open else match[0], text) if is_open else text
    )


def _mask_hidden_headings(text: str) -> str:
    """Mask headings that are not exported, with everything below them."""
    if "COMMENT" not in text and ":noexport:" not in text:
        return text
    parts: list[str] = []
    offset = hidden_depth = 0
    headings = list(_HEADING.finditer(text))
    for index, heading in enumerate(headings):
        depth = len(heading["stars"])
        if not hidden_depth or depth <= hidden_depth:
            hidden_depth = depth if _HIDDEN.match(heading["rest"]) else 0
        if hidden_depth:
            end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
            parts += (text[offset : heading.start()], blanked(text[heading.start() : end]))
            offset = end
    return "".join((*parts, text[offset:]))


def _keys(visible: str, text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield (key, its offset, whether it may be none) of every citation; `text` is what Org reads as text."""
    keywords = [match.span() for match in _KEYWORD.finditer(text)]

    def is_in_keyword(offset: int) -> bool:
        return any(start <= offset < end for start, end in keywords)

    for match in _CITE.finditer(text):
        for start, end in _parts(text, *match.span(1), ";"):
            if key := _KEY.search(text, start, end):
                yield key[1], key.start(1), is_in_keyword(match.start())
    for match in _BRACKET.finditer(text):
        yield from ((key, start, is_in_keyword(start)) for key, start in _org_ref_keys(text, *match.span("path")))
    plain = mask_matches(mask_matches(text, _CITE), _OTHER_LINK)
    for match in _PLAIN.finditer(plain):
        if not is_in_keyword(match.start()):
            start, end = match.span("path")
            line = plain[plain.rfind("\n", 0, start) + 1 : match.start()]
            is_italic = plain[end - 1] == "/" and _ITALIC.search(line) is not None
            yield from ((key, offset, False) for key, offset in _org_ref_keys(text, start, end - is_italic))
    for match in _RAW_CITATION.finditer(visible):  # LaTeX takes it, the other exports do not
        for start, end in _parts(visible, *match.span(1), ","):
            if key_text := visible[start:end].strip():
                yield key_text, visible.index(key_text, start), True


def _org_ref_keys(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Yield the keys of the path of a link: with "&" those of org-ref 3, one per part, else a list with commas."""
    if "&" in text[start:end]:
        for part_start, part_end in _parts(text, start, end, ";"):
            if key := _ORG_REF_KEY.search(text, part_start, part_end):
                yield key[1], key.start(1)
        return
    for part_start, part_end in _parts(text, start, end, ","):
        part = text[part_start:part_end]
        if key_text := part.strip():
            yield key_text, part_start + part.index(key_text)


def _parts(text: str, start: int, end: int, separator: str) -> Iterator[tuple[int, int]]:
    while (stop := text.find(separator, start, end)) >= 0:
        yield start, stop
        start = stop + 1
    yield start, end


def _bibliographies(source: SourceText, text: str) -> Iterator[NamedFile]:
    for match in _FILE.finditer(text):
        if match[2]:
            yield NamedFile(match[2], source.span(*match.span(2)))
    for match in _LINK.finditer(text):
        group = next(number for number in (1, 2, 3, 4) if match[number])
        for name in match[group].split(","):
            path = name.strip() if name.strip().endswith(".bib") else f"{name.strip()}.bib"
            yield NamedFile(path, source.span(*match.span(group)))
