"""Preprints that were published since: taken where it is known, counted where only an update knows, asked for nowhere."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from biblio.lookup.cache import AnswerCache, DecisionCache, digest_of
from biblio.lookup.catalogue import catalogue_folders
from biblio.lookup.questions import title_question
from biblio.model.dates import PartialDate
from biblio.model.decision import NoteQueries, Query
from biblio.model.identifiers import Identifier
from biblio.model.people import Person
from biblio.model.record import Medium, Record
from biblio.project.last_run import forget_last_run
from biblio.project.note_library import resolve
from biblio.project.project import open_project, project_config
from biblio.project.publications import take_publications
from tests.project.place import Place
from tests.project.test_update import update
from tests.servers.base import Farm, status
from tests.servers.opensearch import OpenSearch

TITLE = "Segment Anything"
DOI = "10.1109/iccv51070.2023.00371"
PUBLISHED = {
    "title": TITLE, "authors": ["Alexander Kirillov", "Eric Mintun"], "year": 2023, "type": "inproceedings",
    "venue": "IEEE/CVF International Conference on Computer Vision", "doi": DOI, "arxiv": "2304.02643",
}  # fmt: skip


@pytest.fixture
def synced(place: Place) -> Place:
    place.note(
        "page.txt", f"#CV Issue Date: 2024-02-13 [Paper Note] {TITLE}, Alexander Kirillov+, arXiv'23 Comment x\n"
    )
    assert place.sync().works == 1
    place.farm.log.clear()
    return place


def catalogued(place: Place, **changes: object) -> None:
    """Give the project a catalogue with the published version, after it was synced without one."""
    (place.folder / "works.jsonl").write_text(json.dumps(PUBLISHED | changes) + "\n", encoding="utf-8")
    place.configure('[catalogue]\npath = "works.jsonl"')


def medium(place: Place) -> Medium:
    (one,) = place.library().decided
    assert one.decision.work is not None
    return one.decision.work.best.medium


def test_a_preprint_is_offered_to_the_update_until_one_has_looked(synced: Place) -> None:
    (synced.folder / ".biblio" / "nothing").touch()
    summary = synced.sync()
    assert (summary.published, summary.unchecked) == (0, 1)
    update(synced)
    summary = synced.sync()
    assert (summary.published, summary.unchecked) == (1, 0)
    update(synced, taken=True)
    summary = synced.sync()
    assert (summary.published, summary.unchecked) == (0, 0)
    assert medium(synced) is Medium.PROCEEDINGS


def test_an_update_that_finds_nothing_ends_the_offer(synced: Place) -> None:
    synced.farm.semanticscholar.papers.clear()
    update(synced)
    summary = synced.sync()
    assert (summary.published, summary.unchecked) == (0, 0)


def test_offline_nothing_is_offered(synced: Place) -> None:
    summary = synced.sync(offline=True)
    assert (summary.published, summary.unchecked) == (0, 0)


def test_the_catalogue_is_described_once_however_many_preprints_there_are(
    synced: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (note,) = synced.library().decided
    notes = [replace(note, queries=NoteQueries(*[replace(note.query, text=text)] * 3)) for text in ("a", "b", "c")]
    described = Mock(return_value=["catalogue"])
    monkeypatch.setattr(catalogue_folders, "catalogue_fingerprints", described)
    with open_project(project_config(synced.folder)) as project:
        decisions = {digest_of(note.query): note.decision for note in notes}
        DecisionCache(project.state).put(decisions, context=(), now=0.0)
        take_publications(project, notes)
        stored = DecisionCache(project.state).get(decisions)
    assert described.call_count == 2, "for the publications, and for what decisions depend on"
    assert [entry.context for entry in stored.values()] == [{"catalogue"}] * 3


def test_what_a_newer_catalogue_knows_is_taken_at_once(synced: Place) -> None:
    catalogued(synced)
    summary = synced.sync()
    assert summary.taken == ("kirillov2023segment",)
    assert synced.requests() == 0
    assert DOI in synced.read("all.bib")
    assert "kirillov2023segment" in synced.read("all.bib"), "the key stays"
    again = synced.sync()
    assert (again.taken, again.works) == ((), 1)
    assert medium(synced) is Medium.PROCEEDINGS
    (one,) = synced.library().decided
    assert [candidate.work for candidate in one.decision.candidates] == [one.decision.work], "why it was chosen is kept"


@pytest.mark.parametrize("use", ["", 'use = ["arxiv"]'])
def test_what_another_question_found_is_taken_by_the_next_run_over_all_notes(synced: Place, use: str) -> None:
    query = Query("", titles=(TITLE,), authors=(Person("Kirillov", "Alexander"),))
    record = Record(
        "crossref", TITLE, medium=Medium.PROCEEDINGS, identifiers=(Identifier("doi", DOI), Identifier("arxiv", "2304.02643")),
        authors=(Person("Kirillov", "Alexander"),), date=PartialDate(2023),
    )  # fmt: skip
    config = project_config(synced.folder, environment={})
    with open_project(config) as project:
        AnswerCache(project.state).put({title_question("crossref", query).key: ("crossref", (record,))}, now=1.0)
        forget_last_run(project.state)
    if use:
        catalogued(synced, arxiv=None, title="Another", doi=None)
        synced.configure('[catalogue]\npath = "works.jsonl"', services=use)
    synced.note("more.txt", "#CV Issue Date: 2024-02-13 A Talk, Jay Doe, 2021.03 Comment x\n")
    assert synced.sync().taken == ("kirillov2023segment",)


def test_a_publication_whose_taking_is_stopped_is_exported_by_the_next_run(
    synced: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = Query("", titles=(TITLE,), authors=(Person("Kirillov", "Alexander"),))
    identifiers = (Identifier("doi", DOI), Identifier("arxiv", "2304.02643"))
    people = (Person("Kirillov", "Alexander"),)
    record = Record(
        "crossref", TITLE, identifiers=identifiers, authors=people, date=PartialDate(2023), medium=Medium.PROCEEDINGS
    )
    put = DecisionCache.put

    def end(*arguments: Any, **options: Any) -> None:
        put(*arguments, **options)
        raise KeyboardInterrupt

    config = project_config(synced.folder, environment={})
    with open_project(config) as project:
        AnswerCache(project.state).put({title_question("crossref", query).key: ("crossref", (record,))}, now=1.0)
    assert synced.sync().up_to_date
    with monkeypatch.context() as patch, open_project(config) as project:
        patch.setattr(DecisionCache, "put", end)
        with pytest.raises(KeyboardInterrupt):
            resolve(project, config.notes.sources, base=synced.folder)
    synced.sync()
    assert DOI in synced.read("all.bib")


def test_another_work_in_the_catalogue_is_not_taken(synced: Place) -> None:
    catalogued(synced, title="Segment Everything", authors=["Jane Roe"], arxiv=None)
    assert synced.sync().taken == ()
    assert medium(synced) is Medium.PREPRINT


def test_a_pinned_preprint_stays_one(synced: Place) -> None:
    (one,) = synced.library().decided
    (synced.folder / "decisions.txt").write_text(f"pin {one.note.id} arxiv:2304.02643\n", encoding="utf-8")
    catalogued(synced)
    summary = synced.sync()
    assert (summary.taken, summary.published, summary.unchecked) == ((), 0, 0)
    assert medium(synced) is Medium.PREPRINT


def test_a_catalogue_that_could_not_be_asked_is_asked_in_the_next_run(synced: Place) -> None:
    pytest.importorskip("opensearchpy", reason="needs the extra 'opensearch'")
    decided = synced.library().decided
    with Farm([OpenSearch()]) as farm:
        synced.configure(f'[catalogue]\nurl = "{farm.url}/opensearch"')
        farm.always("opensearch", status(401))
        with open_project(project_config(synced.folder)) as project:
            take_publications(project, decided)
            contexts = DecisionCache(project.state).contexts([digest_of(note.query) for note in decided])
    assert farm.log, "it was asked"
    assert contexts
    assert not any("opensearch" in name for _, context in contexts.values() for name in context)
