"""Put together what one Zotero library needs: the remote, the memory, the rules. Knows where keys are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from biblio.errors import Unauthorised, Unavailable
from biblio.lookup.http.policy import ServicePolicy
from biblio.model.decision import OFFLINE
from biblio.project.project import Project
from biblio.project.secrets import keep_secret, secret
from biblio.settings import Config, ServiceConfig
from biblio.zotero.api import ZoteroLibrary, zotero_policy
from biblio.zotero.engine import Engine
from biblio.zotero.memory import ZoteroMemory, open_memory
from biblio.zotero.model import Rules
from biblio.zotero.overrides import FILE_NAME

__all__ = ["LibraryConnection", "connect_library", "open_library", "rules_of"]


@dataclass(frozen=True, slots=True)
class LibraryConnection:
    """One library with all that is needed to work on it."""

    engine: Engine
    memory: ZoteroMemory
    remote: ZoteroLibrary


def rules_of(config: Config, *, trash: bool = False) -> Rules:
    """Return the rules of a configuration; `trash`: what nothing holds any more may go to the trash."""
    own = config.zotero
    return Rules(
        root=own.root, tags=own.tags, collections=own.collections, only=own.only, ignored=config.tags.ignore,
        minimum=own.minimum, separator=own.separator, parents=own.parents, limit=own.limit, trash=trash,
    )  # fmt: skip


def open_library(project: Project, *, number: int | None = None, key: str | None = None) -> ZoteroLibrary:
    """Return the configured library; `number` is the user's where the configuration does not say it.

    `key` is used in place of the one in the environment or the keyring. Raises `Unauthorised` where there is none.
    """
    config = project.config.zotero
    is_local = config.api == "local"
    name = "zotero-local" if is_local else "zotero"
    found = secret(name) if key is None else key
    if not found and not is_local:
        hint = "make one at https://www.zotero.org/settings/keys, then: biblio zotero login"
        raise Unauthorised("zotero", "there is no key", hint=hint)
    words = config.library.partition("/")
    if words[2]:
        number = int(words[2])
    elif number is None:
        number = 0
    kind = words[0].removesuffix("s")
    return ZoteroLibrary(
        project.http(), _policy(project, name), kind=kind, number=number, key=found, local=is_local,
        announce=project.progress.warn, remember_key=_remember_local_key,
    )  # fmt: skip


def _policy(project: Project, name: str) -> ServicePolicy:
    services = project.config.services
    own = services.each.get(name) or ServiceConfig()
    return zotero_policy(
        name, shared_url=services.base_url, own_url=own.base_url, interval=own.interval, timeout=own.timeout,
        tries=own.tries,
    )  # fmt: skip


def _remember_local_key(key: str) -> None:
    keep_secret("zotero-local", key)  # without a keyring the app asks again next time


@contextlib.contextmanager
def connect_library(project: Project) -> Iterator[LibraryConnection]:
    """Open the configured library with its memory. Asks for the user's number when it is not known yet."""
    if project.config.services.offline:
        raise Unavailable("zotero", OFFLINE, hint="leave out --offline, or services.offline in config.toml")
    with contextlib.closing(open_memory(project.config.zotero.memory)) as memory:
        remote = open_library(project, number=_known_number(project, memory))
        if remote.number == 0 and project.config.zotero.api == "web":
            remote = open_library(project, number=int(remote.key_info()["userID"]))
        path = project.config.folder / FILE_NAME
        yield LibraryConnection(Engine(remote, memory, path, progress=project.progress), memory, remote)


def _known_number(project: Project, memory: ZoteroMemory) -> int | None:
    if project.config.zotero.library != "user" or project.config.zotero.api != "web":
        return None
    known = [name for realm, name in memory.libraries() if realm == "web" and name.startswith("users/")]
    return int(known[0].partition("/")[2]) if known else None
