"""Folding keeps every script, and means what it says."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.text import (
    ascii_words,
    blanked,
    common_prefix_length,
    fold,
    fold_key,
    name_search_word,
    normalise_space,
    normalised,
    shorten,
    strip_markup,
    tokens,
    whole_number,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Attention Is All You Need", "attention is all you need"),
        ("Vojtěch Vančura", "vojtech vancura"),
        ("Łukasz Kaiser and Søren Ærø", "lukasz kaiser and soren aero"),
        ("深層学習による画像認識", "深層学習による画像認識"),
        ("データ", "データ"),
        ("ハ", "ハ"),
        ("ﾊﾞ", "バ"),
        ("バ", "バ"),  # the voicing mark as a character of its own
        ("Ёлка и Йод", "елка и иод"),
        ("GPT-2 vs. GPT-3", "gpt 2 vs gpt 3"),
        ("Straße", "strasse"),
        ("ﬁne–tuning", "fine tuning"),
        ("한국어 모델", "한국어 모델"),
        ("لغة عربية", "لغة عربية"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_words_of_ascii_are_runs_of_letters_and_digits(text: str) -> None:
    assert tokens(text) == re.findall("[a-z0-9]+", text.lower())


def test_kana_marks_tell_letters_apart() -> None:
    assert len({fold(letter) for letter in "ハバパ"}) == 3


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("٣", 3), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None), ("²", None), ("-1", None), ("", None), ("1.0", None)],
)  # fmt: skip
def test_whole_numbers(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@given(st.text())
def test_fold_is_idempotent_and_blind_to_normalisation(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(alphabet=st.characters(categories=["Lo"]), min_size=1))
def test_letters_of_any_script_survive(text: str) -> None:
    assert tokens(text)


def test_fold_key_joins_what_hyphens_part() -> None:
    assert fold_key("pre-training") == fold_key("pre training") == fold_key("Pretraining")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<b>Deep</b> <i>learning</i>", "Deep learning"),
        ("R&amp;amp;D", "R&D"),
        ("learning the <pause-token>", "learning the <pause-token>"),
        ("a < b and c > d", "a < b and c > d"),
        ("$k$-fold {BERT}", "k-fold BERT"),
        (r"Sch{\"o}lkopf and \emph{others}", "Schölkopf and others"),
        ("H<sub>2</sub>O", "H2O"),
        ("<jats:p>An abstract.</jats:p>", "An abstract."),
        ("Deep<br/>learning", "Deep learning"),
        (
            "the <mml:math><mml:mi>k</mml:mi><mml:annotation encoding='tex'>k</mml:annotation></mml:math>-means",
            "the k-means",
        ),
        ("<alternatives><tex-math>$k$</tex-math><math><mi>k</mi></math></alternatives>-means", "k-means"),
        ("<tex-math>$k$</tex-math>-means", "k-means"),
        ("a <s> token and a <mask> token", "a <s> token and a <mask> token"),
    ],
)
def test_unwrap(text: str, plain: str) -> None:
    assert strip_markup(text) == plain


def test_ascii_words_spell_kana_and_leave_han_out() -> None:
    assert ascii_words("Müller Иванов はじめ") == ["muller", "ivanov", "hajime"]
    assert ascii_words("鈴木 Taiji") == ["taiji"]


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_shorten_fits(text: str, width: int) -> None:
    short = shorten(text, width)
    assert len(short) <= width
    assert "\n" not in short


@pytest.mark.parametrize(
    ("first", "second", "count"), [("", "", 0), ("abc", "abd", 2), ("abc", "abc", 3), ("ab", "abc", 2), ("x", "", 0)]
)
def test_common_prefix_length(first: str, second: str, count: int) -> None:
    assert common_prefix_length(first, second) == common_prefix_length(second, first) == count


@pytest.mark.parametrize(
    ("name", "word"),
    [("Rojas-Carulla", "carulla"), ("van der Maaten", "maaten"), ("山田", ""), ("Li", "li"), ("X", "")],
)
def test_a_name_is_searched_for_by_its_longest_word(name: str, word: str) -> None:
    assert name_search_word(name) == word


@given(st.text(alphabet=st.sampled_from("ab \t\n\x1c\x1f\u00a0\u3000é\u0301"), max_size=12))
def test_space_is_normalised_the_same_in_the_short_way(text: str) -> None:
    assert normalise_space(text) == " ".join(unicodedata.normalize("NFC", text).split())


@given(st.text(alphabet="ab \t\r\n\u2028\u00e9\U0001d49c"))
def test_blanked_text_keeps_its_length_and_the_ends_of_its_lines(text: str) -> None:
    assert blanked(text) == "".join(sign if sign in "\r\n" else " " for sign in text)


@given(st.text(st.sampled_from("ae\u0301\u0323\u0308\u0327\u0344\u0f73\u0345\u3099か…ǖ;\u037e ̂"), max_size=120))
def test_a_normal_form_is_that_of_unicode(text: str) -> None:
    for form in ("NFC", "NFKC", "NFD", "NFKD"):
        for one in (text, text + "\u0301\u0323\u0f73\u0344" * 20 + text):
            assert normalised(one, form) == unicodedata.normalize(form, one)  # type: ignore[arg-type]
