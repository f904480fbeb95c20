"""Turn an entry of a bibliography or a reference manager into a note: its record, and the user's own values."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from biblio.extract.links import find_links, host_role
from biblio.formats.library_entry import LibraryEntry
from biblio.model.note import Link, LinkRole, Note
from biblio.model.people import Person, parse_person
from biblio.model.record import Record
from biblio.readers.note_ids import note_id, unique_id

__all__ = ["entry_to_note", "own_links", "written_name"]


def entry_to_note(entry: LibraryEntry, *, source: str, layout: str, used_ids: Collection[str]) -> Note:
    """Return the note that an entry is; `source` is the path of its export, `used_ids` are ids of other notes there.

    Everything that the entry says and a note can hold is kept. Values without a place of their own are in `fields`,
    with the entry's type first.
    """
    record = entry.record
    links = dict.fromkeys([
        *own_links(record, entry.line),
        *(Link(url, host_role(url) or LinkRole.OWN, "url", entry.line) for url in entry.urls),
        *find_links(entry.comment, line=entry.line),
    ])  # fmt: skip
    # The links of a comment are given the entry's line: an export may have folded the comment.
    lines = range(entry.line, entry.end_line + 1)
    return Note(
        id=unique_id(_note_id(entry, layout), used_ids),
        source=source,
        line=entry.line,
        end_line=entry.end_line,
        layout=layout,
        title=record.title or None,
        other_titles=entry.other_titles,
        authors=tuple(map(written_name, record.authors)),
        et_al=record.truncated,
        venue=record.venue,
        year=record.date.year if record.date else None,
        month=(record.date.month or None) if record.date else None,
        date=entry.added,
        tags=entry.tags,
        summary=record.abstract,
        comment=entry.comment,
        links=tuple(dict.fromkeys(_within(link, lines) for link in links)),
        citekey=record.key,
        kind_hint=record.kind.value if entry.is_kind_stated else "",
        fields=tuple(_fields(entry)),
    )


def _note_id(entry: LibraryEntry, layout: str) -> str:
    record = entry.record
    title = record.title or record.key
    if entry.export_id and layout.startswith("zotero"):  # a key that never changes, whatever the user corrects
        return note_id("zotero", entry.export_id, title=title)
    key = record.key or next(map(str, record.identifiers), "")
    return note_id(layout, key, record.title, title=title or key)


def _within(link: Link, lines: range) -> Link:
    return link if link.line in lines else Link(link.url, link.role, link.label, lines.start)


def _fields(entry: LibraryEntry) -> Iterator[tuple[str, str]]:
    record = entry.record
    values = (
        ("entrytype", entry.type_name),
        ("entrymedium", record.medium.value),
        ("journal-abbreviation", record.venue_short),
        ("series", record.series),
        ("volume", record.volume),
        ("number", record.number),
        ("pages", record.pages),
        ("publisher", record.publisher),
        ("editor", " and ".join(map(written_name, record.editors))),
        ("language", record.language),
        ("export-id", entry.export_id if entry.export_id != record.key else ""),
    )
    yield from (field for field in values if field[1])
    yield from entry.fields


def own_links(record: Record, line: int) -> Iterator[Link]:
    """Yield links to the work of a record: its identifiers' pages, then its address; `line` is that of the entry."""
    addresses = [identifier.address for identifier in record.identifiers if identifier.address]
    for address in addresses:
        yield Link(address, LinkRole.OWN, "", line)
    if record.url and record.url not in addresses:
        # If there is an identifier too, an address at a code host leads to the code.
        role = host_role(record.url) if addresses else None
        yield Link(record.url, role or LinkRole.OWN, "url", line)


def written_name(person: Person) -> str:
    """Return a name in a form that `parse_person` reads as the same name: natural, inverted, or in braces."""
    family = " ".join(part for part in (person.particle, person.family) if part)
    inverted = ", ".join(part for part in (family, person.suffix, person.given) if part)
    for text in (str(person), inverted):
        if parse_person(text) == person:
            return text
    return f"{{{person.literal}}}" if person.literal else inverted
