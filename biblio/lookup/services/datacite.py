"""DataCite's REST API: works by DOI, one a request.

https://support.datacite.org/docs/api-get-doi; the fields follow the metadata schema 4.6,
https://datacite-metadata-schema.readthedocs.io/. arXiv, Zenodo, figshare and most repositories register here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.record_fields import (
    clean_text,
    identifier_from,
    load_json,
    mapping,
    one_or_many,
    unique_identifiers,
)
from biblio.lookup.services.service_base import SingleLookupService, refusal_error
from biblio.model.dates import PartialDate, parse_date
from biblio.model.identifiers import Identifier
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium, Record, Relation

__all__ = ["DataCite", "parse_datacite_doi"]

_PATH = "/dois"
_ACCEPT = "application/vnd.api+json"
_KINDS: Mapping[str, tuple[Kind, Medium]] = {
    "Preprint": (Kind.PAPER, Medium.PREPRINT),
    "JournalArticle": (Kind.PAPER, Medium.JOURNAL),
    "DataPaper": (Kind.PAPER, Medium.JOURNAL),
    "ConferencePaper": (Kind.PAPER, Medium.PROCEEDINGS),
    "ConferenceProceeding": (Kind.PAPER, Medium.PROCEEDINGS),
    "BookChapter": (Kind.PAPER, Medium.COLLECTION),
    "Book": (Kind.BOOK, Medium.UNKNOWN),
    "Dissertation": (Kind.THESIS, Medium.UNKNOWN),
    "Report": (Kind.REPORT, Medium.UNKNOWN),
    "Standard": (Kind.REPORT, Medium.UNKNOWN),
    "OutputManagementPlan": (Kind.REPORT, Medium.UNKNOWN),
    "Software": (Kind.SOFTWARE, Medium.UNKNOWN),
    "ComputationalNotebook": (Kind.SOFTWARE, Medium.UNKNOWN),
    "Workflow": (Kind.SOFTWARE, Medium.UNKNOWN),
    "Dataset": (Kind.DATASET, Medium.UNKNOWN),
    "Collection": (Kind.DATASET, Medium.UNKNOWN),
    "Model": (Kind.MODEL, Medium.UNKNOWN),
    "Audiovisual": (Kind.VIDEO, Medium.UNKNOWN),
    "Poster": (Kind.PRESENTATION, Medium.UNKNOWN),
    "Presentation": (Kind.PRESENTATION, Medium.UNKNOWN),
}
# "Text" says nothing; the citation type that DataCite derives from the free text beside it does.
_CITATION_KINDS: Mapping[str, tuple[Kind, Medium]] = {
    "article-journal": (Kind.PAPER, Medium.JOURNAL),
    "paper-conference": (Kind.PAPER, Medium.PROCEEDINGS),
    "chapter": (Kind.PAPER, Medium.COLLECTION),
    "book": (Kind.BOOK, Medium.UNKNOWN),
    "thesis": (Kind.THESIS, Medium.UNKNOWN),
    "report": (Kind.REPORT, Medium.UNKNOWN),
}
_PUBLISHED = frozenset({"IsVersionOf", "IsPreprintOf", "IsPreviousVersionOf"})
_DATES = ("Issued", "Available", "Submitted", "Created")


class DataCite(SingleLookupService):
    """DataCite as a service; see `biblio.lookup.service.Service`."""

    name = "datacite"
    schemes = frozenset({"doi", "arxiv"})

    def _ask_one(self, question: Question) -> Iterator[Answer]:
        value = question.identifier.doi if question.identifier else None
        if value is None:
            raise ValueError(f"DataCite knows DOIs, not {question.identifier}")
        reply = self._http.get(self._policy, f"{_PATH}/{quote(value, safe='/')}", accept=_ACCEPT)
        if reply.status == 404 and mapping(load_json(self.name, reply.body)).get("errors"):
            yield Answer(question, ())
        elif reply.status == 200:
            record = parse_datacite_doi(reply.body)
            yield Answer(question, (record,) if record else ())
        else:
            raise refusal_error(self.name, reply)


def parse_datacite_doi(body: bytes) -> Record | None:
    """Return the record of one DOI, None where it has no title. Raises `BadReply` where the body is no DOI's."""
    item = mapping(mapping(load_json("datacite", body)).get("data")).get("attributes")
    if not isinstance(item, dict):
        raise BadReply("datacite", "answered with something that is no DOI's metadata")
    own = identifier_from("doi", item.get("doi"))
    title = _title(one_or_many(item.get("titles")))
    if own is None or not title:
        return None
    kind, medium = _kind(mapping(item.get("types")))
    container = mapping(item.get("container"))
    is_series = container.get("type") == "Series" and medium is not Medium.JOURNAL
    first, last = clean_text(container.get("firstPage")), clean_text(container.get("lastPage"))
    language = item.get("language")
    return Record(
        source="datacite",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=unique_identifiers([_versioned(own, item)]),
        related=tuple(_related(item, medium)),
        authors=tuple(_people(item.get("creators"))),
        editors=tuple(_people(row for row in one_or_many(item.get("contributors")) if _is_editor(row))),
        date=_date(item),
        venue="" if is_series or medium is Medium.PREPRINT else clean_text(container.get("title")),
        series=clean_text(container.get("title")) if is_series else "",
        volume=clean_text(container.get("volume")),
        number=clean_text(container.get("issue")),
        pages=f"{first}-{last}" if first and last and first != last else first,
        publisher=_publisher(item.get("publisher")),
        url=clean_text(item.get("url")),
        abstract=_description(item, "Abstract"),
        language=clean_text(language),
    )


def _title(rows: Sequence[Mapping[str, Any]]) -> str:
    main = next((title for row in rows if not row.get("titleType") and (title := clean_text(row.get("title")))), "")
    subtitle = next((clean_text(row.get("title")) for row in rows if row.get("titleType") == "Subtitle"), "")
    return f"{main}: {subtitle}" if main and subtitle else main


def _kind(types: Mapping[str, Any]) -> tuple[Kind, Medium]:
    general, citation = clean_text(types.get("resourceTypeGeneral")), clean_text(types.get("citeproc"))
    if general in _KINDS:
        return _KINDS[general]
    return _CITATION_KINDS.get(citation, (Kind.PAPER, Medium.UNKNOWN))


def _versioned(own: Identifier, item: Mapping[str, Any]) -> Identifier:
    version = clean_text(item.get("version"))
    return (
        replace(own, version=int(version)) if own.scheme == "arxiv" and version.isdecimal() and version != "0" else own
    )


def _people(rows: object) -> Iterator[Person]:
    for row in rows if isinstance(rows, Iterator) else one_or_many(rows):
        name, given, family = (clean_text(row.get(key)) for key in ("name", "givenName", "familyName"))
        if row.get("nameType") == "Organizational":
            yield parse_person(name, group=True)
        elif family and given:
            yield parse_person(f"{family.replace(',', ' ')}, {given}")
        elif name or family:
            yield parse_person(name or family)


def _is_editor(row: Mapping[str, Any]) -> bool:
    return row.get("contributorType") == "Editor"


def _date(item: Mapping[str, Any]) -> PartialDate | None:
    """Return the most exact of the dates that lie in the year of publication, which is what a citation gives."""
    year = clean_text(item.get("publicationYear"))
    found: list[PartialDate] = []
    for wanted in _DATES:
        for row in one_or_many(item.get("dates")):
            if row.get("dateType") == wanted and (date := _day(clean_text(row.get("date")))):
                found.append(date)
    if year.isdecimal() and len(year) == 4 and year != "0000":
        found = [date for date in found if date.year == int(year)] or [PartialDate(int(year))]
    return max(found, key=lambda date: (date.month > 0) + (date.day > 0), default=None)


def _day(written: str) -> PartialDate | None:
    try:
        return parse_date(written.partition("/")[0])  # a range: where it begins
    except ValueError:
        return None


def _related(item: Mapping[str, Any], medium: Medium) -> Iterator[tuple[Relation, Identifier]]:
    # Of software and data, "IsVersionOf" leads to the entry of all versions and not to a publication.
    if medium is not Medium.PREPRINT:
        return
    for row in one_or_many(item.get("relatedIdentifiers")):
        if row.get("relationType") in _PUBLISHED:
            found = identifier_from(clean_text(row.get("relatedIdentifierType")), row.get("relatedIdentifier"))
            if found and found.scheme != "arxiv":
                yield Relation.PUBLISHED_AS, found


def _publisher(value: object) -> str:
    return clean_text(value) or clean_text(mapping(value).get("name"))  # an object since schema 4.5


def _description(item: Mapping[str, Any], wanted: str) -> str:
    rows = one_or_many(item.get("descriptions"))
    return next((abstract_text(row.get("description")) for row in rows if row.get("descriptionType") == wanted), "")
