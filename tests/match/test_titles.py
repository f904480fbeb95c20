"""Levels of likeness between titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.match.titles import TitleLevel, compare_titles, information, title_keys


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Attention is all you need", "Attention Is All You Need", TitleLevel.EXACT),
        ("Pre-training of Things", "Pretraining of Things", TitleLevel.EXACT),
        (r"{BERT}: $k$-fold \emph{thing}", "BERT: k-fold thing", TitleLevel.EXACT),
        ("LLMs trained on “A is B”", 'LLMs trained on "A is B"', TitleLevel.EXACT),
        ("Some Long Story (extended abstract)", "Some Long Story", TitleLevel.EXACT),
        ("Mesquitei MoCap: Demtocratizing Motion Capture", "Mesquite MoCap: Democratizing Motion Capture", TitleLevel.CLOSE),
        ("Diffusion Models Beat GANs on Images", "Diffusion Models Beat GANs in Images", TitleLevel.CLOSE),
        ("A Tensor Framework: With Applications to Radar", "A Tensor Framework", TitleLevel.SUBTITLE),
        ("A Tensor Framework: 12 Applications", "A Tensor Framework", TitleLevel.SUBTITLE),
        ("Probing GPT-2 for Syntax", "Probing GPT-3 for Syntax", TitleLevel.NEAR),
        ("Theory of Types, Part I", "Theory of Types, Part II", TitleLevel.NEAR),
        ("Learning with supervised data at scale", "Learning with unsupervised data at scale", TitleLevel.NEAR),
        ("Segment Anything", "Segment Anything in Medical Images", TitleLevel.DIFFERENT),
        ("深層学習による画像認識", "深層学習による音声認識", TitleLevel.NEAR),
        ("深層学習による画像認識", "強化学習の理論", TitleLevel.DIFFERENT),
        ("深層学習による画像認識", "Image Recognition by Deep Learning", TitleLevel.UNKNOWN),
        ("", "Anything", TitleLevel.UNKNOWN),
        ("!!!", "???", TitleLevel.UNKNOWN),
    ],
)  # fmt: skip
def test_levels(left: str, right: str, level: TitleLevel) -> None:
    assert compare_titles(left, right).level is level
    assert compare_titles(right, left).level is level


@given(st.text(max_size=60), st.text(max_size=60))
def test_comparison_is_symmetric(left: str, right: str) -> None:
    assert compare_titles(left, right) == compare_titles(right, left)


@given(st.text(max_size=80))
def test_a_title_equals_itself_or_is_unknown(title: str) -> None:
    assert compare_titles(title, title).level in (TitleLevel.EXACT, TitleLevel.UNKNOWN)


@given(st.lists(st.sampled_from(["the", "learning", "mamba", "2", "深層"]), max_size=8))
def test_more_words_never_say_less(words: list[str]) -> None:
    for count in range(len(words)):
        assert information(tuple(words[:count])) <= information(tuple(words[: count + 1]))


def test_keys_hold_the_main_title_too() -> None:
    assert title_keys("LoRA: Low-Rank Adaptation") == ("loralowrankadaptation", "lora")
    assert title_keys("Adam") == ("adam",)
