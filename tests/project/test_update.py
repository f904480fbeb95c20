"""An update end to end: services that say something else than they did, and what is made of it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from biblio.lookup.cache import AnswerCache
from biblio.lookup.dispatcher import Dispatcher
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.progress import SilentProgress
from biblio.model.record import Medium
from biblio.project.note_library import read_library
from biblio.project.project import open_project, project_config
from biblio.project.update import UpdateResult, apply_update, find_changes, plan_update
from tests.project.place import Place
from tests.project.test_sync import settle
from tests.servers.base import status
from tests.servers.faketime import FakeTime
from tests.servers.openalex import work
from tests.servers.works import ATTENTION, BERT, SEGMENT_ANYTHING, Fact

DAY = 86400.0
BERT_DOI = "10.18653/v1/n19-1423"


def update(place: Place, *, days: float = 30.0, later: float = 0.0, taken: bool = False) -> UpdateResult:
    """Find what changed, so many days later, and take it if wanted."""
    now, moment = FakeTime(), time.time() + later * DAY
    pacer = RateLimiter(clock=now.clock, sleep=now.sleep)
    with open_project(
        project_config(place.folder, environment={}), progress=SilentProgress(), rate_limiter=pacer
    ) as project:
        library = read_library(project, project.config.notes.sources, base=place.folder.absolute())
        found = find_changes(project, library.decided, days=days, now=moment)
        if taken:
            apply_update(project, found, now=moment)
    return found


def rows(found: UpdateResult) -> dict[tuple[str, str], str]:
    return {(one.key, one.change.field): one.change.new for one in found.changes}


def retract(place: Place, kind: str = "retraction") -> None:
    row = {"type": kind, "DOI": "10.18653/v1/notice", "updated": {"date-parts": [[2024, 5, 6]]}}
    place.farm.crossref.works[BERT_DOI]["updated-by"] = [row]


@pytest.fixture
def synced(place: Place) -> Place:
    place.sync()
    place.farm.log.clear()
    return place


def test_a_preprint_that_was_published_is_found_in_few_requests(synced: Place) -> None:
    found = update(synced)
    assert rows(found)["kirillov2023segment", "doi"] == "10.1109/iccv51070.2023.00371"
    assert rows(found)["kirillov2023segment", "medium"] == "proceedings"
    assert {key for key, _ in rows(found)} == {"kirillov2023segment"}
    assert synced.requests() <= 5
    works = {one.note.title: one.decision.work for one in synced.library().decided}
    before = works["Segment Anything"]
    assert before is not None
    assert before.best.medium is Medium.PREPRINT  # nothing was taken


def test_what_is_pinned_is_left_as_it_is_and_its_retraction_is_shown(synced: Place) -> None:
    notes = {one.note.title: one.note.id for one in synced.library().decided}
    bert = next(note for title, note in notes.items() if title and title.startswith("BERT"))
    pinned = f"pin {notes['Segment Anything']} arxiv:2304.02643\npin {bert} doi:{BERT_DOI}\n"
    (synced.folder / "decisions.txt").write_text(pinned, encoding="utf-8")
    before = synced.read("all.bib")
    retract(synced)
    found = update(synced, later=40, taken=True)
    assert found.changes == ()
    assert not found.decisions
    assert [(one.change.field, one.change.held) for one in found.held] == [("retracted", "you pinned it")]
    synced.sync()
    assert synced.read("all.bib") == before


def test_what_was_found_is_not_asked_again_and_taking_it_asks_nothing(synced: Place) -> None:
    first = update(synced)
    asked = synced.requests()
    again = update(synced, taken=True)
    assert synced.requests() == asked
    assert again.changes == first.changes
    synced.sync()
    assert "iccv51070" in synced.read("all.bib")
    assert "@inproceedings{kirillov2023segment," in synced.read("all.bib")
    assert update(synced).changes == ()
    assert synced.requests() == asked


def _killed_after(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> None:
    act = getattr(owner, name)

    def end(*arguments: Any, **options: Any) -> None:
        act(*arguments, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(owner, name, end)


def test_an_update_that_is_stopped_does_not_leave_what_was_to_be_looked_at_as_it_was(
    synced: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert synced.sync().up_to_date
    with monkeypatch.context() as patch:
        _killed_after(patch, Dispatcher, "ask")
        with pytest.raises(KeyboardInterrupt):
            update(synced)
    summary = synced.sync()
    assert (summary.up_to_date, summary.unchecked) == (False, 0)


def test_an_update_that_is_stopped_while_it_stores_does_not_leave_the_last_run_as_it_was(
    synced: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = update(synced)
    synced.sync()
    assert synced.sync().up_to_date
    config = project_config(synced.folder, environment={})
    with monkeypatch.context() as patch, open_project(config) as project:
        _killed_after(patch, AnswerCache, "rename")
        with pytest.raises(KeyboardInterrupt):
            apply_update(project, found, now=time.time())
    assert not synced.sync().up_to_date


def test_ages_are_respected(synced: Place) -> None:
    update(synced, taken=True)
    asked = synced.requests()
    update(synced, later=29)
    assert synced.requests() == asked
    update(synced, later=31)
    assert synced.requests() > asked
    asked = synced.requests()
    update(synced, later=31, days=0)
    assert synced.requests() > asked


def test_taking_makes_no_answer_younger(synced: Place) -> None:
    update(synced, days=0)
    for day in (20, 25):
        update(synced, later=day, taken=True)
    asked = synced.requests()
    update(synced, later=31)
    assert synced.requests() > asked


def test_a_retraction_shows_everywhere(synced: Place) -> None:
    settle(synced)
    synced.sync()
    assert synced.sync().up_to_date
    retract(synced)
    found = update(synced, days=0, taken=True)
    assert rows(found)["devlin2019bert", "retracted"] == "retracted (2024-05-06, crossref, doi:10.18653/v1/notice)"
    summary = synced.sync()
    assert not summary.up_to_date
    assert summary.notices == ("devlin2019bert: retracted (2024-05-06, crossref, doi:10.18653/v1/notice)",)
    synced.sync()
    assert synced.sync().notices == summary.notices


def test_a_retraction_that_is_known_from_the_start_is_in_the_first_summary(place: Place) -> None:
    retract(place)
    assert [one.partition(":")[0] for one in place.sync().notices] == ["devlin2019bert"]


def test_a_correction_is_a_change_and_no_warning(synced: Place) -> None:
    retract(synced, "erratum")
    assert ("devlin2019bert", "corrected") in rows(update(synced, days=0, taken=True))
    assert synced.sync().notices == ()


def test_a_withdrawal_at_arxiv(synced: Place) -> None:
    comment = "This paper has been withdrawn by the authors due to an error in equation 1"
    synced.farm.arxiv.facts["1706.03762"] = replace(ATTENTION, comment=comment)
    found = update(synced, days=0)
    assert rows(found)["vaswani2017attention", "withdrawn"] == "withdrawn (2017-06-12, arxiv)"


def test_openalex_adds_what_crossref_does_not_say(synced: Place) -> None:
    synced.farm.openalex.works = [work(BERT) | {"is_retracted": True}]
    assert rows(update(synced, days=0))["devlin2019bert", "retracted"] == "retracted (openalex)"


def test_a_wrong_title_under_a_right_id_changes_nothing(synced: Place) -> None:
    wrong: dict[str, Any] = {"title": "Of cells", "authorships": [], "is_retracted": True}
    synced.farm.openalex.works = [work(BERT) | wrong]
    assert not {field for key, field in rows(update(synced, days=0)) if key == "devlin2019bert"}


def test_an_id_that_leads_to_another_work_is_shown_and_not_taken(synced: Place) -> None:
    other = Fact("Of Cells", ("Jan Hein",), 2023, arxiv="2304.02643", submitted="2023-04-05", primary="q-bio.CB")
    synced.farm.arxiv.facts["2304.02643"] = other
    found = update(synced, days=0, taken=True)
    (held,) = [one for one in found.held if one.key == "kirillov2023segment"]
    assert (held.change.old, held.change.new) == ("Segment Anything", "Of Cells (Jan Hein)")
    works = {one.note.title: one.decision.work for one in synced.library().decided}
    work_now = works["Segment Anything"]
    assert work_now is not None
    assert work_now.best.title == "Segment Anything"


def test_what_the_person_decided_stays(synced: Place) -> None:
    ids = {one.note.title: one.note.id for one in synced.library().decided}
    (synced.folder / "decisions.txt").write_text(
        f"reject {ids['Segment Anything']} doi:10.1109/iccv51070.2023.00371\n"
        f"accept {ids['A Work That Nobody Has Written Yet']} arxiv:2106.09685\n"
        f"kind {ids['Attention Is All You Need']} video\nkey doi:{BERT_DOI} bert\n",
        encoding="utf-8",
    )
    synced.sync()
    retract(synced)
    found = update(synced, days=0, taken=True)
    assert not any(key.startswith(("kirillov", "vaswani")) for key, _ in rows(found))
    assert ("bert", "retracted") in rows(found) or ("devlin2019bert", "retracted") in rows(found)
    synced.sync()
    chosen = next(one for one in synced.library().decided if one.note.id == ids["A Work That Nobody Has Written Yet"])
    assert chosen.decision.work is not None
    assert "arxiv:2106.09685" in map(str, chosen.decision.work.identifiers)


def test_the_persons_edits_of_the_exports_stay(synced: Place) -> None:
    synced.edit("all.bib", "title = {Segment Anything}", "title = {{SAM}}")
    synced.sync()
    update(synced, taken=True)
    synced.sync()
    assert "title = {{SAM}}" in synced.read("all.bib")
    assert "iccv51070" in synced.read("all.bib")


def test_who_could_not_be_asked_is_said_and_the_rest_goes_on(synced: Place) -> None:
    retract(synced)
    synced.farm.always("semanticscholar", status(429, Retry_After="86400"))
    found = update(synced, days=0)
    assert set(found.unasked) == {"semanticscholar"}
    assert set(rows(found)) == {("devlin2019bert", "retracted")}
    synced.farm.recover("semanticscholar")
    assert ("kirillov2023segment", "doi") in rows(update(synced))


def test_the_plan_asks_nothing(synced: Place) -> None:
    with open_project(project_config(synced.folder, environment={}), progress=SilentProgress()) as project:
        library = read_library(project, project.config.notes.sources, base=synced.folder.absolute())
        plan = plan_update(project, library.decided, days=0, now=time.time())
    assert set(plan.services) == {"arxiv", "crossref", "openalex", "semanticscholar"}
    assert plan.requests == 4
    assert synced.requests() == 0


def test_two_notes_of_one_work_change_together(synced: Place) -> None:
    line = "#Segmentation Issue Date: 2024-02-20 Segment Anything, Kirillov+, arXiv'23 Commentまた読んだ。\n"
    synced.note("two.txt", line)
    synced.sync()
    found = update(synced, taken=True)
    (change,) = [one for one in found.changes if one.change.field == "doi"]
    assert len(change.notes) == 2
    assert all(
        one.decision.work is not None and one.decision.work.best.medium is Medium.PROCEEDINGS
        for one in synced.library().decided
        if one.note.title == SEGMENT_ANYTHING.title
    )
