"""A project in a folder, with services on loopback that are asked without waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.progress import SilentProgress
from biblio.matching.untitled.encoder import Encoder
from biblio.model.decision import Status
from biblio.project.json_views import note_object
from biblio.project.note_library import NoteLibrary, read_library
from biblio.project.project import open_project, project_config
from biblio.project.summary import Summary
from biblio.project.sync import sync
from biblio.settings import DEFAULT_SERVICES, NoteSource
from tests.servers.faketime import FakeTime
from tests.servers.farm import ServerFarm

NOTES = """\
#NLP #Attention Issue Date: 2024-02-11 [Paper Note] Attention Is All You Need, Ashish Vaswani+, NIPS'17 Comment注意だけで翻訳する。
#NLP #Pretraining Issue Date: 2024-02-12 BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding, Jacob Devlin+, N_A, NAACL'19 Comment双方向に読む。
#CV Issue Date: 2024-02-13 [Paper Note] Segment Anything, Alexander Kirillov+, arXiv'23 Comment何でも切り出す。
#Article #Blog Issue Date: 2024-02-14 Some Thoughts on Attention, Jay Doe, 2021.03 Comment図がよい。
#NLP Issue Date: 2024-02-15 A Work That Nobody Has Written Yet, Nemo Nobody+, ACL'22 Comment見つからない。
"""


@dataclass
class Place:
    """A project's folder and what can be done in it."""

    folder: Path
    farm: ServerFarm
    warnings: list[str] = field(default_factory=list)
    encoder: Encoder | None = None

    def note(self, name: str, text: str) -> Path:
        path = self.folder / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def configure(self, more: str = "", *, services: str = "", sources: str = '"notes"') -> None:
        tables = "".join(f"[services.{name}]\ninterval = 0\ntries = 2\n" for name in (*DEFAULT_SERVICES, "github"))
        text = (
            f'[notes]\nsources = [{sources}]\n[services]\nbase_url = "{self.farm.url}"\n{services}\n{tables}\n{more}\n'
        )
        (self.folder / "config.toml").write_text(text, encoding="utf-8")

    def sync(self, *paths: str, offline: bool | None = None, progress: SilentProgress | None = None) -> Summary:
        progress = progress or SilentProgress()
        now = FakeTime()
        pacer = RateLimiter(clock=now.clock, sleep=now.sleep)
        config = project_config(self.folder, offline=offline, environment={})
        with open_project(config, progress=progress, rate_limiter=pacer, encoder=self.encoder) as project:
            sources = tuple(map(NoteSource, paths)) or config.notes.sources
            summary = sync(project, sources, base=self.folder.absolute(), with_candidates=False).summary
        self.warnings += progress.warnings
        return summary

    def library(self) -> NoteLibrary:
        config = project_config(self.folder, environment={})
        with open_project(config, progress=SilentProgress(), encoder=self.encoder) as project:
            return read_library(project, project.config.notes.sources, base=self.folder.absolute())

    def statuses(self) -> dict[str, Status]:
        return {one.note.title or "": one.decision.status for one in self.library().decided}

    def objects(self) -> list[dict[str, object]]:
        return [note_object(one.note, one.decision, one.decision.work, None) for one in self.library().decided]

    def requests(self) -> int:
        return sum(len(self.farm.requests(name)) for name in DEFAULT_SERVICES)

    def files(self) -> dict[str, bytes]:
        exports = self.folder / "exports"
        return {str(path.relative_to(exports)): path.read_bytes() for path in sorted(exports.rglob("*.*"))}

    def read(self, name: str) -> str:
        return (self.folder / "exports" / name).read_text(encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / "exports" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@contextmanager
def opened_place(folder: Path, **pages: str) -> Iterator[Place]:
    """Give a place in `folder` with services at work and these pages of notes ("page" is ``page.txt``)."""
    with ServerFarm() as farm:
        found = Place(folder, farm)
        found.folder.mkdir(exist_ok=True)
        found.configure()
        for name, text in pages.items():
            found.note(f"{name}.txt", text)
        yield found


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened_place(tmp_path / "project", page=NOTES) as found:
        yield found
