"""Upload a file into Zotero's storage: ask for permission, send the file where the answer says, report it as sent.

https://www.zotero.org/support/dev/web_api/v3/file_upload. A file that Zotero has (``exists``) is not sent again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from hashlib import md5
from urllib.parse import urlencode

from biblio.addresses import split_address
from biblio.errors import BadReply, Unauthorised
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.exchange import is_own_address, origin
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply

__all__ = ["UploadOutcome", "UploadReply", "upload_file"]

_ANSWERS = frozenset({400, 403, 404, 409, 412, 413, 428})


class UploadOutcome(StrEnum):
    """What became of an upload."""

    DONE = "done"
    FULL = "full"  # the storage has no room for it
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class UploadReply:
    """The outcome of an upload; `message` says why it was refused, or how full the storage is."""

    outcome: UploadOutcome
    message: str = ""


def upload_file(
    http: HttpClient, service: ServicePolicy, item_path: str, *, key: str, name: str, content: bytes, mtime: int
) -> UploadReply:
    """Give the attachment at `item_path` ("/users/1/items/ABCD2345"), which has no file yet, its file.

    `key` is the API key, `mtime` the time of the file in milliseconds. Raises `ServiceError` if there is no answer; the
    same upload can then simply be started again.
    """
    fields = {"md5": md5(content, usedforsecurity=False).hexdigest(), "filename": name, "filesize": str(len(content))}
    reply = _post(http, service, f"{item_path}/file", {**fields, "mtime": str(mtime)}, key)
    if refusal := _refusal(reply):
        return refusal
    permission = _json(service, reply)
    if permission.get("exists"):
        return UploadReply(UploadOutcome.DONE)
    try:
        target, upload = str(permission["url"]), str(permission["uploadKey"])
        head, tail = str(permission["prefix"]).encode(), str(permission["suffix"]).encode()
        media_type = str(permission["contentType"])
    except (KeyError, AttributeError):
        raise BadReply(service.name, "answered a request to upload without saying where to") from None
    if not is_own_address(target, service):
        raise BadReply(
            service.name, f"wants files to be sent to {origin(target)[1] or 'nowhere'}, which is not its own"
        )
    _send(http, service, target, head + content + tail, media_type)
    return _refusal(_post(http, service, f"{item_path}/file", {"upload": upload}, key)) or UploadReply(
        UploadOutcome.DONE
    )


def _post(http: HttpClient, service: ServicePolicy, path: str, fields: dict[str, str], key: str) -> Reply:
    headers = {
        "Authorization": f"Bearer {key}", "Zotero-API-Version": "3", "If-None-Match": "*",
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    return http.request(
        "POST", service, path, repeatable=False, conditional=True, body=urlencode(fields).encode(), headers=headers,
        any_content=True, accepted_statuses=_ANSWERS,
    )  # fmt: skip


def _send(http: HttpClient, service: ServicePolicy, target: str, body: bytes, media_type: str) -> None:
    """Send the file to the storage, which is another host: without the key."""
    parts = split_address(target)
    base = f"{parts.scheme}://{parts.netloc}"
    storage = ServicePolicy("zotero storage", base, interval=service.interval, timeout=service.timeout)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    reply = http.post(
        storage, path, body, repeatable=True, headers={"Content-Type": media_type}, any_content=True, accept="*/*"
    )
    if not 200 <= reply.status < 300:
        raise BadReply(storage.name, f"did not take the file ({reply.status})", url=reply.url, status=reply.status)


def _refusal(reply: Reply) -> UploadReply | None:
    if reply.status == 413:
        quota, usage = (reply.headers.get(f"zotero-storage-{name}", "") for name in ("quota", "usage"))
        used = f" ({usage} of {quota} MB are used)" if quota and usage else f" ({quota} MB)" if quota else ""
        return UploadReply(UploadOutcome.FULL, f"Zotero's storage is full{used}")
    if reply.status == 412:
        return UploadReply(UploadOutcome.DONE)  # it has a file by now: an answer was lost, or its user was faster
    if reply.status == 403:
        raise Unauthorised(
            "zotero", "the key may not add files", status=403, hint="https://www.zotero.org/settings/keys"
        )
    if not 200 <= reply.status < 300:
        text = reply.body[:200].decode("utf-8", "replace").strip()
        return UploadReply(UploadOutcome.REFUSED, f"{reply.status} {text}".strip())
    return None


def _json(service: ServicePolicy, reply: Reply) -> dict[str, object]:
    try:
        value = json.loads(reply.body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise BadReply(service.name, "answered a request to upload with something that is not JSON", url=reply.url)
    return value
