"""Lines of bare addresses in a Markdown page: several are several notes, those of one work are one."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, BERT, VIT, listed, only, own

_NATURE = "https://doi.org/10.1038/nature14539"


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("heading", ["", "# Papers to read\n\n", "# 2024-05-01\n"])
def test_a_page_of_addresses(heading: str, gap: str) -> None:
    notes = listed(heading + gap.join([ATTENTION, f"<{BERT}> later!", _NATURE]) + "\n")
    assert [(own(note), note.comment) for note in notes] == [([ATTENTION], ""), ([BERT], "later!"), ([_NATURE], "")]


def test_addresses_in_a_paragraph_of_a_list() -> None:
    notes = listed(f"# Reading list\n\nFor next week:\n\n{BERT} first\n{VIT}\n\nDone.\n")
    assert [own(note) for note in notes] == [[BERT], [VIT]]


def test_two_addresses_of_one_work_below_its_title() -> None:
    note = only(f"# Deep Learning in Short\n\n{_NATURE}\nhttps://arxiv.org/abs/1807.07987\n")
    assert (note.title, own(note)) == ("Deep Learning in Short", [_NATURE, "https://arxiv.org/abs/1807.07987"])
