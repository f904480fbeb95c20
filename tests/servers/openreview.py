"""OpenReview's two APIs, https://docs.openreview.net/getting-started/using-the-api.

Rules: ``/notes?id=`` and ``/notes/search?term=``; API 2 wraps every content value in an object, API 1 does not; each has its
own years; 404 NotFoundError, 403 ForbiddenError for what is not public, and 403 ChallengeRequiredError when it requires
a browser (ktwu01/benchmark-radar#81).
"""

from __future__ import annotations

from typing import Any

from tests.servers.base import Fault, Request, Response, json_response
from tests.servers.works import LORA, MAMBA, Fact, words_of

REJECTED = "AL1fq05o7H"  # Mamba's submission to ICLR 2024
HIDDEN = "HiddenHid0"


def error(status: int, name: str) -> Response:
    return json_response({"name": name, "message": name, "status": status, "details": {}}, status)


CHALLENGE = Fault(instead=error(403, "ChallengeRequiredError"))


class OpenReviewServer:
    def __init__(self, name: str = "openreview", *, older: bool = False) -> None:
        self.name = name
        notes = [_note(LORA, "ICLR 2022 Poster", "ICLR.cc/2022/Conference")] if older else [
            _wrapped(_note(MAMBA, "COLM", "colmweb.org/COLM/2024/Conference")),
            _wrapped(_note(MAMBA, "Submitted to ICLR 2024", "ICLR.cc/2024/Conference/Rejected_Submission", REJECTED)),
        ]  # fmt: skip
        self.notes = {note["id"]: note for note in notes}

    def answer(self, request: Request) -> Response:
        if request.path == "/notes":
            note_id = request.query.get("id", "")
            if note_id == HIDDEN:
                return error(403, "ForbiddenError")
            if note_id not in self.notes:
                return error(404, "NotFoundError")
            return json_response({"notes": [self.notes[note_id]], "count": 1})
        if request.path == "/notes/search":
            words = set(words_of(request.query.get("term", "")))
            parts = ("title",) if request.query.get("content") == "title" else ("title", "abstract")
            notes = [note for note in self.notes.values() if words & set(words_of(_text(note, parts)))]
            return json_response({"notes": notes, "count": len(notes)})
        return error(404, "NotFoundError")


def _text(note: dict[str, Any], parts: tuple[str, ...]) -> str:
    return " ".join(str(note["content"][part]) for part in parts)


def _note(fact: Fact, venue: str, group: str, note_id: str = "") -> dict[str, Any]:
    accepted = not venue.startswith("Submitted")
    entry = "inproceedings" if accepted else "misc"
    booktitle = f"booktitle={{{fact.venue}}},\n" if accepted else ""
    return {
        "id": note_id or fact.openreview,
        "forum": note_id or fact.openreview,
        "replyto": None,
        "cdate": 1695427200000,  # 2023-09-23
        "pdate": 1720569600000 if accepted else None,  # 2024-07-10
        "content": {
            "title": fact.title,
            "authors": list(fact.authors),
            "abstract": f"About {fact.title}.",
            "venue": venue,
            "venueid": group,
            "_bibtex": f"@{entry}{{\nkey{fact.year},\ntitle={{{fact.title}}},\n{booktitle}year={{{fact.year}}},\n"
            f"url={{https://openreview.net/forum?id={note_id or fact.openreview}}}\n}}",
        },
    }


def _wrapped(note: dict[str, Any]) -> dict[str, Any]:
    return note | {"content": {name: {"value": value} for name, value in note["content"].items()}}
