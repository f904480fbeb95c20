"""DataCite's ``/dois/{doi}`` (JSON:API, https://support.datacite.org/docs/api-get-doi) and doi.org's content negotiation.

Rules of doi.org, https://citation.doi.org/docs.html: CSL JSON from the agency that registered the DOI; the DOI of an agency
without negotiation redirects to its landing page; 404 with a page that says "DOI Not Found"; 406 if the agency lacks
the format.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from tests.servers.base import HTML, Request, Response, json_response
from tests.servers.crossref import message
from tests.servers.works import FACTS, Fact

CSL = "application/vnd.citationstyles.csl+json"
LANDING = "10.5572/ajae.2015.9.4.280"  # answered with a page of the publisher, gitlab.com/crossref/issues/563
NO_FORMAT = "10.5072/no-format"
PANDAS = "10.5281/zenodo.3509134"
_TYPES = {"journal-article": "article-journal", "proceedings-article": "paper-conference", "book-chapter": "chapter"}


class DataCiteServer:
    """With `has_lists` off it stands for a server that knows only single DOIs."""

    name = "datacite"

    def __init__(self, *, has_lists: bool = True) -> None:
        self.has_lists = has_lists
        self.records = {f"10.48550/arxiv.{fact.arxiv.lower()}": arxiv_attributes(fact) for fact in FACTS if fact.arxiv}
        self.records[PANDAS] = pandas_attributes()

    def answer(self, request: Request) -> Response:
        if request.path.startswith("/prefixes/"):
            known = any(doi.startswith(request.path.removeprefix("/prefixes/") + "/") for doi in self.records)
            return json_response({"data": {}} if known else {"errors": []}, 200 if known else 404)
        kind = "application/vnd.api+json; charset=utf-8"
        if request.path == "/dois" and self.has_lists:
            found = [self.records[doi] for doi in request.query["ids"].lower().split(",") if doi in self.records]
            rows = [{"id": record["doi"], "type": "dois", "attributes": record} for record in found]
            page = rows[: int(request.query["page[size]"])]
            return json_response({"data": page, "meta": {"total": len(rows), "totalPages": 1, "page": 1}}, 200, kind)
        record = self.records.get(request.path.removeprefix("/dois/").lower())
        if record is None:
            title = "The resource you are looking for doesn't exist."
            return json_response({"errors": [{"status": "404", "title": title}]}, 404, kind)
        return json_response({"data": {"id": record["doi"], "type": "dois", "attributes": record}}, 200, kind)


def arxiv_attributes(fact: Fact) -> dict[str, Any]:
    creators = []
    for name in fact.authors:
        given_names, _, family = name.rpartition(" ")
        creators.append(
            {"name": f"{family}, {given_names}", "nameType": "Personal", "givenName": given_names, "familyName": family}
        )
    related = [{"relationType": "IsVersionOf", "relatedIdentifier": fact.doi, "relatedIdentifierType": "DOI"}]
    return {
        "doi": f"10.48550/arxiv.{fact.arxiv.lower()}",
        "creators": creators,
        "titles": [{"title": fact.title}],
        "publisher": "arXiv",
        "publicationYear": int(fact.submitted[:4]),
        "dates": [
            {"date": f"{fact.submitted}T17:00:00Z", "dateType": "Submitted", "dateInformation": "v1"},
            {"date": "2026-01-01T00:00:00Z", "dateType": "Updated"},
            {"date": fact.submitted[:7], "dateType": "Available"},
            {"date": fact.submitted[:4], "dateType": "Issued"},
        ],
        "types": {"resourceTypeGeneral": "Preprint", "resourceType": "Article", "citeproc": "article"},
        "relatedIdentifiers": related if fact.doi else [],
        "descriptions": [{"description": f"About {fact.title}.", "descriptionType": "Abstract"}],
        "version": str(fact.version),
        "url": f"https://arxiv.org/abs/{fact.arxiv}",
        "container": {},
        "language": "en",
    }


def pandas_attributes() -> dict[str, Any]:
    return {
        "doi": PANDAS,
        "creators": [{"name": "The pandas development team", "nameType": "Organizational"}],
        "titles": [{"title": "pandas-dev/pandas: Pandas"}],
        "publisher": {"name": "Zenodo"},
        "publicationYear": 2020,
        "dates": [{"date": "2020-02-05", "dateType": "Issued"}],
        "types": {"resourceTypeGeneral": "Software", "citeproc": "article", "bibtex": "misc"},
        "relatedIdentifiers": [
            {
                "relationType": "IsVersionOf",
                "relatedIdentifier": "10.5281/zenodo.3509134",
                "relatedIdentifierType": "DOI",
            }
        ],
        "url": "https://zenodo.org/record/3509134",
        "container": {"type": "Series", "title": "Software releases"},
    }


class DoiServer:
    """With `tells_agencies` off it stands for a server without "Which RA?"."""

    name = "doi"

    def __init__(self, landing: str = "", *, tells_agencies: bool = True) -> None:
        self.tells_agencies = tells_agencies
        self.landing_url = landing  # the address of a publisher's page, on another host
        self.items = {fact.doi.lower(): csl(message(fact)) for fact in FACTS if fact.doi}
        self.items[PANDAS] = {
            "type": "software", "DOI": PANDAS.upper(), "title": "pandas-dev/pandas: Pandas", "publisher": "Zenodo",
            "author": [{"literal": "The pandas development team"}], "issued": {"date-parts": [["2020", "2", "5"]]},
        }  # fmt: skip

    def answer(self, request: Request) -> Response:
        if request.path.startswith("/api/handles/"):
            doi = request.path.removeprefix("/api/handles/").lower()
            known = doi in self.items or doi in (LANDING, NO_FORMAT)
            return json_response({"responseCode": 1 if known else 100, "handle": doi}, 200 if known else 404)
        if request.path.startswith("/doiRA/") and self.tells_agencies:
            listed = request.target.rpartition("/doiRA/")[2].split(",")
            return json_response([self.agency(unquote(doi)) for doi in listed])
        doi = request.path.lstrip("/").lower()
        if doi == LANDING:
            return Response(302, b"moved", "text/html", {"Location": self.landing_url})
        if doi == NO_FORMAT:
            return Response(406, b"not available", "text/plain")
        if doi not in self.items:
            return Response(404, HTML.replace(b"Sorry", b"Error: DOI Not Found"), "text/html;charset=utf-8")
        return json_response(self.items[doi], 200, CSL)

    def agency(self, doi: str) -> dict[str, str]:
        """Return what "Which RA?" says of one DOI, https://www.doi.org/doi-handbook/HTML/which-ra_-service.html."""
        if doi.lower() in self.items or doi.lower() in (LANDING, NO_FORMAT):
            return {"DOI": doi, "RA": "Crossref"}
        return {"DOI": doi, "status": "Invalid DOI" if "/" not in doi else "DOI does not exist"}


def csl(work: dict[str, Any]) -> dict[str, Any]:
    """Return a work as Crossref gives it by content negotiation: lists become texts, types are CSL's."""
    item = {name: value for name, value in work.items() if name != "reference"}
    containers = work["container-title"]
    return item | {"title": work["title"][0], "container-title": containers[0], "type": _TYPES[work["type"]]}
