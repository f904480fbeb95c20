"""Every command over the hostile project: nothing that a terminal obeys is printed, logged or exported."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from biblio.cli.main import COMMANDS
from tests.hostile.project import OBEYED, TITLE, make_project
from tests.program import Finished, run_program

_ANY = re.compile(f"[{re.escape(OBEYED)}]")
Run = Callable[..., Finished]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    make_project(folder)
    return folder


def seen(folder: Path, *arguments: str, codes: tuple[int, ...] = (0, 1, 3)) -> Finished:
    done = run_program(folder, *arguments)
    assert done.returncode in codes, done.stderr
    for text in (done.stdout, done.stderr):
        assert _ANY.search(text) is None, [line for line in text.splitlines() if _ANY.search(line)][:3]
    return done


def test_no_command_prints_an_order(folder: Path) -> None:
    names = [path.name for path in (*folder.glob("refs*.bib"), *folder.glob("paper*.tex"))]
    seen(folder, "catalogue", "build", "works.jsonl")
    for arguments in (["info"], ["search", "lamps"], ["search", "lamps", "--json"]):
        seen(folder, "catalogue", *arguments)
    seen(folder, "sync", "-vv", "--log", "run.log")
    seen(folder, "sync", "--json")
    assert TITLE in seen(folder, "notes").stdout
    notes = [json.loads(line) for line in seen(folder, "notes", "--json").stdout.splitlines()]
    assert {note["status"] for note in notes} == {"accepted", "pending"}
    for note in notes:
        seen(folder, "show", note["id"], "-v")
        seen(folder, "show", note["id"], "--json")
    for arguments in (
        ["notes", "--skipped"],
        ["notes", "--skipped", "--json"],
        ["status"],
        ["status", "--json"],
        ["plugins"],
        ["schema"],
    ):
        seen(folder, *arguments)
    for form in ("text", "json", "sarif", "github", "junit"):
        seen(folder, "check", "--quick", *names, "--format", form)
        seen(folder, "check", names[0], "--format", form)
    for arguments in (["--diff"], ["--fix"], ["--undo"], ["--write-baseline"]):
        seen(folder, "check", "--quick", names[0], *arguments)
    seen(folder, "accept", notes[-1]["id"], "arxiv:2101.00002")
    seen(folder, "pin", notes[-1]["id"])
    seen(folder, "reject", notes[-1]["id"], "arxiv:2101.00003")
    for arguments in (
        ["undo", "--list"],
        ["undo", "--list", "--json"],
        ["undo"],
        ["export"],
        ["export", "--json"],
        ["resolve", "--plan"],
        ["resolve"],
    ):
        seen(folder, *arguments)
    seen(folder, "review", "--export", "review.txt")
    seen(folder, "cite", notes[0]["id"], codes=(0, 1, 2, 3, 4))
    seen(folder, "page")
    seen(folder, "page", "--tag", "plain", "--json")
    seen(folder, "find", "lamps", codes=(0, 1, 2, 3, 4))
    seen(folder, "find", "lamps\x1b[2J\u202e", codes=(0, 1, 2, 3, 4))
    for arguments in (["status"], ["log"], ["plan"], ["verify"]):
        seen(folder, "zotero", *arguments, codes=(0, 1, 2, 3, 4))


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "\x1b[2Jx"], ["\x1b[2Jx"], ["sync", "--\x1b[2J"], ["notes", "--project", "\x1b[2J"], ["check", "\x1b[2J.bib"], ["notes", "--tag", "\u202ex"],
        ["accept", "\u202ex", "doi:\x1b[2J"], ["catalogue", "search", "\x1b[2J"], ["update"], ["completion", "\x1b[2J"], ["export", "\x1b[2J"],
    ],
)  # fmt: skip
def test_no_message_repeats_an_order(folder: Path, arguments: list[str]) -> None:
    done = run_program(folder, *arguments)
    quoted = f"{done.stdout}{done.stderr}".replace("\\x1b", "")
    assert _ANY.search(quoted) is None, quoted


def test_every_command_is_tried() -> None:
    """A new command gets a line above."""
    text = Path(__file__).read_text(encoding="utf-8")
    # `init` shows paths as `sync` does, in a folder without a project; the last two speak JSON to a program.
    untried = {"init", "add", "lsp", "mcp"}
    assert {name for name in COMMANDS if f'"{name}"' not in text} <= untried


def test_nothing_written_gives_an_order(folder: Path) -> None:
    seen(folder, "catalogue", "build", "works.jsonl")
    seen(folder, "sync", "--log", "run.log")
    exports = [path for path in (folder / "exports").rglob("*") if path.is_file()]
    assert {path.suffix for path in exports} >= {".bib", ".json", ".yml", ".ris", ".md", ".html", ".csv"}
    for path in [*exports, folder / "run.log"]:
        assert _ANY.search(path.name) is None
        text = path.read_text(encoding="utf-8-sig")
        assert _ANY.search(text) is None, (path.name, [line for line in text.splitlines() if _ANY.search(line)][:2])


def test_each_format_keeps_the_words_and_not_their_harm(folder: Path) -> None:
    seen(folder, "catalogue", "build", "works.jsonl")
    seen(folder, "sync")
    exports = folder / "exports"
    bib = (exports / "all.bib").read_text(encoding="utf-8")
    assert "\\input" not in bib.replace("\\textbackslash", "")
    assert "input" in bib
    html = (exports / "all.html").read_text(encoding="utf-8")

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            assert tag not in ("script", "iframe", "object")
            assert not any(name.startswith("on") for name, _ in attributes)
            assert not any(
                (value or "").strip().lower().startswith(("javascript:", "data:")) for _, value in attributes
            )

    Tags().feed(html)
    with (exports / "all.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not any(cell[:1] in "=+-@\t" for cell in cells if cell)
