"""Zotero: time and memory for planning 10,000 items, and the requests that pushes of several sizes take."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def works(count: int) -> list[object]:
    from biblio.model.dates import PartialDate
    from biblio.model.identifiers import make
    from biblio.model.people import parse_person
    from biblio.model.record import Medium, Record, Work
    from biblio.zotero.desired_state import DesiredChild, DesiredItem
    from biblio.zotero.note_html import note_html
    from biblio.zotero.object_content import Content

    items = []
    for number in range(count):
        doi = make("doi", f"10.1000/{number}")
        record = Record(
            "bench", f"A Study of Subject Number {number}", medium=Medium.JOURNAL, identifiers=(doi,), venue="Journal of Tests",  # type: ignore[arg-type]
            authors=tuple(parse_person(f"Ada{number % 97} Doe{number % 89}") for _ in range(4)), date=PartialDate(2020), volume="3",
            pages="1-20", abstract="Words about it. " * 40,
        )  # fmt: skip
        child = DesiredChild(
            f"note:n{number}",
            Content("note", {"note": note_html("my words", note=f"n{number}", source="a.md")}),
            "note",
        )
        items.append(
            DesiredItem(str(doi), (str(doi),), Work(str(doi), record, (record,)), f"k{number}", citekey=f"doe2020k{number}",
                   topics=frozenset({f"t{number % 60}", f"u{number % 7}"}), children=(child,) if number % 2 else (),
                   notes=(f"n{number}",), places=("a.md",))
        )  # fmt: skip
    return items


def planning(count: int) -> None:
    """The first plan, then one after no change and one after a hundred notes changed, with everything remembered."""
    from dataclasses import replace

    from tests.servers.zotero_library import Library
    from tests.zotero.loopback import Desk

    with tempfile.TemporaryDirectory() as name:
        desk = Desk(Path(name), Library("http://zotero.org/users/1"))
        items = works(count)
        desk.notes = {item.uid: item for item in items}  # type: ignore[attr-defined]

        def plan(label: str, target: float) -> None:
            engine, memory = desk.open()
            start = time.perf_counter()
            engine.refresh()
            read = time.perf_counter() - start
            sync_plan = engine.plan(desk.desired(), desk.rules, lambda label, field: None)
            seconds = time.perf_counter() - start
            memory.close()
            print(
                f"  {label:<34} {seconds:7.2f} s (copy {read:.2f} s), {len(sync_plan.operations):,} writes   target < {target:g} s"
            )

        print(f"planning {count:,} works")
        plan("the first time", 3)
        start = time.perf_counter()
        desk.sync()
        print(f"  carried out in {time.perf_counter() - start:.1f} s, {desk.remote.writes} writes")
        plan("nothing has changed", 3)
        for item in items[:100]:
            desk.notes[item.uid] = replace(item, topics=frozenset({"new"}))  # type: ignore[attr-defined,type-var]
        plan("a hundred notes have", 3)
        print(f"  most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB   target < 300 MB")


def requests() -> None:
    """Requests over HTTP, counted by the server: a first push, nothing to do, one note changed."""
    from collections import Counter

    from biblio.lookup.http.client import HttpClient
    from biblio.lookup.http.policy import ServicePolicy
    from biblio.lookup.http.rate_limit import RateLimiter
    from biblio.zotero.api import ZoteroLibrary
    from tests.servers.base import Farm
    from tests.servers.zotero import FULL, ZoteroServer
    from tests.zotero.loopback import Desk

    print("requests                 objects  collections    first push   nothing to do   one note changed")
    for count in (10, 100, 1000):
        server = ZoteroServer()
        with tempfile.TemporaryDirectory() as name, Farm([server]) as farm, HttpClient(RateLimiter()) as http:
            desk = Desk(Path(name))
            policy = ServicePolicy("zotero", f"{farm.url}/zotero", interval=0.0)
            desk.remote = ZoteroLibrary(http, policy, kind="user", number=1, key=FULL)  # type: ignore[assignment]
            items = works(count)
            desk.notes = {item.uid: item for item in items}  # type: ignore[attr-defined]
            counts = []
            for step in range(3):
                if step == 2:
                    from dataclasses import replace

                    first = items[0]
                    desk.notes[first.uid] = replace(first, topics=frozenset({"t1"}))  # type: ignore[attr-defined,type-var]
                farm.log.clear()
                desk.sync()
                sent = Counter(request.method for request in farm.log)
                counts.append(f"{sent['POST']} + {sent['GET']}")
            objects = len(server.library.items)
            print(
                f"  writes + reads       {objects:>9,} {len(server.library.collections):>12,} {counts[0]:>13} {counts[1]:>15} {counts[2]:>18}"
            )


PARTS = {"planning": lambda: planning(10_000), "requests": requests}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
