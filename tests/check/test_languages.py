"""Real, correct bibliographies in many languages, and theses, reports and books: nothing may be held against them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from biblio.check.check_files import CheckResult, check_files
from biblio.check.finding import FindingKind, Severity
from biblio.lookup.progress import SilentProgress
from biblio.project.checks import reference_lookup
from biblio.project.project import open_project, project_config
from biblio.settings import DEFAULT_SERVICES, CheckConfig
from tests.check.tools import TODAY
from tests.servers.farm import ServerFarm

ROWS = [
    [part.strip() for part in line.split("|")]
    for line in (Path(__file__).parent / "data" / "works.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
# What stands in the place of "where", by type.
HOUSES = {
    "book": "publisher", "collection": "publisher", "phdthesis": "school", "mastersthesis": "school",
    "techreport": "institution", "article": "journal", "inproceedings": "booktitle", "incollection": "booktitle",
    "misc": "howpublished", "manual": "organization",
}  # fmt: skip
# Works that services do have, with the titles of books and old articles: reviews, reprints, editions, translations.
TRAPS = [
    {"title": "Reinforcement Learning: An Introduction", "authors": ["A. Reviewer"], "year": 1999, "venue": "IEEE Transactions on Neural Networks", "type": "article"},
    {"title": "Pattern Recognition and Machine Learning", "authors": ["N. Nasrabadi"], "year": 2007, "venue": "Journal of Electronic Imaging", "type": "article", "doi": "10.1117/1.2819119"},
    {"title": "Deep Learning", "authors": ["Yann LeCun", "Yoshua Bengio", "Geoffrey Hinton"], "year": 2015, "venue": "Nature", "type": "article", "doi": "10.1038/nature14539"},
    {"title": "The Nature of Statistical Learning Theory", "authors": ["S. Somebody"], "year": 1997, "venue": "IEEE Transactions on Neural Networks", "type": "article"},
    {"title": "Zur Elektrodynamik bewegter Körper", "authors": ["A. Einstein"], "year": 2005, "venue": "Annalen der Physik", "type": "article", "doi": "10.1002/andp.2005517s10"},
    {"title": "Sein und Zeit", "authors": ["Martin Heidegger"], "year": 2006, "type": "book", "doi": "10.1515/9783110483819"},
    {"title": "Computing Machinery and Intelligence", "authors": ["Alan M. Turing"], "year": 2009, "venue": "Parsing the Turing Test", "type": "book-chapter"},
    {"title": "Our Common Future", "authors": ["Editors of a Journal"], "year": 1988, "venue": "Environmental Policy", "type": "article"},
    {"title": "Solaris", "authors": ["Sun Microsystems"], "year": 2003, "venue": "Usenix", "type": "inproceedings"},
    {"title": "Analysis situs", "authors": ["Oswald Veblen"], "year": 1922, "venue": "Colloquium Lectures", "type": "book"},
    {"title": "Deep Learning for Language", "authors": ["Yuta Tsuboi", "Yuya Unno"], "year": 2017, "venue": "Some Conference", "type": "inproceedings"},
    {"title": "Kar", "authors": ["O. Pamuk"], "year": 2002, "venue": "Review", "type": "article"},
    {"title": "Language Models are Unsupervised Multitask Learners", "authors": ["Alec Radford", "Jeff Wu"], "year": 2020, "venue": "ICLR", "type": "inproceedings"},
]  # fmt: skip


def _given_first(names: str) -> str:
    if names.startswith("{"):
        return names
    return " and ".join(" ".join(reversed(name.split(", ", 1))) for name in names.split(" and "))


def _initials(names: str, dot: str = ". ") -> str:
    return re.sub(r"(?<=, )[^,]+?(?= and |$)", lambda given: "".join(word[0] + dot for word in given[0].split()), names)


def _first_only(names: str) -> str:
    if names.startswith("{"):
        return names
    first, *rest = names.split(" and ")
    return f"{first} and others" if rest else first


def _as_it_is(text: str) -> str:
    return text


# How people write one work: names, title and year, and whether as an entry without a type of its own.
Style = tuple[Callable[[str], str], Callable[[str], str], Callable[[str], str], bool]
STYLES: dict[str, Style] = {
    "full": (_as_it_is, _as_it_is, _as_it_is, False),
    "initials": (_initials, _as_it_is, _as_it_is, False),
    "vancouver": (lambda names: _initials(names, ""), str.capitalize, _as_it_is, False),
    "given first": (_given_first, str.title, _as_it_is, False),
    "et al.": (_first_only, _as_it_is, _as_it_is, False),
    "capitals": (_initials, str.upper, _as_it_is, False),
    "no subtitle": (_as_it_is, lambda title: title.split(": ")[0], _as_it_is, False),
    "reprint": (_as_it_is, _as_it_is, lambda year: str(min(2020, int(year) + 40)) if year.isdigit() else year, False),
    "no year": (_as_it_is, _as_it_is, lambda year: "", False),
    "misc": (_first_only, _as_it_is, _as_it_is, True),
}


def bib(styles: Sequence[Style], *, first: int = 0, step: int = 1) -> str:
    """Return every `step`th work from `first` on, each in the next one of the styles."""
    entries = []
    for number, (own_kind, names, title, year, where) in list(enumerate(ROWS))[first::step]:
        names_as, title_as, year_as, is_misc = styles[number % len(styles)]
        kind = "misc" if is_misc else own_kind
        names, title, year = names_as(names), title_as(title), year_as(year)
        role = "editor" if kind == "collection" else "author"
        entries.append(
            f"@{kind}{{work{number},\n  {role} = {{{names}}},\n  title = {{{title}}},\n  year = {{{year}}},\n"
            f"  {HOUSES[kind]} = {{{where}}},\n}}\n"
        )
    return "\n".join(entries)


ALL, MIXED = "all as they are", "a style for each"


@pytest.fixture(params=[MIXED, *(pytest.param(name, marks=pytest.mark.slow) for name in STYLES)])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    name = request.param
    if name in (ALL, MIXED):
        text = bib(list(STYLES.values()) if name == MIXED else [STYLES["full"]])
    else:
        text = bib([STYLES[name]], first=list(STYLES).index(name) % 6, step=6)
    (tmp_path / "refs.bib").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def farm() -> Iterator[ServerFarm]:
    with ServerFarm() as server_farm:
        yield server_farm


def check(folder: Path, farm: ServerFarm, more: str = "") -> CheckResult:
    tables = "".join(f"[services.{name}]\ninterval = 0\ntries = 1\n" for name in DEFAULT_SERVICES)
    (folder / "config.toml").write_text(f'[services]\nbase_url = "{farm.url}"\n{tables}{more}', encoding="utf-8")
    config = project_config(folder, environment={})
    with open_project(config, progress=SilentProgress()) as project:
        lookup = reference_lookup(project, today=date(2026, 11, 21))
        return check_files(["refs.bib"], base=folder, config=CheckConfig(), today=TODAY, lookup=lookup)


def told(checked: CheckResult) -> list[str]:
    return [
        f"{finding.key} {finding.rule}: {finding.message} ({finding.written} / {finding.record})"
        for finding in checked.report.findings
        if finding.severity is not Severity.INFO and finding.kind is not FindingKind.FILE
    ]


def test_the_set_is_large_and_of_many_languages() -> None:
    assert len(ROWS) >= 300
    assert sum(any(ord(char) > 0x2E80 for char in row[2]) for row in ROWS) >= 30
    assert sum(row[0] not in ("article", "inproceedings") for row in ROWS) >= 100


@pytest.mark.parametrize("folder", [ALL], indirect=True)
def test_nothing_is_wrong_with_the_file(folder: Path) -> None:
    findings = check_files(["refs.bib"], base=folder, config=CheckConfig(), today=TODAY).report.findings
    assert [(finding.key, finding.rule, finding.message) for finding in findings] == []


def test_works_that_no_service_knows_are_not_accused(folder: Path, farm: ServerFarm) -> None:
    checked = check(folder, farm)
    assert told(checked) == []
    assert not checked.report.could_not_ask
    assert sum(checked.report.not_looked_up.values()) >= 30


def test_reviews_reprints_and_namesakes_are_not_held_against_them(folder: Path, farm: ServerFarm) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in TRAPS)
    (folder / "works.jsonl").write_text(lines, encoding="utf-8")
    checked = check(folder, farm, '[catalogue]\npath = "works.jsonl"\n')
    assert told(checked) == []
