"""A project of Markdown notes with the real command, and a Zotero library that it is kept in step with."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.program import Finished, run_program, start_program
from tests.servers.base import Farm
from tests.servers.zotero import FULL, ZoteroServer
from tests.servers.zotero_app import ZoteroApp


class Vault:
    """Markdown notes, a small catalogue that knows their works, and the real command with a key for Zotero."""

    key = FULL

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogue: list[dict[str, Any]] = []
        self.written = 0
        (folder / "notes").mkdir(parents=True)
        self.configure()

    def services(self) -> str:
        """Return the tables of the configuration that say where the libraries are."""
        raise NotImplementedError

    def configure(self, more: str = "") -> None:
        text = '[notes]\nsources = ["notes"]\n[catalogue]\npath = "works.jsonl"\n[services]\nuse = []\n'
        text += f"{self.services()}[zotero]\n{more}\n"
        (self.folder / "config.toml").write_text(text, encoding="utf-8")

    def note(self, number: int, tags: str, body: str = "") -> Path:
        title, arxiv = f"A Study of Subject Number {number}", f"2401.{number:05}"
        path = self.folder / "notes" / f"n{number}.md"
        path.write_text(f"---\ntitle: {title}\narxiv: {arxiv}\ntags: [{tags}]\n---\n{body}\n", encoding="utf-8")
        self.written += 1
        os.utime(path, (1_700_000_000, 1_700_000_000 + self.written))
        if not any(row["id"] == arxiv for row in self.catalogue):
            self.catalogue.append(
                {"id": arxiv, "title": title, "authors": ["Ada Doe", "Bo Roe"], "published": "2024-01-01"}
            )
            lines = "\n".join(map(json.dumps, self.catalogue))
            (self.folder / "works.jsonl").write_text(lines, encoding="utf-8")
        return path

    def environment(self, **more: str) -> dict[str, str]:
        none = "keyring.backends.null.Keyring"  # no test sees the keyring of whoever runs it
        return {"ZOTERO_API_KEY": self.key, "PYTHON_KEYRING_BACKEND": none, **more}

    def run(self, *arguments: str, stdin: str = "", **environment: str) -> Finished:
        return run_program(self.folder, *arguments, stdin=stdin, environment=self.environment(**environment))

    def ok(self, *arguments: str, stdin: str = "", **environment: str) -> Finished:
        done = self.run(*arguments, stdin=stdin, **environment)
        assert done.returncode == 0, done.stderr + done.stdout
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command as a process of its own, which can be killed."""
        return start_program(self.folder, *arguments, environment=self.environment())


class Place(Vault):
    """A vault with a Zotero server of ours, or the app."""

    def __init__(self, folder: Path, farm: Farm, server: ZoteroServer | ZoteroApp) -> None:
        self.farm, self.server = farm, server
        super().__init__(folder)

    def services(self) -> str:
        name = self.server.name
        return f'[services.{name}]\nbase_url = "{self.farm.url}/{name}"\ninterval = 0\n'

    def configure(self, more: str = "") -> None:
        super().configure(more + ('\napi = "local"' if self.server.name == "zotero-local" else ""))

    def requests(self) -> list[str]:
        """Return the requests since this was last called."""
        requests = [f"{request.method} {request.path.removeprefix('/users/1')}" for request in self.farm.log]
        self.farm.log.clear()
        return requests

    def tree(self) -> dict[str, set[str]]:
        """Return the titles of the live items of every live collection, by its name."""
        library = self.server.library
        live = {key: data["name"] for key, data in library.collections.items() if not data.get("deleted")}
        items = [data for data in library.items.values() if not data.get("deleted")]
        return {
            name: {data["title"] for data in items if key in data.get("collections", ())} for key, name in live.items()
        }

    def item(self, number: int) -> dict[str, Any]:
        (item,) = [
            data
            for data in self.server.library.items.values()
            if data.get("archiveID") == f"arXiv:2401.{number:05}" and not data.get("deleted")
        ]
        return item


def shown(library: Any) -> dict[str, Any]:
    """Return a library as its user sees it: without the trash, without versions and dates."""
    skip = ("version", "dateModified", "dateAdded")
    return {
        key: {name: value for name, value in library.shown(kind, data).items() if name not in skip}
        for kind in ("item", "collection")
        for key, data in library.table(kind).items()
        if not data.get("deleted")
    }
