"""MODS, the XML of library catalogues, which Zotero, bibutils and repositories write too: a record or a collection.

https://www.loc.gov/standards/mods/userguide/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import arxiv_in, html_to_text, parse_written_date, read_doi, read_issn
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.formats.xml_tree import Element, all_text, lines_of, parse_xml
from biblio.model.identifiers import make
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium

__all__ = ["is_mods", "read_mods"]

_ROOT = re.compile(r"<(?:\w+:)?mods(?:Collection)?\b")
# Genres as MARC, Zotero and bibutils name them, in the order in which they count.
_GENRES = {
    "thesis": "thesis", "theses": "thesis", "ph.d. thesis": "thesis", "masters thesis": "thesis",
    "conference paper": "conferencePaper", "conference publication": "conferencePaper",
    "book chapter": "bookSection", "journal article": "journalArticle", "article": "journalArticle",
    "academic journal": "journalArticle", "magazine article": "magazineArticle", "magazine": "magazineArticle",
    "newspaper article": "newspaperArticle", "newspaper": "newspaperArticle", "report": "report",
    "technical report": "report", "web site": "webpage", "web page": "webpage", "website": "webpage", "book": "book",
    "encyclopedia": "encyclopediaArticle", "dictionary": "dictionaryEntry", "software": "computerProgram",
    "motion picture": "film", "videorecording": "videoRecording", "preprint": "preprint", "dataset": "dataset",
}  # fmt: skip
_OF_RESOURCES = {
    "software, multimedia": "computerProgram", "software": "computerProgram", "moving image": "film",
    "three dimensional object": "artwork", "still image": "artwork", "cartographic": "map",
}  # fmt: skip
_FIELDS = {
    "{*}classification": "call-number", "{*}tableOfContents": "contents", "{*}accessCondition": "rights",
    "{*}physicalDescription/{*}extent": "extent", "{*}location/{*}physicalLocation": "archive",
    "{*}location/{*}shelfLocator": "shelf", "{*}subject/{*}geographic": "subject", "{*}subject/{*}temporal": "subject",
    "{*}subject/{*}name": "subject", "{*}subject/{*}titleInfo": "subject", "{*}subject/{*}genre": "subject",
}  # fmt: skip
# "Holberg, Ludvig, 1684-1754", "Tillie [1848-1914]"
_LIFE = re.compile(r"(?:,\s*|(?<!\s)\s+)?[\[(]?(?:b\.|ca\.)? ?\d{4}\??-(?:\d{4})?\??[\])]?\.?$")
_EDITORS = frozenset({"editor", "edt", "pbd", "collection editor"})
_AUTHORS = frozenset({"author", "aut", "creator", "cre", "joint author"})


def is_mods(text: str) -> bool:
    """Whether a text is MODS, judging by its beginning."""
    is_root = "<" in text[:200] and _ROOT.search(text[:3000]) is not None
    return is_root and ("loc.gov/mods" in text[:3000] or "titleInfo" in text[:20_000])


def read_mods(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of an XML text, and a `Problem` for what is broken in it."""
    root, problem = parse_xml(text, path, "what could be read was read; export the file again")
    if problem is not None:
        yield problem
    last_line = text.count("\n") + 1
    for record in root.iter("{*}mods") if root is not None else ():
        line, end = lines_of(record, last_line)
        yield _draft(record, line, end).finish() or PassedOver(line)


def _draft(record: Element, line: int, end_line: int) -> EntryDraft:
    host = next((part for part in record.findall("{*}relatedItem") if part.get("type") == "host"), None)
    series = next((part for part in record.findall("{*}relatedItem") if part.get("type") == "series"), None)
    draft = EntryDraft("mods", line, end_line)
    draft.type_name, item_type = _type(record, host)
    draft.meaning = ZOTERO_TYPES.get(item_type)
    kind, medium = draft.meaning or (Kind.PAPER, Medium.UNKNOWN)
    titles = [(part.get("type", ""), _title(part)) for part in record.findall("{*}titleInfo")]
    draft.title = next((title for kind_of_title, title in titles if not kind_of_title), "") or next(
        (title for _, title in titles), ""
    )
    draft.other_titles = [title for kind_of_title, title in titles if kind_of_title in ("translated", "alternative")]
    _set_names(draft, record)
    if host is not None:
        name = _title(host.find("{*}titleInfo"))
        short = [part for part in host.findall("{*}titleInfo") if part.get("type") == "abbreviated"]
        draft.venue = name if kind is Kind.PAPER else ""
        draft.venue_short = _title(short[0]) if short else ""
        draft.add_field("host", "" if kind is Kind.PAPER else name)
        of_host = EntryDraft("", 0, 0)
        _set_names(of_host, host)
        draft.editors += [*of_host.editors, *of_host.authors]
    draft.series = _title(series.find("{*}titleInfo")) if series is not None else ""
    levels = [record, *([host] if host is not None else [])]
    for level in levels:
        _set_part(draft, level)
        _set_origin(draft, level)
        _set_identifiers(draft, level, of_host=level is host, in_part=medium in (Medium.PROCEEDINGS, Medium.COLLECTION))
    languages = [all_text(part) for part in record.findall("{*}language/{*}languageTerm")]
    draft.language = languages[0] if languages else ""
    draft.abstract = html_to_text(_text(record, "{*}abstract"))
    draft.comments = [html_to_text(all_text(part)) for part in record.findall("{*}note") if not part.get("type")]
    for part in record.findall("{*}note"):
        draft.add_field(part.get("type", ""), all_text(part) if part.get("type") else "")
    draft.tags = [" ".join(all_text(part).split()) for part in record.findall("{*}subject/{*}topic")]
    draft.urls = [all_text(part) for part in record.findall("{*}location/{*}url")]
    draft.export_id = record.get("ID", "") or _text(record, "{*}recordInfo/{*}recordIdentifier")
    key = record.get("ID", "")
    letters = re.search(r"[^\W\d_]{2}", key)
    draft.key = key if letters and re.search(r"\d", key[letters.end() :]) else ""
    for name in languages[1:]:
        draft.add_field("language", name)
    for path, name in _FIELDS.items():
        for part in record.findall(path):
            draft.add_field(name, " ".join(all_text(part).split()))
    return draft


def _text(element: Element | None, path: str) -> str:
    return " ".join(all_text(element.find(path)).split()) if element is not None else ""


def _type(record: Element, host: Element | None) -> tuple[str, str]:
    """Return the type as written, and as Zotero calls it: by the genres, the host's genre, the kind of resource."""
    genres = [all_text(part) for part in record.findall("{*}genre")]
    for genre in genres:
        if genre in ZOTERO_TYPES:  # as Zotero writes it
            return genre, genre
    own = {genre.casefold() for genre in genres}
    of_host = {all_text(part).casefold() for part in host.findall("{*}genre")} if host is not None else set()
    written = genres[0] if genres else ""
    if host is not None and (found := _in_host(host, of_host)):
        return written, found
    if item_type := next((name for genre, name in _GENRES.items() if genre in own), ""):
        return written, item_type
    resource = _text(record, "{*}typeOfResource")
    if item_type := _OF_RESOURCES.get(resource.casefold(), ""):
        return resource, item_type
    issuance = _text(record, "{*}originInfo/{*}issuance")
    is_book = resource == "text" and issuance in ("monographic", "single unit", "multipart monograph") and host is None
    return written or resource, "book" if is_book else ""


def _in_host(host: Element, genres: set[str]) -> str:
    """Return what a part of this host is: an article of a journal, a paper in proceedings, a chapter; or nothing."""
    if genres & {"conference publication", "conference", "proceedings"}:
        return "conferencePaper"
    if genres & {"newspaper"}:
        return "newspaperArticle"
    issuance = _text(host, "{*}originInfo/{*}issuance")
    has_issn = any(part.get("type") == "issn" for part in host.findall("{*}identifier"))
    of_journals = genres & {"periodical", "academic journal", "journal", "magazine"}
    if of_journals or issuance in ("continuing", "serial") or has_issn:
        return "journalArticle"
    has_isbn = any(part.get("type") == "isbn" for part in host.findall("{*}identifier"))
    return "bookSection" if genres & {"book", "collection"} or issuance == "monographic" or has_isbn else ""


def _title(info: Element | None) -> str:
    if info is None:
        return ""
    article, title = _text(info, "{*}nonSort"), _text(info, "{*}title")
    whole = f"{article}{'' if article.endswith(('’', chr(39))) or not article else ' '}{title}"
    number, name = _text(info, "{*}partNumber"), _text(info, "{*}partName")
    parts = ", ".join(filter(None, (number, name)))
    subtitle = _text(info, "{*}subTitle")
    whole = f"{whole.rstrip(' :')}: {subtitle}" if subtitle else whole
    return f"{whole.rstrip(' .')}. {parts}" if parts else whole


def _set_names(draft: EntryDraft, record: Element) -> None:
    """Set authors and editors; of a work without either, whoever made it first is its author."""
    others: list[tuple[str, Person]] = []
    for name in record.findall("{*}name"):
        person = _person(name)
        if person is None:
            continue
        roles = {all_text(role).casefold().rstrip(".") for role in name.findall("{*}role/{*}roleTerm")}
        if not roles or roles & _AUTHORS:
            draft.authors.append(person)
        elif roles & _EDITORS:
            draft.editors.append(person)
        else:
            others.append((max(roles, key=len), person))
    if others and not draft.authors and not draft.editors:
        draft.authors.append(others.pop(0)[1])
    for role, person in others:
        draft.add_field(role, str(person))


def _person(name: Element) -> Person | None:
    parts: dict[str, list[str]] = {}
    for part in name.findall("{*}namePart"):
        parts.setdefault(part.get("type") or "", []).append(" ".join(all_text(part).split()))
    family, given = " ".join(parts.get("family", ())), " ".join(parts.get("given", ()))
    written = " ".join(parts.get("", ())) or _text(name, "{*}displayForm")
    if family:
        given = _LIFE.sub("", given)
        person = parse_person(f"{family}, {given}") if given else Person(literal=family)
        suffix = " ".join(parts.get("termsOfAddress", ()))
        return Person(person.family, person.given, person.particle, suffix or person.suffix, person.literal)
    written = _LIFE.sub("", written or given)
    if not written:
        return None
    return Person(literal=written) if name.get("type") in ("corporate", "conference") else parse_person(written)


def _set_part(draft: EntryDraft, level: Element) -> None:
    for part in level.findall("{*}part"):
        for detail in part.findall("{*}detail"):
            number = _text(detail, "{*}number") or _text(detail, "{*}caption")
            if detail.get("type") == "volume":
                draft.volume = draft.volume or number
            elif detail.get("type") in ("issue", "number"):
                draft.number = draft.number or number
            elif detail.get("type") == "page":
                draft.pages = draft.pages or number
        for extent in part.findall("{*}extent"):
            if extent.get("unit") in ("pages", "page"):
                first, last = _text(extent, "{*}start"), _text(extent, "{*}end")
                pages = "-".join(dict.fromkeys(filter(None, (first, last))))
                draft.pages = draft.pages or pages or _text(extent, "{*}list")
        draft.date = draft.date or parse_written_date(_text(part, "{*}date"))


def _set_origin(draft: EntryDraft, level: Element) -> None:
    for origin in level.findall("{*}originInfo"):
        draft.publisher = draft.publisher or _text(origin, "{*}publisher")
        for name in ("dateIssued", "copyrightDate", "dateCreated", "dateOther"):
            dates = sorted(origin.findall(f"{{*}}{name}"), key=lambda part: part.get("encoding") is None)
            draft.date = draft.date or next(filter(None, (parse_written_date(all_text(part)) for part in dates)), None)
        places = [part for part in origin.findall("{*}place/{*}placeTerm") if part.get("type") != "code"]
        draft.add_field("place", all_text(places[0]) if places else "")
        draft.add_field("edition", _text(origin, "{*}edition"))


def _set_identifiers(draft: EntryDraft, level: Element, *, of_host: bool, in_part: bool) -> None:
    for part in level.findall("{*}identifier"):
        kind, value = (part.get("type") or "").casefold(), all_text(part)
        if part.get("invalid") == "yes" or not value:
            continue
        if kind == "issn":
            draft.add_field("issn", read_issn(value))
        elif kind == "isbn":
            draft.add_isbn_or_issn(value, is_of_whole=of_host or in_part)
        elif of_host:
            draft.add_field(f"host-{kind or 'id'}", value)
        elif kind == "doi":
            draft.identifiers.append(read_doi(value))
        elif kind in ("pmid", "pubmed", "pmcid", "pmc"):
            draft.identifiers.append(make("pmcid" if "c" in kind else "pmid", value.upper()))
        elif kind in ("uri", "hdl", "url") and value.startswith("http"):
            draft.urls.append(value)
        elif kind == "citekey":
            draft.key = draft.key or value
        elif kind == "arxiv":
            draft.identifiers.append(make("arxiv", re.sub(r"(?i)^arxiv:\s*", "", value)))
        else:
            draft.identifiers += arxiv_in([value])
            draft.add_field(kind or "id", value)
