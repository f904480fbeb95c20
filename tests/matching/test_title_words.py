"""What single words tell, and where two titles differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.matching.titles.alignment import Differences, align
from biblio.matching.titles.title_words import is_misspelt, is_number, normalise_words
from biblio.matching.word_rarity import information


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("recogintion", "recognition", True),
        ("istribtuion", "distribution", True),
        ("aadaptation", "adaptation", True),
        ("models", "model", True),
        ("analyses", "analysis", True),
        ("colour", "color", True),
        ("modelling", "modeling", True),
        ("optimisation", "optimization", True),
        ("mode1s", "models", True),
        ("leaming", "learning", True),
        ("0n", "on", True),
        ("two", "2", True),
        ("sand", "and", True),
        ("encoder", "decoder", False),
        ("implicit", "explicit", False),
        ("supervised", "unsupervised", False),
        ("linear", "nonlinear", False),
        ("copilot", "recopilot", False),
        ("queries", "query", True),
        ("boxes", "box", True),
        ("searches", "search", True),
        ("classes", "class", True),
        ("gans", "gan", True),
        ("b1t", "bit", True),
        ("speech", "spceeh", True),
        ("recognition", "rceogntiino", True),
        ("recognition", "ercgonitoni", False),  # four slips in one word
        ("segformer", "resegformer", False),
        ("mas", "mass", False),
        ("cats", "2017", False),
        ("io", "10", False),
        ("zyxw", "zyxv", False),
        ("gpt2", "gpt3", False),
        ("3", "2", False),
        ("with", "without", False),
        ("画像", "音声", False),
    ],
)
def test_misspellings(a: str, b: str, expected: bool) -> None:
    assert is_misspelt(a, b) is expected
    assert is_misspelt(b, a) is expected


@given(
    st.text(alphabet="abcdeilmnorst015", min_size=1, max_size=12),
    st.text(alphabet="abcdeilmnorst015", min_size=1, max_size=12),
)
def test_misspelling_is_symmetric(a: str, b: str) -> None:
    assert is_misspelt(a, b) is is_misspelt(b, a)


def test_numbers_in_one_spelling() -> None:
    assert normalise_words(["part", "ii"]) == normalise_words(["part", "2"]) == ("part", "2")
    assert normalise_words(["volume", "i"]) == ("volume", "1")
    assert normalise_words(["i", "robot"]) == ("i", "robot")
    assert normalise_words(["henry", "i"]) == ("henry", "i")
    assert normalise_words(["a", "theory", "i"]) == ("a", "theory", "1")
    assert normalise_words(["a", "theory", "i"], is_whole=False) == ("a", "theory", "i")
    assert normalise_words(["λ", "λ", "returns"]) == ("lambda", "returns")
    assert is_number("v2")


@given(st.lists(st.sampled_from(["the", "learning", "mamba", "2", "深層"]), max_size=8))
def test_more_words_never_say_less(words: list[str]) -> None:
    for count in range(len(words)):
        assert information(words[:count]) <= information(words[: count + 1])


def test_rare_words_say_more() -> None:
    assert information(["of"]) < information(["learning"]) < information(["turkish"]) < information(["zyzzyva"])


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a b c", "a b c", Differences()),
        ("deep graph learning", "graph deep learning", Differences(moved=1)),
        ("new deep graph learning", "graph learning new deep", Differences(moved=1)),
        ("using old maps and cars to plan", "and cars to plan using old maps", Differences(moved=3)),
        ("image to text", "text to image", Differences(moved=2)),
        ("the data base", "the database", Differences()),
        ("distortionaware models", "distortion aware models", Differences()),
        ("deep recogintion of cats", "deep recognition of cats", Differences(misspelt=((1, 1),))),
        ("deep mode1s of cats", "deep models of cats", Differences(misspelt=((1, 1),))),
        ("database for software of cats", "data base for soft ware of cats", Differences()),
        ("distort1onaware models", "distortion aware models", Differences()),
        ("distrotionaware models", "distortion aware models", Differences()),
        ("new deep graph learning cats", "graph learning cats new deep", Differences(moved=1)),
        ("graph learning cats new deep", "new deep graph learning cats", Differences(moved=1)),
        ("cats at night", "night cats at night soon", Differences(missing=(0, 4))),
        ("deep cats", "deep learning cats", Differences(missing=(1,))),
        ("deep learning cats", "deep cats", Differences(extra=(1,))),
    ],
)
def test_alignment(left: str, right: str, expected: Differences) -> None:
    assert align(left.split(), right.split()) == expected


LISTS = st.lists(st.sampled_from("deep graph learning of cats dogs data base database 2".split()), max_size=7)


@given(LISTS, LISTS)
def test_every_word_is_paired_or_left_over(left: list[str], right: list[str]) -> None:
    differences = align(left, right)
    assert set(differences.extra) <= set(range(len(left)))
    assert set(differences.missing) <= set(range(len(right)))
    assert sorted(differences.extra) == list(differences.extra)
    if left == right:
        assert differences == Differences()
