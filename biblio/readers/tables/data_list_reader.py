"""Layout "data": JSON, YAML and TOML files with lists of works, as the data files of sites and replies of services are.

A file holds lists of mappings, alone or under keys, perhaps in groups; the keys and the names of groups are tags. The
keys of a mapping have the names that front matter has (``title``, ``authors``, ``venue``, ``url`` …). A mapping is
about a work if it has an identifier, a link that leads to one, or authors with a year or a venue; where most of a list
are, all with a title are. Menus, people and posts have none of these. What one person has published, under such a name,
is no list of notes.

https://jekyllrb.com/docs/datafiles/, https://gohugo.io/content-management/data-sources/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from biblio.errors import Problem
from biblio.extract.kinds import is_book_on_shelf
from biblio.model.note import LinkRole, Note
from biblio.model.record import Kind
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.citation import is_own_label
from biblio.readers.markdown.column_contents import names_by_contents
from biblio.readers.markdown.front_matter import Property, Value, find_front_matter
from biblio.readers.markdown.inline import role_of_label
from biblio.readers.markdown.own_works import are_own_works
from biblio.readers.markdown.properties import CITEKEY
from biblio.readers.markdown.property_names import canonical_key, is_name_of_remarks
from biblio.readers.markdown.property_values import plain_value, text_values
from biblio.readers.markdown.section_names import is_aside, is_list_title
from biblio.readers.markdown.shelf_names import ShelfKind, shelf_kind
from biblio.readers.note_ids import unique_id
from biblio.readers.skipped import Skipped, SkipReason
from biblio.readers.tables.data_values import BrokenDataError, DataMapping, parse_data
from biblio.readers.tables.place_columns import place_in_row
from biblio.readers.tables.row_note import RowPlace, note_of_row
from biblio.readers.tables.service_replies import flat_works, with_names_only
from biblio.text import unique_words

__all__ = ["DATA_SUFFIXES", "READER", "DataListReader", "notes_in_front_matter"]

DATA_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".toml"})
_TITLES = ("title", "paper", "name")
_LABELS = ("category", "section", "topic", "group", "label", "heading", "title", "name")
# Keys of lists that say nothing about what is in them, in data files and in replies of services.
_OF_ANYTHING = frozenset(
    "data items item results result rows entries entry list lists hits docs documents records response reply message"
    " works references bibliography library output value values content all sessions schedule meetings talks events"
    " semester program programme categories category sections section groups group".split()
)
_HEAD = 200_000
_KEY_OF_TITLE = re.compile(r"(?:\A|[\"'\s\-{,])(?:\w{0,12}[_-]?)?(?:title|paper|name)[\"']?\s*[:=]", re.IGNORECASE)
_KEY_OF_WORK = re.compile(
    r"(?:\A|[\"'\s\-{,])(?:\w{0,12}[_-]?)?(?:authors?|creators?|doi|arxiv(?:_?id)?|pmid|isbn|venue|journal|paper|pdf|url|link"
    r"|href)[\"']?\s*[:=]",
    re.IGNORECASE,
)
_OF_SOFTWARE = frozenset({"license", "version", "upload_type", "cff-version", "dependencies"})
_SPEAKER = re.compile(r"presenters?|speakers?|leads?|leaders?|discussants?|hosts?", re.IGNORECASE)
_YEAR_AS_VALUE = re.compile(r":\s*[\"']?(?:1[89]|20)\d\d[\"']?\s*(?:[,}\n]|$)")
_WORDS_AS_VALUE = re.compile(r":\s*[\"']?[^\W\d_][\w,:'’-]{0,99}(?:\s[\w,:'’-]{1,99}){3,}")
# What lists of books have, and lists of music, films and food.
_OF_BOOKS = frozenset(
    "finished,rating,isbn,isbn13,isbn10,pages,cover,started,publisher,goodreads,openlibrary,date read,date finished"
    ",finished on,reading status".split(",")
)
# What the page of a person has beside publications: posts and schools, with what was done there.
_OF_A_CAREER = frozenset("experience experiences employment jobs education skills certifications volunteering".split())
_OF_OTHER_WORKS = frozenset("artist album duration ingredients director genre_id episode".split())
_MOSTLY = 0.7
_FEWEST, _ROWS_TRIED = 3, 60
_MAPPINGS_TRIED = 500
_MAX_DEPTH = 30


@dataclass(slots=True)
class _Items:
    """The mappings of one list, with the keys and names around it as tags, and citation keys that name them."""

    mappings: list[tuple[DataMapping, str]]
    tags: tuple[str, ...]
    is_called_list: bool = False  # "papers:", "readings:"
    is_shelf: bool = False  # "books:", or what books have beside title and author
    kind: ShelfKind = ShelfKind.NONE  # what its name says


@dataclass(frozen=True, slots=True)
class DataListReader:
    """Reads lists of works in data as the module describes."""

    layout: str = "data"

    def recognises(self, document: Document) -> bool:
        """Return whether a data file has a work in one of its lists; of a broken one, whether it looks as if."""
        if document.suffix not in DATA_SUFFIXES:
            return False
        head = document.text[:_HEAD]
        if not ((_KEY_OF_TITLE.search(head) and _KEY_OF_WORK.search(head)) or _has_years_and_words(head)):
            return False
        try:
            data = _data_in(document.text, document.suffix)
        except BrokenDataError:
            return re.search(r"\bauthors?[\"']?\s*[:=]", head) is not None and "title" in head
        mappings = (
            (mapping, items) for items in _lists(data, (), 0, _name_of_file(document)) for mapping, _ in items.mappings
        )
        return any(
            items.is_shelf
            or _note(mapping, "", (), document.path, set(), is_about_works=items.is_called_list and _says_more(mapping))
            for mapping, items in islice(mappings, _MAPPINGS_TRIED)
        )

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every work, and a `Problem` for a file that cannot be read."""
        try:
            data = _data_in(document.text, document.suffix)
        except BrokenDataError as error:
            yield Problem(document.path, error.line, str(error), "correct it; nothing of the file was read")
            return
        yield from _items_of(document, data, _name_of_file(document))


@lru_cache(maxsize=1)  # a file that is recognised is read next
def _data_in(text: str, suffix: str) -> Value:
    return flat_works(parse_data(text, suffix))


READER = DataListReader()


def notes_in_front_matter(document: Document) -> list[Note]:
    """Return the works that the front matter of a page lists, as schedules of reading groups do; else nothing.

    "sessions:" with a title, authors and a link each are works, "references:" are those of the page.
    """
    block = find_front_matter(document.text)
    if block is None or block.end is None:
        return []
    text = "\n" * document.text.count("\n", 0, block.start) + document.text[block.start : block.end]
    try:
        data = parse_data(text, ".toml" if block.marker.startswith("+") else ".yaml")
    except BrokenDataError:
        return []
    if not isinstance(data, DataMapping):
        return []
    title = _title_of(data)[1]
    for key in [key for key, value in data.items() if not isinstance(value, list) or is_aside(key)]:
        del data[key]
    # A page mostly has another subject than its lists, but one called "Books" lists books.
    name = title if shelf_kind(title) else ""
    return [item for item in _items_of(document, data, name) if isinstance(item, Note)]


def _name_of_file(document: Document) -> str:
    return (document.name or document.path).rpartition("/")[2].rpartition(".")[0]


def _items_of(document: Document, data: Value, name: str) -> Iterator[ReadItem]:
    """Yield the notes of data that are called `name`, and what of their lists is none."""
    used_ids: set[str] = set()
    notes: list[ReadItem] = []
    passed_over: list[ReadItem] = []
    for items in _lists(data, (), 0, name):
        sure = [
            _note(
                mapping,
                key,
                items.tags,
                document.path,
                used_ids,
                is_about_works=(items.is_called_list and _says_more(mapping)) or items.is_shelf,
                shelf=items.kind if items.is_shelf else None,
            )
            for mapping, key in items.mappings
        ]
        are_works = document.is_forced or (2 * sum(note is not None for note in sure) >= len(sure))
        is_schedule = any(_SPEAKER.fullmatch(name) for mapping, _ in items.mappings for name in mapping)
        for (mapping, key), first in zip(items.mappings, sure, strict=True):
            note = first
            # Between the papers of a schedule are practice talks and holidays.
            if note is None and are_works and not (is_schedule and not document.is_forced):
                note = _note(mapping, key, items.tags, document.path, used_ids, is_about_works=True)
            if note:
                note = note.replace(id=unique_id(note.id, used_ids))
                used_ids.add(note.id)
                notes.append(note)
            else:
                words = plain_value(_title_of(mapping)[1])[:60]
                passed_over.append(Skipped(document.path, SkipReason.NO_WORK, mapping.line, words))
    stem = (document.name or document.path).rpartition("/")[2].rpartition(".")[0]
    authors = [item.authors for item in notes if isinstance(item, Note)]
    if not document.is_forced and are_own_works([re.sub(r"[_-]", " ", stem)], authors):
        yield Skipped(document.path, SkipReason.OWN_WORKS)
        return
    yield from notes
    if notes:
        yield from passed_over


def _has_years_and_words(head: str) -> bool:
    """Return whether data may be works under keys of any names: some values are years, and some several words."""
    return len(_YEAR_AS_VALUE.findall(head)) >= _FEWEST and len(_WORDS_AS_VALUE.findall(head)) >= _FEWEST


def _says_more(mapping: DataMapping) -> bool:
    """Return whether a mapping in a list of works has authors or an address beside its title."""
    keys = {canonical_key(key) for key, value in mapping.items() if text_values(value)}
    return bool(keys & {"authors", "url", "venue", "year"}) and bool(_title_of(mapping)[0])


def _is_shelf(mappings: Sequence[DataMapping], name: str) -> bool:
    """Return whether mappings are books that somebody reads: titles by several authors, and a name or keys of books.

    Where they are called books, an address is enough beside each title.
    """
    keys = [{key.casefold().replace("_", " ") for key in mapping} for mapping in mappings]
    is_called_shelf = bool(shelf_kind(name)) or sum(bool(names & _OF_BOOKS) for names in keys) >= _MOSTLY * len(keys)
    if not is_called_shelf or any(names & _OF_OTHER_WORKS for names in keys):
        return False
    authors = [
        next(
            (text for key, value in mapping.items() if canonical_key(key) == "authors" for text in text_values(value)),
            "",
        )
        for mapping in mappings
    ]
    if shelf_kind(name) is ShelfKind.BOOKS and sum(map(_has_address, mappings)) >= _MOSTLY * len(mappings):
        return True
    return sum(map(bool, authors)) >= _MOSTLY * len(mappings) and len(set(authors)) > max(1, len(authors) // 4)


def _has_address(mapping: DataMapping) -> bool:
    return any(canonical_key(key) == "url" and value.startswith("http") for key, value in _texts(mapping))


def _with_known_keys(mappings: Sequence[DataMapping]) -> list[DataMapping]:
    """Return mappings without titles under the names that their values show if these are works, else as they are."""
    keys = list(dict.fromkeys(key for mapping in mappings[:_ROWS_TRIED] for key in mapping))
    rows = [["; ".join(text_values(mapping.get(key, ""))) for key in keys] for mapping in mappings[:_ROWS_TRIED]]
    names = names_by_contents([canonical_key(key) for key in keys], keys, rows)
    if "title" not in names:
        return list(mappings)
    known = {key: name for key, name in zip(keys, names, strict=True) if name and name != canonical_key(key)}
    renamed = []
    for mapping in mappings:
        copy = DataMapping({known.get(key, key): value for key, value in mapping.items()})
        copy.line, copy.end_line = mapping.line, mapping.end_line
        renamed.append(copy)
    return renamed


def _lists(value: Value, tags: tuple[str, ...], depth: int, name: str = "") -> Iterator[_Items]:
    """Yield the lists of mappings with titles in a value, at any depth, with their tags; `name` is the value's key."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        words = name.replace("_", " ").replace("-", " ")
        are_books = shelf_kind(words) is ShelfKind.BOOKS
        items: list[tuple[DataMapping, str]] = []
        groups: set[int] = set()
        for item in value:
            if isinstance(item, DataMapping):
                if _is_group(item, are_books=are_books):
                    groups.add(id(item))
                else:
                    items.append((item, ""))
        mappings = [item for item, _ in items]
        if len(mappings) >= _FEWEST and not any(_title_of(item)[0] for item in mappings):
            items = [(item, "") for item in _with_known_keys(mappings)]
        if with_titles := [(item, key) for item, key in items if _title_of(item)[0] or _has_identifier(item)]:
            is_shelf = _is_shelf([item for item, _ in with_titles], words)
            yield _Items(with_titles, tags, is_list_title(words), is_shelf, shelf_kind(words))
        for item in value:
            if id(item) in groups and isinstance(item, DataMapping):
                yield from _lists_of_group(item, tags, depth, name)
            elif isinstance(item, list):
                yield from _lists(item, tags, depth + 1, name)
    elif isinstance(value, DataMapping):
        if depth == 0 and _is_single_work(value):
            yield _Items([(value, "")], ())
            return
        yield from _lists_of_group(value, tags, depth, name)


def _lists_of_group(group: DataMapping, tags: tuple[str, ...], depth: int, name: str) -> Iterator[_Items]:
    """Yield the lists in a mapping of keys to lists, or of names of works to works.

    `name` is what is around it: "books:" also says what is below "items:" in it.
    """
    label = next((plain_value(text) for key, text in _texts(group) if key.casefold() in _LABELS), "") if depth else ""
    named = [
        (item, key)
        for key, item in group.items()
        if isinstance(item, DataMapping) and _title_of(item)[0] and not _is_group(item)
    ]
    if named:
        keyed = [(item, key if CITEKEY.fullmatch(key) else "") for item, key in named]
        yield _Items(keyed, _with_tag(tags, label))
    works = {id(item) for item, _ in named}
    for key, item in group.items():
        is_part = _is_part_of_work(key) and not (canonical_key(key) == "tags" and _has_groups(item))
        if id(item) not in works and not isinstance(item, str) and not is_part and key.casefold() not in _OF_A_CAREER:
            says_nothing = key.casefold() in _OF_ANYTHING and not is_list_title(key)
            inner = name if says_nothing and name else key
            yield from _lists(item, _with_tag(_with_tag(tags, label), "" if label else key), depth + 1, inner)


def _has_groups(value: Value) -> bool:
    """Return whether "categories:" are groups with lists, and not the tags of one thing."""
    return isinstance(value, list) and any(isinstance(item, DataMapping) and _has_list(item) for item in value)


def _has_list(mapping: DataMapping) -> bool:
    return any(isinstance(item, DataMapping) for value in mapping.values() if isinstance(value, list) for item in value)


def _is_part_of_work(key: str) -> bool:
    return canonical_key(key) in ("authors", "url", "tags", "aliases", "related")


def _with_tag(tags: tuple[str, ...], name: str) -> tuple[str, ...]:
    words = " ".join(name.replace("_", " ").split())
    is_plain = not words or words.casefold() in _OF_ANYTHING or words.isdigit() or is_list_title(words)
    return tags if is_plain else unique_words([*tags, words])


def _is_group(mapping: DataMapping, *, are_books: bool = False) -> bool:
    """Return whether a mapping holds a list of mappings with titles of their own, beside what it is called.

    Among books (`are_books`), mere names with addresses are titles.
    """
    if _has_identifier(mapping):
        return False
    return any(
        isinstance(value, list)
        and not _is_part_of_work(key)
        and any(
            isinstance(item, DataMapping)
            and _title_of(item)[0]
            and (_may_be_work(item) or (are_books and (_is_named_page(item) or _is_group(item, are_books=True))))
            for item in value
        )
        for key, value in mapping.items()
    )


def _is_named_page(mapping: DataMapping) -> bool:
    """Return whether a mapping is a name with an address, and the name no label of a link."""
    title = _title_of(mapping)[1]
    return _has_address(mapping) and role_of_label(title) is None and not is_own_label(title)


def _may_be_work(mapping: DataMapping) -> bool:
    """Return whether a mapping is no mere name with an address, as a work's links and its authors are."""
    name, title = _title_of(mapping)
    if name != "name":
        return True
    is_label = role_of_label(title) is not None or is_own_label(title)
    return not is_label and _note(mapping, "", (), "", set()) is not None


def _texts(mapping: DataMapping) -> Iterator[tuple[str, str]]:
    yield from ((key, value) for key, value in mapping.items() if isinstance(value, str) and value.strip())


def _title_of(mapping: DataMapping) -> tuple[str, str]:
    """Return what the title of a mapping is called ("title", "paper", "name"), and the title; empty without one."""
    texts = [(canonical_key(key), value) for key, value in _texts(mapping)]
    for name in _TITLES:
        for known, value in texts:
            if known == name and not re.match(r"https?://\S+$", value):
                return name, value
    return "", ""


def _has_identifier(mapping: DataMapping) -> bool:
    return any(canonical_key(key) in ("doi", "arxiv", "pmid", "isbn") for key, _ in _texts(mapping))


def _is_cited(mapping: DataMapping) -> bool:
    """Return whether a mapping has a title, and authors with a year or a venue."""
    keys = {canonical_key(key) for key, value in mapping.items() if text_values(value)}
    return "authors" in keys and bool(keys & {"year", "venue", "published"}) and bool(_title_of(mapping)[0])


def _is_single_work(mapping: DataMapping) -> bool:
    """Return whether the only mapping of a file is a work, and not the description of a program or data set."""
    keys = {canonical_key(key) for key in mapping}
    is_of_software = any(key.casefold() in _OF_SOFTWARE for key in mapping)
    return not is_of_software and {"title", "authors"} <= keys and _has_identifier(mapping) and _is_cited(mapping)


def _note(
    mapping: DataMapping,
    key: str,
    tags: Sequence[str],
    path: str,
    used_ids: set[str],
    *,
    is_about_works: bool = False,
    shelf: ShelfKind | None = None,
) -> Note | None:
    """Return the note of a mapping about a work; of any with a title, if `is_about_works`.

    `shelf` is what the list is named as if it is what somebody reads: books, if nothing speaks against it.
    """
    properties: list[Property] = []
    comments: list[str] = []
    texts = [value if isinstance(value, str) else "" for value in mapping.values()]
    place_in_volume, places = place_in_row(list(mapping), texts)
    is_session = any(map(_SPEAKER.fullmatch, mapping))
    properties += (Property(name, text, mapping.line) for name, text in place_in_volume.items())
    for number, (name, written) in enumerate(mapping.items()):
        if number in places:
            continue
        value = with_names_only(written) if canonical_key(name) == "tags" else written
        if is_name_of_remarks(name):
            comments += text_values(value)
        elif text_values(value):
            is_day_of_session = is_session and canonical_key(name) == "date"
            properties.append(Property("created" if is_day_of_session else name, value, mapping.line))
    if key:
        properties.append(Property("citekey", key, mapping.line))
    place = RowPlace(path, mapping.line, max(mapping.line, mapping.end_line), READER.layout)
    is_about_works = is_about_works or _is_cited(mapping)
    note = note_of_row(properties, comments, place, used_ids, title=_title_of(mapping), is_about_works=is_about_works)
    is_untold = shelf not in (None, ShelfKind.PAPERS) and not _has_identifier(mapping)
    if note and is_untold and not note.kind_hint:
        urls = [link.url for link in note.links if link.role is LinkRole.OWN]
        if is_book_on_shelf(urls, is_of_books=shelf is not ShelfKind.READINGS):
            note = note.replace(kind_hint=Kind.BOOK.value)
    return note and note.replace(tags=unique_words([*tags, *note.tags]))
