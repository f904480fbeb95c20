"""Memos with a title above an address: whole pages, sections of one page, names of files with a label."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, BERT, notes, only, own

_FOG = "https://openreview.net/forum?id=o8nYuR8ekFm"


def test_a_bullet_with_the_title_above_a_label_and_the_address() -> None:
    text = f"- Lanterns at Sea with Learned Wicks\n- URL\n{ATTENTION}\n- 概要\n灯りについて。\n"
    note = only(text, "Lanterns_at_Sea.md")
    assert (note.title, own(note)) == ("Lanterns at Sea with Learned Wicks", [ATTENTION])
    assert only(text.replace("- URL\n", ""), "sea.md").title == "Lanterns at Sea with Learned Wicks"


def test_sections_with_their_addresses_are_notes_of_their_own() -> None:
    first, second, third = notes(
        f"""
        ## Bounds So Tight That They Explain the Light of Lamps
        {_FOG} 2022

        ### TL;DR
        灯りの境界を提案する。
        https://www.arxiv-vanity.com/papers/2211.13609/

        ## Sharp Lamps Can Light Up the Deepest Harbours
        {ATTENTION}

        ## Differentiable Objectives with Partially Lit Lamps
        部分的に灯されたランプを使用した微分可能な目標
        {BERT}
        """,
        "bounds.md",
    )
    assert (first.title, own(first)[0]) == ("Bounds So Tight That They Explain the Light of Lamps", _FOG)
    assert (second.title, own(second)) == ("Sharp Lamps Can Light Up the Deepest Harbours", [ATTENTION])
    assert (third.title, own(third)) == ("Differentiable Objectives with Partially Lit Lamps", [BERT])


@pytest.mark.parametrize(
    ("name", "title"),
    [("WGAN 리뷰", "WGAN"), ("GPT-1 리뷰", "GPT-1"), ("등대 리뷰", "등대 리뷰"), ("BERT 论文笔记", "BERT")],
)
def test_a_short_name_loses_the_label_of_another_script(name: str, title: str) -> None:
    text = (
        "## Abstract\n\n본 논문은 등대를 다룬다. 저자들은 제안한다.\n\n## 1. Introduction\n\n배.\n\n## Method\n\n빛.\n"
    )
    assert only(f"{text}\n## Experiments\n\n밤.\n", f"{name}.md").title == title


def test_a_heading_that_goes_on_where_the_name_of_the_file_ends() -> None:
    text = "## Lamp Unrolling : Lit, Efficient Lamps for Ships and Harbours\n\n## Abstract\n\nThe authors light it.\n"
    assert only(text, "Lamp_Unrolling.md").title == "Lamp Unrolling : Lit, Efficient Lamps for Ships and Harbours"
