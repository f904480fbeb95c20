"""A library behind HTTP as a `Remote` with accidents: the same histories as in memory, through the real pyzotero."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.zotero.api import ZoteroLibrary
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.remote_library import WriteReply
from tests.servers.base import Farm
from tests.servers.faketime import FakeTime
from tests.servers.zotero import FULL, ZoteroServer
from tests.servers.zotero_app import ZoteroApp
from tests.servers.zotero_library import Library
from tests.zotero.loopback import Desk


class Wired:
    """Like `Loopback`: `fault` is asked before and after each write; `server` is the library behind it all."""

    def __init__(self, inner: ZoteroLibrary, speaker: ZoteroServer | ZoteroApp, name: str) -> None:
        self._inner, self._libraries, self._name = inner, speaker.libraries, name
        self.fault: Callable[[str], None] = lambda moment: None
        self.writes = 0

    @property
    def server(self) -> Library:
        return self._libraries[self._name]

    @server.setter
    def server(self, library: Library) -> None:
        self._libraries[self._name] = library  # type: ignore[assignment]

    @property
    def uri(self) -> str:
        return "http://zotero.org/users/1"

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def read(self, known: LibrarySnapshot | None) -> LibrarySnapshot:
        return self._inner.read(known)

    def read_again(self, snapshot: LibrarySnapshot, object_type: ObjectType, keys: Collection[str]) -> LibrarySnapshot:
        return self._inner.read_again(snapshot, object_type, keys)

    def write(self, sort: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None) -> WriteReply:
        self.writes += 1
        self.fault("before")
        answer = self._inner.write(sort, rows, version)
        self.fault("after")
        return answer


@contextmanager
def wired_desk(folder: Path, kind: str) -> Iterator[Desk]:
    """Yield a desk whose library is in a server ("web") or in the desktop app ("app")."""
    speaker: ZoteroServer | ZoteroApp = ZoteroServer() if kind == "web" else ZoteroApp()
    time = FakeTime()
    with Farm([speaker], clock=time.clock) as farm:
        http = HttpClient(RateLimiter(clock=time.clock, sleep=time.sleep), clock=time.clock)
        with http:
            policy = ServicePolicy(speaker.name, f"{farm.url}/{speaker.name}", interval=0.0, timeout=5.0)
            inner = (
                ZoteroLibrary(http, policy, kind="user", number=1, key=FULL)
                if kind == "web"
                else ZoteroLibrary(http, policy, kind="user", number=0, local=True)
            )
            desk = Desk(folder, speaker.library)
            desk.remote = Wired(inner, speaker, "/users/1" if kind == "web" else "users/1")  # type: ignore[assignment]
            yield desk
