"""What was found about an entry today holds for it, wherever it stands, until something that it depends on changes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.lookup.cache import AnswerCache
from biblio.project.project import open_project, project_config
from tests.check.test_reference_lookup import BIB, Place
from tests.servers.farm import ServerFarm

WRONG = BIB.replace("and Kristina Toutanova", "").replace("year = {2016}", "year = {2013}")


@pytest.fixture
def farm() -> Iterator[ServerFarm]:
    with ServerFarm() as farm:
        yield farm


def forget_answers(place: Place) -> None:
    with open_project(project_config(place.folder, environment={})) as project:
        project.state.rows("DELETE FROM answers")


def test_an_entry_that_only_moved_is_not_looked_up_again(tmp_path: Path, farm: ServerFarm) -> None:
    place = Place(tmp_path / "same", farm)
    place.folder.mkdir()
    first = place.check(WRONG).report
    assert first.findings
    forget_answers(place)
    before = place.requests()
    moved = place.check(f"% A word\n\n{WRONG}").report
    assert place.requests() == before
    assert [finding.span.line for finding in moved.findings] == [finding.span.line + 2 for finding in first.findings]
    assert (moved.confirmed, moved.looked_up) == (first.confirmed, first.looked_up)
    place.check(WRONG.replace("2013", "2014"))
    assert place.requests() > before, "an entry that changed is looked up"
    before = place.requests()
    place.check(WRONG, days=2)
    assert place.requests() > before, "on another day all are"


def test_an_answer_that_is_replaced_makes_all_verdicts_void(tmp_path: Path, farm: ServerFarm) -> None:
    place = Place(tmp_path, farm)
    place.check(WRONG)
    with open_project(project_config(place.folder, environment={})) as project:
        count = "SELECT count(*) FROM verdicts"
        assert project.state.rows(count) == [(3,)]
        answers = AnswerCache(project.state)
        answers.put({"a question that nobody asked": ("crossref", ())}, now=0.0)
        assert project.state.rows(count) == [(3,)]
        answers.put({"a question that nobody asked": ("crossref", ())}, now=1.0)
        assert project.state.rows(count) == [(0,)]


def test_verdicts_of_another_shape_are_made_again(tmp_path: Path, farm: ServerFarm) -> None:
    place = Place(tmp_path, farm)
    first = place.check(WRONG).report
    with open_project(project_config(place.folder, environment={})) as project:
        project.state.rows("UPDATE verdicts SET body = ?", (b'{"findings": 5}',))
    assert place.check(WRONG).report == first


PARTS = [
    "@string{conf = {NAACL}}",
    *(f"@{entry}" for entry in WRONG.replace("booktitle = {NAACL}", "booktitle = conf").split("@")[1:]),
    "@inproceedings{child, author = {Jian Sun}, title = {Deep Residual Learning for Image Recognition}, crossref = {all}}",
    "@proceedings{all, title = {CVPR}, year = {2016}}",
]
EDITS = [
    ("{NAACL}", "{ICML}"), ("{ICML}", "{NAACL}"), ("{CVPR}, year", "{ICCV}, year"), ("2019", "2018"), ("2018", "2019"),
    ("Jian Sun", "Ada Roe"), ("Jian Sun", "J. Sun"), ("{2016}", "{2010}"), ("{2010}", "{2016}"),
    ("10.1038/nature14539", "10.1038/nature14538"), ("= {", "={"),
]  # fmt: skip


def test_what_an_entry_inherits_is_a_part_of_it(tmp_path: Path, farm: ServerFarm) -> None:
    place = Place(tmp_path, farm)
    text = "\n".join(PARTS[-2:])
    assert "year-differs" not in [finding.rule for finding in place.check(text).report.findings]
    assert "year-differs" in [finding.rule for finding in place.check(text.replace("2016", "2010")).report.findings]


@pytest.mark.parametrize("seed", range(3))
def test_a_check_after_edits_says_what_one_from_nothing_says(tmp_path: Path, farm: ServerFarm, seed: int) -> None:
    source = random.Random(seed)
    parts = list(PARTS)
    edited = Place(tmp_path / "edited", farm)
    edited.folder.mkdir()
    edited.check("\n".join(parts))
    for number in range(4):
        match source.randrange(4):
            case 0:
                source.shuffle(parts)
            case 1:
                parts.insert(source.randrange(len(parts)), source.choice(parts))
            case 2 if len(parts) > 3:
                parts.pop(source.randrange(len(parts)))
            case _:
                place, (before, after) = source.randrange(len(parts)), source.choice(EDITS)
                parts = [part.replace(before, after) if at <= place else part for at, part in enumerate(parts)]
        text = "\n\n".join(parts)
        new = Place(tmp_path / f"new {number}", farm)
        new.folder.mkdir()
        assert edited.check(text).report == new.check(text).report, text
