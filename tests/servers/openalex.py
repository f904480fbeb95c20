"""OpenAlex's works, https://developers.openalex.org/api-reference/works.

Rules: ``/works/doi:…`` and ``/works/pmid:…`` are single works, 404 is a web page; ``/works`` with ``filter`` (values are separated by
"|", filters by ","), ``search``, ``per-page``, ``select``; 400 with a message for parameters that do not exist; names in
locations; abstracts as inverted indexes; ``is_retracted``.
"""

from __future__ import annotations

from typing import Any

from tests.servers.base import Request, Response, json_response
from tests.servers.works import FACTS, Fact, words_of

_PARAMETERS = {"filter", "search", "per-page", "page", "select", "sort"}
_PAGE = b"<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"


class OpenAlexServer:
    name = "openalex"

    def __init__(self) -> None:
        self.works = [work(fact) for fact in FACTS if fact.doi or fact.arxiv]
        self.dropped_works = 0

    def answer(self, request: Request) -> Response:
        if request.path.startswith("/works/"):
            scheme, _, value = request.path.removeprefix("/works/").partition(":")
            works = [work for work in self.works if _is(work, scheme, value)]
            return json_response(_selected(works[0], request)) if works else Response(404, _PAGE, "text/html")
        if request.path != "/works":
            return Response(404, b"<h1>Nothing here</h1>", "text/html")
        if unknown := set(request.query) - _PARAMETERS:
            return json_response({"error": "Invalid query parameters error.", "message": f"{unknown} not valid"}, 400)
        works = self._found(request)
        rows = [_selected(work, request) for work in works[: int(request.query.get("per-page", 25))]][
            self.dropped_works :
        ]
        return json_response({"meta": {"count": len(works)}, "results": rows, "group_by": []})

    def _found(self, request: Request) -> list[dict[str, Any]]:
        name, _, value = request.query.get("filter", "").partition(":")
        if name == "doi":
            return [work for work in self.works if any(_is(work, "doi", doi) for doi in value.split("|"))][::-1]
        words = set(words_of(value if name == "title.search" else request.query.get("search", "").replace('"', "")))
        return [work for work in self.works if words and words <= set(words_of(_all_text(work)))]


def _all_text(row: dict[str, Any]) -> str:
    return f"{row['title']} {' '.join(row['abstract_inverted_index'])}"


def _selected(row: dict[str, Any], request: Request) -> dict[str, Any]:
    fields = request.query.get("select", "").split(",")
    return {name: value for name, value in row.items() if name in fields}


def _is(row: dict[str, Any], scheme: str, value: str) -> bool:
    if scheme == "doi":
        return bool(row["doi"] == f"https://doi.org/{value.lower()}")
    return str(row["ids"].get(scheme, "")).endswith(f"/{value}")


def work(fact: Fact) -> dict[str, Any]:
    doi = (fact.doi or f"10.48550/arXiv.{fact.arxiv}").lower()
    kind = "journal" if fact.journal else "conference" if fact.venue and fact.doi else "repository"
    first, _, last = fact.pages.partition("-")
    places = [{"landing_page_url": f"https://doi.org/{doi}", "source": {"display_name": fact.venue, "type": kind}}]
    if fact.arxiv and fact.doi:
        places.append({"landing_page_url": f"http://arxiv.org/abs/{fact.arxiv}", "source": None})
    number = f"https://openalex.org/W{2000 + FACTS.index(fact)}"
    words = f"About {fact.title}".split()
    return {
        "id": number,
        "doi": f"https://doi.org/{doi}",
        "ids": {"openalex": number, "doi": f"https://doi.org/{doi}"}
        | ({"pmid": "https://pubmed.ncbi.nlm.nih.gov/26017442"} if fact.title == "Deep learning" else {}),
        "title": fact.title,
        "display_name": fact.title,
        "publication_year": fact.year,
        "type": "article" if fact.doi else "preprint",
        "language": "en",
        "primary_location": places[0],
        "locations": places,
        "biblio": {"volume": fact.volume or None, "issue": fact.number or None, "first_page": first, "last_page": last},
        "authorships": [{"author": {"display_name": name}, "raw_author_name": name} for name in fact.authors],
        "is_retracted": False,
        "abstract_inverted_index": {word: [at for at, other in enumerate(words) if other == word] for word in words},
    }
