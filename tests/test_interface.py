"""The Python interface: the names it gives, their types as a consumer sees them, and that it writes nothing unasked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import biblio
from biblio.errors import UsageError
from biblio.lookup.catalogue.catalogue_folders import build_catalogue
from biblio.lookup.progress import SilentProgress
from tests.program import ROOT
from tests.project.place import Place

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
NAMES = """
    BiblioError Candidate DecidedNote Decision Finding Identifier Note NoteLibrary Person Problem Project Record Report
    Status Summary Work __version__ apply_zotero check_citations find_work find_works open_project plan_zotero read_library
    read_notes render_works sync write_exports
""".split()
CARD = "---\ntitle: Attention Is All You Need\nauthor: Ashish Vaswani\nyear: 2017\ntags: [nlp]\n---\nGood.\n"
ROW = {
    "title": "Attention Is All You Need",
    "authors": ["Ashish Vaswani", "Noam Shazeer"],
    "year": 2017,
    "arxiv": "1706.03762",
    "venue": "NeurIPS",
}


def test_these_names_are_public() -> None:
    assert sorted(biblio.__all__) == sorted(NAMES)
    assert set(NAMES) <= set(dir(biblio))
    for name in NAMES:
        assert getattr(biblio, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        biblio.nothing  # noqa: B018


def test_importing_it_loads_nothing_else() -> None:
    code = "import sys, biblio; print([name for name in sys.modules if name.startswith('biblio.')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "['biblio.version']\n"


@pytest.fixture
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    (folder / "works.jsonl").write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    build_catalogue(folder / "index", [folder / "works.jsonl"], progress=SilentProgress())
    return folder / "index"


def everything_below(*folders: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*")}


def test_notes_and_works_without_a_project_write_nothing(
    tmp_path: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "note.md").write_text(CARD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    home = Path(os.environ["XDG_CACHE_HOME"]).parent
    before = everything_below(tmp_path, catalogue, home)
    reading = biblio.read_notes("note.md")
    (note,) = reading.notes
    assert (note.title, note.tags, note.source) == ("Attention Is All You Need", ("nlp",), "note.md")
    (decided,) = biblio.find_works(reading.notes, catalogue=catalogue)
    assert decided.note is note
    assert decided.decision.status is biblio.Status.ACCEPTED
    assert decided.decision.work is not None
    assert list(map(str, decided.decision.work.identifiers)) == ["arxiv:1706.03762"]
    decision = biblio.find_work("Attention Is All You Need", author="A. Vaswani", year=2017, catalogue=catalogue)
    assert decision.work == decided.decision.work
    by_identifier = biblio.find_work(identifier="https://arxiv.org/abs/1706.03762", catalogue=catalogue)
    assert by_identifier.work is not None
    unknown = biblio.find_work("A Work Nobody Has Written", author="Nemo Nobody", catalogue=catalogue)
    assert (unknown.status, unknown.work) == (biblio.Status.PENDING, None)
    assert all(unasked.is_offline for unasked in unknown.unasked)
    assert everything_below(tmp_path, catalogue, home) == before


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to search for"):
        biblio.find_work()
    with pytest.raises(UsageError, match="there is no catalogue"):
        biblio.find_work("A Title", catalogue=tmp_path / "none")
    assert [problem.what for problem in biblio.read_notes(tmp_path / "none.md").problems] == ["does not exist"]


def test_a_project(place: Place) -> None:
    with biblio.open_project(place.folder) as project:
        summary = biblio.sync(project).summary
        library = biblio.read_library(project)
        exported = biblio.write_exports(project, write=False)
        rendered = biblio.render_works(project, format_name="csl-json")
    assert isinstance(summary, biblio.Summary)
    assert isinstance(library, biblio.NoteLibrary)
    assert summary.notes == len(library.decided) == 5
    assert {change.outcome for change in exported.exports} == {"unchanged"}
    assert rendered.count == len(json.loads(rendered.text)) == summary.works


def test_files_are_checked_without_a_project(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_text("@article{a, title = {A & B}, year = {20l9}}\n", encoding="utf-8")
    report = biblio.check_citations(path).report
    assert isinstance(report, biblio.Report)
    assert {finding.rule for finding in report.findings} >= {"tex-character", "date-invalid"}
    assert sorted(tmp_path.iterdir()) == [path]


CONSUMER = """
import biblio

reading = biblio.read_notes("x")
reveal_type(reading.notes)
decision = biblio.find_work("A title", author=["A. Author"], year=2020)
reveal_type(decision.work)
with biblio.open_project(".") as project:
    reveal_type(project)
    reveal_type(biblio.sync(project).summary.works)
    reveal_type(biblio.plan_zotero(project, biblio.read_library(project)).is_empty)
reveal_type(biblio.check_citations("a.bib").report.findings)
biblio.find_work(title=3)
"""


@pytest.mark.slow
def test_a_strict_consumer_sees_types(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="types are checked with mypy")
    (tmp_path / "consumer.py").write_text(CONSUMER, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "consumer.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.partition(": ")[2] for line in done.stdout.splitlines() if line.startswith("consumer.py")]
    assert [line.removeprefix("note: Revealed type is ") for line in lines] == [
        '"tuple[biblio.model.note.Note, ...]"',
        '"biblio.model.record.Work | None"',
        '"biblio.project.project.Project"',
        '"int"',
        '"bool"',
        '"tuple[biblio.check.finding.Finding, ...]"',
        'error: Argument "title" to "find_work" has incompatible type "int"; expected "str"  [arg-type]',
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_every_example_runs(example: Path, place: Place, catalogue: Path) -> None:
    place.sync()
    (place.folder / "paper.tex").write_text("\\cite{none}\\bibliography{refs}\n", encoding="utf-8")
    (place.folder / "refs.bib").write_text("@article{a, title = {A}, year = {2020}}\n", encoding="utf-8")
    arguments = {
        "list_notes": ["notes"],
        "find_title": ["Attention Is All You Need", "--author", "Ashish Vaswani", "--catalogue", str(catalogue)],
        "check_before_submission": ["paper.tex"],
    }.get(example.stem, ["."])
    done = subprocess.run(
        [sys.executable, str(example), *arguments],
        cwd=place.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == (3 if example.stem == "check_before_submission" else 0), done.stderr
    expected = {
        "list_notes": "notes/page.txt:1  Attention Is All You Need  NLP, Attention",
        "find_title": "arxiv:1706.03762\tAttention Is All You Need",
        "reading_log": "## 2024-02\n\n- Attention Is All You Need. Vaswani, Shazeer, Parmar et al.",
        "untagged_works": "",
        "check_before_submission": "- [ ] paper.tex:1 none is cited",
    }[example.stem]
    assert expected in done.stdout
