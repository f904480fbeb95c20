"""Open a Zotero library with its memory, and find out what a key may do."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from biblio.errors import Unauthorised
from biblio.extras import Extra, install_command, is_installed, require
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.progress import Progress
from biblio.settings import ZoteroConfig
from biblio.zotero.api import ZoteroLibrary
from biblio.zotero.api_replies import hidden_kinds
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.sync_engine import SyncEngine

__all__ = [
    "LibraryConnection",
    "Login",
    "ZoteroAccess",
    "connect_library",
    "log_in",
    "open_for_reading",
    "open_library",
]


@dataclass(frozen=True, slots=True)
class ZoteroAccess:
    """How Zotero is reached: over the Web API, or over the app's local API if `settings` say so.

    `key` is empty if there is none. `keep_key` stores a key in the system keyring and returns whether it could.
    """

    settings: ZoteroConfig
    http: HttpClient
    policy: ServicePolicy
    key: str
    keep_key: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class LibraryConnection:
    """One open library: its remote side, what is remembered about it, and the path of ``zotero.txt``."""

    engine: SyncEngine
    memory: ZoteroMemory
    remote: ZoteroLibrary
    overrides_path: Path


def open_library(
    access: ZoteroAccess, *, number: int | None = None, announce: Callable[[str], None] = lambda text: None
) -> ZoteroLibrary:
    """Return the configured library; `number` is the user's if the settings do not say it.

    `announce` gets a message for the user while the app asks for consent. Raises `Unauthorised` without a key, and
    `MissingExtra` without the extra `zotero`.
    """
    require(Extra.ZOTERO, "Zotero")
    is_local = access.settings.api == "local"
    if not access.key and not is_local:
        hint = "create one at https://www.zotero.org/settings/keys, then: biblio zotero login"
        if not is_installed(Extra.KEYRING):
            hint += f"; to read one from the system's keyring: {install_command(Extra.KEYRING)}"
        raise Unauthorised("zotero", "there is no key", hint=hint)
    kind, _, configured = access.settings.library.partition("/")

    def remember_key(key: str) -> None:
        access.keep_key(key)  # without a keyring the app will ask again next time

    return ZoteroLibrary(
        access.http, access.policy, kind=kind.removesuffix("s"), number=int(configured or number or 0), key=access.key,
        local=is_local, announce=announce, remember_key=remember_key,
    )  # fmt: skip


def open_for_reading(access: ZoteroAccess, library: str = "") -> ZoteroLibrary:
    """Return a library that will only be read: `library` ("groups/123"), or the configured one.

    Raises `ServiceError` if Zotero has to say who the user is and cannot be asked.
    """
    if library:
        access = replace(access, settings=replace(access.settings, library=library))
    remote = open_library(access)
    if remote.number == 0 and access.settings.api == "web":
        return open_library(access, number=int(remote.key_info()["userID"]))
    return remote


@contextlib.contextmanager
def connect_library(access: ZoteroAccess, overrides_path: Path, progress: Progress) -> Iterator[LibraryConnection]:
    """Open the configured library with its memory. Asks Zotero for the user's number if it is not known yet."""
    settings = access.settings
    with contextlib.closing(ZoteroMemory.open(settings.memory)) as memory:
        remote = open_library(access, number=_known_number(settings, memory), announce=progress.warn)
        if remote.number == 0 and settings.api == "web":
            remote = remote.with_number(int(remote.key_info()["userID"]))
        engine = SyncEngine(remote, memory, overrides_path, progress=progress)
        yield LibraryConnection(engine, memory, remote, overrides_path)


def _known_number(settings: ZoteroConfig, memory: ZoteroMemory) -> int | None:
    if settings.library != "user" or settings.api != "web":
        return None
    libraries = [library for realm, library in memory.libraries() if realm == "web" and library.startswith("users/")]
    return int(libraries[0].partition("/")[2]) if libraries else None


# -- login -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Login:
    """What a key may do: its owner, and (library, name, whether it may be written) for every accessible library.

    `hidden` are the kinds of items ("note", "file") that the key may not see, by library.
    """

    user: str
    libraries: tuple[tuple[str, str, bool], ...]
    is_stored: bool
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def log_in(access: ZoteroAccess, *, keep: bool) -> Login:
    """Ask Zotero what the key may do, and with `keep` store it in the system keyring.

    Raises `Unauthorised` for a key without access to any library. Without a keyring, the key is not stored.
    """
    remote = open_library(access)
    info = remote.key_info()
    rights, user = info.get("access", {}), int(info["userID"])
    hidden: dict[str, tuple[str, ...]] = {}
    own_rights = rights.get("user", {})
    libraries = (
        [(f"users/{user}", "your own library", bool(own_rights.get("write")))] if own_rights.get("library") else []
    )
    if libraries and (kinds := hidden_kinds(own_rights, is_group=False)):
        hidden[f"users/{user}"] = tuple(sorted(kinds))
    group_rights = rights.get("groups", {})
    for group in remote.groups(user) if group_rights else ():
        key_rights = group_rights.get(str(group["id"]), group_rights.get("all", {}))
        data = group["data"]
        is_admin = user == data.get("owner") or user in data.get("admins", ())
        may_edit = is_admin or data.get("libraryEditing") == "members"
        if key_rights.get("library"):
            may_write = bool(key_rights.get("write")) and may_edit
            libraries.append((f"groups/{group['id']}", str(data.get("name", "")), may_write))
            if kinds := hidden_kinds(key_rights, is_group=True):
                hidden[f"groups/{group['id']}"] = tuple(sorted(kinds))
    if not libraries:
        hint = "create another one at https://www.zotero.org/settings/keys"
        raise Unauthorised("zotero", "the key does not give access to any library", hint=hint)
    is_stored = keep and access.keep_key(access.key)
    return Login(str(info.get("username", "")), tuple(libraries), is_stored, hidden)
