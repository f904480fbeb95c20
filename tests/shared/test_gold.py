"""The main job on real notes against the mirror, held against labels: right or silent, and complete."""

from __future__ import annotations

import importlib.util
import json
import urllib.request
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from biblio.export.exported_works import work_of
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.progress import SilentProgress
from biblio.project.json_views import note_object
from biblio.project.note_library import read_library
from biblio.project.project import open_project, project_config
from biblio.project.sync import sync
from biblio.settings import DEFAULT_SERVICES
from tests.servers.faketime import FakeTime

pytestmark = [pytest.mark.mirror, pytest.mark.slow]

NOTES = {"000": 182, "001": 113, "002": 10, "003": 39, "004": 10}


def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_real_notes(shared: Path, mirror_url: str, tmp_path: Path) -> None:
    tables = "".join(f"[services.{name}]\ninterval = 0\n" for name in DEFAULT_SERVICES)
    text = f'[notes]\nsources = ["{shared}/seeds"]\n[services]\nbase_url = "{mirror_url}"\nemail = "test@example.org"\n'
    (tmp_path / "config.toml").write_text(text + tables, encoding="utf-8")
    config = project_config(tmp_path, environment={})
    now = FakeTime()

    def run() -> list[dict[str, Any]]:
        pacer = RateLimiter(clock=now.clock, sleep=now.sleep)
        with open_project(config, progress=SilentProgress(), rate_limiter=pacer) as project:
            summary = sync(project, config.notes.sources, base=tmp_path).summary
            assert not summary.unasked
            assert not summary.problems
            decided = read_library(project, config.notes.sources, base=tmp_path).decided
        return [json.loads(json.dumps(note_object(one.note, one.decision, work_of(one), None))) for one in decided]

    notes = run()
    requests = requests_of(mirror_url)
    assert Counter(Path(note["source"]).name[:3] for note in notes) == NOTES
    files = {path: path.read_bytes() for path in (tmp_path / "exports").rglob("*.*")}
    assert run() == notes
    assert requests_of(mirror_url) == requests
    assert {path: path.read_bytes() for path in (tmp_path / "exports").rglob("*.*")} == files
    check_labels(shared, notes)


def requests_of(mirror_url: str) -> int:
    with urllib.request.urlopen(f"{mirror_url}/__control__/stats") as reply:
        return int(json.loads(reply.read())["total"])


def check_labels(shared: Path, notes: list[dict[str, Any]]) -> None:
    score = scorer(shared)
    index: dict[str, list[dict[str, Any]]] = {}
    for note in notes:
        index.setdefault(Path(note["source"]).name, []).append(note)
    held, accepted = Counter[str](), Counter[str]()
    for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        note = score.find(index, label)
        assert note is not None, f"not found: {label['source']}:{label['line']} {label['note_title']}"
        is_accepted = note["status"] == "accepted" and note["kind"] not in score.NOT_PAPER
        # A label without an identifier has only the note's own words to compare with.
        if is_accepted and label["work"]["ids"]:
            same = score.same(note["work"], label["work"]) or is_renamed(score, note["work"], label["work"])
            assert same, f"wrong: {label['note_title']} -> {note['work']['title']}"
        known = label["abstract_in_data"] if label["cls"] == "titleless-summary" else label["in_data"]
        if label["kind"] == "paper" and known:
            held[label["cls"]] += 1
            accepted[label["cls"]] += is_accepted
    for name, least in (("titled", 0.97), ("titled-with-id", 0.97), ("titleless-summary", 0.85)):
        assert accepted[name] >= least * held[name], (name, accepted[name], held[name])


def is_renamed(score: ModuleType, work: dict[str, Any], label: dict[str, Any]) -> bool:
    """Tell whether both are one paper that was published under another title: its system's name and authors tell."""
    (ours, colon, _), (theirs, other, _) = (one["title"].partition(":") for one in (work, label))
    return (
        bool(colon and other)
        and ours == theirs
        and bool(score.surnames(work["authors"]) & score.surnames(label["authors"]))
    )
