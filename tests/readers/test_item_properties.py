"""Properties that outliners keep in one item, as plugins for citations in Logseq write them."""

from __future__ import annotations

from biblio.readers.markdown.item_properties import item_properties
from tests.readers.markdown_samples import notes, only, own

ITEM = (
    "\t- type: article\n\t  author: Roe, Jane\n\t  journal: Lamps and Light\n\t  date: 2018-11\n\t  accessed: \n"
    "\t  url: https://doi.org/10.1000/lamps\n"
)


def test_a_page_with_a_title_and_an_item_of_properties() -> None:
    text = f"icon:: x\ntags:: [[Reference]]\n\n- # Tokyo Rules 2018: a current review\n{ITEM}- # Abstract\n\t- Lamps glow.\n"
    (note,) = notes(text, "pages/References___roeLamps2018.md")
    assert (note.title, note.authors, note.venue) == (
        "Tokyo Rules 2018: a current review",
        ("Roe, Jane",),
        "Lamps and Light",
    )
    assert (note.year, note.month) == (2018, 11)
    assert [link.url for link in note.links if link.role == "own"] == ["https://doi.org/10.1000/lamps"]


def test_the_title_may_be_one_of_the_properties() -> None:
    text = "- type: book\n  author: \n  itemTitle: Lamps of the North\n  date: 2019\n  DOI: \n- Abstract\n"
    (note,) = notes(text, "pages/References___lamps.md")
    assert (note.title, note.kind_hint) == ("Lamps of the North", "book")


def test_text_and_short_items_are_no_properties() -> None:
    lines = ["- Ann: hello", "  Max: well", "  author: nobody", "  and then they left", "  the room"]
    assert item_properties(lines, first=1) == []
    assert item_properties(["- author: Roe", "  title: Lamps"], first=1) == []
    assert item_properties(["- host: a", "  port: 1", "  user: x", "  mode: y"], first=1) == []


def test_blocks_of_logseq_with_bullets_of_their_own() -> None:
    note = only(
        """
        - Lanterns at the edge of the sea #toread
        \t- Zotero Metadata
        \t\t- * Item Type: [[Conference paper]]
        \t\t- * Authors: [[Jane Roe]], [[Max Poe]]
        \t\t- * Date: [[10/2019]]
        \t\t- * DOI: [10.1000/lanterns](https://doi.org/10.1000/lanterns)
        \t\t- PDF Attachments
        """,
        "sea.md",
    )
    assert (note.title, note.authors, note.year) == ("Lanterns at the edge of the sea", ("Jane Roe", "Max Poe"), 2019)
    assert own(note) == ["https://doi.org/10.1000/lanterns"]
    page = only("- * DOI: 10.1000/lanterns\n- * Authors: [[Jane Roe]]\n- Good.\n", "Lanterns at sea.md")
    assert (page.title, page.authors, own(page)) == (
        "Lanterns at sea",
        ("Jane Roe",),
        ["https://doi.org/10.1000/lanterns"],
    )
