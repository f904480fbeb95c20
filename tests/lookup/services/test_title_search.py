from __future__ import annotations

import pytest

from biblio.lookup.services.title_search import filter_related, latin_titles, plain_words, search_surname
from biblio.model.decision import Query
from biblio.model.people import Person
from biblio.model.record import Record


def related_titles(titles: tuple[str, ...], *records: str) -> list[str]:
    return [record.title for record in filter_related(titles, [Record("x", title) for title in records])]


@pytest.mark.parametrize(
    ("searched", "title", "is_related"),
    [
        ("Attention is all you need", "Attention Is All You Need", True),
        ("Pretraining language models", "Pre-training Language-Models", True),
        ("FlashAttention", "FlashAttention: Fast and Memory-Efficient Exact Attention", True),
        (
            "Efficient Streaming Language Models with Sinks",
            "Efficient Streaming Language Models with Attention Sinks",
            True,
        ),
        ("Deep Learning for Fish", "Deep Learning", True),
        ("Colourles Gren Ideas Slepe", "Colourless Green Ideas Sleep", True),
        ("Colourles Gren Ideas Slepe", "Colourless Green Memes Weep", False),
        ("Deep sea fish of the Pacific", "Deep Learning", False),
        ("深層学習による画像認識", "深層学習による画像の認識", True),
        ("深層学習による画像認識", "強化学習による制御", False),
        ("…", "…", False),
        ("A title", "", False),
    ],
)
def test_related(searched: str, title: str, is_related: bool) -> None:
    assert bool(related_titles((searched,), title)) == is_related


def test_the_closest_comes_first_and_equals_keep_their_order() -> None:
    titles = ("Segment Anything in High Quality", "Segment Anything", "Segment Anything Fast")
    assert related_titles(("Segment Anything",), *titles)[0] == "Segment Anything"
    assert related_titles(("A B",), "A B C", "B A C") == ["A B C", "B A C"]


def test_any_reading_of_the_title_counts() -> None:
    assert related_titles(("画像認識", "Image recognition"), "Image Recognition") == ["Image Recognition"]


def test_no_more_than_twenty() -> None:
    assert len(related_titles(("A B",), *(f"A B {n}" for n in range(50)))) == 20


def test_no_titles_no_records() -> None:
    assert related_titles((), "A title") == []


def test_latin_titles() -> None:
    query = Query(note="n", titles=("深層学習", "Deep Learning 深層学習", "深層学習 X", "Über"))
    assert latin_titles(query) == ("Deep Learning 深層学習", "Über")


def test_plain_words() -> None:
    assert plain_words("“What’s new?” – A survey (v2), 50% off_line") == [
        "What's", "new", "A", "survey", "v2", "50", "off", "line",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("person", "word"),
    [
        (Person(family="Oord", particle="van den", given="Aäron"), "oord"),
        (Person(family="El-Yaniv"), "yaniv"),
        (Person(family="Müller"), "muller"),
        (Person(family="山田", given="太郎"), ""),
        (Person(literal="OpenAI"), ""),
    ],
)
def test_surname(person: Person, word: str) -> None:
    assert search_surname([person]) == word
    assert search_surname([]) == ""
