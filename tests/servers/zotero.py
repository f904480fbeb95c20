"""Zotero's Web API, version 3, as https://www.zotero.org/support/dev/web_api/v3/start and the tests of the real server say.

Rules of lists and requests ("file: test" is one of https://github.com/zotero/dataserver, `tests/remote/tests/3/`):

- ``Last-Modified-Version`` on every answer of a library but a 400 (`version: should not include library version for
  400`); ``since`` and ``format=versions`` (`version: should handle since and versions format`); 304 for
  ``If-Modified-Since-Version`` (`version: should return 304 not modified`).
- pages of 25, at most 100, ``Total-Results`` and ``Link`` (`params: …`); trashed items only with ``includeTrashed``
  (`item: should return items in trash with includeTrashed`), trashed collections always.
- writes: at most 50 (413); a library newer than ``If-Unmodified-Since-Version`` (412); otherwise object by object, and
  the maps in the answer say what became of each (`object: should handle partial write failure`).
- keys: 403 for an unknown one, 403 for a write without permission (`permissions: …`); notes are shown only with theirs.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from tests.servers.base import Request, Response, json_response
from tests.servers.zotero_files import StorageHost
from tests.servers.zotero_library import Library, RefusedError

FULL, READER, STRANGER = "FullAccessKeyOfUserOne24", "ReadOnlyKeyOfUserOne0024", "KeyWithoutNotesOfUserOne"
RIGHTS = {"library": True, "files": True, "notes": True, "write": True}
KEYS: dict[str, dict[str, Any]] = {
    FULL: {"user": RIGHTS, "groups": {"all": {"library": True, "write": True}}},
    READER: {"user": {**RIGHTS, "write": False}, "groups": {"all": {"library": True, "write": False}}},
    STRANGER: {"user": {**RIGHTS, "notes": False}, "groups": {}},
}


class ZoteroServer:
    """User 1 with three keys; group 7, which its members edit; group 8, which only its admins (not user 1) edit.

    `before_write` is called with the library before each write, so that another client can do something then.
    """

    name = "zotero"
    most = 50

    def __init__(self, storage: StorageHost | None = None) -> None:
        self.storage = storage
        self.libraries = {
            "/users/1": Library("http://zotero.org/users/1"),
            "/groups/7": Library("http://zotero.org/groups/7"),
            "/groups/8": Library("http://zotero.org/groups/8"),
        }
        self.before_write: Callable[[Library], None] = lambda library: None
        self.extra: dict[str, str] = {}  # headers of every answer
        self._lock = threading.Lock()

    @property
    def library(self) -> Library:
        return self.libraries["/users/1"]

    def answer(self, request: Request) -> Response:
        with self._lock:
            try:
                reply = self._answer(request)
            except RefusedError as refused:
                reply = Response(refused.code, refused.message.encode(), "text/html")
                library = self._library_of(request.path)
                if refused.code == 412 and library:  # version: should include library version for 412
                    reply = Response(412, reply.body, "text/html", {"Last-Modified-Version": str(library.version)})
        return Response(reply.status, reply.body, reply.content_type, {**reply.headers, **self.extra})

    def _library_of(self, path: str) -> Library | None:
        return self.libraries.get("/".join(path.split("/")[:3]))

    def _rights(self, request: Request) -> dict[str, Any]:
        key = request.headers.get("zotero-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
        if not key:
            return {}
        if key not in KEYS:
            raise RefusedError(403, "Invalid key")
        return KEYS[key]

    def _answer(self, request: Request) -> Response:
        assert request.headers.get("zotero-api-version") == "3"
        rights = self._rights(request)
        if request.path == "/keys/current":
            if not rights:
                raise RefusedError(403, "Forbidden")  # keys: should return 403 for current key without header
            key = request.headers["authorization"].removeprefix("Bearer ")
            return json_response({"key": key, "userID": 1, "username": "reader", "displayName": "", "access": rights})
        if request.path == "/users/1/groups":
            return json_response([self._group(7), self._group(8)])
        library = self._library_of(request.path)
        if library is None:
            raise RefusedError(404, "Not found")
        kind, _, number = request.path.lstrip("/").partition("/")
        number, _, rest = number.partition("/")
        access = rights.get("user", {}) if kind == "users" else rights.get("groups", {}).get("all", {})
        if not access.get("library"):
            raise RefusedError(403, "Forbidden")
        if kind == "groups" and not rest:
            return json_response(self._group(int(number)))
        if request.method != "GET" and (not access.get("write") or request.path.startswith("/groups/8")):
            raise RefusedError(403, "Write access denied")
        return self._in_library(request, library, rest, notes=access.get("notes", kind == "groups"))

    def _group(self, number: int) -> dict[str, Any]:
        editing = "members" if number == 7 else "admins"
        data = {"id": number, "name": f"Group {number}", "owner": 2, "type": "Private", "libraryEditing": editing,
                "libraryReading": "members", "admins": [2], "members": [1]}  # fmt: skip
        return {"id": number, "version": 1, "data": data}

    def _in_library(self, request: Request, library: Library, rest: str, *, notes: bool) -> Response:
        name, _, key = rest.partition("/")
        if name == "deleted":
            since = int(request.query["since"])
            deleted = {"collections": [], "items": [], "searches": [], "tags": [], "settings": []}
            for (kind, deleted_key), version in library.deleted.items():
                if version > since:
                    deleted[f"{kind}s"].append(deleted_key)
            return self._versioned(library, deleted)
        if name not in ("items", "collections"):
            raise RefusedError(404, "Not found")
        kind = name.removesuffix("s")
        if request.method == "GET" and not key:
            return self._list(request, library, kind, notes=notes)
        if request.method == "GET":
            if key not in library.table(kind):
                raise RefusedError(404, f"{kind.capitalize()} does not exist")
            return self._versioned(library, self._shown(library, kind, key))
        self.before_write(library)
        if key.endswith("/file") and self.storage is not None:
            return self.storage.take(request, library, key.removesuffix("/file"))
        if key:
            return self._write_one(request, library, kind, key)
        return self._write_many(request, library, kind)

    def _versioned(self, library: Library, value: Any, **headers: str) -> Response:
        return json_response(value, **{"Last_Modified_Version": str(library.version), **headers})

    def _shown(self, library: Library, kind: str, key: str) -> dict[str, Any]:
        data = library.shown(kind, library.table(kind)[key])
        meta: dict[str, Any] = {}
        return {"key": key, "version": data["version"], "library": {"type": "user", "id": 1}, "links": {},
                "meta": meta, "data": data}  # fmt: skip

    def _list(self, request: Request, library: Library, kind: str, *, notes: bool) -> Response:
        query = request.query
        known = request.headers.get("if-modified-since-version")
        if known is not None and library.version <= int(known):
            return Response(304, headers={"Last-Modified-Version": str(library.version)})
        pool = list(library.table(kind).values())
        if kind == "item" and query.get("includeTrashed", "0") == "0":
            pool = [data for data in pool if not data.get("deleted")]
        if not notes:
            pool = [data for data in pool if data.get("itemType") != "note"]
        if keys := query.get(f"{kind}Key"):
            pool = [data for data in pool if data["key"] in keys.split(",")[:100]]
        pool = [data for data in pool if data["version"] > int(query.get("since", 0))]
        pool.sort(key=lambda data: (data.get("dateModified", ""), data["version"]), reverse=True)
        if query.get("format") == "versions":
            return self._versioned(library, {data["key"]: data["version"] for data in pool})
        start = int(query.get("start", 0))
        page = pool[start : start + min(100, int(query.get("limit", 25)) or 25)]
        rows = [self._shown(library, kind, data["key"]) for data in page]
        return self._versioned(library, rows, Total_Results=str(len(pool)))

    def _check_library(self, request: Request, library: Library) -> bool:
        expected = request.headers.get("if-unmodified-since-version")
        if expected is None:
            return False
        if library.version > int(expected):
            # version: should reject all but one concurrent multi-object write
            raise RefusedError(412, f"Library has been modified since specified version (expected {expected}, found …)")
        return True

    def _write_many(self, request: Request, library: Library, kind: str) -> Response:
        if request.method == "DELETE":
            if not self._check_library(request, library):
                raise RefusedError(428, "If-Unmodified-Since-Version not provided")
            for key in request.query[f"{kind}Key"].split(","):
                library.erase(kind, key)
            return Response(204, headers={"Last-Modified-Version": str(library.version)})
        checked = self._check_library(request, library)
        rows = json.loads(request.body)
        if not isinstance(rows, list):
            raise RefusedError(400, "Uploaded data must be a JSON array")
        if len(rows) > self.most:
            raise RefusedError(413, f"Cannot add more than {self.most} {kind}s at a time")
        report: dict[str, Any] = {"successful": {}, "success": {}, "unchanged": {}, "failed": {}}
        side: set[str] = set()
        for index, row in enumerate(rows):
            number = str(index)
            try:
                changed = library.write(kind, row, checked=checked, side=side)
            except RefusedError as refused:
                # object: should not leave data from failed objects in a partial write
                report["failed"][number] = {"key": row.get("key", ""), "code": refused.code, "message": refused.message,
                                            **({"data": refused.data} if refused.data else {})}  # fmt: skip
                continue
            key = row.get("key") or next(k for k, v in library.table(kind).items() if v["version"] == library.version)
            if changed:
                report["successful"][number] = self._shown(library, kind, key)
                report["success"][number] = key
            else:
                report["unchanged"][number] = key
        return self._versioned(library, report)

    def _write_one(self, request: Request, library: Library, kind: str, key: str) -> Response:
        old = library.table(kind).get(key)
        expected = request.headers.get("if-unmodified-since-version")
        data = json.loads(request.body) if request.body else {}
        version = int(expected) if expected is not None else data.get("version")
        if version is None:
            raise RefusedError(428, "If-Unmodified-Since-Version not provided")
        if old is not None and old["version"] > version:
            raise RefusedError(412, f"{kind.capitalize()} has been modified since specified version")
        if request.method == "DELETE":
            library.erase(kind, key)
        else:
            library.write(kind, {**data, "key": key, "version": version})
        return Response(204, headers={"Last-Modified-Version": str(library.version)})
