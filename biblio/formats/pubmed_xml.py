"""PubMed's XML: articles and books as its download and its service (E-utilities) give them.

https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import (
    parse_date_of_year,
    parse_written_date,
    read_doi,
    read_initialled_name,
    read_issn,
)
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.formats.nbib import TYPES_OF_PUBMED, set_title_of_pubmed, whole_range
from biblio.formats.xml_tree import Element, all_text, lines_of, parse_xml
from biblio.model.dates import PartialDate
from biblio.model.identifiers import make
from biblio.model.people import Person, parse_person

__all__ = ["is_pubmed_xml", "read_pubmed_xml"]

_ROOT = re.compile(r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle|MedlineCitationSet)\b")

_WHOLE = ("PubmedArticle", "PubmedBookArticle")  # one record with its identifiers; a set has records without them


def is_pubmed_xml(text: str) -> bool:
    """Whether a text is PubMed's XML, judging by its beginning."""
    return text[:200].lstrip("\ufeff \r\n\t").startswith("<") and _ROOT.search(text[:3000]) is not None


def read_pubmed_xml(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of an XML text, and a `Problem` for what is broken in it."""
    root, problem = parse_xml(text, path, "what could be read was read; download the file again")
    if problem is not None:
        yield problem
    last_line = text.count("\n") + 1
    for record in root.iter("MedlineCitation", "BookDocument") if root is not None else ():
        parent = record.getparent()
        whole = parent if parent is not None and parent.tag in _WHOLE else record
        line, end = lines_of(record, last_line, whole=whole)
        draft = EntryDraft("pubmed", line, end)
        _set_article(draft, record)
        if record.tag == "BookDocument":
            _set_book(draft, record)
        _set_identifiers(draft, record, whole)
        yield draft.finish() or PassedOver(line)


def _set_article(draft: EntryDraft, record: Element) -> None:
    article = record.find("Article") if record.tag == "MedlineCitation" else record
    if article is None:
        return
    types = [all_text(part) for part in article.iter("PublicationType")]
    draft.type_name = types[0] if types else ""
    known = (TYPES_OF_PUBMED[name.casefold()] for name in types if name.casefold() in TYPES_OF_PUBMED)
    is_article = "Journal Article" in types and "Preprint" not in types
    draft.meaning = ZOTERO_TYPES["journalArticle" if is_article else next(known, "journalArticle")]
    set_title_of_pubmed(draft, all_text(article.find("ArticleTitle")), all_text(article.find("VernacularTitle")))
    _set_authors(draft, article)
    issue = article.find("Journal/JournalIssue")
    draft.date = _date(issue.find("PubDate") if issue is not None else article.find("ArticleDate"))
    draft.venue, draft.venue_short = (
        all_text(article.find("Journal/Title")), all_text(article.find("Journal/ISOAbbreviation"))
    )  # fmt: skip
    draft.volume, draft.number = (
        all_text(article.find(f"Journal/JournalIssue/{name}")) for name in ("Volume", "Issue")
    )
    first, last = (all_text(article.find(f"Pagination/{name}")) for name in ("StartPage", "EndPage"))
    draft.pages = whole_range(all_text(article.find("Pagination/MedlinePgn")) or "-".join(filter(None, (first, last))))
    if draft.meaning == ZOTERO_TYPES["preprint"]:
        draft.publisher = draft.venue
    draft.language = all_text(article.find("Language"))
    parts = [(part.get("Label", ""), all_text(part)) for part in article.findall("Abstract/AbstractText")]
    has_labels = any(label not in ("", "UNLABELLED") for label, _ in parts)
    draft.abstract = "\n".join(f"{label}: {words}" if label and has_labels else words for label, words in parts)
    draft.add_field("issn", read_issn(all_text(article.find("Journal/ISSN"))))
    _set_tags(draft, record)


def _set_authors(draft: EntryDraft, article: Element) -> None:
    for people in article.findall("AuthorList"):
        names = [person for author in people.findall("Author") if (person := _person(author))]
        draft.is_truncated = draft.is_truncated or people.get("CompleteYN") == "N"
        if people.get("Type") == "editors":
            draft.editors += names
        else:
            draft.authors += names


def _person(author: Element) -> Person | None:
    if group := all_text(author.find("CollectiveName")):
        return Person(literal=" ".join(group.split()))
    family = all_text(author.find("LastName"))
    given, initials = all_text(author.find("ForeName")), all_text(author.find("Initials"))
    if not family:
        return None
    person = parse_person(f"{family}, {given}") if given else read_initialled_name(f"{family} {initials}")
    suffix = all_text(author.find("Suffix"))
    return Person(person.family, person.given, person.particle, suffix or person.suffix, person.literal)


def _date(element: Element | None) -> PartialDate | None:
    if element is None:
        return None
    if written := all_text(element.find("MedlineDate")):
        return parse_written_date(written)
    month, day = (all_text(element.find(name)) for name in ("Month", "Day"))
    year = all_text(element.find("Year"))
    if month.isdigit():
        return parse_written_date("/".join(filter(None, (year, month, day))))
    return parse_date_of_year(f"{month} {day}".strip(), year)


def _set_tags(draft: EntryDraft, record: Element) -> None:
    """Take the authors' keywords and the headings that the paper is mainly about; all headings are kept as fields."""
    draft.tags = [all_text(part) for part in record.iter("Keyword")]
    headings: list[tuple[str, bool]] = []
    for heading in record.iter("MeshHeading"):
        is_main = any(part.get("MajorTopicYN") == "Y" for part in heading)
        headings.append((all_text(heading.find("DescriptorName")), is_main))
        draft.add_field("mesh", "/".join(map(all_text, heading)))
    has_main = any(is_main for _, is_main in headings)
    draft.tags += [name for name, is_main in headings if is_main or not has_main]


def _set_book(draft: EntryDraft, record: Element) -> None:
    book = record.find("Book")
    if book is None:
        return
    title = all_text(book.find("BookTitle"))
    is_chapter = bool(draft.title) and draft.title != title
    draft.meaning = ZOTERO_TYPES["bookSection" if is_chapter else "book"]
    draft.venue, draft.title = (title, draft.title) if is_chapter else ("", title)
    if is_chapter:
        editors = EntryDraft("", 0, 0)
        _set_authors(editors, book)
        draft.editors += [*editors.editors, *editors.authors]
    else:
        _set_authors(draft, book)
    draft.date = _date(book.find("PubDate")) or draft.date
    draft.publisher = all_text(book.find("Publisher/PublisherName"))
    draft.add_field("place", all_text(book.find("Publisher/PublisherLocation")))
    draft.add_field("edition", all_text(book.find("Edition")))
    draft.series = all_text(book.find("CollectionTitle"))
    for text in map(all_text, book.findall("Isbn")):
        draft.add_isbn_or_issn(text, is_of_whole=is_chapter)


def _set_identifiers(draft: EntryDraft, record: Element, whole: Element) -> None:
    """Set the identifiers of the record itself, not those of its references."""
    numbers = [make("pmid", all_text(record.find("PMID")))]
    lists = ("PubmedData/ArticleIdList", "PubmedBookData/ArticleIdList", "BookDocument/ArticleIdList", "ArticleIdList")
    places = (".//Article/ELocationID", *(f"./{name}/ArticleId" for name in lists))
    for part in (part for place in places for part in whole.findall(place)):
        kind, value = part.get("IdType") or part.get("EIdType"), all_text(part)
        if kind == "doi":
            draft.identifiers.append(read_doi(value))
        elif kind == "pmc":
            numbers.append(make("pmcid", value.upper()))
        elif kind == "pii":
            draft.add_field("pii", value)
    draft.identifiers += numbers
