"""A small catalogue is searched in memory, and finds what the full text on disk finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.lookup.catalogue.build import build_index
from biblio.lookup.catalogue.catalogue_folders import open_project_catalogue
from biblio.lookup.catalogue.catalogue_service import Catalogue, open_catalogue
from biblio.lookup.catalogue.formats.source_files import find_sources
from biblio.lookup.catalogue.fulltext import FullText, open_fulltext
from biblio.lookup.catalogue.word_index import WordIndex, is_misspelling, rarest_words
from biblio.lookup.progress import SilentProgress
from biblio.model.people import Person
from tests.lookup.catalogue.memory import BuildLog
from tests.program import ROOT

EXAMPLE = ROOT / "biblio" / "example" / "catalogue.jsonl"
WORDS = "alder birch cedar dogwood elm fir ginkgo hazel ivy juniper larch maple oak pine rowan spruce".split()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalogue, Catalogue]]:
    """The example's catalogue with its words on disk, and in memory."""
    opened = []
    for is_large in (True, False):
        folder = tmp_path_factory.mktemp("catalogue")
        files = [found for found in find_sources(EXAMPLE) if isinstance(found, tuple)]
        build_index(folder, files, progress=BuildLog(), with_fulltext=is_large)
        assert (folder / "text").exists() is is_large
        opened.append(open_catalogue(folder, with_fulltext=is_large))
    yield opened[0], opened[1]
    for catalogue in opened:
        catalogue.close()


def test_a_damaged_title_finds_the_same_in_memory(both: tuple[Catalogue, Catalogue]) -> None:
    on_disk, in_memory = both
    draw = random.Random(7)
    for record in on_disk.records(range(1, on_disk.count + 1)):
        for title in damaged(record.title, draw):
            found = [catalogue.by_titles((title,), record.authors[:1]) for catalogue in both]
            assert found[0] == found[1], title
        assert record in on_disk.by_titles((record.title,), record.authors[:1])
    assert in_memory.search("language models few shot", 5) == on_disk.search("language models few shot", 5)
    assert in_memory.by_titles(("Nothing of this is in any title",), (Person("Nobody"),)) == ()


def damaged(title: str, draw: random.Random) -> list[str]:
    words = title.split()
    letters = list(title)
    place = draw.randrange(1, len(letters) - 1)
    return [
        title, " ".join(words[: max(2, len(words) * 2 // 3)]), title[:place] + title[place + 1 :],
        title[:place] + "x" + title[place:], " ".join(draw.sample(words, len(words))) if len(words) > 4 else title,
    ]  # fmt: skip


@pytest.fixture
def indexes(tmp_path: Path) -> tuple[FullText, WordIndex]:
    draw = random.Random(3)
    works = [
        (
            number,
            {
                "title": " ".join(draw.choices(WORDS, k=4)),
                "text": " ".join(draw.choices(WORDS, k=9)),
                "names": draw.choice(WORDS),
            },
        )
        for number in range(1, 60)
    ]
    full_text = open_fulltext(tmp_path)
    for number, texts in works:
        full_text.add(number, 0, texts)
    full_text.commit()
    return full_text, WordIndex(lambda: works)


def test_scores_and_counts_are_those_of_the_full_text(indexes: tuple[FullText, WordIndex]) -> None:
    full_text, index = indexes
    draw = random.Random(5)
    for _ in range(40):
        words = draw.sample(WORDS, 3)
        assert dict(index.by_title(words, 100)) == pytest.approx(dict(full_text.by_title(words, 100)), rel=1e-4)
        assert dict(index.by_words(words, 100)) == pytest.approx(dict(full_text.by_words(words, 100)), rel=1e-4)
        clues = [((tuple(words[:2]), (words[2],)), 3.0), (((words[0],),), 1.5)]
        assert dict(index.by_clues(clues, 100, names=words[:1])) == pytest.approx(
            dict(full_text.by_clues(clues, 100, names=words[:1]))
        )
        assert index.count_with_all((words[0],)) <= full_text.count_with_all((words[0],)) * 2
    misspelt = ["brch", "cedra", "dogwoods", "spruze"]
    near = {number for number, _ in full_text.by_misspelt_title(misspelt, 100)}
    assert {number for number, _ in index.by_misspelt_title(misspelt, 100)} == near
    assert len(near) > 20
    for engine in indexes:
        assert engine.by_title(misspelt, 100) == [], (
            "words that are in no title are searched for only if nothing is near"
        )
        assert engine.by_misspelt_title(WORDS[:3], 100) == [], "no word is misspelt"


@pytest.mark.parametrize(
    ("word", "other", "is_near"),
    [("cedar", "cedra", True), ("cedar", "ceda", True), ("cedar", "cedars", True), ("cedar", "codar", True), ("cedar", "xcedar", True),
     ("cedar", "cedar", False), ("cedar", "cdera", False), ("cedar", "cod", False), ("ab", "ba", True), ("cedar", "ecdar", True)],
)  # fmt: skip
def test_one_edit(word: str, other: str, is_near: bool) -> None:
    assert is_misspelling(word, other) is is_misspelling(other, word) is is_near


def test_a_source_that_grows_and_shrinks_never_meets_words_of_its_earlier_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, index = tmp_path / "works.jsonl", tmp_path / "catalogue"
    short, long = (
        '{"title": "The first of both", "year": 2001}\n',
        '{"title": "%s", "year": 2002}\n' % ("Long " * 900_000),
    )
    found = {}
    for step, text in enumerate((short, long + short, short.replace("first", "only"), long)):
        source.write_text(text, encoding="utf-8")
        catalogue = open_project_catalogue(source, None, index_folder=index, progress=SilentProgress())
        assert catalogue is not None
        found[step] = [record.title for record in catalogue.by_titles(("The frist of both", "The onyl of both"))]
        catalogue.close()
    assert found == {0: ["The first of both"], 1: ["The first of both"], 2: ["The only of both"], 3: []}


@pytest.mark.parametrize(
    ("frequency", "count", "searched", "misspelt"),
    [
        ({"of": 900, "oak": 5, "elm": 9, "fir": 20, "ivy": 1}, 1000, ["ivy", "oak", "elm", "fir"], []),
        ({"of": 900, "oak": 5, "eml": 0, "brich": 0}, 1000, ["oak", "of"], ["brich"]),
        ({"of": 900, "in": 800, "the": 700, "oak": 5, "a": 600, "brich": 0}, 1000, ["oak", "a", "the", "in"], ["brich"]),
        ({"of": 900, "in": 800, "the": 700, "oak": 5, "a": 600}, 1000, ["oak", "a", "the", "in", "of"], []),
    ],
)  # fmt: skip
def test_the_rarest_words_are_searched_for(
    frequency: dict[str, int], count: int, searched: list[str], misspelt: list[str]
) -> None:
    assert rarest_words(frequency, count) == (searched, misspelt)
