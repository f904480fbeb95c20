"""DataCite's REST API: works by DOI, a hundred per request.

https://support.datacite.org/docs/api-get-doi; the fields follow version 4.6 of the metadata schema,
https://datacite-metadata-schema.readthedocs.io/. arXiv, Zenodo, figshare and most repositories register here. A list
(``/dois?ids=``, https://support.datacite.org/docs/api-queries) names only the DOIs that DataCite knows. A server that
stands in for DataCite may lack it: then it is asked for one DOI at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.json_values import clean_text, mapping, one_or_many
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.record_fields import identifier_from, lenient_date, unique_identifiers
from biblio.lookup.services.service_base import (
    RequestStep,
    SingleLookupService,
    batch_steps,
    make_batches,
    read_json,
    refusal_error,
    require_doi,
    require_identifiers,
    run_steps,
    single_steps,
)
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium, Record, Relation
from biblio.text import whole_number

__all__ = ["DataCite", "parse_datacite_doi"]

_PATH = "/dois"
_DOIS = 100  # a request; a page may have 1,000: https://support.datacite.org/docs/pagination
_CHARACTERS = 3400  # of a list in the address
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
# "Text" says nothing, but DataCite derives a citation type from the free text next to it.
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

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        super().__init__(policy, http)
        self._has_lists = True

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier = require_identifiers(self.name, questions)
        # A list separates its DOIs by commas, and no documentation says how to escape one.
        listable = [question for question in by_identifier if self._has_lists and "," not in _doi(question)]
        single = [question for question in by_identifier if question not in listable]
        batches = make_batches(listable, _DOIS, _CHARACTERS, lambda question: f"{_doi(question)},")
        return [*batch_steps(self._ask_dois, batches), *single_steps(self._ask_one, single)]

    def _ask_dois(self, questions: Sequence[Question]) -> Iterator[Answer]:
        dois = list(dict.fromkeys(map(_doi, questions)))
        if len(dois) == 1 or not self._has_lists:
            yield from run_steps(single_steps(self._ask_one, questions))
            return
        params = {"ids": ",".join(dois), "page[size]": str(len(dois))}
        reply = self._http.get(self._policy, _PATH, params=params, accept=_ACCEPT)
        if reply.status == 404 and mapping(read_json(self.name, reply)).get("errors"):
            self._has_lists = False
            yield from run_steps(single_steps(self._ask_one, questions))
            return
        if reply.status != 200:
            raise refusal_error(self.name, reply)
        items, total = _list(read_json(self.name, reply))
        if total > len(items):
            raise BadReply(self.name, "returned a list from which works are missing", url=reply.url)
        by_doi = {identifier_from("doi", item.get("doi")): item for item in items}
        for question in questions:
            item = by_doi.get(identifier_from("doi", _doi(question)))
            record = _record(item) if item else None
            yield Answer(question, (record,) if record else ())

    def _ask_one(self, question: Question) -> Iterator[Answer]:
        reply = self._http.get(self._policy, f"{_PATH}/{quote(_doi(question), safe='/')}", accept=_ACCEPT)
        if reply.status == 404 and mapping(read_json(self.name, reply)).get("errors"):
            yield Answer(question, ())
        elif reply.status == 200:
            record = parse_datacite_doi(read_json(self.name, reply))
            yield Answer(question, (record,) if record else ())
        else:
            raise refusal_error(self.name, reply)


def _doi(question: Question) -> str:
    return require_doi("DataCite", question)


# -- replies -----------------------------------------------------------------------------------------------
def _list(reply: object) -> tuple[list[Mapping[str, Any]], int]:
    """Return the attributes of the DOIs in the JSON of a list, and how many there are on all its pages."""
    rows, total = mapping(reply).get("data"), mapping(mapping(reply).get("meta")).get("total")
    if not isinstance(rows, list):
        raise BadReply("datacite", "answered with something that is not a list of DOIs")
    return [mapping(mapping(row).get("attributes")) for row in rows], total if isinstance(total, int) else len(rows)


def parse_datacite_doi(reply: object) -> Record | None:
    """Return the record in the JSON of one DOI, None if it has no title. Raises `BadReply` if it is something else."""
    item = mapping(mapping(reply).get("data")).get("attributes")
    if not isinstance(item, dict):
        raise BadReply("datacite", "answered with something that is not the metadata of a DOI")
    return _record(item)


def _record(item: Mapping[str, Any]) -> Record | None:
    doi = identifier_from("doi", item.get("doi"))
    title = _title(one_or_many(item.get("titles")))
    if doi is None or not title:
        return None
    kind, medium = _kind(mapping(item.get("types")))
    container = mapping(item.get("container"))
    is_series = container.get("type") == "Series" and medium is not Medium.JOURNAL
    first, last = clean_text(container.get("firstPage")), clean_text(container.get("lastPage"))
    return Record(
        source="datacite",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=unique_identifiers([_with_version(doi, item)]),
        related=tuple(_related(item, medium)),
        authors=tuple(_people(one_or_many(item.get("creators")))),
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
        language=clean_text(item.get("language")),
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


def _with_version(identifier: Identifier, item: Mapping[str, Any]) -> Identifier:
    version = whole_number(clean_text(item.get("version")))
    return replace(identifier, version=version) if identifier.scheme == "arxiv" and version else identifier


def _people(rows: Iterable[Mapping[str, Any]]) -> Iterator[Person]:
    for row in rows:
        name, given_name, family = (clean_text(row.get(key)) for key in ("name", "givenName", "familyName"))
        if row.get("nameType") == "Organizational":
            yield parse_person(name, group=True)
        elif family and given_name:
            yield parse_person(f"{family.replace(',', ' ')}, {given_name}")
        elif name or family:
            yield parse_person(name or family)


def _is_editor(row: Mapping[str, Any]) -> bool:
    return row.get("contributorType") == "Editor"


def _date(item: Mapping[str, Any]) -> PartialDate | None:
    """Return the most precise date in the year of publication, which is the year in a citation."""
    year = clean_text(item.get("publicationYear"))
    dates: list[PartialDate] = []
    for date_type in _DATES:
        for row in one_or_many(item.get("dates")):
            # Of a range ("2019-01-01/2019-12-31") the first day counts.
            first_day = clean_text(row.get("date")).partition("/")[0]
            if row.get("dateType") == date_type and (date := lenient_date(first_day)):
                dates.append(date)
    if year.isdecimal() and len(year) == 4 and year != "0000":
        dates = [date for date in dates if date.year == int(year)] or [PartialDate(int(year))]
    return max(dates, key=lambda date: (date.month > 0) + (date.day > 0), default=None)


def _related(item: Mapping[str, Any], medium: Medium) -> Iterator[tuple[Relation, Identifier]]:
    # For software and data, "IsVersionOf" leads to the entry for all versions, not to a publication.
    if medium is not Medium.PREPRINT:
        return
    for row in one_or_many(item.get("relatedIdentifiers")):
        relation_type = row.get("relationType")
        if isinstance(relation_type, str) and relation_type in _PUBLISHED:
            kind = clean_text(row.get("relatedIdentifierType"))
            identifier = identifier_from(kind, row.get("relatedIdentifier"))
            if identifier and identifier.scheme != "arxiv":
                yield Relation.PUBLISHED_AS, identifier


def _publisher(value: object) -> str:
    return clean_text(value) or clean_text(mapping(value).get("name"))  # an object since schema 4.5


def _description(item: Mapping[str, Any], description_type: str) -> str:
    for row in one_or_many(item.get("descriptions")):
        if row.get("descriptionType") == description_type:
            return abstract_text(row.get("description"))
    return ""
