"""Pages of a vault on topics, which lead to texts about them, beside notes on the works that they lead to."""

from __future__ import annotations

from textwrap import dedent

import pytest

from biblio.readers.base import Document
from biblio.readers.markdown.markdown_reader import READER
from biblio.readers.markdown.note_file_names import read_file_name
from biblio.readers.markdown.title_links import leads_to_reference
from biblio.readers.skipped import Skipped, SkipReason
from tests.readers.markdown_samples import ATTENTION, BERT, VIT, notes, only, own, skipped

_BLOG = "https://roe.example.org/posts/how-lamps-burn"
_DOCS = "https://docs.lamps.example.org/guide/intro.html"
_FAQ = "https://lamps.example.org/docs/faq"
_PDF = "https://roe.example.org/papers/lamps.pdf"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # a link with the name of the topic, in the text or on a line of its own
        (
            "Lamp.md",
            "# Lamp\n\nLight at night, see [lamps](https://lamps.example.org/learn/lamps).\n\nMore [[Wicks]].\n",
        ),
        ("lamp notes.md", "[Lamp notes](https://roe.example.org/Lamp_notes)\n\nWhat burns at night, [[Wicks]].\n"),
        ("Lamp Construct.md", f"---\ntitle: Lamp Construct\n---\n\n[Lamp Construct Docs]({_DOCS})\n\n[[Wicks]]\n"),
        # the first line leads to a text with another title
        ("Attention.md", f"[What the lamp sees at night]({ATTENTION})\n\nHow a [[lamp]] attends.\n"),
        ("Oil and Fog.md", f"[What the lamp sees at night]({_BLOG})\n\nHow a [[lamp]] burns.\n"),
        ("Fog Theory.md", f"{ATTENTION}\n\nThe fog that comes in at night.\n\n- it is wet\n"),
        # keys for all that somebody found
        ("Lanterns.md", f"#seed\n**links**:\n- [manual]({_DOCS})\n- [talk]({_BLOG})\n\nSomething about lanterns.\n"),
        ("Lantern Method.md", f"links: {_DOCS}\n\nHow lanterns are lit, as [[Roe]] says.\n"),
        # a page for a day with a link
        ("2020_08_01.md", f"title:: August 1st, 2020\n\n[How lamps burn in the harbour]({_BLOG})\n"),
    ],
)
def test_pages_on_topics_are_no_notes(name: str, text: str) -> None:
    assert notes(text, name) == []


@pytest.mark.parametrize(
    ("name", "text", "title", "address"),
    [
        # the link is called the paper, or has the page's title
        ("BLAMP.md", f"[**Paper**]({ATTENTION})\n\nLike [[LAMP]], but better.\n", "BLAMP", ATTENTION),
        ("lamps.md", f"# [Lamps that see in the fog]({_PDF})\n\nGood.\n", "Lamps that see in the fog", _PDF),
        ("BLAMP.md", f"[BLAMP: Bright lamps for harbours]({ATTENTION})\n\nGood.\n", None, ATTENTION),
        (
            "ELAS.md",
            f"[Efficient Lamp Architecture Search]({ATTENTION})\n\nA [[lamp]] that is found.\n",
            None,
            ATTENTION,
        ),
        # the file is called by the number of the link
        ("read 1706.03762.md", f"{ATTENTION}\n\nThe proofs are in the appendix.\n", None, ATTENTION),
        # a title that nothing but a work has, or a key for the one address
        ("Seeing Lanterns in the Fog of Harbours.md", f"{ATTENTION}\n\nGood.\n", None, ATTENTION),
        ("Fog Theory.md", f"---\nurl: {ATTENTION}\n---\nGood.\n", None, ATTENTION),
        ("Fog Theory.md", f"---\nurl: {_PDF}\nauthor: Jane Roe\n---\nGood.\n", None, _PDF),
        # other signs of a work beside the link
        ("Fog Theory.md", f"#paper\n\n[What the lamp sees]({ATTENTION})\n\nGood.\n", None, ATTENTION),
        ("Papers/Fog Theory.md", f"{ATTENTION}\n\nThe fog at night.\n", None, ATTENTION),
        # its title among the references
        (
            "FOGNET.md",
            f"# FOGNET: Seeing Lanterns in Harbours\nLinks: [[Fog]]\n\n- ...\n\n# References\n"
            f"- [FOGNET - Seeing Lanterns in Harbours]({ATTENTION})\n- [Talk on fog](https://youtu.be/abc)\n",
            "FOGNET: Seeing Lanterns in Harbours",
            ATTENTION,
        ),
        ("note.md", ATTENTION, None, ATTENTION),
    ],
)
def test_notes_on_the_work_that_they_lead_to(name: str, text: str, title: str | None, address: str) -> None:
    note = only(text, name)
    assert own(note)[0] == address
    assert title is None or note.title == title


def test_what_a_page_on_a_topic_leads_to_is_told() -> None:
    text = "[Fog theory](https://roe.example.org/Fog_theory)\n\nWhat comes in at night.\n"
    (item,) = READER.read(Document("vault/Fog theory.md", text, "Fog theory.md"))
    assert isinstance(item, Skipped)
    assert (item.reason, item.detail, item.line) == (SkipReason.TOPIC, "Fog theory", 0)
    assert "title" in item.reason.hint


def test_works_on_a_page_of_a_vault_that_does_not_list_works_are_what_it_refers_to() -> None:
    text = dedent(
        f"""\
        Combines [[Oil]] and [[Wick]].

        Light is brighter where the oil is purer, and where the wick is cut every evening before it is lit.

        As everybody on the coast knows, it smokes otherwise.

        - the flame is yellow
        - the glass is black

        # LampW
        [Fixing wicks in harbours at night]({ATTENTION})

        Adding oil keeps the flame.
        """
    )
    assert notes(text, "Lamp Optimizer.md") == []
    assert set(skipped(text, "Lamp Optimizer.md")) >= {SkipReason.TOPIC}
    # Outside of a vault, and below a heading that says so, they are notes.
    assert notes(text.replace("[[", "").replace("]]", ""), "Lamp Optimizer.md")
    assert [own(note) for note in notes(text.replace("# LampW", "# Papers"), "Lamp Optimizer.md")] == [[ATTENTION]]


def test_the_links_below_a_text_are_no_list() -> None:
    text = dedent(
        """\
        ---
        aliases:
          - Global Lamps
        tags:
          - light
        ---
        GloLa is a way to light harbours that was found in 2014, and one that needs far less oil than all before it.
        ## Links

        - [Original Paper: GloLa, Global Lamps](https://roe.example.org/pubs/glola.pdf)
        - [The page of GloLa](https://roe.example.org/glola/)
        - [A course on lamps](https://poe.example.org/lamps.html#glola)
        """
    )
    above = "It burns evenly, as all know. " * 9 + "\n## Links"
    assert notes(text.replace("## Links", above), "GloLa.md") == []
    assert len(notes(text.replace("## Links", "## Papers"), "GloLa.md")) > 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"[The original paper]({ATTENTION})\n\nHow lamps attend, as in [[fog]].\n", 0),
        (f"[Paper]({ATTENTION})\n\nHow lamps attend, as in [[fog]].\n", 1),
        ("How lamps attend.\n\n" + "More of it.\n\n" * 8 + f"[paper]({_PDF})\n", 0),
    ],
)
def test_where_the_paper_stands_below_the_name_of_a_topic(text: str, count: int) -> None:
    found = [note for note in notes(text, "Harbour Light.md") if note.line == 1]
    assert len(found) == count


def test_properties_of_a_note_of_ones_own_are_those_of_no_work() -> None:
    text = "Title:: Burning in Place (BIP)\n  Alias:: BIP\n  Type:: [[permanent_note]]\n  Tags:: [[oil]]\n\n\t- ## Main idea\n"
    assert notes(text, "Burning in Place (BIP).md") == []


def test_a_key_as_the_title_of_the_front_matter() -> None:
    text = "---\nid: x1\ntitle: roe_2018\n---\n# The lamps of open harbours\n\n* DOI: [10.1000/x](https://doi.org/10.1000/x)\n"
    assert only(text, "Works.biblio.roe_2018.md").title == "The lamps of open harbours"


def test_folders_in_the_names_of_dendron() -> None:
    text = f"---\nid: x1\ntitle: Intention to burn\n---\n\n[Paper]({_PDF})\n\nOne problem is that oil is dear.\n"
    note = only(text, "papers.Intention to burn.md")
    assert (note.title, own(note)) == ("Intention to burn", [_PDF])
    assert read_file_name("papers.Intention to burn.md").is_in_library
    assert not read_file_name("lamps.How they burn.md").is_in_library


def test_references_at_the_end_of_a_page_of_a_vault_are_no_notes() -> None:
    text = dedent(
        f"""\
        # LANTERN
        Links: [[Light]]

        - burns oil

        # References
        ## Paper
        - [[LAMP]]
        - [Tracking Lanterns in the Fog of Harbours]({ATTENTION})
        - [Lanterns for Harbours on Clouds of Points]({BERT})
        - [Harbour: End-to-End Lanterns at Night]({VIT})
        """
    )
    assert notes(text, "Lantern.md") == []
    assert len(notes(text.replace("# LANTERN\n", "").replace("# References\n", ""), "To read.md")) == 3


@pytest.mark.parametrize("line", ["- #book #completed", "- #book #completed<span id='x1'/>", "#book"])
def test_a_line_of_tags_that_opens_an_outline_says_what_the_page_is_about(line: str) -> None:
    note = only(f'---\ntitle: "Deep Lamps"\n---\n\n{line}\n- Lamps in a Distracted World\n', "Deep-Lamps.md")
    assert (note.title, note.tags[0]) == ("Deep Lamps", "book")
    assert notes('---\ntitle: "Deep Lamps"\n---\n\n- see #book\n- more\n', "Deep-Lamps.md") == []


def test_addresses_to_look_things_up() -> None:
    found = ("https://en.wikipedia.org/wiki/Lamp", _DOCS, _FAQ, "https://apps.apple.com/us/app/lamp/id1")
    assert all(map(leads_to_reference, found))
    assert not any(map(leads_to_reference, (ATTENTION, _BLOG, "https://docs.google.com/document/d/1/edit", "http://[")))


@pytest.mark.parametrize("name", ["2023_08_09.md", "vault/notebook.roe.2023.08.09.md", "journals/2023_08_09.md"])
def test_an_address_among_the_words_of_a_day_is_no_note(name: str) -> None:
    text = f"# Today\n\n- bought oil for the lamps\n- {ATTENTION}\n- wrote to [[Ada]] about the harbour\n- {VIT}\n- slept badly\n"
    assert notes(text, name) == []
    assert SkipReason.DIARY in skipped(text, name)


@pytest.mark.parametrize("name", ["2023_08_09.md", "notebook.roe.2023.08.09.md"])
@pytest.mark.parametrize(
    "text",
    [
        f"- [Lamps that see in the fog]({ATTENTION})\n\t- burns well\n- bought oil\n- wrote to Ada\n",
        f"- bought oil\n\n## Papers\n\n- {ATTENTION}\n",
        f"- {ATTENTION}\n- {VIT}\n- {BERT}\n",  # all that it has
    ],
)
def test_a_title_or_a_list_of_papers_on_the_page_of_a_day_is_one(name: str, text: str) -> None:
    assert own(notes(text, name)[0]) == [ATTENTION]


def test_a_page_that_is_called_a_review_of_a_book_is_about_it() -> None:
    note = only(f"# Book Review: Lamp’s Seed\n\nI read [Book Review: Lamp’s Seed]({_BLOG}).\n", name="Lamp.md")
    assert note.title == "Lamp’s Seed"
