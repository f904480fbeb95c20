"""Pages that list works, one a row, a section or a paragraph; and which pages the layout takes at all."""

from __future__ import annotations

import pytest

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.markdown.markdown_reader import READER
from tests.readers.markdown_samples import ATTENTION, BERT, CODE, VIT, listed, own, roles

# --- tables ---------------------------------------------------------------------------------------------------


def test_tables_with_columns() -> None:
    first, second = listed(
        f"""
        # Papers

        ## NLP

        | Title | Authors | Venue | Year | Link | Code | Tags |
        |---|---|---|---|---|---|---|
        | Attention Is All You Need | Vaswani et al. | NeurIPS | 2017 | [arXiv]({ATTENTION}) | [git]({CODE}) | a, b |
        | [BERT]({BERT}) | Jacob Devlin; Ming-Wei Chang | NAACL'19 | | - | - | |
        | No link | | | | | | |
        """
    )
    assert (first.title, first.authors, first.et_al) == ("Attention Is All You Need", ("Vaswani",), True)
    assert (first.venue, first.year, first.tags) == ("NeurIPS", 2017, ("NLP", "a", "b"))
    assert roles(first) == [(ATTENTION, "own"), (CODE, "code")]
    assert (second.venue, second.year, second.line, second.end_line) == ("NAACL", 2019, 8, 8)
    assert second.authors == ("Jacob Devlin", "Ming-Wei Chang")


def test_table_cells_with_badges_numbers_and_remarks() -> None:
    notes = listed(
        f"""
        | **Paper** | **Links** |
        |:--|--|
        | 1) **Attention Is All You Need** - drops recurrence | [Paper]({ATTENTION}), [Tweet](https://x.com/a/status/1) |
        | ![Star](https://img.shields.io/x.svg) <br> [**BERT: Pre-training**]({BERT}) <br> | - |
        | 3) ViT  This work cuts images into words. <br>● And more. | [Paper]({VIT}) |
        """
    )
    assert [(note.title, note.comment) for note in notes] == [
        ("Attention Is All You Need", "drops recurrence"),
        ("BERT: Pre-training", ""),
        ("ViT", "This work cuts images into words.  ● And more."),
    ]
    assert [note.links[0].role for note in notes] == [LinkRole.OWN] * 3


def test_other_tables_are_not_lists_of_works() -> None:
    assert listed(f"| Model | BLEU |\n|---|---|\n| [Transformer]({ATTENTION}) | 28.4 |\n") == []


# --- sections, paragraphs, blocks of metadata ------------------------------------------------------------------


def test_sections_with_their_links() -> None:
    first, second = listed(
        f"""
        # 読んだ論文

        ## Attention Is All You Need
        - 論文: {ATTENTION}
        - 著者: Ashish Vaswani, Noam Shazeer

        再帰なし。

        ### 感想
        よい。 #注意

        ## [BERT]({BERT})
        双方向。 [ViT]({VIT})

        ## その他
        メモだけ。
        """
    )
    assert (first.title, first.authors, first.tags) == (
        "Attention Is All You Need",
        ("Ashish Vaswani", "Noam Shazeer"),
        ("注意",),
    )
    assert (first.line, first.end_line) == (3, 10)
    assert first.comment.endswith("### 感想\nよい。 #注意")
    assert (second.title, second.line, second.end_line) == ("BERT", 12, 13)
    assert roles(second) == [(BERT, "own"), (VIT, "mention")]


def test_paragraphs_with_bold_titles() -> None:
    first, second = listed(
        f"""
        # Textures

        **Learning to Generate Textures.**<br>
        *Amit Raj, [Cusuh Ham](https://cusuh.github.io/), James Hays.*<br>
        CVPR 2019 Workshops. [[PDF]({VIT})]

        A remark of mine about [BERT]({BERT}).

        **Texture Fields**<br>
        *Michael Oechsle, Lars Mescheder.*<br>
        ICCV 2019. [[PDF](https://arxiv.org/abs/1905.07259)]
        """
    )
    assert (first.title, first.authors) == ("Learning to Generate Textures", ("Amit Raj", "Cusuh Ham", "James Hays"))
    assert (first.year, first.line, first.end_line) == (2019, 3, 7)
    assert "A remark of mine" in first.comment
    assert {link.url: link.role for link in first.links}[VIT] is LinkRole.OWN
    assert {link.url: link.role for link in first.links}[BERT] is LinkRole.MENTION
    assert (second.venue, second.year) == ("ICCV", 2019)


def test_blocks_of_metadata_begin_with_their_titles() -> None:
    first, second = listed(
        """
        # My papers
        * **Title**: Rainbow
        * **Authors**: Matteo Hessel, Joseph Modayil
        * **Link**: https://arxiv.org/abs/1710.02298

        Combines six things.

        * **Title**: Batch Normalization
        * **Authors**: Sergey Ioffe, Christian Szegedy
        * **Link**: http://arxiv.org/abs/1502.03167
        """
    )
    assert (first.title, first.comment, first.line, first.end_line) == ("Rainbow", "Combines six things.", 2, 6)
    assert (second.title, second.authors) == ("Batch Normalization", ("Sergey Ioffe", "Christian Szegedy"))


def test_a_bold_title_with_a_remark() -> None:
    first, second = listed(
        """
        # Reading list
        * **Attention Is All You Need**: dropped recurrence, see https://arxiv.org/abs/1409.0473
          - remarks on https://arxiv.org/abs/1409.0473
        * **BERT: Pre-training of Deep Bidirectional Transformers** (Devlin et al., NAACL 2019): masks words.
        * plain
        """
    )
    assert (first.title, first.line, first.end_line) == ("Attention Is All You Need", 2, 3)
    assert [link.role for link in first.links] == [LinkRole.MENTION, LinkRole.MENTION]
    assert (second.authors, second.venue, second.comment) == (("Devlin",), "NAACL", "masks words.")


def test_numbered_papers_below_headings_with_a_line_of_identifiers() -> None:
    first, second = listed(
        """
        # 海の灯り

        ## 論文1: Lanterns on the open sea 【必読】

        - PMID / DOI: PMID 31234567 / doi:10.1000/lantern.1
        - 要点: 油は高い

        ## 論文2【参考】: Lamps in fog and rain

        - PMID / DOI: PMID 31234568 / doi:10.1000/lamp.2
        - 要点: 霧が深い
        """
    )
    assert [first.title, second.title] == ["Lanterns on the open sea", "Lamps in fog and rain"]
    assert "https://doi.org/10.1000/lantern.1" in own(first)


def test_a_file_in_a_library_that_is_a_list_is_a_list() -> None:
    page = f"# Transformers\n- [Attention Is All You Need]({ATTENTION})\n- [BERT]({BERT})\n- [ViT]({VIT})\n"
    assert len(listed(page, name="papers/transformers.md")) == 3
    assert (
        len(listed(f"# Attention\n\n{'Words.' * 40}\n\nMore.\n\nAnd more.\n\n- [BERT]({BERT})\n", name="papers/a.md"))
        == 1
    )
    short = f"---\ntags: [papers]\n---\n- [Attention Is All You Need]({ATTENTION})\n- [BERT]({BERT})\n"
    assert [note.title for note in listed(short, name="nlp.md")] == ["Attention Is All You Need", "BERT"]
    (note,) = listed(f"---\ntitle: Reading list\ntags: paper\n---\nWords.\n\n- [BERT]({BERT})\n\nMore.\n\nMore.\n")
    assert (note.title, note.tags) == ("BERT", ("paper",))


# --- recognising ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "recognised"),
    [
        ("a.md", "anything", True),
        ("a.MARKDOWN", "anything", True),
        ("a.md", "  \n", False),
        ("a.md", "<!DOCTYPE html><html></html>", False),
        ("a.md", '{"a": 1}', False),
        ("a.md", "[1] a footnote", True),
        ("a.txt", f"# Papers\n- [Attention Is All You Need]({ATTENTION})\n- [BERT]({BERT})\n", True),
        ("a.txt", "---\ntitle: X\ndoi: 10.1000/xyz\n---\ntext\n", True),
        ("a.txt", "# Notes\n- a\n- b\n## More\n", False),
        ("a.txt", f"Prose about a paper, {ATTENTION}, and more prose.\n" * 20, False),
        (
            "a.txt",
            "- Merge, Then Compress: Demystify Efficient SMoE (spotlight)\n- Simplifying Transformer Blocks\n",
            False,
        ),
        ("a.html", f"- [Attention Is All You Need]({ATTENTION})\n# b\n", False),
        ("a.bib", "@article{x,\n title = {X}\n}\n", False),
    ],
)
def test_recognises(name: str, text: str, recognised: bool) -> None:
    assert READER.recognises(Document(f"vault/{name}", text, name)) is recognised


def test_sections_that_say_who_wrote_a_work_and_when_are_works() -> None:
    text = (
        "# Harbours\n\n## Old Lanterns\nauthor:: Mina Kim\nyear:: 2021\n\nOil.\n\n"
        "## Walks in Fog\nauthors:: Jo Berg\njournal:: Journal of Fog\n\n## My Own Page\nauthor:: Me\n\nGood.\n"
        "## What I read\n* texto: Faroles del norte\n* autor: Mina Kim\n* año: 1923\n\nBueno.\n"
    )
    found = [item for item in READER.read(Document("harbours.md", text, "harbours.md")) if isinstance(item, Note)]
    assert [(note.title, note.authors, note.year, note.venue) for note in found] == [
        ("Old Lanterns", ("Mina Kim",), 2021, ""),
        ("Walks in Fog", ("Jo Berg",), None, "Journal of Fog"),
    ]


def test_a_heading_that_is_a_whole_reference_is_a_work() -> None:
    text = (
        "# ICML papers\n\n"
        "## M. Zhao, S. Yue, and T. S. Roe, “Learning Lamps from Radio,” in PMLR, 2017, pp. 4100-4109.\n\nGood.\n\n"
        "## What happened in 2017\n\nMuch.\n"
    )
    found = [item for item in READER.read(Document("icml.md", text, "icml.md")) if isinstance(item, Note)]
    assert [(note.title, note.year, note.comment) for note in found] == [("Learning Lamps from Radio", 2017, "Good.")]


def test_headings_that_lead_to_pages_of_publishers_are_works() -> None:
    text = """
    ---
    layout: post
    title: 灯台に関する研究分野のまとめ
    ---

    # 灯台

    ## [雑談対話からの灯台の推定](https://www.jstage.jst.go.jp/article/tjsai/34/2/34_E-I94/_pdf/-char/ja)

    ### 概要

    - 灯台

    ## [Lamps in Short Fogs](https://ieeexplore.ieee.org/stamp/stamp.jsp?arnumber=8316819) {#lamps}

    - fog

    """
    titles = [note.title for note in listed(text, "_posts/2020-05-10-lamps.md")]
    assert titles == ["雑談対話からの灯台の推定", "Lamps in Short Fogs"]
