"""Clues are what a summary keeps of the original: names, numbers, terms of the field, slugs of the work's links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.extract.summary_clues import extract_clues
from biblio.model.clues import ClueForm, CluePlace
from biblio.model.note import Link, LinkRole, Note


def note(**fields: object) -> Note:
    return Note("n", "notes.txt", 1, 9, "keypoint-text").replace(**fields)


def clues_by_text(**fields: object) -> dict[str, tuple[ClueForm, CluePlace]]:
    return {clue.written: (clue.form, clue.place) for clue in extract_clues(note(**fields))}


def readings(written: str, **fields: object) -> tuple[str, ...]:
    for clue in extract_clues(note(**fields)):
        if clue.written == written:
            return tuple(" ".join(words) for words in clue.readings)
    raise AssertionError(f"no clue {written!r}")


def test_names_and_numbers_of_a_japanese_summary() -> None:
    clues = clues_by_text(summary="R2E-Gymは66.18%の精度で、1.58-bitの量子化を用いて強化学習を改善。")
    assert clues["R2E-Gym"] == (ClueForm.NAME, CluePlace.SUMMARY)
    assert clues["66.18%"] == (ClueForm.NUMBER, CluePlace.SUMMARY)
    assert clues["強化学習"] == (ClueForm.TERM, CluePlace.SUMMARY)


def test_a_decimal_number_is_one_word() -> None:
    assert readings("66.18%", summary="精度は66.18%に達する。") == ("66d18",)


def test_terms_are_read_in_either_number() -> None:
    assert {"reward model", "reward models"} <= set(readings("報酬モデル", summary="報酬モデルを学習する。"))


def test_abbreviations_are_spelt_out() -> None:
    assert "large language models" in readings("LLM", summary="LLMの性能を調べる。")


def test_plain_words_of_an_english_summary_are_no_names() -> None:
    clues = clues_by_text(summary="We train StarCoder on permissive code.")
    assert clues["StarCoder"][0] is ClueForm.NAME
    assert clues["permissive"][0] is ClueForm.TERM


@pytest.mark.parametrize(
    "line",
    [
        "- [Paper Note] MiniLMv2: Distillation, Wenhui Wang+, ACL'21",
        "前提: UL2 (Yi Tay et al., 2023)",
        "HF: https://huggingface.co/collections/other-lab/other-model",
        "[^1]: OtherNet とは別物",
    ],
)
def test_lines_that_cite_other_works_say_nothing(line: str) -> None:
    assert clues_by_text(comment=f"{line}\nSoftPromptを使う。").keys() == {"SoftPrompt"}


def test_code_is_passed_over() -> None:
    assert clues_by_text(comment="```\nimport TorchThing\n```\nMyModelを学習。").keys() & {"TorchThing", "MyModel"} == {
        "MyModel"
    }


@pytest.mark.parametrize(
    ("url", "role", "word"),
    [
        ("https://github.com/someone/tree-of-thoughts", LinkRole.CODE, "thoughts"),
        ("https://mira-benchmark.github.io/", LinkRole.PROJECT, "mira"),
        ("https://www.slideshare.net/x/get-to-the-point-summarization", LinkRole.SLIDES, "summarization"),
        ("https://www.slideshare.net/x/get-to-the-point-summarization/12", LinkRole.SLIDES, "summarization"),
        ("https://huggingface.co/collections/lab/StepDeepResearch", LinkRole.MODEL, "stepdeepresearch"),
    ],
)
def test_slugs_of_the_works_own_links(url: str, role: LinkRole, word: str) -> None:
    clues = extract_clues(note(links=(Link(url, role),)))
    assert ((word,),) in {clue.readings for clue in clues}
    assert {clue.place for clue in clues} == {CluePlace.LINK}


@pytest.mark.parametrize("role", [LinkRole.POST, LinkRole.RELATED, LinkRole.MENTION, LinkRole.PAGE])
def test_slugs_of_other_links_say_nothing(role: LinkRole) -> None:
    assert extract_clues(note(links=(Link("https://github.com/x/some-thing", role),))) == ()


def test_tags_are_split_into_words() -> None:
    (clue,) = extract_clues(note(tags=("ReinforcementLearning",)))
    assert clue.readings[0] == ("reinforcement", "learning")
    assert clue.place is CluePlace.TAG


@given(st.text(max_size=400), st.text(max_size=400))
def test_whatever_is_written_gives_usable_clues(summary: str, comment: str) -> None:
    clues = extract_clues(note(summary=summary, comment=comment))
    assert len({clue.readings for clue in clues}) == len(clues)
    for clue in clues:
        assert clue.readings
        assert all(words and all(words) for words in clue.readings)


def test_the_commands_of_latex_are_no_words_of_a_work() -> None:
    clues = clues_by_text(summary=r"複雑性を$\mathcal{O}\left(N^2\right)$から線形に削減し、DeltaNetより速い。")
    assert "DeltaNet" in clues
    assert not {"mathcal", "left", "right"} & {word for clue in clues for word in clue.lower().split()}


def test_an_address_in_a_summary_gives_what_it_was_named_after() -> None:
    clues = clues_by_text(
        summary="コードはhttps://github.com/Some-Lab/knowledge-neurons.で、https://example.org/2024 も公開。"
    )
    assert clues["knowledge-neurons"] == (ClueForm.NAME, CluePlace.SUMMARY)
    assert not any("github" in clue.lower() or "http" in clue or "2024" in clue for clue in clues)
