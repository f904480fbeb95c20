"""Zotero's storage of files, and a host that gives PDFs.

Rules of uploads, from https://www.zotero.org/support/dev/web_api/v3/file_upload and `file.test.js` of
https://github.com/zotero/dataserver: a precondition is needed (428), an attachment that has a file refuses another
``If-None-Match: *`` (412), a file that the storage has is not asked for again (``exists``), one that exceeds the quota is
refused with its headers (413), and what was sent must have the announced hash before it can be registered.
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import parse_qsl

from tests.servers.base import Request, Response, json_response
from tests.servers.zotero_library import Library, RefusedError


class StorageHost:
    """The storage, on a host of its own; `quota` is in bytes."""

    name = "storage"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.expected: dict[str, dict[str, str]] = {}
        self.quota = 10**9
        self.url = ""
        self.is_open = True  # whether the user may edit files

    def answer(self, request: Request) -> Response:
        assert "authorization" not in request.headers
        assert "zotero-api-key" not in request.headers
        upload = request.path.strip("/")
        if request.method != "POST" or upload not in self.expected:
            return Response(403, b"<Error/>", "application/xml")
        content = request.body.removeprefix(b"--before--").removesuffix(b"--after--")
        if hashlib.md5(content, usedforsecurity=False).hexdigest() != self.expected[upload]["md5"]:
            return Response(400, b"<Error><Code>BadDigest</Code></Error>", "application/xml")
        self.files[self.expected[upload]["md5"]] = content
        return Response(201)

    def take(self, request: Request, library: Library, key: str) -> Response:
        """Answer a request about the file of an item: for permission to upload, or a report that it was sent."""
        item = library.items.get(key)
        if item is None or item["itemType"] != "attachment" or not item["linkMode"].startswith("imported"):
            raise RefusedError(400, "Attachment type not supported")
        if not self.is_open:
            raise RefusedError(403, "You do not have file editing access")
        if request.headers.get("if-none-match") != "*":
            raise RefusedError(428, "If-Match/If-None-Match header not provided")
        if item.get("md5"):
            raise RefusedError(412, "If-None-Match: * set but file exists")
        form = dict(parse_qsl(request.body.decode()))
        if "upload" in form:
            expected = self.expected.get(form["upload"])
            if expected is None or expected["md5"] not in self.files:
                raise RefusedError(400, "Upload key not found")
            self._register(library, item, expected)
            return Response(204, headers={"Last-Modified-Version": str(library.version)})
        if int(form["filesize"]) + sum(map(len, self.files.values())) > self.quota:
            headers = {"Zotero-Storage-Quota": "300", "Zotero-Storage-Usage": "299.9", "Zotero-Storage-UserID": "1"}
            return Response(413, b"File would exceed quota (300.1 > 300)", "text/plain", headers)
        if form["md5"] in self.files:
            self._register(library, item, form)
            return json_response({"exists": 1}, Last_Modified_Version=str(library.version))
        upload = f"upload{len(self.expected)}"
        self.expected[upload] = form
        return json_response({
            "url": f"{self.url}/{upload}", "contentType": "multipart/form-data; boundary=x", "prefix": "--before--",
            "suffix": "--after--", "uploadKey": upload,
        })  # fmt: skip

    def _register(self, library: Library, item: dict[str, Any], form: dict[str, str]) -> None:
        assert len(form["mtime"]) >= 13
        library.version += 1
        item.update(md5=form["md5"], mtime=int(form["mtime"]), filename=form["filename"], version=library.version)


class PdfHost:
    """arXiv's files: `/pdf/ID`. `files` are their contents; what is not in it does not exist."""

    name = "arxiv"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def answer(self, request: Request) -> Response:
        content = self.files.get(request.path.removeprefix("/pdf/"))
        if content is None:
            return Response(404, b"<html>No paper</html>", "text/html")
        return Response(200, content, "application/pdf")
