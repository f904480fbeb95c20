"""Lists whose titles are links: to the work, to a PDF of it, to somebody's page about it, or to things that are no works."""

from __future__ import annotations

import pytest

from biblio.extract.query import extract_query
from biblio.model.note import Note
from biblio.model.record import Kind
from tests.readers.markdown_samples import ATTENTION, BERT, bullet, listed, roles

_HE = "Deep Residual Learning for Image Recognition"
_CHORD = "Chord: A Scalable Peer-to-peer Lookup Service"


def kind(note: Note) -> Kind | None:
    return extract_query(note).kind


@pytest.mark.parametrize(
    ("url", "role"),
    [
        ("https://github.com/rea/notes/blob/main/papers/resnet.md", "page"),
        ("https://gitlab.com/rea/notes/-/blob/main/resnet.ipynb", "page"),
        ("https://gist.github.com/rea/8f0c", "page"),
        ("https://github.com/rea/notes/issues/12", "page"),
        ("https://rea.github.io/notes/resnet", "own"),
        ("https://medium.com/@rea/resnet-in-short-1a2b", "page"),
        ("https://github.com/rea/resnet", "code"),
        ("notes/resnet.md", "page"),
        ("../2016/resnet", "page"),
        ("pdf/resnet.pdf", "page"),
        ("https://example.org/~rea/resnet.pdf", "own"),
    ],
)
def test_a_page_about_a_paper_is_not_the_paper(url: str, role: str) -> None:
    (note,) = listed(f"# Papers I know\n- [{_HE}]({url}), CVPR 2016\n")
    assert (note.title, note.venue, note.year) == (_HE, "CVPR", 2016)
    assert roles(note) == [(url, role)]
    assert kind(note) in (None, Kind.PAPER)


def test_on_a_list_of_papers_even_a_bare_title_that_leads_to_a_blog_is_a_paper() -> None:
    (note,) = listed("# Papers of the year\n- [Layer Normalization](https://medium.com/@rea/layer-norm-1a2b)\n")
    assert (note.title, kind(note)) == ("Layer Normalization", None)
    (post,) = listed("# Blogs to read\n- [Layer Normalization](https://medium.com/@rea/layer-norm-1a2b)\n")
    assert kind(post) is Kind.BLOGPOST


def test_a_title_beside_a_page_keeps_its_words_and_the_link_of_the_work() -> None:
    first, second = listed(
        f"""
        # Papers
        - [Attention Is All You Need](notes/attention.md) [[arXiv]({ATTENTION})]
        - [BERT](./bert.md) - language - [arXiv]({BERT})
        """
    )
    assert (first.title, roles(first)) == (
        "Attention Is All You Need",
        [("notes/attention.md", "page"), (ATTENTION, "own")],
    )
    assert (second.title, roles(second)) == ("BERT", [("./bert.md", "page"), (BERT, "own")])


def test_lists_of_pdfs_are_lists_of_papers() -> None:
    notes = listed(
        f"""
        # Readings in databases
        ## External
        * [{_CHORD}](papers/chord.pdf) (2001): a ring.
        * :scroll: [The Google File System](https://example.org/~rea/gfs.pdf)
        * [:scroll:](swim.pdf) [SWIM: Scalable Process Group Membership](https://example.org/swim/) by A. Das
        """
    )
    assert [note.title for note in notes] == [
        _CHORD,
        "The Google File System",
        "SWIM: Scalable Process Group Membership",
    ]
    assert notes[0].year == 2001


@pytest.mark.parametrize("heading", ["Lectures (Full Syllabus)", "Syllabus", "Cours", "강의"])
def test_what_a_teacher_hands_out_is_no_reading(heading: str) -> None:
    place = "https://github.com/jroe/lamps/blob/main"
    handouts = f"1. [**Quantile lamps**]({place}/lectures/07.pdf) [(Notes)]({place}/lecture_notes/07.pdf)\n"
    assert listed(f"# Lamps\n\n## {heading}\n\n{handouts}2. [**Rare lamps**]({place}/slides/08.pdf)\n") == []
    paper = f"- [A primer on fog]({place}/papers/fog.pdf)\n"
    assert [note.title for note in listed(f"# Lamps\n\n## {heading}\n\n{paper}")] == ["A primer on fog"]


@pytest.mark.parametrize("file", ["LICENSE.txt", "docs/readme.txt", "./CHANGELOG.txt"])
def test_files_about_the_folder_are_no_works(file: str) -> None:
    links = f"- [Support](https://example.org/support)\n- [All about it]({file})\n"
    assert listed(f"# Lamplight\n\n{links}") == []
    assert len(listed("# Papers\n\n- [A primer on licenses](licenses-of-lamps.txt)\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "# Course\n- [Week one: introduction](slides/lec1.pdf)\n- [Second homework sheet](hw/hw2.pdf)\n",
        "# Notes\n- [Attention Is All You Need](notes/attention.md)\n- [BERT](bert.md)\n",
        "# Awesome humanities\n## Editors\n- [Zed Editor](https://zed.example.org/) - writes text\n",
        "# Awesome cells\n## Data\n- [Cell Atlas Portal](https://atlas.example.org/portal/cells) - many cells\n",
        "# Papers we share\n## Chapters\n* [San Francisco](https://meetup.com/papers-sf)\n",
        "# Papers\n- [Jane Roe](https://twitter.com/janeroe)\n- [Roe Lab](https://roe.example.edu/)\n",
    ],
)
def test_entries_that_are_no_works(text: str) -> None:
    assert listed(text) == []


@pytest.mark.parametrize("heading", ["Contents", "Table of Contents", "TOC", "目次", "目录", "목차", "Inhalt"])
def test_a_contents_heading_above_everything_hides_nothing(heading: str) -> None:
    notes = listed(
        f"""
        # Vision
        ## {heading}
        * [Backbones](#backbones)
        * [Elsewhere](other.md)

        ### Backbones
        - **{_HE}** (2016), K. He et al. [[pdf]](https://arxiv.org/abs/1512.03385)
        """
    )
    assert [(note.title, note.tags) for note in notes] == [(_HE, ("Vision", "Backbones"))]


def test_an_address_without_its_scheme_is_no_link_of_the_work() -> None:
    assert roles(bullet(f"[Attention Is All You Need](www.example.org) [[pdf]({ATTENTION})]")) == [(ATTENTION, "own")]


def test_works_below_a_work_are_works_if_nothing_else_is_there() -> None:
    notes = listed(
        """
        # Papers
        1. **A Theory of Lanterns. [Turing (1950)](https://example.org/theory.pdf).**
           <sub>History</sub>
           * Lamps at Night. [Roe, Poe (1951)](https://example.org/lamps.pdf).
           * Light at Sea. [Shannon (1952)](https://example.org/light.pdf).
        2. **Fog. [Doe et al (1960)](https://example.org/fog.pdf)**
           * I read it [twice](https://example.org/twice)
           * and [Roe (1950)](https://example.org/theory.pdf) too
        """
    )
    assert [(note.title, note.authors, note.year, note.line) for note in notes] == [
        ("A Theory of Lanterns", ("Turing",), 1950, 2),
        ("Lamps at Night", ("Roe", "Poe"), 1951, 4),
        ("Light at Sea", ("Shannon",), 1952, 5),
        ("Fog", ("Doe",), 1960, 6),
    ]
    assert (notes[0].end_line, notes[0].comment) == (3, "<sub>History</sub>")


def test_paragraphs_of_one_form_are_one_list() -> None:
    notes = listed(
        f"""
        ## Sequences

        All of them are new.

        **Attention Is All You Need**
        [[paper]({ATTENTION})]
        [[code](https://github.com/rea/attention)]

        Words about it.

        **Lanterns in Genes** [[Github](https://github.com/rea/genes)][[Website](https://genes.example.org/)]

        Other words.

        **BERT** [[preprint]({BERT})]
        """
    )
    assert [note.title for note in notes] == ["Attention Is All You Need", "Lanterns in Genes", "BERT"]
    assert [note.comment for note in notes] == ["Words about it.", "Other words.", ""]


def test_paragraphs_that_begin_with_a_linked_title_or_are_references() -> None:
    notes = listed(
        """
        # Fog

        [Lanterns in the Fog at Sea](https://example.org/fog.pdf) - with Max Poe.

        [Lamps: A Second Look](https://example.org/lamps.pdf)

        **[3]** Roe, Jane, and Max Poe. "**Light**." Lamp Letters 3.1 (1999): 1-9. [[html]](http://www.light.example.org/)
        """
    )
    assert [note.title for note in notes] == ["Lanterns in the Fog at Sea", "Lamps: A Second Look", "Light"]
    assert notes[2].authors == ("Roe, Jane", "Max Poe")


@pytest.mark.parametrize(
    "line",
    [
        "[Lamp Reading List](https://example.org/lamps/list)",
        "[Roe Lab](https://roe.example.edu/)",
        "[Best Lamps of All Times](https://lamps.example.org/best)",
    ],
)
def test_other_places_to_find_papers_are_none(line: str) -> None:
    assert listed(f"# Papers we share\n## Other good places to find papers\n* {line}\n") == []


def test_lists_in_boxes_of_mkdocs_are_read() -> None:
    notes = listed(
        f"""
        ## Reviews

        ??? example "Modern reviews"
            * [Attention Is All You Need]({ATTENTION}) (2017)
            * [BERT]({BERT}) (2018)

        Done.
        """
    )
    assert [(note.title, note.year, note.line) for note in notes] == [
        ("Attention Is All You Need", 2017, 4),
        ("BERT", 2018, 5),
    ]
