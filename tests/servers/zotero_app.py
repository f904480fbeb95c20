"""The local API of Zotero's desktop app, as the app's own description and the tests of it say.

The description is at the top of `chrome/content/zotero/xpcom/server/server_localAPI.js` of
https://github.com/zotero/zotero; "test: should …" is a test in its `test/tests/server_localAPITest.js`; other names are
functions of the app. Anything not mentioned here is as in the Web API (`zotero_library.py`).

- Every answer carries ``Zotero-Server-ID``; a write without it is refused with 428, anything with another one with 412
  ("test: should require a server ID on writes with 428", "… reject a read with a mismatched server ID with 412"), before
  the key is looked at ("test: should validate the server ID before the API key on writes").
- Reads need no key ("test: should not require API key for GET requests"); writes need one that the user allowed in a
  dialog: for good, or for one write, which uses it up whether it succeeds or not ("test: should consume a single-use API
  key after one write"). Five dialogs a minute ("test: should rate-limit after 5 confirmation-requiring requests …").
- User 0 is the one who is logged in; others are refused ("use userID 0"). The header ``Link`` names the real number
  (`buildLinks`).
- Lists have no limit of their own; collections in the trash are in none (`Collections.getByLibrary` leaves them out),
  though each is found under its key. There is no list of what was deleted: the path has no endpoint.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from typing import Any

from tests.servers.base import Request, Response, json_response
from tests.servers.zotero_app_library import AppLibrary
from tests.servers.zotero_library import KEY, RefusedError

MOST = 50  # MAX_WRITE_OBJECTS; test: should reject batches over 50 items with 413
PROMPTS, WINDOW = 5, 60.0  # AUTHORIZE_RATE_LIMIT_MAX, AUTHORIZE_RATE_LIMIT_WINDOW_MS
WRITES = ("POST", "PUT", "PATCH", "DELETE")


class ZoteroApp:
    """The app of user 1: their own library and group 9, in which they may not write.

    `consent` is the user's answer in the dialog: "always", "once" or "deny". `enabled`: other programs may talk to the
    app at all. `writes`: the app is new enough to accept them. `dialogs` are the names of the programs that asked.
    `before_write` is called with the library before each write.
    """

    name = "zotero-local"

    def __init__(self) -> None:
        self.server_id = "0b2f6f7e-2d0c-4d0e-9b7a-6a1d0c5e7f31"
        self.consent = "always"
        self.enabled = self.writes = True
        self.libraries = {
            "users/1": AppLibrary("http://zotero.org/users/1"),
            "groups/9": AppLibrary("http://zotero.org/groups/9"),
        }
        self.before_write: Callable[[AppLibrary], None] = lambda library: None
        self.dialogs: list[str] = []
        self.keys: dict[str, bool] = {}  # key → whether it was allowed for good
        self._prompted: list[float] = []
        self._lock = threading.Lock()

    @property
    def library(self) -> AppLibrary:
        return self.libraries["users/1"]

    def answer(self, request: Request) -> Response:
        with self._lock:
            try:
                reply = self._answer(request)
            except RefusedError as refused:
                reply = Response(refused.code, refused.message.encode(), "text/plain", dict(refused.data or {}))
        app_headers = {"Zotero-API-Version": "3", "Zotero-Schema-Version": "41"}
        if self.writes:
            app_headers["Zotero-Server-ID"] = self.server_id
        return Response(reply.status, reply.body, reply.content_type, {**reply.headers, **app_headers})

    def _answer(self, request: Request) -> Response:
        if request.path == "/api" or not request.path.startswith("/api/"):
            raise RefusedError(404, "No endpoint found")
        if not self.enabled:  # _initInternal, "Local API is not enabled"
            raise RefusedError(403, "Local API is not enabled")
        is_write = request.method in WRITES
        if is_write and not self.writes:
            raise RefusedError(400, "Endpoint does not support method")
        server_id = request.headers.get("zotero-server-id")
        if not server_id and is_write:
            raise RefusedError(428, "Zotero-Server-ID not provided")
        if server_id and server_id != self.server_id:
            raise RefusedError(412, "Zotero-Server-ID does not match this server")
        if request.path == "/api/":
            return Response(200, b"Nothing to see here.", "text/plain")
        if request.path == "/api/local/authorize":
            return self._authorize(request)
        library, rest = self._library_of(request.path.removeprefix("/api/"))
        if is_write:
            self._check_key(request)
            if library is not self.library:  # `editable`
                raise RefusedError(403, "Write access denied")
        return self._in_library(request, library, rest)

    def _library_of(self, path: str) -> tuple[AppLibrary, str]:
        match = re.fullmatch(r"(users|groups)/(\d+)(?:/(.*))?", path)
        if not match:
            raise RefusedError(404, "No endpoint found")
        kind, number, rest = match[1], match[2], match[3] or ""
        if kind == "users" and number not in ("0", "1"):
            raise RefusedError(400, "Only data for the logged-in user is available locally -- use userID 0 or 1")
        library = self.libraries.get(f"{kind}/{'1' if kind == 'users' else number}")
        if library is None:
            raise RefusedError(404, "Not found")  # test: should return 404 for unknown group
        return library, rest.rstrip("/")

    # -- keys ----------------------------------------------------------------------------------------------------

    def _authorize(self, request: Request) -> Response:
        name = str((json.loads(request.body or b"{}") or {}).get("appName", "")).strip()
        if not name:
            raise RefusedError(400, "appName is required")  # test: should require appName
        self._prompted = [at for at in self._prompted if request.at - at < WINDOW]
        if len(self._prompted) >= PROMPTS:
            wait = max(1, round(WINDOW - (request.at - self._prompted[0])))
            raise RefusedError(429, "Too many authorization requests", {"Retry-After": str(wait)})
        self._prompted.append(request.at)
        self.dialogs.append(name)
        if self.consent == "deny":
            return json_response({"denied": True}, 403)  # test: should return 403 on deny
        key = f"LocalKey{len(self.dialogs):024}"
        self.keys[key] = self.consent == "always"
        return json_response({"key": key, "remember": self.keys[key]})

    def _check_key(self, request: Request) -> None:
        key = request.headers.get("zotero-api-key") or request.query.get("key", "")
        key = key or request.headers.get("authorization", "").removeprefix("Bearer ")
        if not key:
            raise RefusedError(401, "API key required -- POST /api/local/authorize to obtain one")
        if key not in self.keys:
            raise RefusedError(401, "Invalid or expired API key")
        if not self.keys[key]:
            del self.keys[key]

    # -- a library -----------------------------------------------------------------------------------------------

    def _in_library(self, request: Request, library: AppLibrary, rest: str) -> Response:
        name, _, key = rest.partition("/")
        if name not in ("items", "collections"):
            raise RefusedError(404, "No endpoint found")  # there is none for "deleted"
        kind = name.removesuffix("s")
        if request.method == "POST" and not key:
            self.before_write(library)
            return self._write(request, library, kind)
        if request.method != "GET":
            raise RefusedError(405, "Method not allowed for this path")
        if not key or rest == "items/top":
            return self._list(request, library, kind, only_top=bool(key))
        if key not in library.table(kind):
            raise RefusedError(404, "Not found")
        row = self._shown(library, kind, key)
        return json_response(row, Last_Modified_Version=str(row["version"]))  # the object's own

    def _shown(self, library: AppLibrary, kind: str, key: str) -> dict[str, Any]:
        data = library.shown(kind, library.table(kind)[key])
        number = int(library.uri.rpartition("/")[2])
        owner = {"type": "user" if library is self.library else "group", "id": number}
        return {"key": key, "version": data["version"], "library": owner, "links": {}, "meta": {}, "data": data}

    def _list(self, request: Request, library: AppLibrary, kind: str, *, only_top: bool = False) -> Response:
        query = request.query
        pool = list(library.table(kind).values())
        if kind == "collection" or query.get("includeTrashed") != "1":
            pool = [data for data in pool if not library.is_hidden(kind, data)]
        if keys := query.get("itemKey"):
            pool = [data for data in pool if data["key"] in keys.split(",")]
        pool = [data for data in pool if not (only_top and data.get("parentItem"))]
        pool = [data for data in pool if data["version"] > int(query.get("since", 0))]
        pool.sort(key=lambda data: (data.get("dateModified", ""), data["version"]), reverse=True)
        start, total = int(query.get("start", 0)), len(pool)
        page = pool[start : start + (int(query.get("limit", 0)) or total)]
        own_url = "https://www.zotero.org" + request.path.removeprefix("/api").replace("users/0/", "users/1/")
        headers = {
            "Total_Results": str(total),
            "Link": f'<{own_url}>; rel="alternate"',
            "Last_Modified_Version": str(library.version),
        }
        if query.get("format") == "versions":
            return json_response({data["key"]: data["version"] for data in page}, **headers)
        return json_response([self._shown(library, kind, data["key"]) for data in page], **headers)

    def _write(self, request: Request, library: AppLibrary, kind: str) -> Response:
        expected = request.headers.get("if-unmodified-since-version")
        if expected is not None and library.version > int(expected):
            # test: should return 412 on stale If-Unmodified-Since-Version
            raise RefusedError(412, f"Library has been modified since specified version (expected {expected}, found …)")
        rows = json.loads(request.body)
        if not isinstance(rows, list):
            raise RefusedError(400, "Uploaded data must be a JSON array")  # test: should reject non-array body
        if len(rows) > MOST:
            raise RefusedError(413, f"Cannot add more than {MOST} {kind}s at a time")
        report: dict[str, dict[str, Any]] = {"successful": {}, "success": {}, "unchanged": {}, "failed": {}}
        for index, row in enumerate(rows):
            number, key = str(index), row.get("key", "")
            try:
                if key and not KEY.fullmatch(key):
                    raise RefusedError(400, f"Invalid key: '{key}'")
                changed = library.write(kind, row, checked=expected is not None)
            except RefusedError as refused:
                report["failed"][number] = {"key": key, "code": refused.code, "message": refused.message}
                continue
            key = key or next(
                known_key for known_key, data in library.table(kind).items() if data["version"] == library.version
            )
            if changed:
                report["successful"][number] = self._shown(library, kind, key)
                report["success"][number] = key
            else:
                report["unchanged"][number] = key
        return json_response(report, Last_Modified_Version=str(library.version))
