"""ReDIF, the templates in which archives of economics give their papers to RePEc: "Title: A paper", one field a line.

https://ideas.repec.org/t/papertemplate.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import (
    arxiv_in,
    html_to_text,
    is_only_doi,
    parse_written_date,
    read_doi,
    read_isbn,
    read_issn,
    read_names,
    split_keywords,
)
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, LibraryEntry
from biblio.formats.tagged_lines import Dialect, TaggedEntry, export_parts, read_tagged_entries
from biblio.text import normalise_space

__all__ = ["is_redif", "read_redif"]

# Only these: a line of an abstract may begin with any word and a colon.
_TAG = re.compile(
    r"(?P<tag>(?:Author|Editor|Publisher|Provider|File|Classification|Contact|Order|X|Template|Creation|Publication|Revision"
    r"|Book|Article|Paper|Chapter|Programming|Related|Restriction|Number-Of)(?:-[A-Za-z0-9]{1,20}){1,4}"
    r"|Title|Abstract|Journal|Year|Month|Volume|Issue|Pages|DOI|ISSN|ISBN|Keywords|Note|Number|Length|Series|Price|Handle"
    r"|Language|Edition|Chapter|Status|Availability|Size|Requires|Restriction):(?:\s+|$)(?P<text>.*)$"
)
_DIALECT = Dialect(tag=_TAG, starts=frozenset({"Template-Type"}))
_HEAD = re.compile(
    r"^\ufeff?Template-Type: *ReDIF-(?:Paper|Article|Book|Chapter|Software)\b", re.MULTILINE | re.IGNORECASE
)
_TYPES = {
    "redif-article": "journalArticle", "redif-paper": "report", "redif-book": "book", "redif-chapter": "bookSection",
    "redif-software": "computerProgram",
}  # fmt: skip
_READ = frozenset(
    "Template-Type Title Author-Name Abstract Journal Series Book-Title Year Month Publication-Date Creation-Date"
    " Volume Issue Number Pages DOI ISBN ISSN File-URL Keywords Editor-Name Publisher-Name Provider-Name Handle"
    " Language File-Format File-Function Note".split()
)  # fmt: skip


def is_redif(text: str) -> bool:
    """Whether a text has a template of ReDIF for works."""
    return "emplate-" in text[:30_000] and _HEAD.search(text[:30_000]) is not None


def read_redif(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a text in this format, and a `Problem` for what is broken in it.

    Templates for persons, series and archives are left out.
    """
    entries = (entry for entry in read_tagged_entries(text, _DIALECT) if _type(entry) in _TYPES)
    yield from export_parts(entries, _entry, path, hint='a line begins with its field, as in "Title: A paper"')


def _type(entry: TaggedEntry) -> str:
    return entry.first("Template-Type").split(" ")[0].casefold()


def _entry(entry: TaggedEntry) -> LibraryEntry | None:
    type_name = _type(entry)
    draft = EntryDraft("redif", entry.line, entry.end_line, type_name, ZOTERO_TYPES.get(_TYPES[type_name]))
    draft.export_id = entry.first("Handle")
    draft.title = normalise_space(entry.first("Title"))
    draft.authors, draft.is_truncated = read_names(entry.all("Author-Name"))
    draft.editors, _ = read_names(entry.all("Editor-Name"))
    draft.venue, draft.series = entry.first("Journal", "Book-Title"), entry.first("Series")
    dates = [f"{entry.first('Month')} {entry.first('Year')}".strip(), entry.first("Publication-Date", "Creation-Date")]
    draft.date = next(filter(None, map(parse_written_date, dates)), None)
    draft.volume, draft.number = entry.first("Volume"), entry.first("Issue", "Number")
    draft.pages = entry.first("Pages")
    draft.publisher = entry.first("Publisher-Name", "Provider-Name")
    draft.abstract, draft.language = html_to_text(normalise_space(entry.first("Abstract"))), entry.first("Language")
    draft.comments = [normalise_space(text) for text in entry.all("Note") if not is_only_doi(text)]
    draft.tags = split_keywords(entry.all("Keywords"))
    draft.urls = [url for text in entry.all("File-URL") for url in text.split() if "://" in url]
    draft.identifiers = [
        *map(read_doi, (*entry.all("DOI"), *filter(is_only_doi, entry.all("Note")))),
        *arxiv_in(entry.all("File-URL", "Handle")),
    ]
    for text in entry.all("ISBN"):
        isbn = read_isbn(text)
        draft.add_field("isbn", isbn.value if isbn else text)
    for text in entry.all("ISSN"):
        draft.add_field("issn", read_issn(text) or text)
    draft.add_field("handle", entry.first("Handle"))
    for value in entry.values:
        if value.tag not in _READ:
            draft.add_field(value.tag.casefold(), normalise_space(value.text))
    return draft.finish()
