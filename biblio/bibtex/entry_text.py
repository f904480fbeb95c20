"""Read and write BibTeX entries. The only module that knows `bibtexparser` (1.4), which writes every entry.

Entries are read from the scanner's spans, because the library reads only 400 a second, and fifty if they concatenate;
a property test makes sure that both read the same. To move to `bibtexparser` 2, change `_write`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from biblio.bibtex.legal_keys import is_citable_key
from biblio.bibtex.scanner import Block, BlockKind, is_value, scan, scan_fields, split_value
from biblio.bibtex.tex_math import is_balanced
from biblio.errors import BibtexError
from biblio.model.dates import MONTHS, month_macro
from biblio.model.entry import Entry

if TYPE_CHECKING:
    from bibtexparser.bwriter import BibTexWriter
__all__ = [
    "evaluate_value",
    "format_entry",
    "is_field_name",
    "is_joined",
    "parse_entry",
    "read_entry",
]

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # what it warns about is handled here
# Names are case-insensitive; these two are spelt as arXiv and others spell them.
_SPELLING = {"archiveprefix": "archivePrefix", "primaryclass": "primaryClass"}
# What bibtex.web takes as the name of a type or a field: no white space, no digit at the start, none of its separators.
_NAME = re.compile(r"[^\s\d\"#%'(),={}@\\][^\s\"#%'(),={}@\\]*")
_NUMBER = re.compile(r"[0-9]+")
# Fields that an entry may have several times with something new in each: BibTeX takes the first one and biber the last,
# but JabRef and Zotero read the keywords of all. What stands between their values in one field.
_LISTS = {"keywords": ", ", "keyword": ", ", "mendeley-tags": ", ", "file": ";"}
_TEXTS = frozenset({"note", "annote", "annotation", "comment", "abstract"})
# Characters of a value that consists of macros.
_LONGEST_VALUE = 1_000_000
_BEFORE_ITEM = re.compile(r"\r(?=(?:[-*+•]|\d{1,2}[.)]) )")  # of lines that "\r" parts
_BLANK_LINE = re.compile(r"\n[ \t]+\n")


def parse_entry(text: str, *, strings: Mapping[str, str] | None = None) -> Entry:
    """Return the one entry in `text`.

    `strings` are macros with their values (see `bib_text`). A value made of known macros only is returned as
    its text; in any other, what is not known stays a macro (``jun``, ``jml # { II}``). Values lose the white space
    around them and the indentation of their lines. If a field occurs twice, the first one counts, as in BibTeX; of
    keywords, files and notes all do (`is_joined`).

    Raises `BibtexError` if `text` is not exactly one entry or is not BibTeX.
    """
    blocks = [block for block in scan(text) if block.kind is not BlockKind.TEXT]
    if len(blocks) != 1 or blocks[0].kind is not BlockKind.ENTRY:
        first = blocks[0].kind.value if blocks else "text"
        raise BibtexError(f"expected one entry, got {len(blocks)} blocks, the first one is {first}")
    return read_entry(text, blocks[0], strings or {})


def is_field_name(name: str) -> bool:
    """Return whether every program reads a field of this name. People put "@" before a name to take a field out."""
    return bool(_NAME.fullmatch(name))


def format_entry(entry: Entry) -> str:
    """Return `entry` as text: one field per line, indented by two spaces, in the entry's order, with a final line feed.

    Raises `BibtexError` for an entry that could not be read back: braces that do not balance, or a key or a name with
    characters that BibTeX forbids.
    """
    if not _NAME.fullmatch(entry.type):
        raise BibtexError(f"{entry.type!r} is not an entry type", hint="no spaces, and none of \"#%'(),={}@\\")
    if not is_citable_key(entry.key):
        raise BibtexError(f"{entry.key!r} cannot be a citation key", hint="no spaces, commas, braces or quotes")
    for name, value in entry.fields:
        if not is_field_name(name):
            raise BibtexError(f"{entry.key}: {name!r} is not a field name")
        if not is_balanced(value):
            raise BibtexError(f"{entry.key}: the braces of field {name!r} do not balance")
        if name in entry.macros and not is_value(value):
            raise BibtexError(f"{entry.key}: {value!r} is not a macro")
    return _write(entry)


def read_entry(text: str, block: Block, strings: Mapping[str, str]) -> Entry:
    """Return the entry that is `block` of `text`; see `parse_entry`. Raises `BibtexError` if it is not BibTeX."""
    values: dict[str, str] = {}
    macros: set[str] = set()
    for span in scan_fields(text, block):
        if span.name in values:
            further = text[span.value_start : span.value_end]
            if is_joined(span.name) and span.name not in macros and further[0] in '{"':
                values[span.name] = _joined(span.name, values[span.name], _tidy(_content(further) or ""))
            continue
        source = text[span.value_start : span.value_end]
        if source[0] in '{"' and (content := _content(source)) is not None:
            values[span.name] = _tidy(content)
        elif _NUMBER.fullmatch(source):
            values[span.name] = source
        else:
            name = source.lower()
            if name in strings:
                values[span.name] = _tidy(strings[name])
                continue
            if span.name == "month" and (macro := month_macro(name)):
                source = macro  # "January", as ADS once wrote it, or "sept", where styles define "jan" and "sep"
            if source[0].isdigit() and "#" not in source:
                values[span.name] = source  # "date = 2021-01-30": no macro begins with a digit
                continue
            value, is_macro = evaluate_value(source, strings) if "#" in source else (_macro_name(source), True)
            values[span.name] = value if is_macro else _tidy(value)
            if is_macro:
                macros.add(span.name)
    return Entry(block.type, block.key, tuple(values.items()), frozenset(macros))


def is_joined(name: str) -> bool:
    """Return whether an entry with several fields of this name has the values of all: keywords, files, notes."""
    return name in _LISTS or name in _TEXTS


def _joined(name: str, first: str, further: str) -> str:
    """Return the value of a field with what another field of its name has besides."""
    if name in _TEXTS:
        return first if further in first else "\n\n".join(filter(None, (first, further)))
    separator = "; " if ";" in first and "," not in first and name != "file" else _LISTS[name]
    words = [word for word in map(str.strip, re.split("[,;]" if name != "file" else ";", further)) if word]
    known = set(map(str.strip, first.split(separator.strip())))
    return separator.join(filter(None, (first, *(word for word in words if word not in known))))


def _content(source: str) -> str | None:
    """Return a value without its delimiters, None if it is a concatenation."""
    content = source[1:-1]
    if "#" in source and not (source[-1] in '}"' and is_balanced(content)):
        return None
    if source[0] == '"' and "#" in content and _has_bare_quote(content):
        return None
    return content


def _has_bare_quote(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if char == '"' and not depth:
            return True
    return False


def _tidy(value: str) -> str:
    return "" if value == "{}" else "\n".join(line.strip() for line in value.strip().splitlines())


def evaluate_value(source: str, strings: Mapping[str, str], *, longest: int = _LONGEST_VALUE) -> tuple[str, bool]:
    """Return what a concatenation gives, and whether a macro in it is not in `strings`: then it stays as it is.

    Raises `BibtexError` if it is none, or if it gives more than `longest` characters.
    """
    parts = split_value(source)
    if not parts:
        raise BibtexError("it is no value, or its braces are nested too deeply to evaluate a concatenation")
    literals = [part if _NUMBER.fullmatch(part) else part[1:-1] if part[0] in '{"' else None for part in parts]
    names = [part.lower() for part in parts]
    texts = [strings.get(name) if text is None else text for name, text in zip(names, literals, strict=True)]
    length = sum(map(len, filter(None, texts)))
    if length > longest:
        raise BibtexError(f"its macros would make {length:,} characters of it, more than {longest:,}")
    if None not in texts:
        return "".join(filter(None, texts)), False
    kept: list[str] = []
    for is_known, group in groupby(zip(parts, texts, strict=True), lambda pair: pair[1] is not None):
        if is_known:
            kept.append("{" + "".join(text or "" for _, text in group) + "}")
        else:
            kept += [_macro_name(part) for part, _ in group]
    return " # ".join(kept), True


def _macro_name(source: str) -> str:
    """Return the name of a macro as it was written: BibTeX ignores case in it, but not all readers do.

    Months, which styles define, are small everywhere.
    """
    return source.lower() if source.lower() in MONTHS else source


def _write(entry: Entry) -> str:
    from bibtexparser.bibdatabase import BibDatabase, BibDataString

    database = BibDatabase()
    fields: dict[str, object] = {}
    for name, value in entry.fields:
        if name in entry.macros:
            macro = BibDataString(database, "")
            macro.name = value  # not passed to the constructor, which would lower-case text in a concatenation
            fields[_SPELLING.get(name, name)] = macro
        else:
            fields[_SPELLING.get(name, name)] = _paragraphs(value)
    database.entries = [{"ENTRYTYPE": entry.type, "ID": entry.key, **fields}]
    return _BLANK_LINE.sub("\n\n", str(_writer().write(database)))


def _paragraphs(value: str) -> str:
    """Return a value with each of its paragraphs, and each item of a list in it, on one line.

    The library breaks lines wherever `str.splitlines` does (U+2028, form feed …), so they are joined here.
    """
    lines = [line.strip() for line in value.splitlines()]
    if len(lines) < 2:
        return value
    return "\n\n".join(
        _BEFORE_ITEM.sub("\n", "\r".join(group)).replace("\r", " ")
        for has_text, group in groupby(lines, bool)
        if has_text
    )


@cache
def _writer() -> BibTexWriter:
    from bibtexparser.bwriter import BibTexWriter, SortingStrategy

    writer = BibTexWriter()
    writer.contents = ["entries"]
    writer.indent = "  "
    writer.order_entries_by = None
    writer.display_order_sorting = SortingStrategy.PRESERVE
    writer.add_trailing_comma = True
    return writer
