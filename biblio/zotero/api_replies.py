"""What Zotero's answers mean: errors for refused requests, and the outcome of a write for each object.

https://www.zotero.org/support/dev/web_api/v3/write_requests for the Web API; the comment at the top of the app's
``server_localAPI.js`` (https://github.com/zotero/zotero) for the local one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable
from biblio.lookup.http.reply import Reply
from biblio.zotero.library_snapshot import compact
from biblio.zotero.remote_library import WriteOutcome, WrittenObject

__all__ = ["hidden_kinds", "request_error", "write_outcome", "written_objects"]

# What the codes of single objects mean; all others are refusals.
_OUTCOMES = {
    404: WriteOutcome.STALE,  # erased in the meantime
    409: WriteOutcome.STALE,  # its parent or one of its collections is gone
    412: WriteOutcome.STALE,  # changed in the meantime
    428: WriteOutcome.STALE,  # it exists, and we did not know its version
    500: WriteOutcome.UNKNOWN,
}
_APP_SETTING = (
    "in Zotero's settings, under Advanced, allow other applications on this computer to communicate with Zotero"
)


def hidden_kinds(rights: Mapping[str, Any], *, is_group: bool) -> frozenset[str]:
    """Return the kinds of items ("note", "file") that a key may not see, given its rights in one library.

    The server leaves the notes out of all lists then (`Items.inc.php` of https://github.com/zotero/dataserver,
    `includeNotes`). A key for a group has no such right of its own and sees everything.
    """
    sees_notes, sees_files = rights.get("notes", is_group), rights.get("files", True)
    return frozenset(kind for kind, is_seen in (("note", sees_notes), ("file", sees_files)) if not is_seen)


def request_error(service: str, library: str, reply: Reply | None, error: Exception, *, is_app: bool) -> ServiceError:
    """Return our error for a failed request, by its status and, for the app, by the words of the reply.

    `error` is pyzotero's exception: if there is no refusal in `reply`, pyzotero did not even send the request.
    """
    status, url = (reply.status, reply.url) if reply else (0, "")
    text = (reply.body.decode("utf-8", "replace") if reply else str(error)).strip()[:200]
    if status < 400:
        hint = "a newer version of Zotero may support it" if is_app else ""
        return BadReply(service, f"pyzotero did not send the request: {error}", hint=hint)
    reason = f"{text or 'no reason given'} ({status})"
    if is_app and (app_error := _app_error(service, library, reason, url, status)):
        return app_error
    if status in (401, 403):
        hint = "biblio zotero login"
        return Unauthorised(service, f"refused the request: {reason}", url=url, status=status, hint=hint)
    if status == 404:
        hint = "check [zotero] library in config.toml"
        return Unauthorised(service, f"there is no library {library}: {reason}", url=url, status=status, hint=hint)
    if status == 409:
        hint = "try again later"
        return Unavailable(service, f"the library is locked: {reason}", url=url, status=status, hint=hint)
    if status == 412:
        hint = "another Zotero, or a restored database, answers at this address"
        return Unavailable(
            service, f"is not the Zotero that was asked before: {reason}", url=url, status=status, hint=hint
        )
    return BadReply(service, f"did not accept the request: {reason}", url=url, status=status)


def _app_error(service: str, library: str, reason: str, url: str, status: int) -> ServiceError | None:
    """Return the error for a reply that only the app gives; None for replies that the server gives too."""
    if "denied" in reason and status == 403 and "Write access" not in reason:
        hint = "run again, and choose Allow or Always Allow when Zotero asks"
        return Unauthorised(service, "permission was declined in Zotero (403)", url=url, status=status, hint=hint)
    if "not enabled" in reason:
        return Unauthorised(service, f"refused the request: {reason}", url=url, status=status, hint=_APP_SETTING)
    if "Write access denied" in reason:
        hint = "ask the group's owner, or choose another library"
        return Unauthorised(service, f"{library} cannot be written: {reason}", url=url, status=status, hint=hint)
    if "logged-in user" in reason:
        hint = 'set library = "user" under [zotero] in config.toml'
        return Unauthorised(service, f"refused the request: {reason}", url=url, status=status, hint=hint)
    return None


def written_objects(rows: Sequence[Mapping[str, Any]], reply: Mapping[str, Any]) -> list[WrittenObject]:
    """Return the outcome of a write for each row, from the maps in the reply; UNKNOWN for a row in none of them."""
    results = []
    for index, row in enumerate(rows):
        number, key = str(index), row["key"]
        done, failed = reply.get("successful", {}).get(number), reply.get("failed", {}).get(number)
        if failed is not None:
            outcome = write_outcome(failed.get("code"), str(failed.get("message", "")))
            results.append(WrittenObject(key, outcome, message=f"{failed.get('message', '')} ({failed.get('code')})"))
        elif done is not None and done.get("key") == key:
            results.append(WrittenObject(key, WriteOutcome.DONE, compact(done["data"])))
        elif number in reply.get("unchanged", {}):
            results.append(WrittenObject(key, WriteOutcome.DONE))
        else:
            message = "the answer does not say what happened to it"
            results.append(WrittenObject(key, WriteOutcome.UNKNOWN, message=message))
    return results


def write_outcome(code: object, message: str) -> WriteOutcome:
    """Return what the code and message of a failed object mean."""
    if code == 400 and message.startswith(("Collection ", "Parent ")) and "not found" in message:
        return WriteOutcome.STALE  # the app says so; the server says 409
    return _OUTCOMES.get(code, WriteOutcome.REFUSED) if isinstance(code, int) else WriteOutcome.REFUSED
