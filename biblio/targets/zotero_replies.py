"""What Zotero's answers mean: refusals of whole requests, and what became of each object of a write.

https://www.zotero.org/support/dev/web_api/v3/write_requests for the Web API; the description at the head of the app's
``server_localAPI.js`` (https://github.com/zotero/zotero) for the local one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable
from biblio.http.reply import Reply
from biblio.zotero.copies import compact
from biblio.zotero.remote import Fate, Written

__all__ = ["fate_of", "refusal", "results"]

# What the codes of single objects mean. Others are refusals.
_FATES = {
    404: Fate.STALE,  # erased meanwhile
    409: Fate.STALE,  # its parent or a collection of it is gone
    412: Fate.STALE,  # changed meanwhile
    428: Fate.STALE,  # we sent no version: there was none to send
    500: Fate.UNKNOWN,
}
_APP_SETTING = "in Zotero's settings, under Advanced, let other applications on this computer communicate with Zotero"


def refusal(service: str, library: str, reply: Reply | None, error: Exception, *, is_app: bool) -> ServiceError:
    """Return our error for an answer that refuses a request, told apart by its status and, from the app, its words.

    `error` is what pyzotero made of it: where there is no refusal, it did not even ask.
    """
    status, url = (reply.status, reply.url) if reply else (0, "")
    said = (reply.body.decode("utf-8", "replace") if reply else str(error)).strip()[:200]
    if status < 400:
        hint = "a newer Zotero may know how to" if is_app else ""
        return BadReply(service, f"pyzotero did not send the request: {error}", hint=hint)
    what = f"{said or 'no reason given'} ({status})"
    if is_app and (found := _app_refusal(service, library, what, url, status)):
        return found
    if status in (401, 403):
        hint = "biblio zotero login"
        return Unauthorised(service, f"refused the request: {what}", url=url, status=status, hint=hint)
    if status == 404:
        hint = "look at [zotero] library in config.toml"
        return Unauthorised(service, f"there is no library {library}: {what}", url=url, status=status, hint=hint)
    if status == 409:
        hint = "run again in a while"
        return Unavailable(service, f"the library is locked: {what}", url=url, status=status, hint=hint)
    if status == 412:
        hint = "another Zotero, or a restored database, answers at this address"
        return Unavailable(service, f"is not the one that was asked before: {what}", url=url, status=status, hint=hint)
    return BadReply(service, f"did not take the request: {what}", url=url, status=status)


def _app_refusal(service: str, library: str, what: str, url: str, status: int) -> ServiceError | None:
    """Return what only the app says; None for everything that it says as the server does."""
    if "denied" in what and status == 403 and "Write access" not in what:
        hint = "run again, and choose Allow or Always Allow when Zotero asks"
        return Unauthorised(service, "its person did not allow it (403)", url=url, status=status, hint=hint)
    if "not enabled" in what:
        return Unauthorised(service, f"refused the request: {what}", url=url, status=status, hint=_APP_SETTING)
    if "Write access denied" in what:
        hint = "ask the group's owner, or choose another library"
        return Unauthorised(service, f"{library} cannot be written: {what}", url=url, status=status, hint=hint)
    if "logged-in user" in what:
        hint = 'write library = "user" under [zotero] in config.toml'
        return Unauthorised(service, f"refused the request: {what}", url=url, status=status, hint=hint)
    return None


def results(rows: Sequence[Mapping[str, Any]], reply: Mapping[str, Any]) -> list[Written]:
    """Return what became of each object: all maps of the reply are read, and what stands in none is unknown."""
    found = []
    for index, row in enumerate(rows):
        number, key = str(index), row["key"]
        done, failed = reply.get("successful", {}).get(number), reply.get("failed", {}).get(number)
        if failed is not None:
            fate = fate_of(failed.get("code"), str(failed.get("message", "")))
            found.append(Written(key, fate, message=f"{failed.get('message', '')} ({failed.get('code')})"))
        elif done is not None and done.get("key") == key:
            found.append(Written(key, Fate.DONE, compact(done["data"])))
        elif number in reply.get("unchanged", {}):
            found.append(Written(key, Fate.DONE))
        else:
            found.append(Written(key, Fate.UNKNOWN, message="the answer does not say what became of it"))
    return found


def fate_of(code: object, message: str) -> Fate:
    """Return what the code and message of one failed object mean."""
    if code == 400 and message.startswith(("Collection ", "Parent ")) and "not found" in message:
        return Fate.STALE  # the app says so where the server says 409
    return _FATES.get(code, Fate.REFUSED) if isinstance(code, int) else Fate.REFUSED
