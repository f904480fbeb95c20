"""MARCXML, in which the catalogues of libraries give their records: fields by number, with parts by letter.

https://www.loc.gov/marc/bibliographic/, https://www.loc.gov/standards/marcxml/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import arxiv_in, html_to_text, parse_written_date, read_doi, read_isbn, read_issn
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.formats.xml_tree import Element, all_text, lines_of, parse_xml
from biblio.model.identifiers import make
from biblio.model.people import Person, parse_person

__all__ = ["is_marc_xml", "read_marc_xml"]

_NAMESPACE = "loc.gov/MARC21/slim"
# "Berg, Anna van der, 1950-": the years of a life; punctuation of catalogue cards at the end of a part.
_LIFE = re.compile(r"(?:,\s*|(?<!\s)\s+)?\(?(?:b\.|ca\.)?\s?\d{4}\??-(?:\d{4})?\??\)?\.?$")
_CARD_SIGNS = " /:;,="
_EDITORS = frozenset({"editor", "edt", "ed", "hrsg", "herausgeber", "éditeur scientifique", "editor of compilation"})
_OTHERS = frozenset({"translator", "trl", "illustrator", "ill", "degree supervisor", "ths", "writer of preface", "aui"})
_FIELDS = {"250": "edition", "300": "extent", "505": "contents", "506": "rights", "050": "call-number", "082": "dewey"}
_RELATED = "related resource"  # another work's address, in a field that has those of the work itself, too
_NUMBERS = {"doi": "doi", "arxiv": "arxiv", "pmid": "pmid"}


def is_marc_xml(text: str) -> bool:
    """Whether a text is MARCXML, judging by its beginning."""
    return _NAMESPACE in text[:3000] and re.search(r"<(?:\w+:)?(?:record|collection)\b", text[:3000]) is not None


def read_marc_xml(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of an XML text, and a `Problem` for what is broken in it."""
    root, problem = parse_xml(text, path, "what could be read was read; export the records again")
    if problem is not None:
        yield problem
    last_line = text.count("\n") + 1
    for record in root.iter("{http://www.loc.gov/MARC21/slim}record") if root is not None else ():
        line, end = lines_of(record, last_line)
        yield _Record(record).draft(line, end).finish() or PassedOver(line)


class _Record:
    """One record: its fields by number."""

    def __init__(self, record: Element) -> None:
        self._control = {part.get("tag"): all_text(part) for part in record.iterfind("{*}controlfield")}
        self._leader = (record.findtext("{*}leader") or "").ljust(8)
        self._fields: dict[str, list[dict[str, list[str]]]] = {}
        for part in record.iterfind("{*}datafield"):
            values: dict[str, list[str]] = {}
            for subfield in part.iterfind("{*}subfield"):
                if text := " ".join(all_text(subfield).split()):
                    values.setdefault(subfield.get("code") or "", []).append(text)
            tag = part.get("tag") or ""
            if tag == "856" and part.get("ind2") == "2":  # https://www.loc.gov/marc/bibliographic/bd856.html
                tag = _RELATED
            self._fields.setdefault(tag, []).append(values)

    def draft(self, line: int, end_line: int) -> EntryDraft:
        """Return what the record says about its work."""
        host = next(iter(self._fields.get("773", ())), None)
        is_thesis = "502" in self._fields
        is_text = self._leader[6] in "at "
        item_type = "thesis" if is_thesis else "journalArticle" if host else "book" if is_text else ""
        meaning = ZOTERO_TYPES.get(item_type)
        draft = EntryDraft("marc-xml", line, end_line, self._leader[6:8].strip(), meaning)
        draft.export_id = self._control.get("001", "").strip()
        titles = self._fields.get("245", [])
        draft.title = _title(titles[0]) if titles else ""
        draft.other_titles = [_title(field) for tag in ("246", "240") for field in self._fields.get(tag, ())]
        self._set_people(draft)
        if host:
            draft.venue = (self._part(host, "t") or self._part(host, "a")).rstrip(" .")
            draft.add_field("host-part", self._part(host, "g"))
            for number in host.get("x", ()):
                draft.add_field("issn", read_issn(number))
        self._set_origin(draft)
        draft.abstract = html_to_text(" ".join(self._all("520", "a")))
        draft.tags = [topic.rstrip(" .,") for tag in ("650", "653") for topic in self._all(tag, "a")]
        draft.language = self._control.get("008", "").ljust(38)[35:38].strip(" |") or next(
            iter(self._all("041", "a")), ""
        )
        draft.urls = [url for url in self._all("856", "u") if "://" in url]
        self._set_numbers(draft, is_part=host is not None)
        draft.series = next((_clean(text) for tag in ("490", "830", "440") for text in self._all(tag, "a")), "")
        for tag, name in _FIELDS.items():
            for text in self._all(tag, "a"):
                draft.add_field(name, _clean(text) if tag != "505" else text)
        for url in self._all(_RELATED, "u"):
            draft.add_field("related", url)
        for text in self._all("500", "a"):
            draft.add_field("note", text)
        if is_thesis:
            draft.add_field("thesis", " ".join(text for code in "abcd" for text in self._all("502", code)))
        return draft

    def _all(self, tag: str, code: str) -> list[str]:
        return [text for field in self._fields.get(tag, ()) for text in field.get(code, ())]

    @staticmethod
    def _part(field: dict[str, list[str]], code: str) -> str:
        return _clean(next(iter(field.get(code, ())), ""))

    def _set_people(self, draft: EntryDraft) -> None:
        for tag in ("100", "110", "111", "700", "710", "711"):
            for field in self._fields.get(tag, ()):
                if tag[0] == "7" and field.get("t"):
                    continue  # another work that is contained or meant
                person = _person(field, is_group=tag[1:] != "00")
                roles = {role.casefold().strip(" .,") for code in "e4" for role in field.get(code, ())}
                roles |= {role.rpartition("/")[2] for role in roles}
                if person is None:
                    continue
                if roles & _EDITORS:
                    draft.editors.append(person)
                elif roles & _OTHERS:
                    draft.add_field(max(roles & _OTHERS, key=len), str(person))
                else:
                    draft.authors.append(person)

    def _set_origin(self, draft: EntryDraft) -> None:
        for tag in ("264", "260"):
            for field in self._fields.get(tag, ()):
                draft.add_field("place", self._part(field, "a").strip("[]"))
                draft.publisher = draft.publisher or self._part(field, "b")
                draft.date = draft.date or parse_written_date(self._part(field, "c").strip("[]. c©p"))
        year = self._control.get("008", "").ljust(11)[7:11]
        if draft.date is None and year.isdecimal():
            draft.date = parse_written_date(year)

    def _set_numbers(self, draft: EntryDraft, *, is_part: bool) -> None:
        for text in self._all("020", "a"):
            number = read_isbn(text)
            draft.add_field("book-isbn" if is_part else "isbn", number.value if number else text)
        for text in self._all("022", "a"):
            draft.add_field("issn", read_issn(text))
        for field in self._fields.get("024", ()):
            scheme = next(iter(field.get("2", ())), "").casefold()
            for text in field.get("a", ()):
                if scheme == "doi" or read_doi(text):
                    draft.identifiers.append(read_doi(text))
                elif scheme in _NUMBERS:
                    draft.identifiers.append(make(_NUMBERS[scheme], re.sub(r"(?i)^arxiv:", "", text)))
                else:
                    draft.add_field(scheme or "number", text)
        draft.identifiers += arxiv_in(self._all("856", "u"))


def _title(field: dict[str, list[str]]) -> str:
    """Return the title of a field, its subtitle behind a colon, its part behind a stop."""
    title = _clean(" ".join(field.get("a", ())))
    for text in field.get("b", ()):
        title = f"{title}: {_clean(text)}" if title else _clean(text)
    parts = ", ".join(_clean(text) for code in "np" for text in field.get(code, ()))
    return f"{title.rstrip(' .')}. {parts}" if parts else title.rstrip(" .")


def _clean(text: str) -> str:
    return text.strip(_CARD_SIGNS)


def _person(field: dict[str, list[str]], *, is_group: bool) -> Person | None:
    name = _LIFE.sub("", _clean(" ".join(field.get("a", ())))).rstrip(" ,")
    if len(name) > 2 and name.endswith(".") and not re.search(r"\b\w\.$", name):
        name = name[:-1]
    if not name:
        return None
    return Person(literal=name) if is_group else parse_person(name)
