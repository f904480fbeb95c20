"""The formats of the Web of Science: tagged (``.ciw``, "plain text file"), and as a table ("tab delimited file").

In the tagged format a line begins with a tag of two signs, then a blank; in the table the tags are the header.

https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import (
    parse_written_date,
    read_doi,
    read_initialled_name,
    read_issn,
    read_names,
    split_keywords,
)
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, LibraryEntry
from biblio.formats.tagged_lines import Dialect, TaggedEntry, TaggedValue, export_parts, read_tagged_entries
from biblio.model.identifiers import make
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind
from biblio.text import fold

__all__ = ["is_web_of_science", "read_web_of_science"]

_DIALECT = Dialect(
    tag=re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?: (?P<text>.*))?$"),
    starts=frozenset({"PT"}),
    end="ER",
    # Continuation lines are indented, unless the text was pasted; then a name, year or number has none.
    single_lines=frozenset("PT PY VL IS BP EP PS DI D2 PM SN EI BN UT TC Z9 NR LA DT".split()),
    ignored=frozenset({"FN", "VR", "EF"}),
)
_FIELDS = {
    "C1": "affiliation", "RP": "correspondence", "EM": "email", "FU": "grant", "CT": "conference",
    "CY": "conference-date", "CL": "place", "PI": "place", "DT": "type", "UT": "accession-number",
    "AR": "article-number", "WC": "category", "SC": "research-area", "ID": "keywords-plus", "NR": "reference-count",
    "TC": "times-cited", "OA": "open-access",
}  # fmt: skip
_READ = frozenset("PT AU AF CA BE BF BA TI FT SO SE J9 JI PD PY VL IS BP EP PS DI D2 PM DE AB SN EI BN PU LA".split())
_IGNORED = frozenset("CR DA GA U1 U2 PN SI SU MA FX HC HP PA Z9".split())


# The table's header: PT first, then authors and titles, with tags only.
_HEADER = re.compile(r"\A\ufeff?PT\t(?=(?:[A-Z0-9]{2}\t)*AU\t)(?=(?:[A-Z0-9]{2}\t)*TI\t)(?:[A-Z0-9]{2}[ \t]*)+\r?\n")
_NAMES = (("AF", "BF"), ("AU", "BA"))
_EMAIL = re.compile(r"(?:(?<!\s)\s+)?\([^()\s]{1,200}@[^()\s]+\)")
# Names with semicolons between them; in the tagged format, each has a line.
_LISTS = frozenset({"AU", "AF", "BA", "BE", "BF", "CA"})


def is_web_of_science(text: str) -> bool:
    """Whether a text is a table with this header, or has an entry's first and last line, and a title between them."""
    if _HEADER.match(text):
        return True
    beginning = text[:30_000]
    is_entry = "PT " in beginning and "\nER" in text
    return is_entry and all(
        re.search(line, beginning, re.MULTILINE) for line in (r"^\ufeff?PT [JBSPC]$", "^(?:TI|SO) .")
    )


def read_web_of_science(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a text in this format, and a `Problem` for what is broken in it."""
    entries = _rows(text) if _HEADER.match(text) else read_tagged_entries(text, _DIALECT)
    hint = "a line begins with a tag of two letters, or with blanks"
    yield from export_parts(entries, _entry, path, hint=hint, last_line="ER")


def _rows(text: str) -> Iterator[TaggedEntry]:
    """Yield the rows of a table; nothing is quoted in it, so that each line is a row."""
    header, _, body = text.removeprefix("\ufeff").partition("\n")
    tags = header.split("\t")
    for number, line in enumerate(body.split("\n"), 2):
        if line.strip():
            cells = zip(map(str.strip, tags), map(str.strip, line.split("\t")), strict=False)
            values = tuple(
                TaggedValue(tag, re.sub(r";\s*", "\n", cell) if tag in _LISTS else cell, number)
                for tag, cell in cells
                if cell
            )
            yield TaggedEntry(values, number, number, is_closed=True)


def _entry(entry: TaggedEntry) -> LibraryEntry | None:
    letter = entry.first("PT")
    is_meeting = letter in ("S", "C") or bool(entry.first("CT")) or "Proceedings" in entry.first("DT")
    item_type = "conferencePaper" if is_meeting else "journalArticle"
    if letter == "B" and not is_meeting:
        title, whole = (" ".join(entry.first(tag).split()).rstrip(".") for tag in ("TI", "SO"))
        item_type = "bookSection" if whole and title and title != whole else "book"
    draft = EntryDraft("web-of-science", entry.line, entry.end_line, letter, ZOTERO_TYPES.get(item_type))
    draft.title = entry.first("TI") or (entry.first("SO") if item_type == "book" else "")
    full_names, short_names = (re.split(r"[\n;]", _EMAIL.sub("", entry.first(*tags))) for tags in _NAMES)
    draft.authors, draft.is_truncated = read_names(full_names)
    if not draft.authors:
        draft.authors = [_short_name(name) for name in short_names if name.strip(" ,")]
    draft.authors += [Person(literal=" ".join(name.split())) for name in entry.all("CA")]
    draft.editors = [_short_name(name) for name in re.split(r"[\n;]", entry.first("BE")) if name.strip(" ,")]
    draft.date = parse_written_date(f"{entry.first('PD')} {entry.first('PY')}".strip())
    draft.venue_short, draft.series = entry.first("JI", "J9"), _title_case(entry.first("SE"))
    name = _title_case(entry.first("SO"))
    is_spelt = fold(draft.venue_short) == fold(name) and not draft.venue_short.isupper()
    draft.venue = "" if item_type == "book" else draft.venue_short if is_spelt else name
    draft.volume, draft.number = entry.first("VL"), entry.first("IS")
    draft.pages = "-".join(filter(None, (entry.first("BP"), entry.first("EP")))) or entry.first("PS")
    draft.publisher, draft.abstract, draft.language = entry.first("PU"), entry.first("AB"), entry.first("LA")
    draft.tags = split_keywords([" ".join(entry.first("DE").split())])
    draft.identifiers = [read_doi(entry.first("DI")), read_doi(entry.first("D2")), make("pmid", entry.first("PM"))]
    for tag in ("SN", "EI"):
        draft.add_field("issn", read_issn(entry.first(tag)))
    draft.add_isbn_or_issn(entry.first("BN"), is_of_whole=ZOTERO_TYPES[item_type][0] is not Kind.BOOK)
    for value in entry.values:
        if value.tag not in _READ | _IGNORED:
            draft.add_field(_FIELDS.get(value.tag, f"wos-{value.tag.lower()}"), " ".join(value.text.split()))
    return draft.finish()


def _short_name(text: str) -> Person:
    """Return a name as "Parkes-Loach, PS", without the full stops after the initials, or as "Loach, P.A."."""
    family, _, given = map(str.strip, text.partition(","))
    return read_initialled_name(f"{family} {given}") if re.fullmatch("[A-Z]{1,4}", given) else parse_person(text)


def _title_case(name: str) -> str:
    """Return a journal's name, which is in capitals, as a name."""
    name = " ".join(name.split())
    if not name.isupper() or " " not in name:
        return name
    words = name.lower().split(" ")
    small = frozenset("a an and der des die et for fur in la of on the und".split())
    return " ".join(word if number and word in small else word.capitalize() for number, word in enumerate(words))
