"""Projects of Citavi: its references with all that hangs on them, whether they come as XML or as rows of its database.

Both have the same names: a reference has elements or columns such as ``Title`` and ``PeriodicalID``, and lists of the
ids of its persons, keywords, publishers … (``ReferenceAuthors`` in XML, a table ``ReferenceAuthor``). Quotations and
remarks of the user (``KnowledgeItem``) name their reference. https://www1.citavi.com/sub/manual6/en/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from biblio.formats.export_values import html_to_text, parse_written_date, read_doi
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.formats.xml_tree import all_text, lines_of, parse_xml
from biblio.model.identifiers import arxiv, make
from biblio.model.people import Person
from biblio.model.record import Kind, Medium

__all__ = ["CitaviProject", "citavi_entries", "is_citavi", "read_citavi"]

Row = Mapping[str, str]
_TYPES = {
    "journalarticle": "journalArticle", "newspaperarticle": "newspaperArticle", "contribution": "bookSection",
    "contributioninlegalcommentary": "bookSection", "book": "book", "bookedited": "book", "audiobook": "book",
    "collectedworks": "book", "legalcommentary": "book", "thesis": "thesis", "unpublishedwork": "report",
    "standard": "report", "internetdocument": "webpage", "pressrelease": "webpage", "lecture": "presentation",
    "computerprogram": "computerProgram", "movie": "film", "audioorvideodocument": "videoRecording",
    "radioplay": "videoRecording", "broadcast": "tvBroadcast",
}  # fmt: skip
_TABLES = ("Person", "Keyword", "Category", "Group", "Periodical", "Publisher", "SeriesTitle", "KnowledgeItem")
_LINKS = ("Author", "Editor", "Collaborator", "Organization", "Keyword", "Category", "Group", "Publisher", "Reference")
_FIELDS = {
    "PlaceOfPublication": "place", "Edition": "edition", "NumberOfVolumes": "volumes", "TitleSupplement": "addendum",
    "StorageMedium": "medium", "Rating": "rating", "OriginalPublication": "original-publication",
    "UniformTitle": "uniform-title", "Additions": "additions", "Price": "price", "Affiliation": "affiliation",
    **{f"CustomField{number}": f"custom-{number}" for number in range(1, 10)},
}  # fmt: skip
_SHOWN_PAGES = re.compile(r"<os>([^<]*)</os>")
_DIRECT_QUOTATION = "1"


@dataclass(slots=True)
class CitaviProject:
    """A project: its references with their lines in the file, the rows of other tables by id, and what is linked.

    `links` has, for each kind of link ("Author", "Keyword" …), the ids that a reference has, in order.
    """

    references: list[tuple[Row, int, int]] = field(default_factory=list)
    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in _TABLES})
    links: dict[str, dict[str, list[str]]] = field(default_factory=lambda: {name: {} for name in _LINKS})

    @staticmethod
    def tables() -> Sequence[str]:
        """The tables with rows of their own, and those that link references to them."""
        return (*_TABLES, *(f"Reference{name}" for name in _LINKS))


def is_citavi(text: str) -> bool:
    """Whether a text is a project of Citavi in XML, judging by its beginning."""
    return "<CitaviExchangeData" in text[:1000]


def read_citavi(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a project in XML, and a `Problem` for what is broken in it."""
    root, problem = parse_xml(text, path, "what could be read was read; export the project again")
    if problem is not None:
        yield problem
    if root is None:
        return
    project, last_line = CitaviProject(), text.count("\n") + 1
    for container in root:
        for element in container:
            name = str(element.tag)
            if name == "Reference":
                project.references.append((_row(element), *lines_of(element, last_line)))
            elif name in project.rows:
                row = _row(element)
                project.rows[name][row["ID"]] = row
            elif name == "OnetoN" and (link := _link_of(str(container.tag))):
                own, *others = all_text(element).split(";")
                project.links[link].setdefault(own, []).extend(others)
    yield from citavi_entries(project)


def _row(element: object) -> Row:
    values = {str(child.tag): all_text(child) for child in element}  # type: ignore[attr-defined]
    return {**values, "ID": element.get("id", "")}  # type: ignore[attr-defined]


def _link_of(container: str) -> str:
    name = container.removeprefix("Reference")
    singular = f"{name.removesuffix('ies')}y" if name.endswith("ies") else name.removesuffix("s")
    return singular if container.startswith("Reference") and singular in _LINKS else ""


def citavi_entries(project: CitaviProject) -> Iterator[ExportPart]:
    """Yield the entries of a project, in order, and what in it is no entry."""
    references = {row.get("ID", ""): row for row, _, _ in project.references}
    whole_of = {part: whole for whole, parts in project.links["Reference"].items() for part in parts}
    remarks: dict[str, list[str]] = {}
    loose = 0
    for item in project.rows["KnowledgeItem"].values():
        text = _remark(item)
        if text and item.get("ReferenceID", "") in references:
            remarks.setdefault(item["ReferenceID"], []).append(text)
        loose += bool(text) and item.get("ReferenceID", "") not in references
    for row, line, end_line in project.references:
        identifier = row.get("ID", "")
        whole = references.get(whole_of.get(identifier, ""), {})
        draft = _draft(project, row, whole, line, end_line)
        draft.comments += remarks.get(identifier, [])
        yield draft.finish() or PassedOver(line)
    if loose:
        yield PassedOver(1, f"thoughts on no reference: {loose}")


def _draft(project: CitaviProject, row: Row, whole: Row, line: int, end_line: int) -> EntryDraft:
    type_name = row.get("ReferenceType", "")
    own, of_whole = row.get("ID", ""), whole.get("ID", "")
    authors = _people(project, "Author", own)
    folded = type_name.replace(" ", "").casefold()
    item_type = _TYPES.get(folded, "")
    if folded == "conferenceproceedings":  # Citavi's type for the whole volume, which some use for a paper
        item_type = "conferencePaper" if authors else "book"
    meaning = ZOTERO_TYPES.get(item_type)
    kind, medium = meaning or (Kind.PAPER, Medium.UNKNOWN)
    draft = EntryDraft("citavi", line, end_line, type_name, meaning)
    draft.export_id, draft.key = own, row.get("BibTeXKey", "") or row.get("CitationKey", "")
    draft.title = _title(row)
    draft.other_titles = [row.get(name, "") for name in ("ParallelTitle", "TranslatedTitle", "TitleInOtherLanguages")]
    organisations = _people(project, "Organization", own)
    draft.authors = authors or organisations
    draft.editors = _people(project, "Editor", own) or _people(project, "Editor", of_whole)
    draft.date = parse_written_date(row.get("Date", "")) or parse_written_date(row.get("Year", ""))
    if draft.date is None and whole:
        draft.date = parse_written_date(whole.get("Date", "")) or parse_written_date(whole.get("Year", ""))
    draft.added = parse_written_date(row.get("AccessDate", "")[:10]) or parse_written_date(
        row.get("CreatedOn", "")[:10]
    )
    periodical = project.rows["Periodical"].get(row.get("PeriodicalID", ""), {})
    if kind is Kind.PAPER:
        draft.venue = periodical.get("Name", "") or _title(whole)
        if medium is Medium.COLLECTION and whole.get("ReferenceType") == "ConferenceProceedings":
            draft.meaning = ZOTERO_TYPES["conferencePaper"]
    else:
        draft.add_field("periodical", periodical.get("Name", ""))
    short = periodical.get("StandardAbbreviation", "") or periodical.get("UserAbbreviation1", "")
    draft.venue_short = short if draft.venue else ""
    series = project.rows["SeriesTitle"].get(row.get("SeriesTitleID", "") or whole.get("SeriesTitleID", ""), {})
    draft.series = series.get("Name", "")
    draft.volume, draft.number, draft.pages = row.get("Volume", ""), row.get("Number", ""), _pages(row, "PageRange")
    publishers = _names(project, "Publisher", own) or _names(project, "Publisher", of_whole)
    draft.publisher = ", ".join(publishers) or (str(organisations[0]) if authors and organisations else "")
    draft.abstract, draft.language = html_to_text(row.get("Abstract", "")), row.get("Language", "")
    draft.tags = _names(project, "Keyword", own)
    draft.comments = [html_to_text(row.get(name, "")) for name in ("Evaluation", "Notes")]
    draft.urls = [
        url for url in re.split(r"(?<![\s;])[\s;]+(?=https?://)|\s+", row.get("OnlineAddress", "")) if "://" in url
    ]
    draft.identifiers = [
        read_doi(row.get("DOI", "")), arxiv(row.get("ArXivID", "")), make("pmid", row.get("PubMedID", "")),
        make("pmcid", row.get("PMCID", "").upper()),
    ]  # fmt: skip
    draft.add_isbn_or_issn(row.get("ISBN", "") or whole.get("ISBN", ""), is_of_whole=kind is Kind.PAPER)
    draft.add_isbn_or_issn(periodical.get("ISSN", ""))
    draft.add_field("page-total", _pages(row, "PageCount"))
    draft.add_field("table-of-contents", html_to_text(row.get("TableOfContents", "")))
    for name in ("Category", "Group"):
        draft.add_field({"Category": "categories", "Group": "groups"}[name], "; ".join(_names(project, name, own)))
    draft.add_field("collaborator", " and ".join(map(str, _people(project, "Collaborator", own))))
    for name, target in _FIELDS.items():
        value = row.get(name, "") or (whole.get(name, "") if name in ("PlaceOfPublication", "Edition") else "")
        draft.add_field(target, "" if (name, value) == ("Rating", "0") else value)
    return draft


def _title(row: Row) -> str:
    title, subtitle = row.get("Title", ""), row.get("Subtitle", "")
    return f"{title}{' ' if title[-1:] in '?!.' else ': '}{subtitle}" if title and subtitle else title or subtitle


def _people(project: CitaviProject, link: str, reference: str) -> list[Person]:
    people = []
    for identifier in project.links[link].get(reference, ()):
        row = project.rows["Person"].get(identifier, {})
        given = " ".join(filter(None, (row.get("FirstName", ""), row.get("MiddleName", ""))))
        family = row.get("LastName", "")
        if family and (given or row.get("Prefix")):
            people.append(Person(family, given, particle=row.get("Prefix", ""), suffix=row.get("Suffix", "")))
        elif family or given:
            people.append(Person(literal=family or given))
    return people


def _names(project: CitaviProject, table: str, reference: str) -> list[str]:
    rows = (project.rows[table].get(identifier, {}) for identifier in project.links[table].get(reference, ()))
    return [name for row in rows if (name := row.get("Name", "").strip())]


def _pages(row: Row, name: str) -> str:
    """Return pages as Citavi shows them; it keeps the first, the last and both of them, with their numbers, in XML."""
    text = row.get(name, "")
    pages = _SHOWN_PAGES.findall(text)
    return pages[-1].strip() if pages else re.sub(r"<[^<>]*>", "", text).strip()


def _remark(item: Row) -> str:
    """Return a quotation or remark of the user as text: what it is about, its words, and the pages quoted."""
    core, text = item.get("CoreStatement", "").strip(), item.get("Text", "").strip()
    if text and item.get("QuotationType") == _DIRECT_QUOTATION:
        text = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    pages = _pages(item, "PageRange")
    parts = [core if core and not text.lstrip("> ").startswith(core.rstrip(".… ")) else "", text]
    words = "\n".join(filter(None, parts))
    return f"{words} (p. {pages})" if words and pages else words
