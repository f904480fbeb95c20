"""Find Zotero on this machine: the running app by its local API, and its data folder. Nothing is written to either."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from biblio.errors import ServiceError
from biblio.formats.zotero_item import NO_WORKS
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy

__all__ = ["ZoteroHere", "count_items_in_app", "find_data_folder"]

_PATIENCE = 2.0  # seconds for an app on the same machine
_DATABASE = "zotero.sqlite"
# Where Zotero keeps its profiles: https://www.zotero.org/support/kb/profile_directory
_PROFILES = (
    ".zotero/zotero", "snap/zotero-snap/common/.zotero/zotero", "Library/Application Support/Zotero/Profiles",
    "AppData/Roaming/Zotero/Zotero/Profiles",
)  # fmt: skip
_PREFERENCE = re.compile(r'^user_pref\("extensions\.zotero\.(dataDir|useDataDir)", (.*)\);\s*$', re.MULTILINE)
_COUNT = f"""
SELECT count(*) FROM items JOIN itemTypes USING (itemTypeID)
WHERE typeName NOT IN ({", ".join("?" * len(NO_WORKS))}) AND itemID NOT IN (SELECT itemID FROM deletedItems)
"""  # noqa: S608 - question marks only


@dataclass(frozen=True, slots=True)
class ZoteroHere:
    """Zotero on this machine: how many items its library has (None: not known), and whether the app answers.

    `folder` is its data folder; None if only the app was found.
    """

    items: int | None
    is_running: bool
    folder: Path | None = None


def count_items_in_app(http: HttpClient, service: ServicePolicy) -> int | None:
    """Return how many items the library in the running app has; None if no app answers, or it may not be asked."""
    patient = replace(service, timeout=_PATIENCE, connect_timeout=_PATIENCE, max_tries=1)
    try:
        reply = http.get(patient, "/api/users/0/items/top", params={"format": "versions"})
        versions = reply.json if reply.status == 200 else None
    except (ServiceError, ValueError, RecursionError):
        return None
    return len(versions) if isinstance(versions, dict) else None


def find_data_folder(home: Path) -> ZoteroHere | None:
    """Return the library in the data folder of the user whose home folder is `home`, or None if there is none.

    The folder is the one set in a profile, else ``Zotero`` in the home folder,
    https://www.zotero.org/support/zotero_data.
    """
    for folder in (*_configured_folders(home), home / "Zotero"):
        with contextlib.suppress(OSError):
            if (folder / _DATABASE).is_file():
                return ZoteroHere(_count_items(folder / _DATABASE), is_running=False, folder=folder)
    return None


def _configured_folders(home: Path) -> Iterable[Path]:
    for profiles in _PROFILES:
        for path in sorted((home / profiles).glob("*/prefs.js")):
            try:
                found = dict(_PREFERENCE.findall(path.read_text(encoding="utf-8", errors="replace")))
                folder = json.loads(found.get("dataDir", '""'))
            except (OSError, ValueError):
                continue
            if found.get("useDataDir") == "true" and isinstance(folder, str) and folder:
                yield Path(folder)


def _count_items(path: Path) -> int | None:
    """Return how many items are in a database of Zotero, which the app may have open; None if it cannot be read."""
    try:
        # Without "immutable", SQLite would wait for the app, which keeps its database locked.
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as database:
            return int(database.execute(_COUNT, tuple(sorted(NO_WORKS))).fetchone()[0])
    except (sqlite3.Error, ValueError):
        return None
