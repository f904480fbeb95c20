"""What Zotero's answers mean: refusals of whole requests, and what became of each object of a write.

https://www.zotero.org/support/dev/web_api/v3/write_requests for the Web API; the description at the head of the app's
``server_localAPI.js`` (https://github.com/zotero/zotero) for the local one.

Where Zotero is and how it is asked: the Web API, and the local API of the desktop app.

Zotero's Web API and the local API of its desktop app, through pyzotero; the only module that knows pyzotero.

https://www.zotero.org/support/dev/web_api/v3/start; the local API is the app's `server_localAPI.js`. What pyzotero
returns is not believed (it takes failed writes for done): the reply's maps are read, object by object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable, WriteLost
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.httpx_adapter import HttpxAdapter
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.zotero.mirror import compact, drop_objects
from biblio.zotero.model import LibrarySnapshot, ObjectType
from biblio.zotero.object_content import Data
from biblio.zotero.remote import WriteOutcome, WriteReply, WrittenObject

if TYPE_CHECKING:
    from pyzotero import Zotero
    from pyzotero.errors import PyZoteroError
__all__ = ["ZoteroLibrary", "refusal", "results", "url_segment", "write_outcome", "zotero_policy"]

# What the codes of single objects mean. Others are refusals.
_FATES = {
    404: WriteOutcome.STALE,  # erased meanwhile
    409: WriteOutcome.STALE,  # its parent or a collection of it is gone
    412: WriteOutcome.STALE,  # changed meanwhile
    428: WriteOutcome.STALE,  # we sent no version: there was none to send
    500: WriteOutcome.UNKNOWN,
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


def results(rows: Sequence[Mapping[str, Any]], reply: Mapping[str, Any]) -> list[WrittenObject]:
    """Return what became of each object: all maps of the reply are read, and what stands in none is unknown."""
    found = []
    for index, row in enumerate(rows):
        number, key = str(index), row["key"]
        done, failed = reply.get("successful", {}).get(number), reply.get("failed", {}).get(number)
        if failed is not None:
            fate = write_outcome(failed.get("code"), str(failed.get("message", "")))
            found.append(WrittenObject(key, fate, message=f"{failed.get('message', '')} ({failed.get('code')})"))
        elif done is not None and done.get("key") == key:
            found.append(WrittenObject(key, WriteOutcome.DONE, compact(done["data"])))
        elif number in reply.get("unchanged", {}):
            found.append(WrittenObject(key, WriteOutcome.DONE))
        else:
            found.append(WrittenObject(key, WriteOutcome.UNKNOWN, message="the answer does not say what became of it"))
    return found


def write_outcome(code: object, message: str) -> WriteOutcome:
    """Return what the code and message of one failed object mean."""
    if code == 400 and message.startswith(("Collection ", "Parent ")) and "not found" in message:
        return WriteOutcome.STALE  # the app says so where the server says 409
    return _FATES.get(code, WriteOutcome.REFUSED) if isinstance(code, int) else WriteOutcome.REFUSED


_USUAL: Mapping[str, ServicePolicy] = {
    # Ten a second with a key (https://github.com/zotero/dataserver, ApiController.php); fifty objects can take long.
    "zotero": ServicePolicy("zotero", "https://api.zotero.org", interval=0.1, timeout=120.0),
    # On this machine; a dialog may be open that waits for its person.
    "zotero-local": ServicePolicy("zotero-local", "http://127.0.0.1:23119", interval=0.0, timeout=300.0),
}


def zotero_policy(
    name: str,
    *,
    shared_url: str = "",
    own_url: str = "",
    interval: float | None = None,
    timeout: float | None = None,
    tries: int | None = None,
) -> ServicePolicy:
    """Return how "zotero" or "zotero-local" is asked; what is None or empty keeps its default.

    `own_url` is its own base address; `shared_url` the host under which all services stand, each below its name.
    """
    usual = _USUAL[name]
    return replace(
        usual,
        base_url=own_url or (f"{shared_url.rstrip('/')}/{name}" if shared_url else usual.base_url),
        interval=usual.interval if interval is None else interval,
        timeout=usual.timeout if timeout is None else timeout,
        max_tries=usual.max_tries if tries is None else tries,
    )


_PAGE = 100
_RESTARTS = 3  # how often reading begins again because another client wrote in between
_MOST_KEYS = 50  # in one address; the server takes 100
_MOST_OTHERS = 500  # so many are read one by one; of more, everything is read
T = TypeVar("T")


def url_segment(sort: ObjectType) -> str:
    """Return the word that stands in addresses."""
    return f"{sort}s"


class _MovedError(Exception):
    """Another client wrote while we were reading: the pages do not fit together."""


@dataclass(slots=True)
class _Pages:
    rows: list[Data]
    version: int


class ZoteroLibrary:
    """One library, of the Web API or of the desktop app (`local`); a `Remote`.

    `kind` is "user" or "group", `number` its id (0: the app's own user). The app asks its person for consent when it is
    first written to: `announce` tells the person so, and `remember_key` gets the key of a lasting consent.
    """

    def __init__(
        self,
        http: HttpClient,
        service: ServicePolicy,
        *,
        kind: str,
        number: int,
        key: str = "",
        local: bool = False,
        announce: Callable[[str], None] = lambda text: None,
        remember_key: Callable[[str], None] = lambda key: None,
    ) -> None:
        self._http, self._service = http, service
        self._local = local
        self._key = key
        self._announce = announce
        self._remember_key = remember_key
        self._client = HttpxAdapter(http, service)
        self._pyzotero: Zotero | None = None
        self.kind, self.number = kind, number
        self.library = f"{kind}s/{number}"
        self.uri = f"http://zotero.org/{self.library}"

    @property
    def realm(self) -> str:
        """What versions belong to: the server, or one installation of the app."""
        if not self._local:
            return "web"
        zotero = self._zotero()
        try:
            return f"local {self._call(zotero._ensure_server_id)}"
        except Unavailable as error:
            if error.status:
                raise
            hint = 'start Zotero on this machine, or write api = "web" under [zotero]'
            raise Unavailable(self._service.name, error.reason, url=error.url, hint=hint) from error

    def _zotero(self) -> Zotero:
        if self._pyzotero is None:
            from pyzotero import Zotero

            client: Any = self._client
            if self._local:
                self._pyzotero = Zotero(
                    self.number, self.kind, local=True, client=client, local_api_key=self._key or None
                )
                self._pyzotero.endpoint = f"{self._service.base_url.rstrip('/')}/api"
            else:
                self._pyzotero = Zotero(self.number, self.kind, self._key or None, client=client)
                self._pyzotero.endpoint = self._service.base_url.rstrip("/")
        return self._pyzotero

    # -- asking ------------------------------------------------------------------------------------------------

    def _call(self, ask: Callable[[], T]) -> T:
        """Ask through pyzotero and turn its exceptions into ours."""
        from pyzotero.errors import PyZoteroError

        self._zotero().url_params = None  # those of a call that failed would go into this one
        try:
            return ask()
        except PyZoteroError as error:
            raise self._ours(error) from error

    def _ours(self, error: Exception) -> ServiceError:
        return refusal(self._service.name, self.library, self._client.last_reply, error, is_app=self._local)

    def check_rights(self) -> None:
        """Ask whether the key may write here; see `Remote.check_rights`. The app asks its person instead."""
        if self._local:
            return
        access = self.key_info().get("access", {})
        if self.kind == "user":
            rights = access.get("user", {})
        else:
            groups = access.get("groups", {})
            rights = groups.get(str(self.number), groups.get("all", {}))
        name = self._service.name
        if not rights.get("library") or not rights.get("write"):
            what = f"the key may not write to {self.library}"
            raise Unauthorised(name, what, hint="make one that may: https://www.zotero.org/settings/keys")
        if self.kind == "group":
            self._check_group()

    def key_info(self) -> Mapping[str, Any]:
        """Return what the key is allowed, as https://www.zotero.org/support/dev/web_api/v3/oauth tells."""
        # pyzotero would put the key into the address.
        headers = {"Authorization": f"Bearer {self._key}", "Zotero-API-Version": "3"}
        reply = self._http.get(self._service, "/keys/current", headers=headers, accepted_statuses={401, 403, 404})
        if reply.status != 200:
            what = "does not know this key" if self._key else "wants a key"
            raise Unauthorised(self._service.name, what, status=reply.status, hint="biblio zotero login")
        import json

        found: Mapping[str, Any] = json.loads(reply.body)
        return found

    def groups(self, user: int) -> list[Mapping[str, Any]]:
        """Return the groups of a user, as far as the key may see them."""
        found = self._call(lambda: self._zotero()._retrieve_data(f"/users/{user}/groups").json())
        return list(found)

    def _check_group(self) -> None:
        user = self.key_info().get("userID")
        data = self._call(lambda: self._get("")).get("data", {})
        role = user == data.get("owner") or user in data.get("admins", ())
        if data.get("libraryEditing") == "admins" and not role:
            what = f"only admins may write to group {self.number} ({data.get('name', '')})"
            raise Unauthorised(self._service.name, what, hint="ask its owner, or choose another library")

    def _get(self, path: str) -> Any:
        zotero = self._zotero()
        return zotero._retrieve_data(f"/{self.library}{path}").json()

    # -- reading -----------------------------------------------------------------------------------------------

    def read(self, known: LibrarySnapshot | None) -> LibrarySnapshot:
        """Read the library, or what has changed of it; see `Remote.read`."""
        for _ in range(_RESTARTS):
            try:
                return self._read(known)
            except _MovedError:
                continue
        raise Unavailable(
            self._service.name, "the library is being changed by another client all the time",
            hint="let it finish its sync, then run again",
        )  # fmt: skip

    def _read(self, known: LibrarySnapshot | None) -> LibrarySnapshot:
        if known is not None:
            items = self._pages(ObjectType.ITEM, since=known.version)
            if items.version == known.version:
                return known if known.uri == self.uri else replace(known, uri=self.uri)
            if items.version > known.version and (copy := self._updated(known, items)):
                return copy
            # The library was restored from a backup: its versions say nothing about what we know.
        items = self._pages(ObjectType.ITEM)
        collections = self._pages(ObjectType.COLLECTION, at=items.version)
        copy = LibrarySnapshot(self.library, self.uri, items.version, _by_key(items.rows), _by_key(collections.rows))
        return self._with_hidden(copy, ())

    def _updated(self, known: LibrarySnapshot, items: _Pages) -> LibrarySnapshot | None:
        """Return the library with what is new in it, and without what is not there any more; None if that is too much.

        The list of what was deleted is not asked for: a library that was cleared or put back from the app forgets it
        (`Zotero_Libraries::clearAllData` of the server), and the app has none.
        """
        zotero = self._zotero()
        collections = self._collections(known, items.version)
        there = self._call(lambda: zotero.item_versions(includeTrashed=1))
        self._check_version(items.version)
        found = {**known.items, **_by_key(items.rows)}
        copy = replace(known, uri=self.uri, version=items.version, items=found, collections=collections)
        copy = self._with_hidden(copy, known.collections)
        copy = drop_objects(copy, found.keys() - there.keys(), known.collections.keys() - copy.collections.keys())
        # What a relation changed from its other end, or a backup brought back, has a version that is not new.
        others = [key for key, version in there.items() if copy.items.get(key, {}).get("version") != version]
        if len(others) > _MOST_OTHERS:
            return None
        return self.read_again(copy, ObjectType.ITEM, others) if others else copy

    def _collections(self, known: LibrarySnapshot, version: int) -> dict[str, Data]:
        """Return all collections; where they are many, only what is new is read."""
        if len(known.collections) < _PAGE:
            return _by_key(self._pages(ObjectType.COLLECTION, at=version).rows)
        there = self._call(self._zotero().collection_versions)
        self._check_version(version)
        kept = {key: data for key, data in known.collections.items() if there.get(key) == data["version"]}
        if len(kept) == len(there):
            return kept
        new = self._pages(ObjectType.COLLECTION, since=known.version, at=version)
        found = {**kept, **_by_key(new.rows)}
        return found if found.keys() == there.keys() else _by_key(self._pages(ObjectType.COLLECTION, at=version).rows)

    def _with_hidden(self, copy: LibrarySnapshot, known: Collection[str]) -> LibrarySnapshot:
        """Add collections in the trash of the app, whose lists leave them out, though their members keep them.

        Looked for are those that were `known`, that items are members of, and that stand above others.
        """
        if not self._local:
            return copy
        named = {key for data in copy.items.values() for key in data.get("collections", ())}
        above = {data.get("parentCollection") for data in copy.collections.values()}
        hidden = {key for key in {*known, *named, *above} if key} - copy.collections.keys()
        return self.read_again(copy, ObjectType.COLLECTION, hidden) if hidden else copy

    def _pages(self, sort: ObjectType, *, since: int = 0, at: int | None = None) -> _Pages:
        """Return all objects newer than `since`; the library must be at one version (`at`) from first to last."""
        zotero = self._zotero()
        ask = zotero.items if sort is ObjectType.ITEM else zotero.collections
        more: dict[str, Any] = {"includeTrashed": 1} if sort is ObjectType.ITEM else {}
        if since:
            more["since"] = since
        rows: list[Data] = []
        while True:
            start = len(rows)
            found = self._call(partial(ask, start=start, limit=_PAGE, **more))
            if not isinstance(found, list):
                raise BadReply(self._service.name, "answered with something that is no list of objects")
            version = self._header("last-modified-version")
            at = version if at is None else at
            if version != at:
                raise _MovedError
            rows += [one["data"] for one in found]
            self._learn_number()
            if len(rows) >= self._header("total-results") or not found:
                break
        if len(rows) != self._header("total-results") or len({one["key"] for one in rows}) != len(rows):
            raise _MovedError
        return _Pages(rows, at)

    def _learn_number(self) -> None:
        """Find out who is logged in to the app, which calls them 0; relations name the real number.

        Every list tells it, that of an empty library too (``buildLinks`` in the app's ``server_localAPI.js``).
        """
        reply = self._client.last_reply
        if self._local and self.number == 0 and reply is not None:
            found = re.search(r'/users/(\d+)/[^>]*>; rel="alternate"', reply.headers.get("link", ""))
            self.uri = f"http://zotero.org/users/{found[1]}" if found else self.uri

    def _check_version(self, expected: int) -> None:
        if self._header("last-modified-version") != expected:
            raise _MovedError

    def _header(self, name: str) -> int:
        reply = self._client.last_reply
        text = reply.headers.get(name, "") if reply else ""
        if not text.isdigit():
            raise BadReply(self._service.name, f"answered without {name}", url=reply.url if reply else "")
        return int(text)

    def read_again(self, copy: LibrarySnapshot, sort: ObjectType, keys: Collection[str]) -> LibrarySnapshot:
        """Read some objects again; see `Remote.read_again`."""
        zotero = self._zotero()
        if sort is ObjectType.COLLECTION:
            shelves = {key: data for key, data in copy.collections.items() if key not in keys}
            for key in sorted(keys):
                try:
                    shelves[key] = compact(self._call(partial(zotero.collection, key))["data"])
                except Unauthorised as error:
                    if error.status != 404:
                        raise
            return replace(copy, collections=shelves)
        items, wanted = dict(copy.items), sorted(keys)
        for start in range(0, len(wanted), _MOST_KEYS):
            some = wanted[start : start + _MOST_KEYS]
            found = self._call(partial(zotero.items, itemKey=",".join(some), includeTrashed=1, limit=_PAGE))
            for key in some:
                items.pop(key, None)
            items.update(_by_key([one["data"] for one in found]))
        return replace(copy, items=items)

    # -- writing -----------------------------------------------------------------------------------------------

    def write(self, sort: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None) -> WriteReply:
        """Write objects; see `Remote.write`."""
        from pyzotero.errors import (
            LocalAPIKeyRequiredError,
            PreConditionFailedError,
            PyZoteroError,
            ServerIDMismatchError,
        )

        for _ in range(2):
            try:
                reply = self._send(sort, rows, version)
            except LocalAPIKeyRequiredError:
                self._ask_consent()
                continue
            except ServerIDMismatchError as error:
                raise self._ours(error) from error
            except PreConditionFailedError:
                return WriteReply(0, moved=True)
            except PyZoteroError as error:
                status = self._client.last_reply.status if self._client.last_reply else 0
                if status == 413:
                    return self._in_halves(sort, rows, version, error)
                raise self._ours(error) from error
            return WriteReply(self._header("last-modified-version"), tuple(results(rows, reply)))
        raise Unauthorised(
            self._service.name, "the app took back its consent", hint="run again and choose Always Allow"
        )

    def _send(self, sort: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None) -> Mapping[str, Any]:
        zotero = self._zotero()
        payload = [dict(row) for row in rows]
        send = zotero.create_items if sort is ObjectType.ITEM else zotero.create_collections
        try:
            reply = send(payload, last_modified=version)
        except Unauthorised:
            raise
        except ServiceError as error:
            if error.status in (429, 503):
                raise
            self._http.mark_available(self._service)
            raise WriteLost(
                self._service.name, f"{error.reason} after a write was sent, which may have been done",
                url=error.url, status=error.status, hint="run again: it goes on where it was",
            ) from error  # fmt: skip
        if not isinstance(reply, dict):
            raise WriteLost(self._service.name, "answered a write with something that is no report")
        return reply

    def _in_halves(
        self, sort: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None, error: PyZoteroError
    ) -> WriteReply:
        """Send in two what was too large in one; one object alone that is too large will never be taken."""
        if len(rows) == 1:
            message = self._ours(error).reason
            return WriteReply(version or 0, (WrittenObject(rows[0]["key"], WriteOutcome.REFUSED, message=message),))
        half = len(rows) // 2
        first = self.write(sort, rows[:half], version)
        if first.moved:
            return first
        second = self.write(sort, rows[half:], None if version is None else first.version)
        if second.moved:
            left = tuple(
                WrittenObject(row["key"], WriteOutcome.STALE, message="another client wrote") for row in rows[half:]
            )
            return WriteReply(first.version, (*first.results, *left))
        return WriteReply(max(first.version, second.version), (*first.results, *second.results))

    def _ask_consent(self) -> None:
        zotero = self._zotero()
        self._announce("Zotero asks whether biblio may write: answer its dialog (Always Allow asks once)")
        given = self._call(lambda: zotero.authorize_local("biblio"))
        if given.get("remember"):
            self._remember_key(given["key"])


def _by_key(rows: Sequence[Data]) -> dict[str, Data]:
    return {one["key"]: compact(one) for one in rows}
