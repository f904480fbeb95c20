"""A user's decision takes effect at once, is never overturned, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from biblio.decisions.decision_file import DecisionFile
from biblio.decisions.decision_session import DecisionSession, DecisionVerb, UserChoice
from biblio.decisions.explain import explain_note
from biblio.decisions.find_note import find_notes
from biblio.decisions.journal import Step
from biblio.decisions.review_search import look_up_identifier, search_works
from biblio.decisions.review_session import ReviewFilter, ReviewSession, review_queue
from biblio.decisions.typed_identifier import identifier_from_input
from biblio.errors import ExitCode, StoreError, UsageError
from biblio.export.export_index import known_keys
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.progress import SilentProgress
from biblio.model.decision import OFFLINE, DecidedBy, DecidedNote, Status, Unasked
from biblio.model.identifiers import Identifier
from biblio.model.record import Kind, Medium
from biblio.project.note_library import open_decision_session, read_library
from biblio.project.project import open_project, project_config
from tests.project.place import NOTES, Place
from tests.servers.faketime import FakeTime
from tests.servers.works import BERT, DEEP_LEARNING, SEGMENT_ANYTHING

ATTENTION = "Attention Is All You Need"
DOUBTFUL = "#NLP Issue Date: 2024-02-16 Deep Learning, 2015 Commentどの?\n"
NATURE = Identifier("doi", "10.1038/nature14539")
SEGMENT = Identifier("arxiv", "2304.02643")


@contextmanager
def at(place: Place, *, command: str = "test") -> Iterator[tuple[DecisionSession, dict[str, DecidedNote]]]:
    """Give a session that decides about the notes in `place`, and the notes by title; it asks no service."""
    config = project_config(place.folder, environment={})
    with open_project(config, progress=SilentProgress(), exclusive=False) as project:
        library = read_library(project, config.notes.sources, base=place.folder.absolute())
        yield (
            open_decision_session(project, library, command=command),
            {decided.note.title or "": decided for decided in library.decided},
        )


def decide(place: Place, title: str, *choices: UserChoice) -> DecidedNote:
    with at(place) as (session, notes):
        return session.decide([(notes[title], choice) for choice in choices])[-1]


def text(place: Place) -> str:
    return (place.folder / "decisions.txt").read_text(encoding="utf-8")


def steps(place: Place) -> list[Step]:
    return DecisionFile(place.folder / "decisions.txt", place.folder / ".biblio").steps()


def lines(place: Place) -> list[str]:
    return [" ".join(row.split("#")[0].split()) for row in text(place).splitlines() if row.strip() and row[0] != "#"]


@pytest.fixture
def synced(place: Place) -> Place:
    place.note("two.txt", DOUBTFUL)
    place.sync()
    assert place.statuses()["Deep Learning"] is Status.AMBIGUOUS
    return place


def test_accepting_a_candidate_takes_effect_at_once_without_requests(synced: Place) -> None:
    requests = synced.requests()
    done = decide(synced, "Deep Learning", UserChoice(DecisionVerb.ACCEPT, NATURE))
    assert (done.decision.status, done.decision.by) == (Status.ACCEPTED, DecidedBy.PERSON)
    assert synced.statuses()["Deep Learning"] is Status.ACCEPTED
    assert synced.requests() == requests
    synced.sync()
    assert synced.requests() == requests
    assert "lecun2015deep" in synced.read("all.bib")


def test_a_note_that_has_its_title_from_a_copy_is_decided_with_that_title(place: Place) -> None:
    words = "十億枚のマスクで学習し、学習していない領域でもそのまま使えるが、細い構造は苦手である。" * 2
    place.note(
        "page.txt", f"#CV Issue Date: 2024-02-13 Segment Anything, Alexander Kirillov+, arXiv'23 Comment{words}\n"
    )
    page = f"# pages\nPaper/Blog Link My Issue\n#CV Issue Date: 2024-02-13 Comment\n\n{words}\n"
    place.note("newer.txt", page)
    place.sync()
    with at(place) as (session, _):
        (bare,) = (decided for decided in place.library().decided if decided.note.title is None)
        assert bare.query.titles == ("Segment Anything",)
        (done,) = session.decide([(bare, UserChoice(DecisionVerb.ACCEPT, SEGMENT))])
    assert done.query.titles == ("Segment Anything",)
    assert done.decision.by is DecidedBy.PERSON
    (bare,) = (decided for decided in place.library().decided if decided.note.title is None)
    assert bare.decision == done.decision
    assert bare.query.grounds[-1] == "its title stands at notes/page.txt:1"


@pytest.mark.parametrize("looked_at", [True, False])
def test_a_decision_written_by_hand_takes_effect_at_once(synced: Place, looked_at: bool) -> None:
    note = next(decided.note for decided in synced.library().decided if decided.note.title == "Deep Learning")
    (synced.folder / "decisions.txt").write_text(f"accept {note.id} {NATURE}\n", encoding="utf-8")
    requests = synced.requests()
    if looked_at:
        assert synced.statuses()["Deep Learning"] is Status.ACCEPTED
    synced.sync()
    assert synced.requests() == requests


def test_an_unknown_identifier_is_looked_up_at_the_next_run(synced: Place) -> None:
    title = "A Work That Nobody Has Written Yet"
    done = decide(synced, title, UserChoice(DecisionVerb.ACCEPT, SEGMENT.__class__("arxiv", "1512.03385")))
    assert done.decision.status is Status.PENDING
    requests = synced.requests()
    synced.sync()
    assert synced.statuses()[title] is Status.ACCEPTED
    assert synced.requests() == requests + 1
    assert "he2016deep" in synced.read("all.bib") or "he2015deep" in synced.read("all.bib")


def test_after_rejecting_the_match_another_one_is_searched_for(synced: Place) -> None:
    done = decide(synced, "Segment Anything", UserChoice(DecisionVerb.REJECT, SEGMENT))
    assert done.decision.status is not Status.ACCEPTED
    synced.sync()
    assert synced.statuses()["Segment Anything"] is Status.UNRESOLVED
    assert "kirillov" not in synced.read("all.bib")


def test_rejecting_another_work_leaves_the_match(synced: Place) -> None:
    done = decide(synced, "Segment Anything", UserChoice(DecisionVerb.REJECT, Identifier("arxiv", "1810.04805")))
    assert done.decision.status is Status.ACCEPTED
    assert [row.split()[0] for row in lines(synced)] == ["reject"]


def test_rejecting_all_works_stays_and_a_later_match_is_a_conflict(synced: Place) -> None:
    done = decide(synced, "Deep Learning", UserChoice(DecisionVerb.NONE))
    assert (done.decision.status, done.decision.by) == (Status.UNRESOLVED, DecidedBy.PERSON)
    assert done.decision.candidates
    summary = synced.sync()
    assert not summary.opposed
    assert synced.statuses()["Deep Learning"] is Status.UNRESOLVED
    synced.note("two.txt", DOUBTFUL.replace("Deep Learning, 2015", "Deep Learning, Yann LeCun+, Nature'15"))
    summary = synced.sync()
    assert summary.count(Status.AMBIGUOUS) == 0
    assert synced.statuses()["Deep Learning"] is Status.UNRESOLVED
    assert len(summary.opposed) == 1
    assert "the evidence points to doi:10.1038/nature14539" in summary.opposed[0]
    assert summary.exit_code is ExitCode.NEEDS_PERSON
    with at(synced) as (session, _):
        library = synced.library()
        assert [decided.note.title for decided in review_queue(library.decided, library.conflicts, ReviewFilter())] == [
            "Deep Learning"
        ]
        queue = review_queue(library.decided, library.conflicts, ReviewFilter())
        review = ReviewSession(session, queue, library.conflicts)
        review.accept(1)
    assert not synced.sync().opposed


def test_accepting_another_work_rejects_the_match_of_the_rules(synced: Place) -> None:
    """The user saw that match, so it is not reported as a conflict later."""
    bert = Identifier("arxiv", "1810.04805")
    decide(synced, "Segment Anything", UserChoice(DecisionVerb.ACCEPT, bert))
    assert [row.split()[0] for row in lines(synced)] == ["accept", "reject"]
    assert lines(synced)[1].endswith(str(SEGMENT))
    assert text(synced).count('  # 2024-02-13 "Segment Anything" ~') == 2
    assert [said.rpartition("  ")[2] for step in steps(synced) for said in step.said] == ["(Segment Anything)"]
    summary = synced.sync()
    assert not summary.opposed
    assert summary.exit_code is ExitCode.DONE or summary.count(Status.AMBIGUOUS)
    segment = next(decided for decided in synced.library().decided if decided.note.title == "Segment Anything")
    assert segment.decision.work is not None
    assert segment.decision.work.best.title == BERT.title


def test_new_evidence_for_another_work_is_a_conflict_and_changes_nothing(synced: Place) -> None:
    synced.note(
        "page.txt",
        NOTES.replace("arXiv'23 Comment", "arXiv'23 Comment論文: https://arxiv.org/abs/2304.02643 "),
    )
    synced.sync()
    decide(synced, "Segment Anything", UserChoice(DecisionVerb.ACCEPT, Identifier("arxiv", "1706.03762")))
    rows = [row for row in text(synced).splitlines(keepends=True) if not row.startswith("reject")]
    (synced.folder / "decisions.txt").write_text("".join(rows), encoding="utf-8")
    summary = synced.sync()
    assert len(summary.opposed) == 1
    assert "you accepted arxiv:1706.03762, but the evidence points to arxiv:2304.02643" in summary.opposed[0]
    note = next(decided for decided in synced.library().decided if decided.note.title == "Segment Anything")
    assert note.decision.by is DecidedBy.PERSON
    assert synced.library().conflicts.keys() == {note.note.id}
    assert synced.sync().opposed == summary.opposed


def test_not_a_paper(synced: Place) -> None:
    done = decide(synced, "Deep Learning", UserChoice(DecisionVerb.KIND, kind=Kind.PRESENTATION))
    assert (done.decision.status, done.decision.kind) == (Status.NOT_A_PAPER, Kind.PRESENTATION)


def test_a_pinned_preprint_stays_a_preprint(place: Place) -> None:
    place.note("page.txt", "#CV Issue Date: 2024-02-13 Segment Anything, Alexander Kirillov+, ICCV'23 Comment\n")
    place.sync()
    assert "@inproceedings{kirillov2023segment" in place.read("all.bib")
    done = decide(place, "Segment Anything", UserChoice(DecisionVerb.PIN, SEGMENT, key="sam"))
    assert done.decision.work is not None
    assert done.decision.work.best.medium is Medium.PREPRINT
    place.sync()
    requests = place.requests()
    for _ in range(2):
        entry = place.read("all.bib")
        assert "@misc{sam," in entry
        assert "eprint = {2304.02643}" in entry
        assert SEGMENT_ANYTHING.short not in entry
        assert place.requests() - requests <= 1  # later versions are not asked for
        for path in (place.folder / ".biblio").glob("state*"):
            path.unlink()
        place.sync()


def test_a_pinned_article_keeps_its_preprints_identifier(synced: Place) -> None:
    before = synced.read("all.bib")
    title = next(title for title in synced.statuses() if title.startswith("BERT"))
    decide(synced, title, UserChoice(DecisionVerb.PIN, Identifier("doi", "10.18653/v1/n19-1423"), key="devlin2019bert"))
    synced.sync()
    assert synced.read("all.bib") == before


def test_a_reworded_note_keeps_its_decision(synced: Place) -> None:
    decide(synced, "Segment Anything", UserChoice(DecisionVerb.KIND, kind=Kind.VIDEO))
    synced.note("page.txt", NOTES.replace("Segment Anything", "Segment Anythng").replace("何でも", "なんでも"))
    assert synced.statuses()["Segment Anythng"] is Status.PENDING  # the comment is too short for a fingerprint
    long = (
        "何でも切り出すモデル。十億枚のマスクで学習し、学習していない領域でもそのまま使えるが、細い構造は苦手である。"
    )
    synced.note("page.txt", NOTES.replace("何でも切り出す。", long))
    (synced.folder / "decisions.txt").unlink()
    decide(synced, "Segment Anything", UserChoice(DecisionVerb.KIND, kind=Kind.VIDEO))
    synced.note("page.txt", NOTES.replace("何でも切り出す。", long).replace("Segment Anything", "Segment Anythng"))
    assert synced.statuses()["Segment Anythng"] is Status.NOT_A_PAPER
    assert synced.sync().moved == 1
    decide(synced, "Segment Anythng", UserChoice(DecisionVerb.REJECT, SEGMENT))
    library = synced.library()
    assert not library.rebound.new_ids
    assert {decided.decision.status for decided in library.decided if decided.note.title == "Segment Anythng"} == {
        Status.NOT_A_PAPER
    }


def test_a_decision_without_its_note_is_reported_and_its_line_stays(synced: Place) -> None:
    decide(synced, "Segment Anything", UserChoice(DecisionVerb.KIND, kind=Kind.VIDEO))
    before = text(synced)
    synced.note("page.txt", "".join(row for row in NOTES.splitlines(keepends=True) if "Segment" not in row))
    summary = synced.sync()
    assert len(summary.lost) == 1
    assert "kind video, reject arxiv:2304.02643" in str(summary.lost[0])
    assert '"Segment Anything"' in str(summary.lost[0])
    assert text(synced) == before


def test_undo_restores_file_and_decisions(synced: Place) -> None:
    before = synced.statuses()
    with at(synced) as (session, notes):
        session.decide([(notes["Deep Learning"], UserChoice(DecisionVerb.ACCEPT, NATURE))])
        session.decide([(notes["Segment Anything"], UserChoice(DecisionVerb.KIND, kind=Kind.VIDEO))])
        assert len(steps(synced)) == 1
        session.undo_last()
        assert session.refresh([notes["Segment Anything"]])[0].decision.status is Status.ACCEPTED
        session.undo_last()
        assert session.undo_last() is None
    assert not (synced.folder / "decisions.txt").exists()
    requests = synced.requests()
    assert synced.statuses() == before
    synced.sync()
    assert synced.requests() == requests


def test_a_decision_made_elsewhere_is_shown_before_it_is_replaced(synced: Place) -> None:
    with at(synced) as (session, _):
        library = synced.library()
        queue = review_queue(library.decided, library.conflicts, ReviewFilter())
        review = ReviewSession(session, queue, library.conflicts)
        decide(synced, "Deep Learning", UserChoice(DecisionVerb.KIND, kind=Kind.BOOK))
        with pytest.raises(StoreError, match="has been decided elsewhere"):
            review.accept(1)
        assert review.item is not None
        assert review.item.decided.decision.kind is Kind.BOOK
        review.accept(1)
    assert lines(synced) == [f"accept {review.items[0].decided.note.id} {NATURE}"]


@contextmanager
def reviewing(place: Place) -> Iterator[ReviewSession]:
    """Give a review of all notes that need a decision or whose decision has a conflict."""
    with at(place) as (session, _):
        library = place.library()
        criteria = ReviewFilter([Status.AMBIGUOUS, Status.UNRESOLVED])
        yield ReviewSession(session, review_queue(library.decided, library.conflicts, criteria), library.conflicts)


def test_a_conflict_is_shown_with_the_work_that_the_evidence_is_for(synced: Place) -> None:
    note = next(decided.note for decided in synced.library().decided if decided.note.title == "Segment Anything")
    (synced.folder / "decisions.txt").write_text(f"accept {note.id} arxiv:1706.03762\n", encoding="utf-8")
    synced.sync()
    with reviewing(synced) as review:
        conflicts = {item.decided.note.title: item for item in review.items if item.conflict}
        assert conflicts.keys() == {"Segment Anything"}
        item = conflicts["Segment Anything"]
        assert "the evidence points to arxiv:2304.02643" in item.conflict
        works = [candidate.work.id for candidate in item.candidates]
        assert works[0] == "arxiv:1706.03762"
        assert str(SEGMENT) in works
        assert len(works) == len(set(works))
        others = [item for item in review.items if not item.conflict]
        assert all(item.conflict == "" and item.search_results is None for item in others)


def test_a_review_goes_on_to_the_next_undecided_note_and_undoes_only_what_it_wrote(synced: Place) -> None:
    synced.note("three.txt", "#NLP Issue Date: 2024-02-17 BERT, 2019 Comment読む。\n")
    synced.sync()
    with reviewing(synced) as review:
        assert len(review.items) == 3
        review.skip()
        review.reject_all()
        review.previous()
        review.previous()
        assert review.position == 0
        review.reject_all()
        assert review.position == 2  # the one between is decided
        review.previous()
        before = text(synced)
        review.reject_all()  # as the file says already
        assert text(synced) == before
        assert review.undo() == "undone: none of these"
        assert (review.position, review.decided_count) == (0, 1)
        assert review.undo() == "undone: none of these"
        assert (review.position, review.decided_count) == (1, 0)
        assert review.undo() == "there is nothing to undo in this session"
        assert not (synced.folder / "decisions.txt").exists()
        review.accept(1)
        (synced.folder / "decisions.txt").write_text("# mine\n", encoding="utf-8")
        assert "; no longer in the file: accept  bert-" in review.undo()


def test_what_a_review_cannot_accept(synced: Place) -> None:
    with reviewing(synced) as review:
        while review.item is not None and review.item.decided.note.title != "Deep Learning":
            review.skip()
        item = review.item
        assert item is not None
        for number in (0, 10):
            with pytest.raises(UsageError, match=f"there is no candidate {number}"):
                review.accept(number)
        best = replace(item.candidates[0].work.best, identifiers=())
        unnamed = replace(item.candidates[0], work=replace(item.candidates[0].work, best=best))
        review.show_results(item, [unnamed], "found")
        with pytest.raises(UsageError, match="this work has no identifier to write down"):
            review.accept(1)
        while review.item is not None:
            review.skip()
        with pytest.raises(UsageError, match="that was the last note"):
            review.accept(1)
    assert not (synced.folder / "decisions.txt").exists()


def test_search_and_look_up_ask_services_and_store_answers(synced: Place) -> None:
    config = project_config(synced.folder, environment={})
    now = FakeTime()
    with open_project(
        config, progress=SilentProgress(), exclusive=False, rate_limiter=RateLimiter(clock=now.clock, sleep=now.sleep)
    ) as project:
        library = read_library(project, config.notes.sources, base=synced.folder.absolute())
        note = next(decided for decided in library.decided if decided.note.title == "Deep Learning")
        resolver = project.resolver()
        result = search_works(resolver, note.query, "deep residual learning for image recognition", SilentProgress())
        assert result.candidates[0].work.best.title == "Deep Residual Learning for Image Recognition"
        assert not result.unasked
        several = search_works(resolver, note.query, "learning", SilentProgress()).candidates
        assert len(several) > 1
        assert [candidate.bits for candidate in several] == sorted((other.bits for other in several), reverse=True)
        requests = synced.requests()
        assert (
            search_works(resolver, note.query, "Deep Residual  Learning for Image Recognition", SilentProgress())
            == result
        )
        assert synced.requests() == requests
        result = look_up_identifier(resolver, note.query, Identifier("arxiv", "1706.03762"), SilentProgress())
        assert result.candidates[0].work.best.title == ATTENTION
        assert result.candidates[0].vetoes
        assert (
            look_up_identifier(resolver, note.query, Identifier("arxiv", "1706.03760"), SilentProgress()).candidates
            == ()
        )


def test_search_reports_services_that_could_not_be_asked(synced: Place) -> None:
    config = project_config(synced.folder, offline=True, environment={})
    with open_project(config, progress=SilentProgress(), exclusive=False) as project:
        library = read_library(project, config.notes.sources, base=synced.folder.absolute())
        resolver = project.resolver()
        result = search_works(resolver, library.decided[0].query, "image recognition", SilentProgress())
        assert Unasked("arxiv", OFFLINE) in result.unasked
        assert look_up_identifier(
            resolver, library.decided[0].query, Identifier("arxiv", "1512.03385"), SilentProgress()
        ).unasked


def test_an_explanation_has_questions_and_decisions(synced: Place) -> None:
    decide(synced, "Deep Learning", UserChoice(DecisionVerb.ACCEPT, NATURE))
    synced.sync()
    config = project_config(synced.folder, environment={})
    with open_project(config, progress=SilentProgress(), exclusive=False) as project:
        library = read_library(project, config.notes.sources, base=synced.folder.absolute())
        decided = find_notes(library.decided, "two.txt:1", known_keys(project.config.exports.path))[0]
        explanation = explain_note(
            decided,
            known_keys(project.config.exports.path),
            rebound=replace(library.rebound, new_ids={"was-1": decided.note.id, "other-2": "other-3"}),
            conflict="",
            file=project.decision_file,
            local=project.local_resolver(),
        )
    assert (explanation.decided, explanation.work) == (decided, decided.decision.work)
    assert (explanation.citekey, explanation.former_ids) == ("lecun2015deep", ("was-1",))
    assert {question.service for question in explanation.questions} >= {"dblp", "crossref"}
    assert all(question.asked_at for question in explanation.questions)
    assert [logged.statement.verb for logged in explanation.decisions] == ["accept"]
    assert explanation.decisions[0].entry is not None
    assert explanation.decisions[0].entry.command == "test"


@pytest.mark.parametrize(
    "written",
    [
        "2304.02643",
        "arXiv:2304.02643v2",
        "https://arxiv.org/pdf/2304.02643v1",
        "arxiv:2304.02643",
        "10.48550/arXiv.2304.02643",
    ],
)
def test_an_identifier_in_every_form(written: str) -> None:
    assert identifier_from_input(written) == SEGMENT


@pytest.mark.parametrize(
    ("written", "message"),
    [("1", "no candidates"), ("hello", "is not an identifier"), ("https://a.org/b", "contains no identifier")],
)
def test_input_that_is_not_an_identifier(written: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        identifier_from_input(written)


def test_filters_of_the_review_queue(synced: Place) -> None:
    library = synced.library()

    def titles(**wishes: object) -> list[str | None]:
        return [
            decided.note.title
            for decided in review_queue(library.decided, library.conflicts, replace(ReviewFilter(), **wishes))
        ]  # type: ignore[arg-type]

    assert titles() == ["Deep Learning"]
    assert titles(statuses=[Status.AMBIGUOUS, Status.UNRESOLVED]) == [
        "A Work That Nobody Has Written Yet",
        "Deep Learning",
    ]
    assert titles(tag="cv") == []
    assert ATTENTION in titles(below=1.01)
    assert titles(notes=[library.decided[0].note.id]) == [ATTENTION]
    assert DEEP_LEARNING.doi
