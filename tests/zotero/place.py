"""A project of Markdown notes with the real command, and a Zotero library that it is kept in step with."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

from tests.servers.base import Farm
from tests.servers.zotero import FULL, ZoteroServer
from tests.servers.zotero_app import ZoteroApp

ROOT = Path(__file__).parents[2]


class Vault:
    """Markdown notes, a small catalogue that knows their works, and the real command with a key for Zotero."""

    key = FULL
    patience = 120  # seconds a command may take

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogue: list[dict[str, Any]] = []
        self.written = 0
        (folder / "notes").mkdir(parents=True)
        self.configure()

    def services(self) -> str:
        """Return the tables of the configuration that tell where the libraries are."""
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
        if not any(one["id"] == arxiv for one in self.catalogue):
            self.catalogue.append(
                {"id": arxiv, "title": title, "authors": ["Ada Doe", "Bo Roe"], "published": "2024-01-01"}
            )
            lines = "\n".join(map(json.dumps, self.catalogue))
            (self.folder / "works.jsonl").write_text(lines, encoding="utf-8")
        return path

    def environment(self, **more: str) -> dict[str, str]:
        none = "keyring.backends.null.Keyring"  # no test sees the keyring of whoever runs it
        own = {"PYTHONPATH": str(ROOT), "ZOTERO_API_KEY": self.key, "PYTHON_KEYRING_BACKEND": none}
        return {**os.environ, **own, **more}

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "biblio", *arguments], cwd=self.folder, env=self.environment(**environment),
            capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=self.patience, check=False,
        )  # fmt: skip

    def ok(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        done = self.run(*arguments, **environment)
        assert done.returncode == 0, done.stderr + done.stdout
        return done


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

    def here(self, *arguments: str, **environment: str) -> str:
        """Run a command in this process, which has loaded everything already; return what it prints."""
        from biblio.cli.error_boundary import run
        from biblio.cli.main import cli

        with (
            contextlib.chdir(self.folder), mock.patch.dict(os.environ, self.environment(**environment)),
            contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err,
        ):  # fmt: skip
            assert run(lambda: cli.main(arguments, standalone_mode=False)) == 0, err.getvalue()
        return out.getvalue()

    def requests(self) -> list[str]:
        found = [f"{one.method} {one.path.removeprefix('/users/1')}" for one in self.farm.log]
        self.farm.log.clear()
        return found

    def tree(self) -> dict[str, set[str]]:
        """Return the titles of the live items of every live collection, by its name."""
        library = self.server.library
        live = {key: one["name"] for key, one in library.collections.items() if not one.get("deleted")}
        return {
            name: {one["title"] for one in library.items.values() if key in one.get("collections", ()) and not one.get("deleted")}
            for key, name in live.items()
        }  # fmt: skip

    def item(self, number: int) -> dict[str, Any]:
        (found,) = [
            one
            for one in self.server.library.items.values()
            if one.get("archiveID") == f"arXiv:2401.{number:05}" and not one.get("deleted")
        ]
        return found


def shown(library: Any) -> dict[str, Any]:
    """Return a library as its person sees it: without the trash, without versions and dates."""
    skip = ("version", "dateModified", "dateAdded")
    return {
        key: {name: value for name, value in library.shown(kind, one).items() if name not in skip}
        for kind in ("item", "collection")
        for key, one in library.table(kind).items()
        if not one.get("deleted")
    }
