"""DBLP's publication search, https://dblp.org/faq/How+to+use+the+dblp+search+API.html.

Rules: every word of `q`, or one of its alternatives ("graph|network"), must begin a word of the entry; `format=json`;
`h` hits at most; one author is an object, more are a list; titles end with a full stop and have XML entities; arXiv's
papers are in CoRR, beside the published ones.
"""

from __future__ import annotations

from html import escape
from typing import Any

from tests.servers.base import HTML, Request, Response, json_response
from tests.servers.works import FACTS, GPT4, LORA, Fact, words_of


class DblpServer:
    name = "dblp"

    def __init__(self) -> None:
        self.entries = [info for fact in FACTS for info in entries_of(fact)]

    def answer(self, request: Request) -> Response:
        if request.path != "/search/publ/api":
            return Response(404, HTML, "text/html")
        words = [words_of(part.replace("|", " ")) for part in request.query.get("q", "").split()]
        entries = [info for info in self.entries if _has_all(info, words)] if words else []
        page = entries[: int(request.query.get("h", 30))]
        hits: dict[str, Any] = {"@total": str(len(entries)), "@sent": str(len(page)), "@first": "0"}
        if page:
            hits["hit"] = [{"@score": "1", "@id": str(at), "info": info} for at, info in enumerate(page)]
        return json_response({"result": {"status": {"@code": "200", "text": "OK"}, "hits": hits}})


def _has_all(info: dict[str, Any], words: list[list[str]]) -> bool:
    authors = info.get("authors", {}).get("author", [])
    names = " ".join(row["text"] for row in (authors if isinstance(authors, list) else [authors]))
    have = words_of(f"{info['title']} {names} {info['venue']} {info['year']}")
    return all(any(entry_word.startswith(word) for entry_word in have for word in forms) for forms in words)


def entries_of(fact: Fact) -> list[dict[str, Any]]:
    """Return the entries of a work: the published one and that in CoRR."""
    authors = [{"@pid": "1/1", "text": name} for name in fact.authors]
    if fact is LORA:
        authors[6]["text"] = "Lu Wang 0007"
    common: dict[str, Any] = {
        "authors": {"author": authors if len(authors) > 1 else authors[0]},
        "title": escape(fact.title.replace("'", "’"), quote=True) + ".",
        "access": "open",
    }
    entries = []
    if fact.venue and fact is not GPT4:
        kind = "Journal Articles" if fact.journal else "Conference and Workshop Papers"
        info = common | {"venue": fact.short, "year": str(fact.year), "type": kind}
        info["key"] = f"{'journals' if fact.journal else 'conf'}/{fact.short.lower()}/{fact.authors[0].split()[-1]}"
        if fact.doi:
            info |= {"doi": fact.doi.upper(), "ee": f"https://doi.org/{fact.doi}"}
        elif fact.openreview:
            info["ee"] = [f"https://openreview.net/forum?id={fact.openreview}"]
        info |= {name: value for name in ("volume", "number", "pages") if (value := getattr(fact, name))}
        if fact.short == "ECCV":
            info["venue"] = "ECCV (1)"
        entries.append(info)
    if fact.arxiv:
        entries.append(
            common
            | {
                "venue": "CoRR",
                "volume": f"abs/{fact.arxiv}",
                "year": fact.submitted[:4],
                "type": "Informal and Other Publications",
                "key": "journals/corr/abs-" + fact.arxiv.replace(".", "-").replace("/", "-"),
                "doi": f"10.48550/ARXIV.{fact.arxiv.upper()}",
                "ee": f"https://doi.org/10.48550/arXiv.{fact.arxiv}",
            }
        )
    return entries
