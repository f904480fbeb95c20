"""Layout "bibfile": an existing `.bib` file, in which every entry is a note and its keywords are tags.

An entry gives the note its title, names, venue and date, and links to the work (`doi`, `eprint`, `url` and the like).
`note`, `annote` and `comment` are the user's text, `abstract` is the summary. Fields that an entry inherits
(`crossref`, `xdata`) are read as its own. A volume that others inherit from is a note too: it may be cited itself.
`fields` keeps every field as TeX source, inherited ones too, the entry's type first (`bibtex.note_entry`), and the sets
of which the entry is the first member. What no note can keep (``@preamble``, an ``@xdata`` that nothing uses) is said.

https://ctan.org/pkg/biblatex (2.2.2 on the fields, 2.4.1 on inheritance)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from biblio.bibtex.bib_text import string_definitions
from biblio.bibtex.edtf import is_edtf
from biblio.bibtex.entry_text import is_joined, parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.inheritance import entries_by_name, inherit_fields, names_of_entry, parent_keys
from biblio.bibtex.keys_with_commas import key_with_commas, without_commas_in_key
from biblio.bibtex.known_macros import STANDARD_MACROS
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.note_entry import BIB_LAYOUT, fields_of_note
from biblio.bibtex.scanner import Block, BlockKind, missing_commas, scan, scan_fields
from biblio.bibtex.spaced_names import with_hyphenated_names
from biblio.bibtex.untyped_entries import typed_text, untyped_entries
from biblio.errors import BibtexError, Problem
from biblio.extract.links import find_links
from biblio.model.dates import PartialDate, parse_date
from biblio.model.entry import Entry
from biblio.model.note import Note
from biblio.model.record import Kind, Medium, Record
from biblio.readers.base import Document, ReadItem
from biblio.readers.entry_to_note import own_links, written_name
from biblio.readers.markdown.property_values import parse_property_date
from biblio.readers.note_ids import note_id, unique_id
from biblio.text import unique_words

__all__ = ["READER", "BibFileReader", "note_of_entry"]

_HEAD = re.compile(r"^[ \t]*@[A-Za-z]+\s*[{(]\s*[^\s,{}()]+\s*,", re.MULTILINE)
_NO_KEY = re.compile(r"@\s*\w+\s*[{(](?=\s*[A-Za-z][\w-]*\s*=)")
_FIELD_IN_VALUE = re.compile(r"^[^\S\n]*[A-Za-z][\w-]*\s*=\s*[\w{\"]", re.MULTILINE)
# Each time the whole entry is read again: what stands together is skipped at once, and no more often than this.
_MOST_SKIPPED = 100
_NO_VALUE = re.compile(r"(?:(?:[\w-]+\s*+=\s*+)?,\s*+)+")
_COMMENTS = re.compile(r"%[^\n]*(?:\n\s*+%[^\n]*)*")
_CLOSED_BELOW = re.compile(r"[^\n]*\n\s*[})]\s*(?=[@%]|\Z)")
_TAG_FIELDS = ("keywords", "keyword", "tags", "mendeley-tags")
# Beside the authors' keywords, Scopus has those of its index under "keywords".
_AUTHOR_KEYWORDS = "author_keywords"
_COMMENT_FIELDS = ("annote", "annotation", "comment", "comments", "note")
_ADDED_FIELDS = ("date-added", "dateadded", "creationdate")
# Types that biblatex uses only for its own purposes.
_MARKDOWN = frozenset({".md", ".markdown", ".mdx", ".qmd", ".rmd"})
_NEVER = frozenset({"xdata", "set", "control"})


class BibFileReader:
    """Reads `.bib` files as the module describes."""

    layout = BIB_LAYOUT

    def recognises(self, document: Document) -> bool:
        """Return whether the document is a `.bib`: it has a complete entry and little text around its entries."""
        is_bib = document.suffix == ".bib"
        if not _HEAD.search(document.text):
            return is_bib and (not document.text.strip() or "@" in document.text)
        blocks = list(scan(document.text))
        if not any(block.kind is BlockKind.ENTRY for block in blocks):
            return is_bib
        if document.suffix in _MARKDOWN and sum(block.kind is BlockKind.ENTRY for block in blocks) == 1:
            return False  # a note that quotes the entry of its work
        # A page of prose may quote an entry, so prose must be less than a quarter of the text.
        prose = sum(_written(document.text, block) for block in blocks if block.kind is BlockKind.TEXT)
        return is_bib or prose * 4 < sum(block.end - block.start for block in blocks)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every entry, in order, and a `Problem` for an unreadable entry or an impossible date."""
        entries = _entries(document)
        entries_by_key = {entry.key.casefold(): entry for _, entry in entries if isinstance(entry, Entry)}
        by_name = entries_by_name(entry for _, entry in entries if isinstance(entry, Entry))
        sets = _sets_by_member(entries_by_key)
        yield from _unkept(document, entries, sets)
        used_ids: set[str] = set()
        for block, entry in entries:
            if isinstance(entry, Problem):
                yield entry
                continue
            if entry.type in _NEVER:
                continue
            problem = _date_problem(entry, document, block)
            if problem:
                yield problem
            inherited = inherit_fields(entry, by_name)
            own_sets = sets.get(entry.key.casefold(), ()) if entries_by_key[entry.key.casefold()] is entry else ()
            last = block.line + document.text.count("\n", block.start, block.end)
            note = note_of_entry(inherited, path=document.path, lines=(block.line, last), sets=own_sets)
            note = note.replace(id=unique_id(note.id, used_ids))
            used_ids.add(note.id)
            yield note


def _written(text: str, block: Block) -> int:
    """Return how many characters of a text block are in lines that are neither blank nor a comment ("% …")."""
    lines = text[block.start : block.end].split("\n")
    return sum(len(line) for line in lines if line.strip() and not line.lstrip().startswith("%"))


def _entries(document: Document) -> list[tuple[Block, Entry | Problem]]:
    text, path = document.text, document.path
    entries: list[tuple[Block, Entry | Problem]] = []

    def say(line: int, what: str) -> None:
        problem = Problem(path, line, what, "correct its definition", is_warning=True)
        entries.append((Block(BlockKind.STRING, 0, 0, line), problem))

    definitions = string_definitions(text, standard=STANDARD_MACROS, on_problem=say)
    for block in scan(text):
        strings = definitions.at(block.start)
        if block.kind is BlockKind.BROKEN:
            if mended := _with_named_braces(text[block.start : block.end], strings):
                message = f"entry {block.key!r} is not closed for BibTeX, which counts \\{{ and \\}} as braces"
                problem = Problem(
                    path, block.line, message, "write \\textbraceleft or \\textbraceright", is_warning=True
                )
                entries += [(block, problem), (block, mended)]
                continue
            message = f"the @{block.type} entry {block.key!r} is not closed"
            closed = _closed(text[block.start : block.end], strings)
            what = "its last brace is missing" if closed else "a closing brace is missing"
            entries.append((block, Problem(path, block.line, message, what, is_warning=closed is not None)))
            if closed:
                entries.append((block, closed))
        elif block.kind is BlockKind.TEXT:
            for untyped in untyped_entries(text, block):
                entries += _without_type(text[untyped.start : untyped.end], path, untyped, strings)
        elif block.kind is BlockKind.ENTRY:
            try:
                is_closed_below = bool(_CLOSED_BELOW.match(text, block.end))
                entry = _parsed_leniently(text[block.start : block.end], strings, is_closed_below=is_closed_below)
                entries.append((block, entry))
            except BibtexError as error:
                hint = "give it one"
                mended = _with_empty_key(text, block, strings)
                if mended is None:
                    hint = f"`biblio check --quick --fix {path}` adds the comma: BibTeX skips the rest of the entry"
                    mended = _with_commas(text, block, strings)
                if mended is None and (hyphenated := with_hyphenated_names(text[block.start : block.end])):
                    hint = f"`biblio check --quick --fix {path}` writes hyphens: BibTeX skips the rest of the entry"
                    mended = parse_entry(hyphenated, strings=strings)
                if mended is None and (place := key_with_commas(text[block.start : block.end])):
                    mended = parse_entry(without_commas_in_key(text[block.start : block.end], place), strings=strings)
                    hint = "a comma ends its key: BibTeX skips the rest of the entry; this one is without it"
                if mended:
                    name = mended.key or decode_latex(mended.get("title"))
                    problem = Problem(path, block.line, f"entry {name!r}: {error}", hint, is_warning=True)
                    entries += [(block, problem), (block, mended)]
                else:
                    entries.append((block, Problem(path, block.line, f"entry {block.key!r} cannot be read: {error}")))
    return entries


def _without_type(
    text: str, path: str, block: Block, strings: Mapping[str, str]
) -> Iterator[tuple[Block, Entry | Problem]]:
    """Yield a warning about an entry without a type that can be read, and what it is by its fields."""
    try:
        entry = parse_entry(typed_text(text), strings=strings)
    except BibtexError as error:
        yield block, Problem(path, block.line, f"entry {block.key!r} cannot be read: {error}")
        return
    message = f"entry {block.key!r} has no type that can be read: BibTeX skips it, others stop"
    yield block, Problem(path, block.line, message, f"write @{entry.type}{{…}}", is_warning=True)
    yield block, entry


def _with_empty_key(text: str, block: Block, strings: Mapping[str, str]) -> Entry | None:
    """Return an entry whose fields begin where its key should be; else None."""
    head = _NO_KEY.match(text, block.start, block.end)
    try:
        return parse_entry(f"{head[0]},{text[head.end() : block.end]}", strings=strings) if head else None
    except BibtexError:
        return None


def _closed(text: str, strings: Mapping[str, str]) -> Entry | None:
    """Return an entry of which only the last brace is missing, or is a parenthesis; else None.

    If it is the brace of a value that is missing, that value has the rest of the entry in it.
    """
    text = text.rstrip()
    try:
        entry = parse_entry(text.removesuffix(")").rstrip() + "}", strings=strings)
    except BibtexError:
        return None
    return None if any(_FIELD_IN_VALUE.search(value) for _, value in entry.fields) else entry


def _with_commas(text: str, block: Block, strings: Mapping[str, str]) -> Entry | None:
    """Return an entry that only lacks commas at the ends of lines, as if it had them; else None."""
    commas = missing_commas(text, block)
    places = [block.start, *commas, block.end]
    mended = ",".join(text[start:end] for start, end in pairwise(places))
    try:
        return parse_entry(mended, strings=strings) if commas else None
    except BibtexError:
        return None


def _with_named_braces(text: str, strings: Mapping[str, str]) -> Entry | None:
    """Return the entry in a text that only escaped braces keep from being one, with these named; else None."""
    named = text.replace("\\{", r"{\textbraceleft}").replace("\\}", r"{\textbraceright}")
    blocks = [block for block in scan(named) if block.kind is not BlockKind.TEXT] if named != text else []
    if [block.kind for block in blocks] != [BlockKind.ENTRY]:
        return None
    try:
        return parse_entry(named[blocks[0].start : blocks[0].end], strings=strings)
    except BibtexError:
        return None


def _parsed_leniently(text: str, strings: Mapping[str, str], *, is_closed_below: bool) -> Entry:
    """Return an entry that may have comments ("% …") where a field could begin: biber, JabRef and Typst skip those.

    A comma too many and a field without a value are skipped as well. `is_closed_below` says that the line after the
    entry's end has nothing but a brace: then the one in a comment was none.
    """
    for _ in range(_MOST_SKIPPED):
        try:
            return parse_entry(text, strings=strings)
        except BibtexError as error:
            start = error.offset
            skipped = None if start is None else _NO_VALUE.match(text, start) or _COMMENTS.match(text, start)
            if skipped is None:
                raise
            end = skipped.end()
            is_open = end == len(text)  # the comment goes on to the end of the entry, and has its brace
            if is_open and not is_closed_below:
                raise
            text = text[: skipped.start()] + ("}" if is_open else text[end:])
    return parse_entry(text, strings=strings)


def _sets_by_member(entries_by_key: Mapping[str, Entry]) -> dict[str, list[Entry]]:
    """Return the sets by the folded key of their first member in the file; those without one are left out."""
    sets: dict[str, list[Entry]] = {}
    for entry in entries_by_key.values():
        if entry.type == "set":
            keys = (key.strip().casefold() for key in entry.get("entryset").split(","))
            member = next((key for key in keys if key in entries_by_key and entries_by_key[key].type not in _NEVER), "")
            if member:
                sets.setdefault(member, []).append(entry)
    return sets


def _unkept(
    document: Document, entries: list[tuple[Block, Entry | Problem]], sets: Mapping[str, list[Entry]]
) -> Iterator[Problem]:
    """Yield a warning for everything in a `.bib` that the notes do not keep."""
    read = [entry for _, entry in entries if isinstance(entry, Entry)]
    parents = parent_keys(read)
    kept = {id(entry) for members in sets.values() for entry in members}
    for block, entry in entries:
        if not isinstance(entry, Entry):
            continue
        for name in _repeated_fields(document.text, block):
            what = f"{entry.key}: the field {name} is there twice, and only the first counts, as in BibTeX"
            yield Problem(document.path, block.line, what, is_warning=True)
        if entry.type not in _NEVER or id(entry) in kept:
            continue
        if entry.type == "xdata" and not parents.isdisjoint(names_of_entry(entry)):
            continue  # the entries that use it have its fields
        why = {"xdata": "no entry uses it", "set": "none of its entries is in this file"}
        what = f"the @{entry.type} entry {entry.key} is not exported: {why.get(entry.type, 'it is about no work')}"
        yield Problem(document.path, block.line, what, is_warning=True)
    for block in scan(document.text) if "preamble" in document.text.casefold() else ():
        if block.kind is BlockKind.PREAMBLE:
            what = "the @preamble is not exported; entries may need its commands"
            yield Problem(document.path, block.line, what, "define them in your document", is_warning=True)


def _repeated_fields(text: str, block: Block) -> list[str]:
    """Return the fields that an entry has again with another value, which is lost."""
    try:
        spans = scan_fields(text, block)
    except BibtexError:
        return []
    values: dict[str, set[str]] = {}
    for span in spans:
        values.setdefault(span.name, set()).add(" ".join(text[span.value_start + 1 : span.value_end - 1].split()))
    return [name for name, found in values.items() if len(found) > 1 and not is_joined(name)]


def _tag_fields(entry: Entry) -> tuple[str, ...]:
    return (_AUTHOR_KEYWORDS, *_TAG_FIELDS[2:]) if entry.get(_AUTHOR_KEYWORDS) else _TAG_FIELDS


def note_of_entry(entry: Entry, *, path: str, lines: tuple[int, int], sets: Iterable[Entry] = ()) -> Note:
    """Return the note that an entry is, on these lines (first and last) of a file; `sets` are kept with it."""
    record = from_entry(entry)
    line, last = lines
    comment = "\n\n".join(filter(None, (_text(entry, name) for name in _COMMENT_FIELDS)))
    links = dict.fromkeys([*own_links(record, line), *find_links(comment, line=line)])
    added = next((date for name in _ADDED_FIELDS if (date := _date(entry.get(name)))), None)
    return Note(
        id=note_id(BIB_LAYOUT, entry.key, record.title, title=record.title or entry.key),
        source=path,
        line=line,
        end_line=last,
        layout=BIB_LAYOUT,
        title=record.title or None,
        authors=tuple(map(written_name, record.authors)),
        et_al=record.truncated,
        venue=record.venue,
        year=record.date.year if record.date else None,
        month=(record.date.month or None) if record.date else None,
        date=added,
        tags=unique_words(tag for name in _tag_fields(entry) for tag in _tags(entry, name)),
        summary=record.abstract and _text(entry, "abstract"),
        comment=comment,
        links=tuple(links),
        citekey=entry.key,
        kind_hint=_kind(entry, record),
        fields=fields_of_note(entry, sets),
    )


def _text(entry: Entry, name: str) -> str:
    return decode_latex(entry.get(name)).strip() if name not in entry.macros else ""


def _tags(entry: Entry, name: str) -> Iterator[str]:
    for tag in re.split("[,;]", _text(entry, name)):
        if words := " ".join(tag.split()):
            yield words


def _kind(entry: Entry, record: Record) -> str:
    """Return the kind of work that the entry's type states; @misc alone states none."""
    is_silent = entry.type in ("misc", "unpublished") and record.kind is Kind.PAPER and record.medium is Medium.UNKNOWN
    return "" if is_silent else record.kind.value


def _date(text: str) -> PartialDate | None:
    try:
        return parse_property_date(text)
    except ValueError:
        return None


def _date_problem(entry: Entry, document: Document, block: Block) -> Problem | None:
    written = entry.get("date").strip()
    try:
        if not is_edtf(written):
            parse_date(written.partition("/")[0])
    except ValueError as error:
        return Problem(document.path, block.line, f"entry {entry.key!r}: {error}", "correct its date")
    return None


READER = BibFileReader()
