"""Markdown as Pandoc and Quarto cite in it: ``[@key; -@other, p. 3]``, ``@key [p. 3]``, ``@{odd key}``.

https://pandoc.org/MANUAL.html#citation-syntax and https://quarto.org/docs/authoring/cross-references.html: what begins
with "fig-", "tbl-" and the like refers to a figure, not to a work. Code, addresses and comments cite nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import blank
from biblio.check.source_text import SourceText

__all__ = ["header_values", "read_pandoc"]

_HEADER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_FENCED = re.compile(
    r"^[ \t]{0,3}(?:>[ \t]?)*(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
_CODE = re.compile(r"(?:(?<![\\`])|(?<=\\`))(`++).+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ADDRESS = re.compile(
    r"<(?:https?:|mailto:)?[^<>\s]*@[^<>\s]*>|\]\([^()\s]*@[^()]*\)|(?<!@\{)\b(?:https?|ftp)://[^\s<>\"\[\]]+|\bdoi:10\.\S+"
    r"|\[[^\]]*\]:\s+\S+|<[a-zA-Z][^<>]*>",
)
_MATH = re.compile(r"(?<!\\)\$\$.+?\$\$|(?<![\\$\w])\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)", re.DOTALL)
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,3}[.)]|\(?@[\w-]*\)|:|\[\^[^\]]+\]:)[ \t]")
# A key begins with a letter, a digit or "_", and may have single signs inside.
_KEY = r"[^\W](?:\w|[:.#$%&\-+?<>~/](?=\w))*"
_CITED = re.compile(rf"(?<![\w@\\/.:-])-?@(?:\{{(?P<braced>[^{{}}\s]+)\}}|(?P<key>{_KEY}))")
_BRACKETED = re.compile(r"\[[^\[\]]*?@[^\[\]]*\]")
_REFERENCE = re.compile(
    r"(?:fig|tbl|tab|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau|suppfig|supptbl|apx"
    r"|chp|part|app)-\S+|(?:fig|tbl|tab|sec|eq|eqn|lst|thm|chap|ref):\S+",
    re.IGNORECASE,
)
_INCLUDE = re.compile(r"\{\{<\s*include\s+(\S+)\s*>\}\}|^```\{r[^}]*child\s*=\s*['\"]([^'\"]+)['\"]", re.MULTILINE)
_DEFINED = re.compile(r"^[ \t]*-?[ \t]*id:[ \t]*['\"]?([^\s'\"]+)", re.MULTILINE)


def read_pandoc(source: SourceText) -> Manuscript:
    """Return what a Markdown file cites and names. Bare "@name"s are doubtful where it names no bibliography."""
    text = source.text
    header = _HEADER.match(text)
    parts = tuple(
        NamedFile(found[1] or found[2], source.span(*found.span(1 if found[1] else 2)))
        for found in _INCLUDE.finditer(text)
    )
    named: tuple[NamedFile, ...] = ()
    cites_all = False
    defined: frozenset[str] = frozenset()
    citations: list[Citation] = []
    body = text
    if header:
        named = tuple(_named(source, header[1], header.start(1), "bibliography"))
        nocite = _block(header[1], "nocite")
        for found in _CITED.finditer(nocite[0]):
            start = header.start(1) + nocite[1]
            place = source.span(start + found.start(), start + found.end())
            citations.append(Citation(found["braced"] or found["key"], place))
        cites_all = "@*" in nocite[0]
        references = _block(header[1], "references")[0]
        defined = frozenset(found[1] for found in _DEFINED.finditer(references))
        body = " " * header.end() + text[header.end() :]
    body = _visible(body)
    inside = [found.span() for found in _BRACKETED.finditer(body)]
    for found in _CITED.finditer(body):
        key = found["braced"] or found["key"]
        if _REFERENCE.fullmatch(key):
            continue
        in_brackets = any(start < found.start() < end for start, end in inside)
        start = found.start("braced") if found["braced"] else found.start("key")
        place = source.span(start, start + len(key))
        citations.append(Citation(key, place, is_doubtful=not in_brackets and not named and not defined))
    return Manuscript(source.path, tuple(citations), named, parts, defined, cites_all)


def _visible(text: str) -> str:
    text = _without_indented(blank(text, _FENCED))
    for pattern in (_COMMENT, _CODE, _ADDRESS):
        text = blank(text, pattern)
    return blank(text, _MATH) if "$" in text else text


def _without_indented(text: str) -> str:
    """Blank indented code: lines of four spaces behind an empty one, unless they belong to an item of a list."""
    if "    " not in text and "\t" not in text:
        return text
    lines = []
    in_list = in_code = False
    is_behind_blank = True
    for line in text.splitlines(keepends=True):
        if not line.strip():
            is_behind_blank = True
            lines.append(line)
            continue
        if line.startswith(("    ", "\t")):
            in_code = not in_list and (in_code or is_behind_blank)
            lines.append(re.sub(r"[^\r\n]", " ", line) if in_code else line)
        else:
            in_code = False
            in_list = bool(_ITEM.match(line)) or (in_list and not (is_behind_blank and line[0] != " "))
            lines.append(line)
        is_behind_blank = False
    return "".join(lines)


def header_values(header: str, name: str) -> list[tuple[str, int]]:
    """Return the values of a key at the top of a YAML text (a scalar or a list) with their offsets."""
    block, start = _block(header, name)
    found = []
    for match in re.finditer(r"\"([^\"\n]+)\"|'([^'\n]+)'|[^\s,\[\]\"'#][^,\[\]\n#]*", block):
        value = (match[1] or match[2] or match[0]).strip()
        lead = match[0].find(value)
        for mark in ("- ",):
            if value.startswith(mark):
                value, lead = value[len(mark) :].strip().strip("'\""), lead + match[0].find(value[len(mark) :].strip())
        if value and value not in ("-", "|", ">"):
            found.append((value, start + match.start() + max(0, lead)))
    return found


def _block(header: str, name: str) -> tuple[str, int]:
    """Return what stands behind a key at the top of a YAML text, with the indented lines below, and its offset."""
    found = re.search(
        rf"^{name}[ \t]*:[ \t]*((?:[^\n]*)(?:\n(?:[ \t]+[^\n]*|-[ \t][^\n]*|[ \t]*(?=\n)))*)", header, re.MULTILINE
    )
    return (found[1], found.start(1)) if found else ("", 0)


def _named(source: SourceText, header: str, start: int, name: str) -> Iterator[NamedFile]:
    for value, offset in header_values(header, name):
        yield NamedFile(value, source.span(start + offset, start + offset + len(value)))
