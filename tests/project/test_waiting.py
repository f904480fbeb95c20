"""Notes that wait for a service show what is known so far; meaning is compared again when more is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from biblio.export.export_index import known_keys
from biblio.lookup.cache import AnswerCache, DecisionCache
from biblio.lookup.progress import SilentProgress
from biblio.matching.untitled.encoder import Encoder
from biblio.model.decision import Status
from biblio.project import note_library
from biblio.project.add_notes import place_for_notes, plan_notes, requests_from_bibtex
from biblio.project.note_library import read_library, resolve
from biblio.project.project import open_project, project_config
from biblio.project.sync import sync, write_exports
from tests.project.place import Place


def test_what_waits_shows_the_candidates_that_are_known(place: Place) -> None:
    place.note("page.txt", "")
    place.note("list.md", "- [Segment Anything](https://arxiv.org/abs/1810.04805), 2023\n")
    place.configure(services='use = ["arxiv"]')
    place.sync()
    (known,) = place.objects()
    assert known["status"] == "ambiguous"
    place.configure(services='use = ["arxiv", "crossref"]')
    (waiting,) = place.objects()
    assert (waiting["status"], waiting["reason"]) == ("pending", "not asked everywhere yet")
    assert waiting["candidates"] == known["candidates"] != []


class Heard(Encoder):
    """Takes every text for near, and remembers what it was asked to compare."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def nearness(self, text: str, others: Sequence[str]) -> list[float]:
        self.asked.append(len(others))
        return [0.7] * len(others)


def test_meaning_is_compared_when_a_service_has_answered(place: Place) -> None:
    heard = Heard()
    summary = "MambaはSelective State Spacesで系列を線形時間で扱う。Transformersより速い。"
    place.note(
        "page.txt", f"Paper/Blog Link My Issue\n#NLP Issue Date: 2024-02-13 GPT Summary- {summary} Comment速い。\n"
    )
    place.configure(services='use = ["arxiv"]')
    config = project_config(place.folder, environment={})
    with open_project(config, progress=SilentProgress(), encoder=heard) as project:
        library = resolve(project, config.notes.sources, base=place.folder)
    (one,) = library.decided
    assert any(heard.asked)
    assert "meaning" in {e.comparison for candidate in one.decision.candidates for e in candidate.evidence}


@pytest.mark.parametrize("begun_again", [resolve, sync])
def test_a_run_that_ends_midway_does_not_leave_what_was_there_before_it_as_the_last_word(
    place: Place, monkeypatch: pytest.MonkeyPatch, begun_again: Callable[..., object]
) -> None:
    place.note("page.txt", "")
    place.note("list.md", "- [Segment Anything](https://arxiv.org/abs/2304.02643), 2023\n")
    offline = project_config(place.folder, offline=True, environment={})
    with open_project(offline) as project:
        assert sync(project).summary.statuses[Status.PENDING] == 1

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    config = project_config(place.folder, environment={})
    with monkeypatch.context() as patch, open_project(config) as project:
        patch.setattr(note_library, "save_conflicts", end)
        with pytest.raises(KeyboardInterrupt):
            begun_again(project, config.notes.sources, base=place.folder)
    with open_project(config) as project:  # everything was asked before
        assert not resolve(project, config.notes.sources, base=place.folder).asked
    with open_project(offline) as project:
        assert write_exports(project, write=False).statuses[Status.PENDING] == 0


SEGMENT = "---\ntitle: Segment Anything\nauthor: Alexander Kirillov\nyear: 2023\n---\nWords.\n"
ENTRY = "@misc{sam, title = {Segment Anything}, author = {Alexander Kirillov}, year = 2023}\n"


def test_what_another_command_finds_is_not_hidden_by_the_last_run(place: Place) -> None:
    """What `biblio add -` asks about an entry is just what a note waits for; it ends without writing a note."""
    place.note("page.txt", "")
    place.note("segment.md", SEGMENT)
    offline = project_config(place.folder, offline=True, environment={})
    with open_project(offline) as project:
        assert sync(project).summary.statuses[Status.PENDING] == 1
    with open_project(project_config(place.folder, environment={})) as project:
        library = read_library(project)
        keys = known_keys(project.config.exports.path)
        requests, _ = requests_from_bibtex(ENTRY, "standard input")
        (planned,) = plan_notes(project, library, keys, requests, place_for_notes(project, None, "", library.decided))
        assert planned.work is not None
    with open_project(offline) as project:
        assert write_exports(project, write=False).statuses[Status.PENDING] == 0
        assert sync(project).summary.works == 1


@pytest.mark.parametrize("run", [resolve, sync])
def test_a_second_run_offline_finds_nothing_to_do_though_notes_wait(
    place: Place, monkeypatch: pytest.MonkeyPatch, run: Callable[..., object]
) -> None:
    config = project_config(place.folder, offline=True, environment={})
    with open_project(config) as project:
        assert sync(project).summary.statuses[Status.PENDING] > 1

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was stored")

    before = place.files()
    for store in (AnswerCache, DecisionCache):
        monkeypatch.setattr(store, "put", refuse)
    for _ in range(2):
        with open_project(config) as project:
            run(project, config.notes.sources, base=place.folder)
        with open_project(config) as project:
            assert sync(project).summary.up_to_date
    assert place.files() == before


def test_questions_and_requests_are_told_apart(place: Place) -> None:
    summary = place.sync()
    for name, questions in summary.asked.items():
        assert summary.requests[name] == len(place.farm.requests(name))
        assert summary.requests[name] <= questions
    assert summary.requests["arxiv"] < summary.asked["arxiv"]


SUMMARY = "MambaはSelective State Spacesで系列をLinear-Timeに扱うSequence Modeling。Transformersより速い。"
LINKED = f"Paper/Blog Link My Issue\n#NLP Issue Date: 2024-02-13 GPT Summary- {SUMMARY} Comment\n\nopenreview: https://openreview.net/forum?id=abcdEFGHij\n"


def test_a_link_that_leads_to_nothing_leaves_the_summary_to_go_by(place: Place) -> None:
    place.encoder = Heard()
    place.note("page.txt", LINKED)
    place.configure(services='use = ["arxiv", "openreview"]')
    place.sync()
    (one,) = place.library().decided
    assert {str(identifier) for identifier in one.query.identifiers} == {"openreview:abcdEFGHij"}
    assert place.farm.requests("openreview"), "who minted it is asked first"
    assert [candidate.work.best.title[:5] for candidate in one.decision.candidates] == ["Mamba"]


def test_a_link_that_leads_to_its_work_is_all_that_is_asked(place: Place) -> None:
    place.encoder = heard = Heard()
    place.note("page.txt", LINKED.replace("openreview.net/forum?id=abcdEFGHij", "arxiv.org/abs/1706.03762"))
    place.configure(services='use = ["arxiv", "openreview"]')
    place.sync()
    (one,) = place.library().decided
    assert one.decision.status.value == "accepted"
    assert not heard.asked
    assert len(place.farm.requests("arxiv")) == 1


def test_a_note_that_cannot_be_read_any_more_keeps_its_entry(place: Place) -> None:
    path = place.note("one.md", '---\ntitle: "Deep learning"\nauthors: [Yann LeCun]\ntags: [vision]\nyear: 2015\n---\n')
    place.sync()
    before = place.files()
    assert "tags/vision.bib" in before
    path.write_text("---\ntitle: [Deep learning\n---\n", encoding="utf-8")
    summary = place.sync()
    assert ["one.md" in str(problem) for problem in summary.warnings] == [True]
    assert place.files() == before
    path.write_text("Nothing of interest.\n", encoding="utf-8")
    place.sync()
    assert "tags/vision.bib" not in place.files()


def test_what_was_decided_offline_without_needing_anybody_holds(place: Place) -> None:
    place.sync(offline=True)
    statuses = place.statuses()
    assert statuses["Some Thoughts on Attention"] is Status.NOT_A_PAPER
    assert statuses["Segment Anything"] is Status.PENDING
    place.sync()
    assert place.statuses()["Segment Anything"] is Status.ACCEPTED


TITLE_ONLY = "Residual LearningによりImage RecognitionのネットワークをDeepにする。ImageNetで検証。"


def test_a_title_alone_is_not_compared_by_meaning(place: Place) -> None:
    place.encoder = heard = Heard()
    place.note("page.txt", f"Paper/Blog Link My Issue\n#NLP Issue Date: 2021-02-13 GPT Summary- {TITLE_ONLY} Comment\n")
    place.configure(services='use = ["crossref"]')
    place.sync()
    assert place.farm.requests("crossref")
    assert not any(heard.asked)


def test_the_story_tells_what_an_index_was_asked(place: Place) -> None:
    place.note("page.txt", f"Paper/Blog Link My Issue\n#NLP Issue Date: 2021-02-13 GPT Summary- {TITLE_ONLY} Comment\n")
    place.configure(services='use = ["arxiv", "semanticscholar"]')
    place.sync()
    config = project_config(place.folder, environment={})
    with open_project(config, progress=SilentProgress()) as project:
        (one,) = read_library(project, config.notes.sources, base=place.folder).decided
        told = project.stored_resolver().explain(one.query, SilentProgress())
    assert {asked.service for asked in told} == {"arxiv", "semanticscholar"}
