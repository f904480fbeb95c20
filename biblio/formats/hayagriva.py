"""Hayagriva: the bibliographies of Typst in YAML, a mapping of citation keys to entries.

An entry is published in its ``parent``, which may have a parent of its own, or several: the journal is the title of an
article's parent. Dates may be approximate ("~2003"), titles have markup in braces, and a value may be a mapping with
``value`` and ``short`` or ``date``. https://github.com/typst/hayagriva/blob/main/docs/file-format.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from biblio.errors import Problem
from biblio.formats.export_values import read_doi, read_isbn, read_name
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, LibraryEntry
from biblio.formats.yaml_text import BrokenYaml, load_yaml
from biblio.model.dates import PartialDate, parse_date
from biblio.model.identifiers import make
from biblio.model.people import Person
from biblio.text import normalise_space

__all__ = ["is_hayagriva", "read_hayagriva"]

_HEAD = re.compile(
    r"\A\ufeff?(?:#[^\n]*\n|%[^\n]*\n|---[^\n]*\n|["
    r" \t]*\n)*(?P<key>[^\s:#'\"{}\[\]][^\n:]*|\"[^\"\n]+\"|'[^'\n]+'):[ \t]*\n"
    r"(?:[ \t]*(?:#[^\n]*)?\n)*(?P<entry>(?:[ \t]+[^\n]*\n?|[ \t]*\n)+)"
)
_RULE = re.compile(r"^(?:---|\.\.\.)[ \t]*$(?=\s*\S)", re.MULTILINE)
_FIELD = re.compile(r"^[ \t]+(?P<name>[a-z-]+):", re.MULTILINE)
# An entry has a title or a parent, and one more field that only bibliographies have.
_TYPICAL = frozenset(
    "type author editor date parent serial-number page-range publisher url doi isbn affiliated edition volume".split()
)
_TYPES = {
    "article": "journalArticle", "chapter": "bookSection", "anthos": "bookSection", "entry": "encyclopediaArticle",
    "report": "report", "thesis": "thesis", "web": "webpage", "blog": "blogPost", "post": "forumPost",
    "thread": "forumPost", "book": "book", "anthology": "book", "proceedings": "book", "reference": "book",
    "newspaper": "newspaperArticle", "repository": "computerProgram", "video": "videoRecording",
}  # fmt: skip
# What an article in a parent of this type is.
_IN_PARENTS = {
    "proceedings": "conferencePaper", "conference": "conferencePaper", "periodical": "journalArticle",
    "newspaper": "newspaperArticle", "anthology": "bookSection", "book": "bookSection", "blog": "blogPost",
}  # fmt: skip
_FIELDS = ("edition", "location", "organization", "genre", "note", "archive", "page-total", "runtime", "issue-total")
_MAX_DEPTH = 6
_Entry = dict[str, Any]


def is_hayagriva(text: str) -> bool:
    """Whether a text is a mapping of keys to entries with the fields of a bibliography, judging by its first entry."""
    head = text[:20_000]
    match = _HEAD.match(head)
    if not match or _RULE.search(head, match.start("key")):
        return False  # none of it, or the front matter of a page
    names = {name["name"] for name in _FIELD.finditer(match["entry"])}
    return bool(names & {"title", "parent"}) and bool(names & _TYPICAL)


def read_hayagriva(text: str, path: str) -> Iterator[LibraryEntry | Problem]:
    """Yield the entries of a bibliography, and a `Problem` for each that cannot be read; the others are read."""
    for key, line, end_line, block in _blocks(text):
        value = load_yaml(block)
        if isinstance(value, BrokenYaml):
            yield Problem(path, line + value.row, f"entry {key!r} is not valid YAML: {value.what}")
            continue
        entry = next(iter(value.values()), None) if isinstance(value, dict) else None
        if not isinstance(entry, dict):
            yield Problem(path, line, f"entry {key!r} has no fields", "write its fields below the key, indented")
            continue
        draft = _draft(key, entry, line, end_line)
        if finished := draft.finish():
            yield finished
        else:
            yield Problem(path, line, f"entry {key!r} has neither a title nor an identifier nor an address")


def _blocks(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield key, first and last line, and the text of every entry: a line that is not indented begins one.

    Reading entry by entry leaves the others whole if one is broken.
    """
    rows = text.split("\n")
    starts = [number for number, row in enumerate(rows) if re.match(r"[^\s#%-][^\n]*:", row)]
    for start, end in pairwise([*starts, len(rows)]):
        last = end
        while last > start + 1 and (not rows[last - 1].strip() or rows[last - 1].startswith("#")):
            last -= 1
        key = rows[start].partition(":")[0].strip().strip("\"'")
        yield key, start + 1, last, "\n".join(rows[start:last])


def _draft(key: str, entry: _Entry, line: int, end_line: int) -> EntryDraft:
    parents = _parents(entry)
    if not _text(entry.get("title")) and parents:
        entry, parents = {**parents[0], "page-range": entry.get("page-range")}, parents[1:]  # a part of that work
    type_name = _text(entry.get("type")).casefold()
    draft = EntryDraft("hayagriva", line, end_line, type_name=type_name, key=key)
    draft.meaning = ZOTERO_TYPES.get(_meaning_name(type_name, parents))
    draft.title = _text(entry.get("title"))
    draft.authors = _people(entry.get("author"))
    if draft.authors[-1:] == [Person(literal="others")]:  # as Typst has the end of BibTeX's lists
        draft.is_truncated = bool(draft.authors.pop())
    draft.editors = _people(entry.get("editor"))
    draft.date = _date(entry) or next(filter(None, map(_date, parents)), None)
    containers = [parent for parent in parents if _text(parent.get("title"))]
    if containers and draft.title != _text(containers[0].get("title")):
        draft.venue = _text(containers[0].get("title"))
        draft.venue_short = _text(containers[0].get("title"), "short")
    for level in (entry, *parents):
        draft.volume = draft.volume or _text(level.get("volume"))
        draft.number = draft.number or _text(level.get("issue"))
        draft.publisher = draft.publisher or _text(level.get("publisher"), "name") or _text(level.get("publisher"))
    draft.pages = _text(entry.get("page-range"))
    draft.abstract = _text(entry.get("abstract"))
    draft.language = _text(entry.get("language"))
    draft.urls = [address for address in (_text(entry.get("url")),) if address.startswith("http")]
    _add_serial_numbers(draft, entry)
    if not draft.identifiers and draft.meaning in (None, ZOTERO_TYPES["journalArticle"]):
        for parent in parents[:1]:
            _add_serial_numbers(draft, parent, of_parent=True)
    draft.comments = [note for note in (_text(entry.get("note")),) if note]
    keywords = entry.get("keywords") or entry.get("tags") or ()  # no fields of the format, but people write them
    draft.tags = [tag.strip() for text in _texts(keywords) for tag in re.split("[,;]", text) if tag.strip()]
    for name in _FIELDS:
        draft.add_field(name, _text(entry.get(name)))
    return draft


def _meaning_name(type_name: str, parents: list[_Entry]) -> str:
    if type_name in ("article", "") and parents:
        return _IN_PARENTS.get(_text(parents[0].get("type")).casefold(), _TYPES.get(type_name, ""))
    return _TYPES.get(type_name, "")


def _parents(entry: _Entry, depth: int = 0) -> list[_Entry]:
    """Return the parents of an entry, nearest first."""
    value = entry.get("parent")
    own = [parent for parent in (value if isinstance(value, list) else [value]) if isinstance(parent, dict)]
    above = [grand for parent in own for grand in _parents(parent, depth + 1)] if depth < _MAX_DEPTH else []
    return [*own, *above]


def _text(value: object, part: str = "value") -> str:
    """Return a text, or the `part` of a formatted one; the braces that keep its letters are left out."""
    if isinstance(value, dict):
        value = value.get(part)
    elif part != "value":
        return ""
    return normalise_space(re.sub(r"\\?[{}]", "", value)) if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [text for item in (value if isinstance(value, list) else [value]) if (text := _text(item))]


def _people(value: object) -> list[Person]:
    people: list[Person | None] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            name, given = _text(item.get("name")), _text(item.get("given-name"))
            prefix, suffix = _text(item.get("prefix")), _text(item.get("suffix"))
            people.append(read_name(", ".join(filter(None, (f"{prefix} {name}".strip(), suffix, given)))))
        elif isinstance(item, str):
            people.append(read_name(_text(item)))
    return [person for person in people if person]


def _date(entry: _Entry) -> PartialDate | None:
    try:
        return parse_date(_text(entry.get("date")).lstrip("~ "))
    except ValueError:
        return None


def _add_serial_numbers(draft: EntryDraft, entry: _Entry, *, of_parent: bool = False) -> None:
    """Add the identifiers of an entry; of a parent only those that articles have are the article's."""
    numbers = entry.get("serial-number")
    pairs = dict(numbers) if isinstance(numbers, dict) else {"serial": numbers}
    pairs = {**{name: entry[name] for name in ("doi", "isbn", "arxiv", "pmid") if name in entry}, **pairs}
    for name, value in pairs.items():
        text, scheme = _text(value), str(name).casefold()
        if not text:
            continue
        if scheme == "doi" or (scheme == "serial" and text.startswith("10.")):
            draft.identifiers.append(read_doi(text))
        elif of_parent:
            continue
        elif scheme == "isbn":
            draft.identifiers.append(read_isbn(text))
        elif scheme in ("arxiv", "pmid", "pmcid"):
            draft.identifiers.append(make(scheme, re.sub(r"(?i)^(?:arxiv|pmid|pmcid):?\s*", "", text)))
        elif scheme == "serial" and re.fullmatch(r"(?i)(?:arxiv:)?\d{4}\.\d{4,5}(?:v\d+)?", text):
            draft.identifiers.append(make("arxiv", re.sub(r"(?i)^arxiv:", "", text)))
        else:
            draft.add_field(scheme, text)
