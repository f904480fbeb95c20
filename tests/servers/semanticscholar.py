"""Semantic Scholar's Academic Graph API, https://api.semanticscholar.org/api-docs/graph.

Rules: ``POST /graph/v1/paper/batch?fields=…`` with ``{"ids": […]}``, at most 500, answered by position with null for what
is unknown, and 400 if all are; ``search/match`` gives one paper or 404; ``search`` needs every word and finds nothing
for a hyphen; ``search/bulk`` takes alternatives, "(a b) | (c)", and gives a thousand papers at most; 400 for an unknown field; the key in ``x-api-key``. A preprint and its publication are one paper, with the
venue of one and the year and DOI of the other.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.servers.base import Request, Response, json_response
from tests.servers.works import ATTENTION, FACTS, LORA, Fact, words_of

FIELDS = {
    "title", "externalIds", "year", "venue", "publicationVenue", "publicationTypes", "journal", "authors.name",
    "abstract",
}  # fmt: skip
PUBMED = "26017442"  # Deep learning


class SemanticScholarServer:
    name = "semanticscholar"
    prefix = "s2"

    def __init__(self) -> None:
        self.papers = [paper(fact) for fact in FACTS]
        self.max_ids = 500
        self.has_bulk_search = True

    def answer(self, request: Request) -> Response:
        if not request.path.startswith("/graph/v1/paper/"):
            return json_response({"message": "Missing Authentication Token"}, 403)
        endpoint = request.path.removeprefix("/graph/v1/paper/")
        odd = set(request.query.get("fields", "").split(",")) - FIELDS
        if odd:
            return _error(f"Unrecognized or unsupported fields: [{', '.join(odd)}]")
        if endpoint == "batch" and request.method == "POST":
            return self._batch(json.loads(request.body)["ids"])
        words = words_of(request.query.get("query", ""))
        if not words:
            return _error("Missing required parameter: 'query'")
        if endpoint == "search/match":
            best = max(self.papers, key=lambda paper: len(set(words) & set(words_of(paper["title"]))))
            if 2 * len(set(words) & set(words_of(best["title"]))) < len(words):
                return _error("Title match not found", 404)
            return json_response({"data": [best | {"matchScore": 174.2}]})
        if endpoint == "search/bulk" and not self.has_bulk_search:
            return _error("Paper with id search/bulk not found", 404)
        groups = request.query["query"].split("|") if endpoint == "search/bulk" else [request.query["query"]]
        wanted = [set(words_of(group)) for group in groups]
        papers = [
            paper
            for paper in self.papers
            if any(group <= set(words_of(f"{paper['title']} {paper['abstract']}")) for group in wanted)
        ]
        if endpoint == "search/bulk":
            return json_response({"total": len(papers), "token": None, "data": papers[:1000]})
        if "-" in request.query["query"]:
            papers = []
        return json_response(
            {"total": len(papers), "offset": 0, "data": papers[: int(request.query.get("limit", 100))]}
        )

    def _batch(self, ids: list[str]) -> Response:
        if len(ids) > self.max_ids:
            return _error("Too many ids")
        rows = [next((paper for paper in self.papers if _is(paper, identifier)), None) for identifier in ids]
        return json_response(rows) if any(rows) else _error("No valid paper ids given")


def _error(words: str, status: int = 400) -> Response:
    return json_response({"error": words}, status)


def _is(row: dict[str, Any], identifier: str) -> bool:
    scheme, _, value = identifier.rpartition(":")
    names = {
        "ARXIV": "ArXiv",
        "DOI": "DOI",
        "ACL": "ACL",
        "PMID": "PubMed",
        "PMCID": "PubMedCentral",
        "CorpusId": "CorpusId",
    }
    if not scheme:
        return bool(row["paperId"] == identifier)
    return str(row["externalIds"].get(names[scheme])).lower() == value.lower()


def paper(fact: Fact) -> dict[str, Any]:
    external: dict[str, Any] = {"CorpusId": 1000 + FACTS.index(fact)}
    if fact.arxiv:
        external["ArXiv"] = fact.arxiv
    if fact.acl:
        external["ACL"] = fact.acl
    if fact.doi or fact.arxiv:
        external["DOI"] = fact.doi or f"10.48550/arXiv.{fact.arxiv}"
    if fact.title == "Deep learning":
        external["PubMed"] = PUBMED
    venue = {"type": "journal" if fact.journal else "conference", "name": fact.venue} if fact.venue else None
    # For these two it has the venue of the proceedings and the year of the preprint.
    year = int(fact.submitted[:4]) if fact in (LORA, ATTENTION) else fact.year
    return {
        "paperId": hashlib.sha1(fact.title.encode()).hexdigest(),
        "externalIds": external,
        "title": fact.title,
        "abstract": f"About {fact.title}.",
        "venue": fact.venue or "arXiv.org",
        "publicationVenue": venue,
        "year": year,
        "publicationTypes": ["JournalArticle", "Conference"] if fact.venue and not fact.journal else ["JournalArticle"],
        "journal": {"name": fact.venue or "ArXiv", "volume": f"abs/{fact.arxiv}"},
        "authors": [{"authorId": "1", "name": name} for name in fact.authors],
    }
