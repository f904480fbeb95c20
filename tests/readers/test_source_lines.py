"""A line below the title with nothing but the address of a work as the source of a page."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, notes, only, own


@pytest.mark.parametrize(
    "line",
    [
        f"Source: {ATTENTION}", f"source: <{ATTENTION}>", f"Source: [arXiv]({ATTENTION})", f"**Source**: {ATTENTION}",
        f"- Source: {ATTENTION}", f"Quelle: {ATTENTION}", f"出典：{ATTENTION}", f"Источник: {ATTENTION}", f"> Fonte: {ATTENTION}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("title", ["Attention is all you need", "Transformers"])
def test_it_leads_to_the_work_of_the_page(title: str, line: str) -> None:
    note = only(f"# {title}\n\n{line}\n\nHeads look at words.\n")
    assert note.title == title
    assert own(note) == [ATTENTION]


@pytest.mark.parametrize(
    "text",
    [
        f"Source: see above, and {ATTENTION} says more.", "Source: https://example.org/lamps",
        f"## Oil\n\nIt burns.\n\nSource: {ATTENTION}",
    ],
)  # fmt: skip
def test_that_of_something_else_does_not(text: str) -> None:
    assert not any(map(own, notes(f"# Lamps at sea\n\n{text}\n")))
