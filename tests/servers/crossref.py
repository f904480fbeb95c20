"""Crossref's REST API as https://github.com/CrossRef/rest-api-doc and https://api.crossref.org/swagger-ui describe it.

Rules: ``{"status", "message-type", "message"}``; ``/works?filter=doi:…,doi:…&rows=…`` with repeated filters or-ed;
``query.bibliographic`` and ``query.author`` rank by common words and always find something; ``select``; 400 for
parameters that do not exist; "Resource not found." as plain text; ``x-api-pool`` by ``mailto``.
"""

from __future__ import annotations

from typing import Any

from tests.servers.base import Request, Response, json_response
from tests.servers.works import BERT, DETR, FACTS, MALDACENA, NUMPY, Fact, words_of

_PARAMETERS = {
    "filter", "rows", "offset", "select", "mailto", "query", "query.bibliographic", "query.author", "query.container-title",
}  # fmt: skip


class CrossrefServer:
    name = "crossref"

    def __init__(self) -> None:
        self.works = {fact.doi.lower(): message(fact) for fact in FACTS if fact.doi}
        self.dropped_items = 0  # items left out of every list

    def answer(self, request: Request) -> Response:
        polite = "mailto" in request.query or "mailto:" in request.headers.get("user-agent", "")
        pool = {"x_api_pool": "polite" if polite else "public"}
        if request.path.startswith("/works/"):
            work = self.works.get(request.path.removeprefix("/works/").lower())
            if work is None:
                return Response(404, b"Resource not found.", "text/plain", {"x-api-pool": pool["x_api_pool"]})
            return json_response(_frame("work", work), **pool)
        if request.path != "/works":
            return Response(404, b"Resource not found.", "text/plain")
        unknown = set(request.query) - _PARAMETERS
        if unknown:
            rows = [{"type": "unknown-parameter", "message": f"Parameter {name} specified"} for name in unknown]
            return json_response({"status": "failed", "message-type": "validation-failure", "message": rows}, 400)
        items = self._items(request)
        total = len(items)
        items = items[: int(request.query.get("rows", 20))][self.dropped_items :]
        fields = request.query.get("select", "").split(",")
        items = [{name: value for name, value in item.items() if name in fields} for item in items]
        return json_response(_frame("work-list", {"total-results": total, "items": items}), **pool)

    def _items(self, request: Request) -> list[dict[str, Any]]:
        filter_value = request.query.get("filter", "")
        if filter_value.startswith("doi:"):
            dois = [part.removeprefix("doi:").lower() for part in filter_value.split(",")]
            return [self.works[doi] for doi in dois if doi in self.works][::-1]
        if filter_value.startswith("prefix:"):
            return [
                work
                for work in self.works.values()
                if work["DOI"].startswith(filter_value.removeprefix("prefix:") + "/")
            ]
        if name := request.query.get("query.container-title"):
            rank = set(words_of(name))
            works = [work for work in self.works.values() if rank & set(words_of(" ".join(work["container-title"])))]
            return sorted(works, key=lambda work: -len(rank & set(words_of(" ".join(work["container-title"])))))
        words = set(words_of(request.query.get("query.bibliographic", "")))

        def score(item: dict[str, Any]) -> int:
            return len(words & set(words_of(item["title"][0])))

        latest = int(filter_value.removeprefix("until-pub-date:") or 9999)
        works = [work for work in self.works.values() if work["issued"]["date-parts"][0][0] <= latest]
        return sorted(works, key=lambda item: -score(item))


def _frame(kind: str, content: Any) -> dict[str, Any]:
    return {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": content}


def message(fact: Fact) -> dict[str, Any]:
    """Return a work as Crossref shows it, with the oddities of the real records."""
    parts = [[part for part in (fact.year, fact.month, fact.day) if part]]
    work: dict[str, Any] = {
        "DOI": fact.doi.lower(),
        "type": "journal-article" if fact.journal else "proceedings-article",
        "title": [fact.title],
        "subtitle": [],
        "author": [_name(name) for name in fact.authors],
        "container-title": [fact.venue],
        "short-container-title": [fact.short] if fact.journal else [],
        "issued": {"date-parts": parts},
        "published-print": {"date-parts": parts},
        "page": fact.pages,
        "publisher": fact.publisher,
        "URL": f"https://doi.org/{fact.doi.lower()}",
        "relation": {},
        "reference": [{"key": "ref1"}],
    }
    if fact.volume:
        work |= {"volume": fact.volume, "issue": fact.number}
    if fact is BERT:
        work["resource"] = {"primary": {"URL": "http://aclweb.org/anthology/N19-1423"}}
        work["relation"] = {"has-preprint": [{"id-type": "arxiv", "id": fact.arxiv, "asserted-by": "subject"}]}
    if fact is DETR:
        work |= {"type": "book-chapter", "container-title": ["Lecture Notes in Computer Science", fact.venue]}
        work["published-online"] = {"date-parts": [[2020, 11, 3]]}
        work["ISBN"] = ["9783030584511", "9783030584528"]
    if fact is MALDACENA:
        work["published-print"] = {"date-parts": [[None]]}
    if fact is NUMPY:
        work["abstract"] = (
            "<jats:title>Abstract</jats:title><jats:p>Array programming provides a powerful syntax.</jats:p>"
            "<jats:p>NumPy is the primary library &amp;amp; more.</jats:p>"
        )
    return work


def _name(name: str) -> dict[str, Any]:
    given_names, _, family = name.rpartition(" ")
    if " van der" in given_names:
        given_names, family = given_names.removesuffix(" van der"), f"van der {family}"
    return {"given": given_names, "family": family, "sequence": "additional", "affiliation": []}
