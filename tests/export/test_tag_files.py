"""File names for tags: legal, and never shared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.export.tag_files import assign_file_stems, file_stem

TAGS = st.one_of(
    st.text(min_size=1, max_size=30),
    st.sampled_from(
        ["NLP", "nlp", "Nlp", "ｎｌｐ", "é", "e\u0301", "CON", "a/b", "a b", "a-b", "埋め込み", "ß", "SS", "."]
    ),
)


@pytest.mark.parametrize(
    ("tag", "stem"),
    [
        ("NLP", "nlp"),
        ("Selected Papers/Blogs", "selected-papers-blogs"),
        ("Supervised-FineTuning (SFT)", "supervised-finetuning-sft"),
        ("Admin'sPick", "admin-spick"),
        ("C++", "c++"),
        ("埋め込み", "埋め込み"),
        ("Café", "café"),
    ],
)
def test_stems(tag: str, stem: str) -> None:
    assert file_stem(tag) == stem


def test_a_name_that_is_taken_or_reserved_gets_a_digest_that_stays() -> None:
    assert assign_file_stems(["NLP", "nlp", "CON"], {}) == {"NLP": "nlp", "nlp": "nlp-cb4927", "CON": "con-fa9a32"}


@given(TAGS)
def test_a_stem_is_a_legal_name_everywhere(tag: str) -> None:
    stem = file_stem(tag)
    assert stem
    assert not set(stem) & set('/\\:*?"<>|\0\n')
    assert stem[0] not in ".-"
    assert len(f"{stem}.bib".encode()) < 200
    assert stem.casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@given(st.lists(TAGS, max_size=12))
def test_no_two_tags_share_a_file(tags: list[str]) -> None:
    names = assign_file_stems(tags, {})
    folded = [unicodedata.normalize("NFKD", stem).casefold() for stem in names.values()]
    assert len(folded) == len(set(folded))
    assert set(names) == set(tags)


@given(st.lists(TAGS, max_size=8), st.lists(TAGS, max_size=8), st.randoms(use_true_random=False))
def test_names_are_kept_and_the_order_does_not_matter(first: list[str], more: list[str], random: object) -> None:
    before = assign_file_stems(first, {})
    after = assign_file_stems([*more, *first], before)
    assert {tag: after[tag] for tag in before} == before
    shuffled = list(more)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assign_file_stems([*first, *shuffled], before) == after
