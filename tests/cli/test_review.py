"""The review in the terminal, driven by keys on a real project."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from biblio.cli.review import presenter
from biblio.cli.review.application import ReviewApp
from biblio.cli.review.dialogs import as_text
from biblio.cli.review.presenter import StyledText
from biblio.cli.review.title_difference import TitlePart, compare_words
from biblio.decisions.alike_notes import group_alike
from biblio.decisions.review_session import ReviewFilter, ReviewSession, review_queue
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.progress import SilentProgress
from biblio.lookup.resolver import Resolver
from biblio.model.decision import Status
from biblio.project.note_library import open_decision_session, read_library
from biblio.project.project import open_project, project_config
from tests.decisions.test_decision_session import lines
from tests.project.place import Place, opened_place
from tests.servers.base import status
from tests.servers.faketime import FakeTime

NOTES = """\
#NLP Issue Date: 2024-02-16 Deep Learning, 2015 Commentどの?
#NLP #Vision Issue Date: 2024-02-17 BERT, 2019 Comment[第二部]も読む。
#CV Issue Date: 2024-02-18 A Work That Nobody Has Written Yet, Nemo Nobody+, ACL'22 Comment見つからない。
"""
SIZES = [(80, 24), (132, 43)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened_place(tmp_path, page=NOTES) as opened:
        opened.sync()
        yield opened


Play = Callable[["ReviewApp", Pilot[None]], Awaitable[None]]


def play(
    place: Place, act: Play, *, size: tuple[int, int] = (80, 24), opened: list[str] | None = None
) -> ReviewSession:
    """Run the review of a place's notes and let `act` press its keys; return the review."""
    config = project_config(place.folder, environment={})
    now = FakeTime()

    @contextmanager
    def connect() -> Iterator[Resolver]:
        pacer = RateLimiter(clock=now.clock, sleep=now.sleep)
        with open_project(config, progress=SilentProgress(), exclusive=False, rate_limiter=pacer) as project:
            yield project.resolver()

    def browse(address: str) -> bool:
        assert opened is not None
        opened.append(address)
        return True

    with open_project(config, progress=SilentProgress(), exclusive=False) as project:
        library = read_library(project, config.notes.sources, base=place.folder.absolute())
        session = open_decision_session(project, library, command="review")
        queue = review_queue(library.decided, library.conflicts, ReviewFilter([Status.AMBIGUOUS, Status.UNRESOLVED]))
        review = ReviewSession(session, queue, library.conflicts)

        async def run() -> None:
            app = ReviewApp(review, connect=connect, browse=browse)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await act(app, pilot)

        asyncio.run(run())
    return review


def screen(app: ReviewApp) -> str:
    """Return what the terminal shows, row by row."""
    width, height = app.size
    rows = app.screen._compositor.render_strips()
    assert len(rows) == height
    assert all(strip.cell_length == width for strip in rows)
    return "\n".join(strip.text.rstrip() for strip in rows)


def words(app: ReviewApp) -> str:
    """Return what the terminal shows, wherever its lines end."""
    return " ".join(screen(app).split())


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def typed(pilot: Pilot[None], text: str) -> None:
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


async def answered(app: ReviewApp, pilot: Pilot[None]) -> None:
    await app.workers.wait_for_complete()
    await pilot.pause()
    assert not app.search_description


@pytest.mark.parametrize("size", SIZES)
def test_a_note_with_its_candidates_and_every_key_is_on_the_screen(place: Place, size: tuple[int, int]) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        text = screen(app)
        for expected in (
            "1 of 3", "ambiguous", "notes/page.txt:1", "Deep Learning", "2024-02-16", "どの?", "not accepted: ",
            "> 1  Deep learning (2015)", "Yann LeCun; Yoshua Bengio; Geoffrey Hinton, Nat.", "doi:10.1038/nature14539",
            "title", "1-9 accept", "n none", "k not a paper", "s search", "i id", "o open", "u undo", "? help", "q quit",
        ):  # fmt: skip
            assert expected in text
        assert re.search(r"\b(un)?likely$", text, re.MULTILINE)
        assert "bits" not in text
        first = next(row for row in text.splitlines() if row.startswith("Deep Learning"))
        assert ("candidate" in first) is (size[0] > 100)

    play(place, act, size=size)


def test_evidence_is_shown_in_words_and_in_numbers_by_a_key(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert re.search(r"for +the titles are the same", screen(app))
        assert "bits" not in screen(app)
        await press(pilot, "d")
        assert re.search(r"[+-]\d+\.\d bits", screen(app))
        assert re.search(r"[+-]\d+\.\d +prior", screen(app))
        await press(pilot, "d")
        assert "bits" not in screen(app)

    play(place, act)


def test_accepting_writes_at_once_and_moves_on(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "1")
        assert [row.split()[0] for row in lines(place)] == ["accept"]
        assert "2 of 3" in screen(app)
        assert "accepted doi:10.1038/nature14539" in screen(app)

    review = play(place, act)
    assert review.decided_count == 1
    assert place.statuses()["Deep Learning"] is Status.ACCEPTED


def test_every_decision_has_a_key_and_can_be_undone(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "enter", "n", "k")
        assert "The note is not about a paper, but about a" in screen(app)
        assert "A Work That Nobody" in screen(app)
        await press(pilot, "2")
        assert "3 decided, 0 left" in screen(app)
        assert [row.split()[0] for row in lines(place)] == ["kind", "reject", "accept"] or len(lines(place)) == 3
        await press(pilot, "u")
        assert "undone: not a paper but a presentation" in screen(app)
        assert "3 of 3" in screen(app)
        await press(pilot, "u", "u")
        assert "1 of 3" in screen(app)
        assert not (place.folder / "decisions.txt").exists()
        await press(pilot, "u")
        assert "nothing to undo" in screen(app)
        await press(pilot, "1")
        assert len(lines(place)) == 1

    review = play(place, act)
    assert review.decided_count == 1


def test_skipping_and_going_back_decide_nothing(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "space", "right")
        assert "3 of 3" in screen(app)
        await press(pilot, "left")
        assert "2 of 3" in screen(app)
        await press(pilot, "space", "space", "space", "1", "n")
        assert "0 decided, 3 left" in screen(app)
        await press(pilot, "left")
        assert "3 of 3" in screen(app)
        await press(pilot, "q")

    play(place, act)
    assert not (place.folder / "decisions.txt").exists()


def test_searching_with_other_words(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "space", "space", "s")
        assert app.screen.query_one(Input).value == "A Work That Nobody Has Written Yet"
        await typed(pilot, "Deep Residual Learning for Image Recognition")
        await answered(app, pilot)
        assert "1 work (escape: back to the candidates)" in words(app)
        assert "> 1  Deep Residual Learning for Image Recognition (2016)" in screen(app)
        assert "unlikely" in screen(app)
        await press(pilot, "escape")
        assert "no candidates" in screen(app)
        await press(pilot, "s")
        await typed(pilot, "words that stand in no title at all")
        await answered(app, pilot)
        assert "nothing found" in screen(app)
        await press(pilot, "s", "escape", "s")
        await typed(pilot, "deep residual learning for image recognition")
        await answered(app, pilot)
        await press(pilot, "enter")
        assert "1 decided" in screen(app)

    play(place, act)
    assert lines(place)[0].split()[2] == "arxiv:1512.03385"
    requests = place.requests()
    place.sync()
    assert place.statuses()["A Work That Nobody Has Written Yet"] is Status.ACCEPTED
    assert place.requests() == requests


def test_an_identifier_is_looked_up_and_shown_before_it_is_accepted(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "i")
        await typed(pilot, "hello")
        assert "'hello' is not an identifier" in screen(app)
        await press(pilot, "i")
        await typed(pilot, "https://arxiv.org/abs/1706.03762")
        await answered(app, pilot)
        assert "> 1  Attention Is All You Need (2017)" in screen(app)
        assert not (place.folder / "decisions.txt").exists()
        await press(pilot, "enter")

    play(place, act)
    assert lines(place)[0].split()[2] == "arxiv:1706.03762"


def test_a_service_that_is_down_is_reported(place: Place) -> None:
    for name in ("arxiv", "dblp", "crossref"):
        place.farm.always(name, status(503))

    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "s")
        await typed(pilot, "graph attention networks")
        await answered(app, pilot)
        assert "could not ask arxiv" in screen(app)
        assert "> 1  Deep learning" in screen(app)

    play(place, act)


def test_a_decision_made_elsewhere_is_shown_first(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert app.review.item is not None
        note = app.review.item.decided.note.id
        (place.folder / "decisions.txt").write_text(f"kind {note} book  # mine\n", encoding="utf-8")
        await press(pilot, "1")
        assert "has been decided elsewhere (line 1: kind book)" in words(app)
        assert "not-a-paper" in screen(app)
        assert lines(place) == [f"kind {note} book"]
        await press(pilot, "1")
        assert lines(place) == [f"accept {note} doi:10.1038/nature14539"]

    play(place, act)


def test_an_unreadable_decisions_file_does_not_end_the_review(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        (place.folder / "decisions.txt").write_text("acept x y\n", encoding="utf-8")
        await press(pilot, "1")
        assert "unknown decision 'acept'" in screen(app)
        assert "1 of 3" in screen(app)
        (place.folder / "decisions.txt").unlink()
        await press(pilot, "1")
        assert len(lines(place)) == 1

    play(place, act)


def test_pages_are_opened_by_key(place: Place) -> None:
    opened: list[str] = []

    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "o", "O")

    play(place, act, opened=opened)
    assert opened == ["https://doi.org/10.1038/nature14539"]


def test_the_help_lists_every_key(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "question_mark")
        for key, description, _ in presenter.review_keys():
            assert f"{key} " in screen(app)
            assert " ".join(description.split()[:4]) in screen(app)
        await press(pilot, "escape")
        assert "1 of 3" in screen(app)

    play(place, act)


def test_nothing_is_expressed_by_colour_alone(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        rows = app.screen._compositor.render_strips()
        colours = {str(part.style.color) for strip in rows for part in strip if part.style and part.style.color}
        assert colours <= {"None", "Color('default', ColorType.DEFAULT)"} or not any(
            "red" in colour or "green" in colour for colour in colours
        )
        assert "> 1" in screen(app)
        assert not set(screen(app)) & set("│┃─━┌┐└┘▶▸●■")

    play(place, act)


def test_the_footer_fits_any_width() -> None:
    for width in (40, 80, 100, 200):
        for line in presenter.footer_lines(width):
            assert sum(len(part.text) for part in line) <= width
    assert len(presenter.footer_lines(80)) == 2


def test_a_title_cannot_move_the_cursor() -> None:
    text = as_text([(StyledText("a\x1b[2Jb\x07c\x9bd"),), (StyledText("e"),)])
    assert text.plain == "a␛[2Jb␇c‹U+009B›d\ne"


def test_brackets_are_text(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "space")
        assert "[第二部]も読む。" in screen(app).replace(" ", "")
        assert app.query_one("#note-text", Static)

    play(place, act)


def marked(parts: Sequence[TitlePart]) -> str:
    return "".join(f"[{part.text}]" if part.differs else part.text for part in parts)


@pytest.mark.parametrize(
    ("title", "other", "expected", "expected_other"),
    [
        ("Deep Learning", "Deep learning.", "Deep Learning", "Deep learning."),
        ("Cut off at a wo", "Cut off at a word: Part II", "Cut off at a [wo]", "Cut off at a [word: Part II]"),
        ("Étude on Graphs", "Etude of the Graphs", "Étude [on] Graphs", "Etude [of the] Graphs"),
        ("深層学習による画像認識", "深層学習による音声認識", "深層学習による[画像]認識", "深層学習による[音声]認識"),
        ("", "Something", "", "[Something]"),
    ],
)
def test_the_words_are_marked_in_which_two_titles_differ(
    title: str, other: str, expected: str, expected_other: str
) -> None:
    parts, other_parts = compare_words(title, other)
    assert (marked(parts), marked(other_parts)) == (expected, expected_other)
    assert ("".join(part.text for part in parts), "".join(part.text for part in other_parts)) == (title, other)


ALIKE = """\
#NLP Issue Date: 2024-02-16 Deep Learning, 2015 Commentどの?
#NLP Issue Date: 2024-02-17 Segment Anythin, Comment切り出す。
#NLP Issue Date: 2024-02-17 Attention Is All You Need, Comment注意。
"""


def test_the_titles_stand_one_below_the_other_with_why_and_abstract(tmp_path: Path) -> None:
    long = "Learning to Answer Questions About Quite Long Documents by Reading Them More Than Once, With Pauses"
    row = {
        "title": long,
        "authors": ["Ann Roe"],
        "year": 2021,
        "abstract": "Reading twice helps. " * 40,
        "arxiv": "2101.00001",
    }
    other = {"title": "Learning to Answer Questions", "authors": ["Bo Doe"], "year": 2019, "arxiv": "1901.00001"}
    (tmp_path / "works.jsonl").write_text(f"{json.dumps(row)}\n{json.dumps(other)}\n", encoding="utf-8")
    note = f"---\ntitle: {long.partition(' Them')[0]}\nyear: 2020\ntype: paper\n---\nFine.\n"
    with opened_place(tmp_path, page="") as opened:
        opened.configure('[catalogue]\npath = "works.jsonl"', services="use = []")
        opened.note("a.md", note)
        opened.sync(offline=True)

        async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
            for size in ((80, 24), (140, 40), (80, 24)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
                text = re.sub(r" (un)?likely| possible", "", words(app))
                assert long in text, size
                assert "against the years are one apart: 2020, 2021" in text
                assert "for the note's title is the beginning of the work's" in text
                assert "abstract Reading twice helps." in text
                assert 1 < text.count("Reading twice helps.") < 40
                assert screen(app).splitlines()[-1].strip().endswith("quit")
            rows = app.screen._compositor.render_strips()
            underlined = "".join(part.text for strip in rows for part in strip if part.style and part.style.underline)
            assert "".join(underlined.split()) == "ThemMoreThanOnce,WithPauses"
            await pilot.resize_terminal(140, 60)
            await press(pilot, "b")
            assert words(app).count("Reading twice helps.") == 40

        play(opened, act)


def test_notes_of_a_kind_are_shown_and_accepted_together(tmp_path: Path) -> None:
    with opened_place(tmp_path, page=ALIKE) as opened:
        opened.sync()

        async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
            count = len(app.review.items)
            assert count == 3
            await press(pilot, "a")
            assert "notes whose title agrees" in words(app)
            await press(pilot, "1")
            assert "note Attention Is All You Need" in words(app)
            assert "work Attention Is All You Need (2017)" in words(app)
            assert not (opened.folder / "decisions.txt").exists()
            await pilot.resize_terminal(120, 30)
            await press(pilot, "escape", "escape")
            assert not (opened.folder / "decisions.txt").exists()
            await press(pilot, "a", "1", "enter")
            assert "accepted 2 works" in words(app)
            assert [row.split()[0] for row in lines(opened)] == ["accept"] * 2
            await press(pilot, "u")
            assert "undone: accepted 2 works" in words(app)
            assert not (opened.folder / "decisions.txt").exists()
            assert app.review.decided_count == 0
            await press(pilot, "a", "1", "enter")
            assert app.review.decided_count == 2
            await press(pilot, "a")
            assert "1 note whose title and year agree" in words(app)

        play(opened, act)


def test_only_what_nothing_speaks_against_is_offered_together(place: Place) -> None:
    async def act(app: ReviewApp, pilot: Pilot[None]) -> None:
        offered = {
            app.review.items[at].decided.note.title for group in group_alike(app.review.items) for at in group.positions
        }
        assert "A Work That Nobody Has Written Yet" not in offered
        for group in group_alike(app.review.items):
            for at in group.positions:
                first = app.review.items[at].decided.decision.candidates[0]
                assert not first.vetoes
                assert all(evidence.bits > -0.1 or evidence.comparison == "prior" for evidence in first.evidence)

    play(place, act)
