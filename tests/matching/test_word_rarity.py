"""How rare a word is, offhand: words of the table, of no table, and phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.matching.word_rarity import guessed_share
from biblio.model.clues import ClueForm


def test_common_words_are_common_and_names_are_rare() -> None:
    assert guessed_share(ClueForm.TERM, ("model",)) > 0.2
    assert 0.001 < guessed_share(ClueForm.NAME, ("imagenet",)) < 0.05
    assert guessed_share(ClueForm.NAME, ("streamingllm",)) < 1e-4


def test_verbs_of_abstracts_are_common_though_titles_lack_them() -> None:
    assert guessed_share(ClueForm.TERM, ("propose",)) > 0.1


@pytest.mark.parametrize("form", list(ClueForm))
def test_what_no_table_has_is_rarer_than_what_one_has(form: ClueForm) -> None:
    assert guessed_share(form, ("qqxyzzy",)) < guessed_share(form, ("attention",))


@given(st.lists(st.sampled_from(["model", "attention", "sink", "reward", "qqxyzzy"]), min_size=1, max_size=5))
def test_a_phrase_is_no_commoner_than_its_rarest_word(words: list[str]) -> None:
    share = guessed_share(ClueForm.TERM, tuple(words))
    shares = [guessed_share(ClueForm.TERM, (word,)) for word in words]
    assert 0 < share <= min(shares)
    assert share < min(shares) or len(words) == 1 or max(shares) == 1
