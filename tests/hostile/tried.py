"""Give a hostile input to every command, and look at what comes out: on the terminal, in the exports, in time and memory."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from tests.faults.forked import Fault, Runner
from tests.hostile.inputs import Input
from tests.hostile.project import OBEYED

__all__ = ["COMMANDS", "Tried", "try_input"]

COMMANDS: Sequence[Sequence[str]] = (
    ("notes", "--skipped"), ("sync",), ("sync",), ("status",), ("notes",), ("notes", "--json"), ("find", "lamps ((["), ("export",), ("page",),
    ("check", "--quick", "notes"), ("check", "exports/all.bib"), ("check", "--quick", "a.tex", "c.md"), ("catalogue", "build", "notes", "--into", "index"),
    ("cite", "title"), ("review", "--export", "review.txt"), ("resolve", "--plan"), ("zotero", "plan"),
)  # fmt: skip
_PATIENCE = 120.0  # seconds by the clock
_FORMULA = re.compile(r"(?!-\d+\Z)[=+\-@\t\r＝＋－＠]")  # a negative number is none: it is a year before our era
_OBEYED = re.compile(f"[{re.escape(OBEYED)}]")
_TEX = re.compile(r"(?<!\\textbackslash)\\(?:input|write18|immediate|openout|catcode|csname|def)\b")


@dataclass
class Tried:
    """What an input did: `wrong` in words, and the most seconds (processor) and megabytes that a command took."""

    wrong: list[str] = field(default_factory=list)
    hung: int = 0
    escaped: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0
    slowest: str = ""

    def escape(self, what: str) -> None:
        self.escaped += 1
        self.wrong.append(what)


def try_input(folder: Path, write: Input, runner: Runner, commands: Sequence[Sequence[str]] = COMMANDS) -> Tried:
    """Make a project with the input in `folder`, run `commands` in it, and return what happened."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "notes").mkdir(parents=True)
    (folder / "config.toml").write_text(
        '[notes]\nsources = ["notes"]\n[services]\noffline = true\nuse = []\n[exports]\nunresolved = true\n'
        'formats = ["csl-json", "hayagriva", "ris", "markdown", "html", "csv"]\n', encoding="utf-8",
    )  # fmt: skip
    write(folder)
    tried = Tried()
    for command in commands:
        outcome = runner.run(folder, *command, fault=Fault("late", _PATIENCE * 1000))
        name = " ".join(command)
        if outcome.code == -9:
            tried.hung += 1
            tried.wrong.append(f"{name} does not end")
        elif outcome.code not in (0, 1, 2, 3, 4) or "Traceback" in outcome.text:
            tried.wrong.append(f"{name} ends with {outcome.code}: {outcome.text[-600:]}")
        if found := _OBEYED.search(outcome.text):
            tried.escape(f"{name} prints {outcome.text[max(0, found.start() - 40) : found.end() + 20]!r}")
        if "root:" in outcome.text:
            tried.escape(f"{name} shows a file of the machine's")
        if outcome.seconds > tried.seconds:
            tried.seconds, tried.slowest = outcome.seconds, name
        tried.megabytes = max(tried.megabytes, outcome.megabytes)
    for line in _escapes(folder):
        tried.escape(line)
    return tried


def _escapes(folder: Path) -> Iterator[str]:
    """Yield what stands in the exports and would be obeyed where their formats are read."""
    known = {
        "notes",
        "exports",
        "config.toml",
        "index",
        "page",
        ".biblio",
        "review.txt",
        "a.tex",
        "b.tex",
        "c.md",
        "decisions.txt",
    }
    for path in sorted(folder.parent.iterdir()):
        if path.name in ("up", "up.bib"):
            yield f"{path.name} was written outside of the project"
    for path in sorted(folder.iterdir()):
        if path.name not in known:
            yield f"{path.name!r} was written"
    for path in sorted(folder.glob("exports/**/*")):
        if not path.is_file():
            continue
        relative = str(path.relative_to(folder))
        text = path.read_text(encoding="utf-8-sig")
        if found := _OBEYED.search(relative + text.replace("\n", "")):
            yield f"{relative} has {found.group()!r}"
        if path.suffix == ".bib" and (found := _TEX.search(re.sub(r"(?m)^%.*", "", text))):  # outside of entries
            yield f"{relative} has {found.string[found.start() : found.end() + 20]!r}"
        if path.suffix == ".html":
            yield from (f"{relative}: {tag}" for tag in _harmful_tags(text))
        if path.suffix == ".csv":
            cells = (cell for row in csv.reader(text.splitlines(keepends=True)) for cell in row)
            yield from (f"{relative}: {cell[:30]!r}" for cell in cells if _FORMULA.match(cell))


def _harmful_tags(text: str) -> list[str]:
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            if tag in ("script", "iframe", "object", "embed", "svg"):
                found.append(tag)
            found.extend(f"{tag} {name}" for name, _ in attributes if name.startswith("on"))
            values = ((value or "").strip().lower() for _, value in attributes)
            found.extend(
                f"{tag} {value[:30]}" for value in values if value.startswith(("javascript:", "data:", "vbscript:"))
            )

    Tags().feed(text)
    return found
