"""Another distribution adds a reader, a service, a catalogue format, an exporter and a check rule by entry points."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import ROOT, Finished

CODE = r'''
from biblio.check.finding import FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.rule_family import RuleFamily, entry_by_entry
from biblio.lookup.service import Answer
from biblio.lookup.services.service_registry import ServiceDefaults, ServicePlugin
from biblio.model.dates import PartialDate
from biblio.model.identifiers import make
from biblio.model.note import Note
from biblio.model.people import parse_person
from biblio.model.record import Record
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, encode_row


class Cards:
    """Index cards: a line "card: Title / Author / Year" each."""

    layout = "cards"

    def recognises(self, document):
        return document.text.startswith("card: ")

    def read(self, document):
        for number, line in enumerate(document.text.splitlines(), 1):
            if "boom" in line:
                raise RuntimeError("a card exploded")
            title, author, year = line.removeprefix("card: ").split(" / ")
            yield Note(f"card-{number}", document.path, number, number, "cards", title=title, authors=(author,), year=int(year))


class Shelf:
    """A service with one work, which it asks nobody about."""

    name, schemes, searches = "shelf", frozenset({"isbn"}), True

    def __init__(self, policy, http):
        self.policy = policy

    def cost(self, questions):
        return len(questions)

    def ask(self, questions):
        for question in questions:
            if question.query and any("broken" in title for title in question.query.titles):
                raise ZeroDivisionError("the shelf broke")
            known = question.query and any(title == "A Handbook of Shelves" for title in question.query.titles)
            yield Answer(question, (WORK,) if known else ())


WORK = Record(
    source="shelf", title="A Handbook of Shelves", authors=(parse_person("Ada Example"),),
    identifiers=(make("isbn", "9780306406157"),), date=PartialDate(2001),
)


class Lines:
    """A catalogue of lines "title<TAB>author<TAB>year"."""

    name = "tabs"

    def recognises(self, sample):
        return sample.head.startswith(b"#tabs")

    def rows(self, file, position):
        data = open(file.path, "rb").read()
        at = int(position or b"0")
        for line in data[at:].splitlines(keepends=True):
            at += len(line)
            if line.startswith(b"#"):
                continue
            title, author, year = line.decode().rstrip().split("\t")
            fields = {"title": title, "authors": [author], "year": int(year), "doi": "10.1000/" + title.lower().replace(" ", "-")}
            yield CatalogueRow(str(at).encode(), fields, encode_row(fields))


class Titles:
    """Titles, one a line."""

    name, suffix = "titles", ".titles.txt"

    def render(self, works):
        return "".join(f"{keyed.key}: {keyed.work.best.title}\n" for keyed in works)


class Over(Titles):
    """Would write over the file of all works."""

    name, suffix = "over", ".bib"


class Away(Titles):
    """Would write outside of the exports' folder."""

    name, suffix = "away", "./../../titles"


class Bare(Titles):
    """Would write a file beside "all" that has another name."""

    name, suffix = "bare", "titles"


SHOUTED = Rule("title-shouted", FindingKind.FILE, Severity.WARNING, "A title in capitals.", "Capitals are hard to read.")


def see(entry, context):
    title = entry.value("title")
    if "BOOM" in title:
        raise LookupError("an entry exploded")
    if title.isupper():
        yield SHOUTED.finding(entry.field_span("title"), "the title is in capitals", key=entry.key, written=title)


RULES = RuleFamily((SHOUTED,), entry_by_entry(see))
READER, FORMAT, EXPORTER = Cards(), Lines(), Titles()
OVER, AWAY, BARE = Over(), Away(), Bare()
SERVICE = ServicePlugin(Shelf, ServiceDefaults("https://shelf.invalid", 0.0))
NOT_A_READER = object()
'''
ENTRY_POINTS = """\
[biblio.readers]
cards = "biblio_cards:READER"
hollow = "biblio_cards:NOT_A_READER"
[biblio.services]
shelf = "biblio_cards:SERVICE"
[biblio.catalogue_formats]
tabs = "biblio_cards:FORMAT"
missing = "biblio_cards_that_is_not_there:FORMAT"
[biblio.exporters]
titles = "biblio_cards:EXPORTER"
over = "biblio_cards:OVER"
away = "biblio_cards:AWAY"
bare = "biblio_cards:BARE"
nothing = "biblio_cards:NOT_A_READER"
[biblio.check_rules]
shouting = "biblio_cards:RULES"
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the distribution `biblio-cards`."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    (source / "biblio_cards.py").write_text(CODE, encoding="utf-8")
    (source / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "biblio-cards"\nversion = "0.3"\n[tool.hatch.build.targets.wheel]\ninclude = ["*.py"]\n'
        + ENTRY_POINTS.replace("[biblio.", "[project.entry-points.'biblio.").replace("s]\n", "s']\n"),
        encoding="utf-8",
    )
    pytest.importorskip("hatchling", reason="builds a wheel with hatchling")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-build-isolation", "--no-deps"]
    subprocess.run([*command, "--target", str(target), str(source)], check=True, capture_output=True)
    return target


def biblio(folder: Path, installed: Path, *arguments: str) -> Finished:
    """Run the program in a process of its own: which distributions there are is known once a process."""
    done = subprocess.run(
        [sys.executable, "-m", "biblio", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{installed}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def test_they_are_listed_and_a_broken_one_is_named(installed: Path, tmp_path: Path) -> None:
    done = biblio(tmp_path, installed, "plugins", "--json")
    plugins = [json.loads(line) for line in done.stdout.splitlines()]
    ours = {(row["role"], row["name"]): row for row in plugins if row["distribution"] == "biblio-cards"}
    assert {key for key, row in ours.items() if row["problem"] is None} == {
        ("layout", "cards"), ("service", "shelf"), ("source format", "tabs"), ("export format", "titles"),
        ("rule family", "shouting"),
    }  # fmt: skip
    assert ours["layout", "hollow"]["problem"] == "it is not a reader (layout, recognises, read)"
    assert "No module named 'biblio_cards_that_is_not_there'" in ours["source format", "missing"]["problem"]
    for name, suffix in (("over", ".bib"), ("away", "./../../titles"), ("bare", "titles")):
        assert ours["export format", name]["problem"] == f"its suffix {suffix!r} cannot be used"
    assert ours["export format", "nothing"]["problem"] == "it is not an exporter (name, suffix, render)"
    assert all(row["version"] == "0.3" for row in ours.values())
    shown = biblio(tmp_path, installed, "plugins")
    assert shown.returncode == 1
    assert "cards" in shown.stdout
    assert "missing" in shown.stdout


def test_they_are_used_and_a_broken_one_does_not_end_the_run(installed: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "cards.txt").write_text(
        "card: A Handbook of Shelves / Ada Example / 2001\ncard: A Tabbed Work / Bo Example / 1999\n", encoding="utf-8"
    )
    (notes / "more.txt").write_text("card: Something Else / Cy Example / 1998\ncard: boom / x / 1\n", encoding="utf-8")
    (tmp_path / "works.tabs").write_text("#tabs\nA Tabbed Work\tBo Example\t1999\n", encoding="utf-8")
    (tmp_path / "config.toml").write_text(
        '[notes]\nsources = ["notes"]\n[services]\nuse = ["shelf"]\n[catalogue]\npath = "works.tabs"\n'
        '[exports]\nformats = ["bib", "titles"]\n[services.shelf]\ninterval = 0\n',
        encoding="utf-8",
    )
    done = biblio(tmp_path, installed, "sync")
    assert "warning: plugin biblio-cards 0.3: the source format 'missing' cannot be used" in done.stderr
    assert "notes/more.txt: the plugin for layout 'cards' failed: RuntimeError: a card exploded" in done.stderr
    assert done.returncode == 1
    listed = biblio(tmp_path, installed, "notes", "--json")
    works = {row["title"]: row["work"] for row in map(json.loads, listed.stdout.splitlines())}
    assert works["A Handbook of Shelves"]["identifiers"] == ["isbn:9780306406157"]
    assert works["A Tabbed Work"]["identifiers"] == ["doi:10.1000/a-tabbed-work"]
    assert works["Something Else"] is None
    titles = (tmp_path / "exports" / "all.titles.txt").read_text(encoding="utf-8")
    assert sorted(line.partition(": ")[2] for line in titles.splitlines()) == ["A Handbook of Shelves", "A Tabbed Work"]


def test_a_service_that_breaks_could_not_be_asked(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "cards.txt").write_text("card: A broken shelf / Ada Example / 2001\n", encoding="utf-8")
    (tmp_path / "config.toml").write_text('[services]\nuse = ["shelf"]\n', encoding="utf-8")
    done = biblio(tmp_path, installed, "sync", "cards.txt")
    assert done.returncode == 4
    assert "could not ask shelf: the plugin failed (ZeroDivisionError: the shelf broke)" in done.stderr


def test_an_unknown_name_is_refused(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[services]\nuse = ["shelv"]\n[exports]\nformats = ["titel"]\n')
    done = biblio(tmp_path, installed, "status")
    assert done.returncode == 2
    assert "services.use names unknown services: shelv" in done.stderr
    assert "exports.formats names unknown export formats: titel" in done.stderr


def test_check_rules_are_run_explained_silenced_and_shielded(installed: Path, tmp_path: Path) -> None:
    refs = tmp_path / "refs.bib"
    refs.write_text(
        "@misc{a, title = {LOUD WORDS}}\n% biblio: ignore title-shouted\n@misc{b, title = {LOUDER WORDS}}\n"
    )
    done = biblio(tmp_path, installed, "check", "refs.bib", "--quick")
    assert (done.returncode, done.stdout.count("title-shouted")) == (3, 1)
    assert "refs.bib:1:18: warning title-shouted: a: the title is in capitals" in done.stdout
    assert "Capitals are hard to read." in biblio(tmp_path, installed, "check", "--explain", "title-shouted").stdout
    (tmp_path / "config.toml").write_text('[check]\nrules = {title-shouted = "off"}\n')
    assert biblio(tmp_path, installed, "check", "refs.bib", "--quick").returncode == 0
    (tmp_path / "config.toml").unlink()
    refs.write_text("@misc{a, title = {BOOM}}\n@misc{b, title = {LOUD WORDS}}\n@misc{c, year = {2133}}\n")
    broken = biblio(tmp_path, installed, "check", "refs.bib", "--quick")
    assert "could-not-check: the plugin for rules 'shouting' failed: LookupError: an entry exploded" in broken.stdout
    assert "date-future: c" in broken.stdout, "the other rules go on"
