"""Zotero's Web API and the local API of its desktop app, through pyzotero; the only module that knows pyzotero.

https://www.zotero.org/support/dev/web_api/v3/start; the local API is the app's `server_localAPI.js`. pyzotero's own
verdict is not trusted (it reports failed writes as done): the reply is read object by object (`api_replies`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable, WriteLost
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.httpx_adapter import HttpxAdapter
from biblio.lookup.http.policy import ServicePolicy
from biblio.text import whole_number
from biblio.zotero.api_replies import hidden_kinds, request_error, written_objects
from biblio.zotero.file_upload import UploadReply, upload_file
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType, compact, drop_objects
from biblio.zotero.object_content import Data
from biblio.zotero.remote_library import WriteOutcome, WriteReply, WrittenObject

if TYPE_CHECKING:
    from pyzotero import Zotero
    from pyzotero.errors import PyZoteroError
__all__ = ["ZoteroLibrary", "zotero_policy"]

_PAGE = 100
_MAX_READS = 3  # how often reading starts over because another client wrote in between
_MAX_KEYS = 50  # in one address; the server accepts 100
_MAX_REREAD = 500  # the most objects that are read by their keys; if more have changed, everything is read
T = TypeVar("T")

_DEFAULT_POLICIES: Mapping[str, ServicePolicy] = {
    # Ten a second with a key (https://github.com/zotero/dataserver, ApiController.php); fifty objects can take long.
    # Its files are in Amazon's storage: https://www.zotero.org/support/dev/web_api/v3/file_upload
    "zotero": ServicePolicy(
        "zotero", "https://api.zotero.org", interval=0.1, timeout=120.0, domains=("zotero.org", "amazonaws.com")
    ),
    # On this machine; a dialog may be waiting for the user.
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
    """Return the policy of "zotero" or "zotero-local"; arguments that are None or empty keep the default.

    `own_url` is the service's own base address; `shared_url` is a host that has every service below its name.
    """
    default = _DEFAULT_POLICIES[name]
    return replace(
        default,
        base_url=own_url or (f"{shared_url.rstrip('/')}/{name}" if shared_url else default.base_url),
        interval=default.interval if interval is None else interval,
        timeout=default.timeout if timeout is None else timeout,
        max_tries=default.max_tries if tries is None else tries,
    )


class _LibraryMovedError(Exception):
    """Another client wrote while we were reading, so the pages do not fit together."""


@dataclass(slots=True)
class _Pages:
    rows: list[Data]
    version: int


class ZoteroLibrary:
    """One library of the Web API, or of the desktop app (`local`); a `RemoteLibrary`.

    `kind` is "user" or "group", `number` its id (0: the app's own user). The app asks its user for consent at the first
    write: `announce` gets a message that says so, and `remember_key` gets the key of a permanent consent.
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
        self._key_info: Mapping[str, Any] | None = None
        self._pyzotero: Zotero | None = None
        self.kind, self.number = kind, number
        self.library = f"{kind}s/{number}"
        self.uri = f"http://zotero.org/{self.library}"

    def with_number(self, number: int) -> ZoteroLibrary:
        """Return the library of the user `number`, reached in the same way; what is known about the key stays known."""
        library = ZoteroLibrary(
            self._http, self._service, kind=self.kind, number=number, key=self._key, local=self._local,
            announce=self._announce, remember_key=self._remember_key,
        )  # fmt: skip
        library._key_info = self._key_info
        return library

    @property
    def realm(self) -> str:
        """The scope of versions: the server, or one installation of the app."""
        if not self._local:
            return "web"
        zotero = self._zotero()
        try:
            return f"local {self._call(zotero._ensure_server_id)}"
        except Unavailable as error:
            if error.status:
                raise
            hint = 'start Zotero on this computer, or set api = "web" under [zotero]'
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

    def _call(self, request: Callable[[], T]) -> T:
        """Send a request through pyzotero and turn its exceptions into ours."""
        from pyzotero.errors import PyZoteroError

        self._zotero().url_params = None  # pyzotero would add the parameters of a request that failed
        try:
            return request()
        except PyZoteroError as error:
            raise self._request_error(error) from error

    def _request_error(self, error: Exception) -> ServiceError:
        return request_error(self._service.name, self.library, self._client.last_reply, error, is_app=self._local)

    # -- rights ------------------------------------------------------------------------------------------------
    def check_rights(self) -> None:
        """Check that the key may write; see `RemoteLibrary.check_rights`. The app asks its user instead."""
        if self._local:
            return
        name, rights = self._service.name, self._rights()
        if not rights.get("library") or not rights.get("write"):
            reason = f"the key may not write to {self.library}"
            raise Unauthorised(name, reason, hint="create one that may: https://www.zotero.org/settings/keys")
        if self.kind == "group":
            self._check_group()

    def _rights(self) -> Mapping[str, Any]:
        access = self.key_info().get("access", {})
        if self.kind == "user":
            rights: Mapping[str, Any] = access.get("user", {})
        else:
            groups = access.get("groups", {})
            rights = groups.get(str(self.number), groups.get("all", {}))
        return rights

    def hidden_kinds(self) -> frozenset[str]:
        """Return the kinds of items that the key may not see; see `RemoteLibrary.hidden_kinds`."""
        return frozenset() if self._local else hidden_kinds(self._rights(), is_group=self.kind == "group")

    def key_info(self) -> Mapping[str, Any]:
        """Return what the key may do, as described at https://www.zotero.org/support/dev/web_api/v3/oauth.

        It is asked once.
        """
        if self._key_info is None:
            self._key_info = self._ask_key_info()
        return self._key_info

    def _ask_key_info(self) -> Mapping[str, Any]:
        # pyzotero would put the key into the address.
        headers = {"Authorization": f"Bearer {self._key}", "Zotero-API-Version": "3"}
        reply = self._http.get(self._service, "/keys/current", headers=headers, accepted_statuses={401, 403, 404})
        if reply.status != 200:
            reason = "does not know this key" if self._key else "requires a key"
            hint = "biblio zotero login"
            if self._key:
                hint = f"check it, or create another one: https://www.zotero.org/settings/keys, then: {hint}"
            raise Unauthorised(self._service.name, reason, status=reply.status, hint=hint)
        info: Mapping[str, Any] = json.loads(reply.body)
        return info

    def groups(self, user: int) -> list[Mapping[str, Any]]:
        """Return the groups of a user that the key may see."""
        return list(self._call(lambda: self._get(f"/users/{user}/groups")))

    def _check_group(self) -> None:
        user = self.key_info().get("userID")
        data = self._call(lambda: self._get(f"/{self.library}")).get("data", {})
        is_admin = user == data.get("owner") or user in data.get("admins", ())
        if data.get("libraryEditing") == "admins" and not is_admin:
            reason = f"only admins may write to group {self.number} ({data.get('name', '')})"
            raise Unauthorised(self._service.name, reason, hint="ask its owner, or choose another library")

    def _get(self, path: str) -> Any:
        return self._zotero()._retrieve_data(path).json()

    # -- reading -----------------------------------------------------------------------------------------------
    def read(self, known: LibrarySnapshot | None) -> LibrarySnapshot:
        """Read the library, or what has changed in it; see `RemoteLibrary.read`."""
        for _ in range(_MAX_READS):
            try:
                return self._read(known)
            except _LibraryMovedError:
                continue
        raise Unavailable(
            self._service.name, "another client keeps changing the library", hint="let it finish, then run again"
        )

    def _read(self, known: LibrarySnapshot | None) -> LibrarySnapshot:
        if known is not None:
            items = self._pages(ObjectType.ITEM, since=known.version)
            if items.version == known.version:
                return known if known.uri == self.uri else replace(known, uri=self.uri)
            if items.version > known.version and (snapshot := self._update(known, items)):
                return snapshot
            # If it is lower, the library was restored from a backup, so versions say nothing about what we know.
        items = self._pages(ObjectType.ITEM)
        collections = self._pages(ObjectType.COLLECTION, at=items.version)
        snapshot = LibrarySnapshot(
            self.library, self.uri, items.version, _by_key(items.rows), _by_key(collections.rows)
        )
        return self._with_hidden(snapshot, ())

    def _update(self, known: LibrarySnapshot, items: _Pages) -> LibrarySnapshot | None:
        """Return the library with what is new and without what is gone; None if too much has changed.

        The list of what was deleted is not requested: a library that was cleared or replaced from the app has forgotten
        it (the server's `Zotero_Libraries::clearAllData`), and the app has none.
        """
        zotero = self._zotero()
        collections = self._collections(known, items.version)
        versions = self._call(lambda: zotero.item_versions(includeTrashed=1))
        self._check_version(items.version)
        merged = {**known.items, **_by_key(items.rows)}
        snapshot = replace(known, uri=self.uri, version=items.version, items=merged, collections=collections)
        snapshot = self._with_hidden(snapshot, known.collections)
        gone_collections = known.collections.keys() - snapshot.collections.keys()
        snapshot = drop_objects(snapshot, merged.keys() - versions.keys(), gone_collections)
        # A relation written at its other end, or a restored backup, changes an object without giving it a new version.
        reread_keys = [
            key for key, version in versions.items() if snapshot.items.get(key, {}).get("version") != version
        ]
        if len(reread_keys) > _MAX_REREAD:
            return None
        return self.read_again(snapshot, ObjectType.ITEM, reread_keys) if reread_keys else snapshot

    def _collections(self, known: LibrarySnapshot, version: int) -> dict[str, Data]:
        """Return all collections; if there are many, only new ones are read."""
        if len(known.collections) < _PAGE:
            return _by_key(self._pages(ObjectType.COLLECTION, at=version).rows)
        versions = self._call(self._zotero().collection_versions)
        self._check_version(version)
        unchanged = {key: data for key, data in known.collections.items() if versions.get(key) == data["version"]}
        if len(unchanged) == len(versions):
            return unchanged
        new = self._pages(ObjectType.COLLECTION, since=known.version, at=version)
        merged = {**unchanged, **_by_key(new.rows)}
        if merged.keys() == versions.keys():
            return merged
        return _by_key(self._pages(ObjectType.COLLECTION, at=version).rows)

    def _with_hidden(self, snapshot: LibrarySnapshot, known: Collection[str]) -> LibrarySnapshot:
        """Add the collections in the app's trash: its lists leave them out, but their members still refer to them.

        It looks up collections that were `known`, that contain items, or that contain other collections.
        """
        if not self._local:
            return snapshot
        of_items = {key for data in snapshot.items.values() for key in data.get("collections", ())}
        parents = {data.get("parentCollection") for data in snapshot.collections.values()}
        hidden = {key for key in {*known, *of_items, *parents} if key} - snapshot.collections.keys()
        return self.read_again(snapshot, ObjectType.COLLECTION, hidden) if hidden else snapshot

    def _pages(self, object_type: ObjectType, *, since: int = 0, at: int | None = None) -> _Pages:
        """Return all objects newer than `since`; the library must stay at one version (`at`) throughout."""
        zotero = self._zotero()
        get_page = zotero.items if object_type is ObjectType.ITEM else zotero.collections
        more: dict[str, Any] = {"includeTrashed": 1} if object_type is ObjectType.ITEM else {}
        if since:
            more["since"] = since
        rows: list[Data] = []
        while True:
            start = len(rows)
            page = self._call(partial(get_page, start=start, limit=_PAGE, **more))
            if not isinstance(page, list):
                raise BadReply(self._service.name, "answered with something that is not a list of objects")
            version = self._header("last-modified-version")
            at = version if at is None else at
            if version != at:
                raise _LibraryMovedError
            rows += [row["data"] for row in page]
            self._learn_uri()
            if len(rows) >= self._header("total-results") or not page:
                break
        if len(rows) != self._header("total-results") or len({row["key"] for row in rows}) != len(rows):
            raise _LibraryMovedError
        return _Pages(rows, at)

    def _learn_uri(self) -> None:
        """Find out who is logged in to the app, which uses 0 for the user: relations have the real number.

        Every list says it, even that of an empty library (``buildLinks`` in the app's ``server_localAPI.js``).
        """
        reply = self._client.last_reply
        if self._local and self.number == 0 and reply is not None:
            match = re.search(r'/users/(\d+)/[^>]*>; rel="alternate"', reply.headers.get("link", ""))
            self.uri = f"http://zotero.org/users/{match[1]}" if match else self.uri

    def _check_version(self, expected: int) -> None:
        if self._header("last-modified-version") != expected:
            raise _LibraryMovedError

    def _header(self, name: str) -> int:
        reply = self._client.last_reply
        text = reply.headers.get(name, "") if reply else ""
        number = whole_number(text)
        if number is None:
            raise BadReply(self._service.name, f"answered without {name}", url=reply.url if reply else "")
        return number

    def read_again(self, snapshot: LibrarySnapshot, object_type: ObjectType, keys: Collection[str]) -> LibrarySnapshot:
        """Read some objects again; see `RemoteLibrary.read_again`."""
        zotero = self._zotero()
        if object_type is ObjectType.COLLECTION:
            collections = {key: data for key, data in snapshot.collections.items() if key not in keys}
            for key in sorted(keys):
                try:
                    collections[key] = compact(self._call(partial(zotero.collection, key))["data"])
                except Unauthorised as error:
                    if error.status != 404:
                        raise
            return replace(snapshot, collections=collections)
        items, ordered = dict(snapshot.items), sorted(keys)
        for start in range(0, len(ordered), _MAX_KEYS):
            batch = ordered[start : start + _MAX_KEYS]
            rows = self._call(partial(zotero.items, itemKey=",".join(batch), includeTrashed=1, limit=_PAGE))
            for key in batch:
                items.pop(key, None)
            items.update(_by_key([row["data"] for row in rows]))
        return replace(snapshot, items=items)

    # -- writing -----------------------------------------------------------------------------------------------
    def write(self, object_type: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None) -> WriteReply:
        """Write objects; see `RemoteLibrary.write`."""
        from pyzotero.errors import (
            LocalAPIKeyRequiredError,
            PreConditionFailedError,
            PyZoteroError,
            ServerIDMismatchError,
        )

        for _ in range(2):
            try:
                reply = self._send(object_type, rows, version)
            except LocalAPIKeyRequiredError:
                self._request_consent()
                continue
            except ServerIDMismatchError as error:
                raise self._request_error(error) from error
            except PreConditionFailedError:
                return WriteReply(0, is_outdated=True)
            except PyZoteroError as error:
                status = self._client.last_reply.status if self._client.last_reply else 0
                if status == 413:
                    return self._write_halves(object_type, rows, version, error)
                raise self._request_error(error) from error
            return WriteReply(self._header("last-modified-version"), tuple(written_objects(rows, reply)))
        raise Unauthorised(self._service.name, "the app withdrew its consent", hint="run again and choose Always Allow")

    def _send(
        self, object_type: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None
    ) -> Mapping[str, Any]:
        zotero = self._zotero()
        payload = [dict(row) for row in rows]
        send = zotero.create_items if object_type is ObjectType.ITEM else zotero.create_collections
        try:
            reply = send(payload, last_modified=version)
        except Unauthorised:
            raise
        except ServiceError as error:
            if error.status in (429, 503):
                raise
            self._http.mark_available(self._service)
            raise WriteLost(
                self._service.name, f"{error.reason} after a write was sent; it may have been carried out",
                url=error.url, status=error.status, hint="run again: it continues from there",
            ) from error  # fmt: skip
        if not isinstance(reply, dict):
            raise WriteLost(self._service.name, "answered a write with something that is not a report")
        return reply

    def _write_halves(
        self, object_type: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None, error: PyZoteroError
    ) -> WriteReply:
        """Write in two halves what was too large for one request; a single object that is too large is refused."""
        if len(rows) == 1:
            message = self._request_error(error).reason
            return WriteReply(version or 0, (WrittenObject(rows[0]["key"], WriteOutcome.REFUSED, message=message),))
        middle = len(rows) // 2
        first = self.write(object_type, rows[:middle], version)
        if first.is_outdated:
            return first
        second = self.write(object_type, rows[middle:], None if version is None else first.version)
        if second.is_outdated:
            unwritten = tuple(
                WrittenObject(row["key"], WriteOutcome.STALE, message="another client wrote") for row in rows[middle:]
            )
            return WriteReply(first.version, (*first.results, *unwritten))
        return WriteReply(max(first.version, second.version), (*first.results, *second.results))

    def upload(self, key: str, name: str, content: bytes, mtime: int) -> UploadReply:
        """Give an attachment its file; see `file_attacher.FileStore`. The app's API is not used for files."""
        path = f"/{self.library}/items/{key}"
        return upload_file(self._http, self._service, path, key=self._key, name=name, content=content, mtime=mtime)

    def _request_consent(self) -> None:
        zotero = self._zotero()
        self._announce("Zotero asks whether biblio may write: answer its dialog (Always Allow asks only once)")
        consent = self._call(lambda: zotero.authorize_local("biblio"))
        if consent.get("remember"):
            self._remember_key(consent["key"])


def _by_key(rows: Sequence[Data]) -> dict[str, Data]:
    return {row["key"]: compact(row) for row in rows}
