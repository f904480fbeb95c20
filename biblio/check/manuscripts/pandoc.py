"""Markdown as Pandoc and Quarto cite in it: ``[@key; -@other, p. 3]``, ``@key [p. 3]``, ``@{odd key}``.

https://pandoc.org/MANUAL.html#citation-syntax and https://quarto.org/docs/authoring/cross-references.html: a key that
begins with "fig-", "tbl-" and the like refers to a figure, not to a work. Code, addresses and comments cite nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import mask_matches
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
# A key begins with a letter, a digit or "_", and may have single punctuation marks inside.
_KEY = r"[^\W](?:\w|[:.#$%&\-+?<>~/](?=\w))*"
_CITED = re.compile(rf"(?<![\w@\\/.:-])-?@(?:\{{(?P<braced>[^{{}}\s]+)\}}|(?P<key>{_KEY}))")
_BRACKETED = re.compile(r"\[[^\[\]]*?@[^\[\]]*\]")
_CROSS_REFERENCE = re.compile(
    r"(?:fig|tbl|tab|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau|suppfig|supptbl|apx"
    r"|chp|part|app)-\S+|(?:fig|tbl|tab|sec|eq|eqn|lst|thm|chap|ref):\S+",
    re.IGNORECASE,
)
_INCLUDE = re.compile(r"\{\{<\s*include\s+(\S+)\s*>\}\}|^```\{r[^}]*child\s*=\s*['\"]([^'\"]+)['\"]", re.MULTILINE)
_DEFINED = re.compile(r"^[ \t]*-?[ \t]*id:[ \t]*['\"]?([^\s'\"]+)", re.MULTILINE)


def read_pandoc(source: SourceText) -> Manuscript:
    """Return what a Markdown file cites and names. Bare "@name"s are doubtful if it names no bibliography."""
    text = source.text
    header = _HEADER.match(text)
    included = tuple(
        NamedFile(match[1] or match[2], source.span(*match.span(1 if match[1] else 2)))
        for match in _INCLUDE.finditer(text)
    )
    bibliographies: tuple[NamedFile, ...] = ()
    cites_all = False
    defined_keys: frozenset[str] = frozenset()
    citations: list[Citation] = []
    body = text
    if header:
        bibliographies = tuple(_named_files(source, header[1], header.start(1), "bibliography"))
        nocite, nocite_offset = _yaml_block(header[1], "nocite")
        for match in _CITED.finditer(nocite):
            start = header.start(1) + nocite_offset
            span = source.span(start + match.start(), start + match.end())
            citations.append(Citation(match["braced"] or match["key"], span))
        cites_all = "@*" in nocite
        references, _ = _yaml_block(header[1], "references")
        defined_keys = frozenset(match[1] for match in _DEFINED.finditer(references))
        body = " " * header.end() + text[header.end() :]
    body = _mask_invisible(body)
    has_bibliography = bool(bibliographies or defined_keys)
    brackets = [match.span() for match in _BRACKETED.finditer(body)]
    for match in _CITED.finditer(body):
        key = match["braced"] or match["key"]
        if _CROSS_REFERENCE.fullmatch(key):
            continue
        in_brackets = any(start < match.start() < end for start, end in brackets)
        start = match.start("braced") if match["braced"] else match.start("key")
        span = source.span(start, start + len(key))
        citations.append(Citation(key, span, is_doubtful=not in_brackets and not has_bibliography))
    return Manuscript(source.path, tuple(citations), bibliographies, included, defined_keys, cites_all)


def _mask_invisible(text: str) -> str:
    text = _mask_indented_code(mask_matches(text, _FENCED))
    for pattern in (_COMMENT, _CODE, _ADDRESS):
        text = mask_matches(text, pattern)
    return mask_matches(text, _MATH) if "$" in text else text


def _mask_indented_code(text: str) -> str:
    """Mask indented code: lines with four spaces after an empty line, unless they belong to a list item."""
    if "    " not in text and "\t" not in text:
        return text
    lines = []
    in_list = in_code = False
    follows_blank = True
    for line in text.splitlines(keepends=True):
        if not line.strip():
            follows_blank = True
            lines.append(line)
            continue
        if line.startswith(("    ", "\t")):
            in_code = not in_list and (in_code or follows_blank)
            lines.append(re.sub(r"[^\r\n]", " ", line) if in_code else line)
        else:
            in_code = False
            in_list = bool(_ITEM.match(line)) or (in_list and not (follows_blank and line[0] != " "))
            lines.append(line)
        follows_blank = False
    return "".join(lines)


def header_values(header: str, name: str) -> list[tuple[str, int]]:
    """Return the values of a top-level key of a YAML text (a scalar or a list) with their offsets."""
    block, start = _yaml_block(header, name)
    values = []
    for match in re.finditer(r"\"([^\"\n]+)\"|'([^'\n]+)'|[^\s,\[\]\"'#][^,\[\]\n#]*", block):
        value = (match[1] or match[2] or match[0]).strip()
        lead = match[0].find(value)
        if value.startswith("- "):
            item = value[2:].strip()
            value, lead = item.strip("'\""), lead + match[0].find(item)
        if value and value not in ("-", "|", ">"):
            values.append((value, start + match.start() + max(0, lead)))
    return values


def _yaml_block(header: str, name: str) -> tuple[str, int]:
    """Return the text after a top-level key of a YAML text, with the indented lines below it, and its offset."""
    match = re.search(
        rf"^{name}[ \t]*:[ \t]*((?:[^\n]*)(?:\n(?:[ \t]+[^\n]*|-[ \t][^\n]*|[ \t]*(?=\n)))*)", header, re.MULTILINE
    )
    return (match[1], match.start(1)) if match else ("", 0)


def _named_files(source: SourceText, header: str, start: int, name: str) -> Iterator[NamedFile]:
    for value, offset in header_values(header, name):
        yield NamedFile(value, source.span(start + offset, start + offset + len(value)))
