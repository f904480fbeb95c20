"""Pages of outliners that are called by a nickname: the work stands in their first items, with what Zotero knows of it."""

from __future__ import annotations

import pytest

from tests.readers import read_text
from tests.readers.markdown_samples import ATTENTION, notes, only, own

PAGE = "---\ntitle: Lampnet\ntype: Article\ncitekey: roeLampsOilFog2019\n---\n\n"


@pytest.mark.parametrize(
    "items",
    [
        f"- Lamps of Oil and Fog #reading\n\t- Zotero Metadata\n\t\t- [{ATTENTION}]({ATTENTION})\n\t\t- PDF Attachments\n",
        f"- Meta Data\n  heading:: true\n\t- #title Lamps of Oil and Fog, 2019, ICML\n\t- #url: [{ATTENTION}]({ATTENTION})\n",
        f"- Meta Data\n    - Title: Lamps of Oil and Fog\n    - PDF Attachments\n    - {ATTENTION}\n",
        f"- Lamps of Oil and Fog\n\t- code: https://example.org/lamps\n\t- [arXiv:1706.03762]({ATTENTION})\n",
    ],
)
def test_the_first_items_name_the_work(items: str) -> None:
    note = only(PAGE + items + "- Abstract\n\t- Fog is thick.\n")
    assert (note.title, own(note)) == ("Lamps of Oil and Fog", [ATTENTION])
    assert note.citekey == "roeLampsOilFog2019"


def test_an_item_that_only_begins_the_notes_is_no_title() -> None:
    assert only(PAGE + "- Towers are very tall here\n\t- and cold\n").title == "Lampnet"


def test_a_nickname_begins_the_title() -> None:
    text = "---\ntitle: Lampnet\ntype: Article\n---\n\n- Meta Data\n\t- **Lampnet**: Lights without Local Wicks, 2020\n"
    note = only(text)
    assert (note.title, note.year) == ("Lampnet: Lights without Local Wicks", 2020)


def test_names_and_venue_in_headings_below_the_title() -> None:
    text = (
        "# Lamps of Oil\n### by Ada Roe, Max Poe, and Ann B. Doe\n#### Lamp Lab\n#### CVPR 2020, arXiv:1706.03762\n\n"
        "A plain lamp.\n\n### Method\n\nIt burns. Others burn, too.\n"
    )
    note = only(text)
    assert (note.title, note.authors, own(note)) == ("Lamps of Oil", ("Ada Roe", "Max Poe", "Ann B. Doe"), [ATTENTION])


def test_published_says_where_and_names_the_work() -> None:
    note = only(
        "# Lamps of Oil\n\n- **Authors:** Ada Roe, Max Poe\n- **Published:** ECCV 2020 (arXiv:1706.03762), 28 May 2020\n"
    )
    assert (note.venue, note.year, own(note)) == ("ECCV", 2020, [ATTENTION])


def test_what_a_long_text_cites_is_no_list() -> None:
    reference = "Roe, J., Poe, M.: Lamps at sea number {}. In: Proc. Lights, pp. 1-10. Springer (2017)\n\n"
    references = "".join(map(reference.format, range(9)))
    assert len(notes("Reading list\n\n" + references)) == 9
    text = "Fog and Oil\n\n" + "The lamp burns in the fog all night.\n" * 120 + "\nReferences\n\n" + references
    assert not notes(text)


def test_addresses_of_pdfs_below_headings_among_papers() -> None:
    others = "".join(f"## Lamps, part {n}\nhttp://arxiv.org/pdf/1706.0376{n}v1.pdf\n\n(8 pages)\n\n" for n in range(3))
    text = f"# Candidates\n\n{others}## Fog over Towers - ADA, 12\nhttp://lamps.example.org/fog.pdf\n\n(9 pages)\n"
    assert notes(text)[-1].title == "Fog over Towers"


def test_a_form_whose_title_was_not_filled_in() -> None:
    text = f"# Title\n- Paper: Lamps that never stop: Adapting Lights to Fog\n- URL: {ATTENTION}\n"
    assert only(text).title == "Lamps that never stop: Adapting Lights to Fog"


def test_an_outline_that_is_indented_as_a_whole_is_no_code() -> None:
    items = f"\n\t- 评分 [[4💗️]]\n\t- Lamps of Oil and Fog #readdone\n\t- Zotero Metadata\n\t\t- [{ATTENTION}]({ATTENTION})\n"
    note = only(PAGE + items)
    assert (note.title, own(note)) == ("Lamps of Oil and Fog", [ATTENTION])


@pytest.mark.parametrize("rating", ["评分 [[3.5💗️]]", "rating: 4/5", "4💗️"])
def test_a_rating_behind_the_title_is_none_of_it(rating: str) -> None:
    text = f"- Lampnet: Lights without Wicks {rating} #readdone\n\t- Metadata\n\t\t- [{ATTENTION}]({ATTENTION})\n"
    note = only(PAGE + text)
    assert (note.title, own(note)) == ("Lampnet: Lights without Wicks", [ATTENTION])


def test_a_tagged_title_makes_a_page_one_on_a_work() -> None:
    note = only("---\ntitle: Lampnet\n---\n\n- DONE all\n- Meta Data\n\t- #title Lights without Wicks, 2020\n- Wicks\n")
    assert (note.title, note.year) == ("Lights without Wicks", 2020)
    two = "---\ntitle: Lampnet\n---\n\n- #title Lights without Wicks\n- #title Lights at Sea and Land\n"
    assert notes(two) == []


def test_the_first_item_may_have_the_name_of_the_page_in_it() -> None:
    text = "---\ntitle: lamp oil\ntype: Article\n---\n\n- Upgrading to lights through lamp oil\n- Lamp oil vs [[Fog]]\n"
    assert only(text).title == "Upgrading to lights through lamp oil"


def test_a_page_in_org_has_the_title_in_its_first_heading() -> None:
    page = "#+TITLE: Lampnet\n#+type: [[Article]]\n#+citekey: roeLampsOilFog2019\n"
    page += f"** Lights without Wicks #reading\n*** Zotero Metadata\n**** [{ATTENTION}]({ATTENTION})\n** Abstract\n*** It burns.\n"
    (note,) = read_text.notes(page, "lampnet.org")
    assert (note.title, own(note)) == ("Lights without Wicks", [ATTENTION])
