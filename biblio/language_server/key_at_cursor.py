r"""Which citation key is under the cursor, and which one is being typed there, by the readers of `biblio check`. Pure.

What is a citation is decided by the reader of the format alone. For a key that is only begun (``@``, ``\cite{a, ``,
``[cite:@``, ``#cite(<``) a word is put where the cursor is, and if the brackets are not closed yet, what would close
them: it is a place for a key if the reader then reads a citation there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from biblio.check.bibliography_keys import PARENT_FIELDS
from biblio.check.manuscripts.citations import Citation, Manuscript
from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_READERS, MANUSCRIPT_SUFFIXES
from biblio.check.source_text import BibEntry, SourceText, read_entries

__all__ = ["BIB_SUFFIX", "CursorKey", "TypedKey", "key_at", "manuscript_format", "read_manuscript", "typed_key"]

BIB_SUFFIX = ".bib"
_PROBE = "Qzcursorqz"
# By format: what stands before a key without a blank between (in LaTeX blanks may follow a comma), and what may have to
# be closed behind the key, the likeliest first.
_PLACES = {
    "tex": ((re.compile(r"\\[A-Za-z@]*[^\\]*[{,][^{}]*\Z", re.DOTALL), ("", "}")),),
    "markdown": (
        (re.compile(r"@\S*\Z"), ("", "}", "]")),
        (re.compile(r"\{(?:foot)?cite(?::\w+)?\}`[^`\n]*\Z"), ("", "`")),
        (re.compile(r"\{%-?\s*\w*cite\s[^%{}\n]*\Z"), ("", "%}")),
    ),
    "org": ((re.compile(r"[@&:,{]\S*\Z"), ("]", "", "]]")),),
    "typst": ((re.compile(r"[@<\"]\S*\Z"), ("", ">)", ")", '")')),),
    "rst": ((re.compile(r":(?:foot)?cite(?::\w+)?:`[^`\n]*\Z"), ("", "`")),),
    "asciidoc": ((re.compile(r"cite\w*:[^\s\[\]]*\[[^\[\]\n]*\Z"), ("", "]")),),
}
_LONGEST_BEGINNING = 2000  # characters before the cursor in which a citation may have begun
_NO_KEY = re.compile(r"[\s,;{}\"]")


@dataclass(frozen=True, slots=True)
class CursorKey:
    """A citation key in a text, from offset `start` to `end`; `is_definition` if it is that of an entry of a `.bib`."""

    key: str
    start: int
    end: int
    is_definition: bool = False


@dataclass(frozen=True, slots=True)
class TypedKey:
    """A key that is being typed: `before` the cursor and `behind` it; `start` is the offset where it begins."""

    before: str
    behind: str
    start: int


def manuscript_format(path: str) -> str:
    """Return the name of the reader of manuscripts for a file by its suffix; empty if there is none."""
    return MANUSCRIPT_SUFFIXES.get(f".{path.rpartition('.')[2].lower()}", "")


def read_manuscript(source: SourceText) -> Manuscript | None:
    """Return what a manuscript cites and names; None if no reader knows its format. Never raises."""
    name = manuscript_format(source.path)
    return MANUSCRIPT_READERS.load(name)(source) if name else None


def key_at(source: SourceText, offset: int) -> CursorKey | None:
    """Return the key at an offset, or right before it; None if there is none.

    In a `.bib` it is the key of an entry, or one of those from which it inherits (``crossref``).
    """
    if source.path.lower().endswith(BIB_SUFFIX):
        keys = _bib_keys(source, offset)
    else:
        keys = (CursorKey(one.key, one.span.start, one.span.end) for one in _citations(source))
    return next((key for key in keys if key.start <= offset <= key.end), None)


def _citations(source: SourceText) -> Iterator[Citation]:
    manuscript = read_manuscript(source)
    if manuscript is not None:
        yield from manuscript.citations
        yield from manuscript.example_labels


def _bib_keys(source: SourceText, offset: int) -> Iterator[CursorKey]:
    entry = next((entry for entry in read_entries(source) if entry.block.start <= offset <= entry.block.end), None)
    if entry is None:
        return
    if entry.key:
        span = entry.key_span()
        yield CursorKey(entry.key, span.start, span.end, is_definition=True)
    yield from _parents(entry)


def _parents(entry: BibEntry) -> Iterator[CursorKey]:
    for field in entry.fields:
        if field.name in PARENT_FIELDS:
            start, end = entry.content_range(field)
            for match in re.finditer(r"[^\s,]+", entry.source.text[start:end]):
                yield CursorKey(match[0], start + match.start(), start + match.end())


def typed_key(source: SourceText, offset: int) -> TypedKey | None:
    """Return the key that is being typed at an offset; None if no key can stand there.

    In a `.bib` these are the values of ``crossref`` and its like.
    """
    text = source.text
    if source.path.lower().endswith(BIB_SUFFIX):
        return _typed_parent(SourceText(source.path, _with_probe(text, offset, "")), offset)
    name = manuscript_format(source.path)
    start = max(0, offset - _LONGEST_BEGINNING)
    closers = (
        closer for begins, closers in _PLACES.get(name, ()) if begins.search(text, start, offset) for closer in closers
    )
    for closer in closers:
        probed = SourceText(source.path, _with_probe(text, offset, closer))
        for citation in _citations(probed):
            span = citation.span
            if citation.is_written and span.start <= offset < span.end:
                if key := _around_probe(citation.key, span.start, offset):
                    return key
                break
    return None


def _typed_parent(probed: SourceText, offset: int) -> TypedKey | None:
    keys = (key for key in _bib_keys(probed, offset) if key.start <= offset < key.end and not key.is_definition)
    return next((typed for key in keys if (typed := _around_probe(key.key, key.start, offset))), None)


def _with_probe(text: str, offset: int, closer: str) -> str:
    return f"{text[:offset]}{_PROBE}{closer}{text[offset:]}"


def _around_probe(key: str, start: int, offset: int) -> TypedKey | None:
    before, _, behind = key.partition(_PROBE)
    if len(before) != offset - start or len(before) == len(key) or _NO_KEY.search(before + behind):
        return None
    return TypedKey(before, behind, start)
