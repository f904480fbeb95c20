"""Break what services reply: ``python -m tests.hostile.broken_replies [COUNT] [--seed N]``.

A project is looked up while every reply of every service is broken in one way: its text (cut, bits flipped, other text in it), its
JSON (values of other kinds, gone, doubled), its headers, its status, its packing or its encoding, or something else comes instead. No run may raise, nor take a work for a note that whole replies
do not lead to; once the services are well again, a run finds everything that it finds undisturbed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import traceback
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

from biblio.model.decision import Status
from biblio.settings import DEFAULT_SERVICES
from tests.hostile.breaking import break_bytes, break_text, break_value
from tests.project.place import NOTES, Place, opened_place
from tests.servers.base import Fault, Response

__all__ = ["WAYS", "Replies"]

_HEADERS = (
    {"Retry-After": "9" * 5000}, {"Retry-After": f"Fri, 7 Mar {'9' * 30} 00:00:00 GMT"}, {"Backoff": "-1"}, {"X-Rate-Limit-Remaining": "0", "X-RateLimit-Reset": "²"},
    {"Content-Type": "text/html; charset=utf-99"}, {"Content-Encoding": "gzip"}, {"Location": "file:///etc/passwd"}, {"X": "y" * 60_000}, {"Set-Cookie": "a\x0b=\xff"},
)  # fmt: skip
_STATUSES = (100, 204, 206, 300, 301, 304, 400, 402, 403, 406, 410, 418, 429, 451, 500, 503, 599)


def _of_text(reply: Response, chance: random.Random) -> Response:
    text = break_text(reply.body.decode("utf-8", "replace"), chance)
    return Response(reply.status, text.encode("utf-8", "surrogatepass"), reply.content_type, reply.headers)


def _of_bytes(reply: Response, chance: random.Random) -> Response:
    return Response(reply.status, break_bytes(reply.body, chance), reply.content_type, reply.headers)


def _of_values(reply: Response, chance: random.Random) -> Response:
    try:
        value = json.loads(reply.body)
    except ValueError:
        return _of_text(reply, chance)
    return Response(reply.status, json.dumps(break_value(value, chance)).encode(), reply.content_type, reply.headers)


def _of_headers(reply: Response, chance: random.Random) -> Response:
    return Response(reply.status, reply.body, reply.content_type, {**reply.headers, **chance.choice(_HEADERS)})


_INSTEAD = (
    b"", b" ", b"null", b"0", b'""', b"[]", b"{", b"\xef\xbb\xbf", b"[" * 100_000, b'{"a":' * 50_000, b"<html><body>Please log in</body></html>",
    b"<!doctype html>\n<title>502 Bad Gateway</title>", b"Rate limit exceeded", b'{"error": "quota"}', b'{"message": ' + b"9" * 20_000 + b"}", b"\x00" * 500,
)  # fmt: skip
_CHARSETS = ("utf-16", "utf-7", "latin-1", "utf-99", "")


def _instead(reply: Response, chance: random.Random) -> Response:
    """Return something else that a proxy, a full server or another service sends, which says nothing about any work."""
    body = chance.choice(_INSTEAD)
    content_type = chance.choice((reply.content_type, "text/html", "application/json; charset=utf-16", "image/png"))
    return Response(reply.status, body, content_type, reply.headers)


def _packed(reply: Response, chance: random.Random) -> Response:
    """Return a reply whose packing ends too early, is damaged, or is not what the headers say."""
    packed = gzip.compress(reply.body)
    body = chance.choice(
        (
            packed[: len(packed) // 2],
            packed[:-4],
            break_bytes(packed, chance),
            packed + b"more",
            b"\x1f\x8b",
            reply.body,
        )
    )
    encoding = chance.choice(("gzip", "deflate", "br", "zstd", "gzip, gzip", "x"))
    return Response(reply.status, body, reply.content_type, {**reply.headers, "Content-Encoding": encoding})


def _in_another_charset(reply: Response, chance: random.Random) -> Response:
    charset = chance.choice(_CHARSETS)
    content_type = f"{reply.content_type.partition(';')[0]}; charset={charset}"
    try:
        body = reply.body.decode("utf-8", "replace").encode(
            chance.choice(("utf-16", "utf-8-sig", "latin-1", "utf-32")), "replace"
        )
    except LookupError:
        body = reply.body
    return Response(reply.status, body, content_type, reply.headers)


def _of_status(reply: Response, chance: random.Random) -> Response:
    return Response(chance.choice(_STATUSES), reply.body, reply.content_type, reply.headers)


WAYS: dict[str, Callable[[Response, random.Random], Response]] = {
    "text": _of_text, "bytes": _of_bytes, "values": _of_values, "headers": _of_headers, "status": _of_status,
    "instead": _instead, "packed": _packed, "charset": _in_another_charset,
}  # fmt: skip


_ASKED_AGAIN = ("headers", "status", "instead", "packed")
"""What says nothing about a work: that none was found must not be remembered of it."""


class Replies:
    """Histories of one project, each from the start; `folder` is where they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with opened_place(folder / "whole", page=NOTES) as place:
            place.sync()
            self.found = _accepted(place)

    def try_number(self, number: int, way: str) -> list[str]:
        """Return what is wrong with a run whose replies are broken, and with the one after it."""
        chance = random.Random(f"{way} {number}")
        wrong: list[str] = []
        with opened_place(self.folder / f"{way}-{number}", page=NOTES) as place:
            for service in DEFAULT_SERVICES:
                place.farm.always(service, Fault(change=lambda reply: WAYS[way](reply, chance)))
            try:
                place.sync()
                others = {
                    note: work
                    for note, work in _accepted(place).items()
                    if not _is_nearly(self.found.get(note, ""), work)
                }
                wrong += [f"{note} is taken for {work}" for note, work in others.items()]
                for service in DEFAULT_SERVICES:
                    place.farm.recover(service)
                place.sync()
                if way in _ASKED_AGAIN and (found := _accepted(place)) != self.found:
                    wrong.append(f"in the end {found}")
            except Exception:  # noqa: BLE001 - this is what is looked for
                wrong.append(traceback.format_exc(limit=-6))
        return wrong


def _is_nearly(title: str, other: str) -> bool:
    """Whether two titles are one, of which a reply may have lost a letter or a word: the work is the right one then."""
    return SequenceMatcher(None, title.casefold(), other.casefold(), autojunk=False).ratio() > 0.8


def _accepted(place: Place) -> dict[str, str]:
    """Return the title of the work for each note that has one."""
    works = ((one.note.title or "", one.decision) for one in place.library().decided)
    return {
        title: decision.work.best.title
        for title, decision in works
        if decision.status is Status.ACCEPTED and decision.work
    }


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.broken_replies", description=(__doc__ or "").partition("\n\n")[2]
    )
    parser.add_argument("count", nargs="?", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first history")
    arguments = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        replies = Replies(Path(folder))
        for number in range(arguments.seed, arguments.seed + arguments.count):
            way = list(WAYS)[number % len(WAYS)]
            for line in (found := replies.try_number(number, way)):
                sys.stdout.write(f"{way} {number}: {line}\n")
                sys.stdout.flush()
            bad += bool(found)
    sys.stdout.write(f"histories {arguments.count}: {bad} wrong\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
