"""One note a file: the conventions of the tools people keep vaults with."""

from __future__ import annotations

import pytest

from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.model.dates import PartialDate
from biblio.model.note import LinkRole, NoteReference
from tests.readers.markdown_samples import ATTENTION, BERT, notes, only, own


def test_obsidian_front_matter() -> None:
    note = only(
        """
        ---
        title: "Attention Is All You Need"
        authors:
          - Ashish Vaswani
          - "[[Noam Shazeer]]"
        Year: 2017
        Conference: NeurIPS
        arxiv: 1706.03762
        doi: https://doi.org/10.5555/3295222.3295349
        tags: [nlp, "#transformers", method/attention]
        cite-key: vaswani2017attention
        aliases: [Transformer paper]
        created: 2024-05-01
        rating: 5
        pages: 5998--6008
        code: https://github.com/tensorflow/tensor2tensor
        ---
        Self-attention only, see [[BERT|the encoder]] and [[#Results]] ![[figure.png]]. #favourite
        """
    )
    assert (note.title, note.other_titles) == ("Attention Is All You Need", ("Transformer paper",))
    assert (note.authors, note.et_al) == (("Ashish Vaswani", "Noam Shazeer"), False)
    assert (note.venue, note.year, note.date) == ("NeurIPS", 2017, PartialDate(2024, 5, 1))
    assert note.tags == ("nlp", "transformers", "method/attention", "favourite")
    assert note.citekey == "vaswani2017attention"
    assert [(link.url, link.role, link.label, link.line) for link in note.links] == [
        ("https://doi.org/10.5555/3295222.3295349", LinkRole.OWN, "doi", 9),
        (ATTENTION, LinkRole.OWN, "arxiv", 8),
        ("https://github.com/tensorflow/tensor2tensor", LinkRole.CODE, "code", 16),
    ]
    assert note.references == (NoteReference("note", "BERT", 18),)
    assert note.fields == (("rating", "5"), ("pages", "5998--6008"))
    assert note.comment.startswith("Self-attention only, see [[BERT|the encoder]]")
    assert (note.source, note.line, note.end_line, note.layout) == ("vault/note.md", 1, 18, "markdown")


def test_an_identifier_never_becomes_a_number() -> None:
    assert own(only("---\ntitle: X\narxiv: 2401.01230\n---\n")) == ["https://arxiv.org/abs/2401.01230"]
    assert own(only("+++\ntitle = 'X'\narxiv = 2401.01230\n+++\n")) == ["https://arxiv.org/abs/2401.01230"]


def test_hugo_toml_with_nested_parameters() -> None:
    note = only(
        """
        +++
        title = "Denoising Diffusion Probabilistic Models"
        date = 2024-05-01T10:00:00Z
        draft = false
        tags = ["diffusion", "generative"]
        [params]
        authors = ["Jonathan Ho", "Ajay Jain"]
        year = 2020
        arxiv = "2006.11239"
        +++
        Notes.
        """
    )
    assert note.authors == ("Jonathan Ho", "Ajay Jain")
    assert (note.year, note.date) == (2020, PartialDate(2024, 5, 1))
    assert own(note) == ["https://arxiv.org/abs/2006.11239"]
    assert note.comment == "Notes."


def test_csl_yaml() -> None:
    note = only(
        """
        ---
        id: vandenoord2016wavenet
        type: article-journal
        title: "WaveNet: A Generative Model for Raw Audio"
        author:
          - family: Oord
            given: Aäron
            non-dropping-particle: van den
          - {family: Dieleman, given: Sander}
        issued:
          date-parts: [[2016, 9]]
        container-title: CoRR
        ---
        """
    )
    assert note.authors == ("van den Oord, Aäron", "Dieleman, Sander")
    assert (note.citekey, note.kind_hint, note.year, note.venue) == ("vandenoord2016wavenet", "paper", 2016, "CoRR")


def test_zotero_integration_template() -> None:
    note = only(
        """
        ---
        category: literaturenote
        tags: nlp to/read
        citekey: vaswani2017attention
        status: unread
        dateread:
        ---
        # Attention Is All You Need

        > [!Cite]
        > Vaswani, A. and Shazeer, N. (2017) ‘Attention Is All You Need’.

        >[!md]
        > **FirstAuthor**:: Vaswani, Ashish
        > **Author**:: Shazeer, Noam
        ~
        > **Title**:: Attention Is All You Need
        > **Year**:: 2017
        > **itemType**:: conferencePaper
        > **DOI**:: 10.48550/arXiv.1706.03762

        > [!Abstract]
        > No recurrence.
        > No convolution.

        ## Notes
        Like https://arxiv.org/abs/1409.0473 without the RNN.
        """
    )
    assert note.authors == ("Vaswani, Ashish", "Shazeer, Noam")
    assert (note.year, note.kind_hint, note.citekey) == (2017, "paper", "vaswani2017attention")
    assert note.tags == ("literaturenote", "nlp", "to/read")
    assert own(note) == [ATTENTION]
    assert [(link.role, link.line) for link in note.links][1:] == [(LinkRole.MENTION, 27)]
    assert note.summary == "No recurrence.\nNo convolution."


def test_mdnotes_metadata_list() -> None:
    note = only(
        """
        # Deep Residual Learning for Image Recognition

        ## Metadata

        * Item Type: [[Article]]
        * Authors: [[Kaiming He]], [[Xiangyu Zhang]]
        * Date: [[2015-12-10]]
        * Date Added: [[2021-03-04]]
        * DOI: [10.1109/CVPR.2016.90](https://doi.org/10.1109/CVPR.2016.90)
        * Cite key: he2015deep
        * Topics: [[Computer Vision]], [[ResNet]]
        , #zotero

        ## Abstract

        Deeper is harder to train.

        ## Related
        * [[Highway Networks]]
        """
    )
    assert note.title == "Deep Residual Learning for Image Recognition"
    assert note.authors == ("Kaiming He", "Xiangyu Zhang")
    assert (note.year, note.month, note.date) == (2015, 12, PartialDate(2021, 3, 4))
    assert (note.citekey, note.kind_hint) == ("he2015deep", "paper")
    assert note.tags == ("Computer Vision", "ResNet", "zotero")
    assert note.summary == "Deeper is harder to train."
    assert note.references == (NoteReference("note", "Highway Networks", 19),)
    assert own(note) == ["https://doi.org/10.1109/CVPR.2016.90"]


def test_logseq_page_properties() -> None:
    note = only(
        """
        citeKey:: yasaOverviewSoftRobotics2023
        authors:: Oncay Yasa (author), Yasunori Toshimitsu (author)
        date:: [[May 1st, 2023]]
        dateAdded:: [[Jan 30th, 2025]]
        DOI:: 10.1146/annurev-control-062322-100607
        itemType:: [[journalArticle]]
        publicationTitle:: Annual Review of Control, Robotics, and Autonomous Systems
        itemTitle:: An Overview of Soft Robotics
        tags:: [[soft robotics]], actuators

        - grippers are #[[hard to model]]
        """,
        name="pages/@yasa.md",
    )
    assert note.title == "An Overview of Soft Robotics"
    assert note.authors == ("Oncay Yasa", "Yasunori Toshimitsu")
    assert note.venue == "Annual Review of Control, Robotics, and Autonomous Systems"
    assert (note.year, note.month, note.date) == (2023, 5, PartialDate(2025, 1, 30))
    assert note.tags == ("soft robotics", "actuators", "hard to model")
    assert own(note) == ["https://doi.org/10.1146/annurev-control-062322-100607"]


def test_logseq_properties_in_the_first_block() -> None:
    note = only("- author:: Brunicardi, F. Charles\n  ISBN:: 978-0-306-40615-7\n  itemTitle:: Surgery\n- text\n")
    assert (note.title, note.authors) == ("Surgery", ("Brunicardi, F. Charles",))
    assert note.fields == (("isbn", "9780306406157"),)


def test_bold_metadata_below_a_general_heading() -> None:
    note = only(
        """
        # Paper

        * **Title**: Rainbow: Combining Improvements in Deep Reinforcement Learning
        * **Authors**: Matteo Hessel, Joseph Modayil, Hado van Hasselt
        * **Link**: https://arxiv.org/abs/1710.02298
        * **Tags**: Neural Network, reinforcement
        * **Year**: 2017

        # Summary

        * What
          * They combine **Double Q-learning** and more.
        """,
        name="neural-nets/Rainbow.md",
    )
    assert note.title == "Rainbow: Combining Improvements in Deep Reinforcement Learning"
    assert note.authors == ("Matteo Hessel", "Joseph Modayil", "Hado van Hasselt")
    assert (note.year, note.tags) == (2017, ("Neural Network", "reinforcement"))
    assert own(note) == ["https://arxiv.org/abs/1710.02298"]


def test_plain_metadata_lines_count_only_among_themselves() -> None:
    note = only(
        f"# Attention Is All You Need\n\nAuthors: Vaswani et al.\nVenue: NeurIPS 2017\nLink: {ATTENTION}\n\nText.\n"
    )
    assert (note.authors, note.et_al, note.venue) == (("Vaswani",), True, "NeurIPS 2017")
    assert own(note) == [ATTENTION]
    assert notes("# A thought\n\nSource: my own head,\nwhich is a strange place.\n") == []


def test_lists_of_anything_else_are_not_metadata() -> None:
    note = only("---\ndoi: 10.1000/xyz\n---\n# X\n\n- Type: book\n- Tags: a, b\n- Dataset: ImageNet\n")
    assert (note.kind_hint, note.tags, note.fields) == ("", (), ())


def test_a_heading_that_is_a_link_is_the_work() -> None:
    note = only(
        f"## [Attention Is All You Need]({ATTENTION})\n\nTLDR; as said in [BERT]({BERT}).\n\n#### Key points\n- one\n"
    )
    assert (note.title, own(note)) == ("Attention Is All You Need", [ATTENTION])
    assert note.end_line == 6


@pytest.mark.parametrize(
    "line",
    [
        ATTENTION,
        f"<{ATTENTION}>",
        f"[{ATTENTION}]({ATTENTION})",
        f"{ATTENTION} #vision",
        f"#vision #to-read [arXiv]({ATTENTION})",
        "arXiv:1706.03762 #nlp",
        f"> Paper: [{ATTENTION}]({ATTENTION})",
        f"- [arXiv]({ATTENTION})",
        f"論文: {ATTENTION}",
        "arXiv:1706.03762",
        "**arXiv**: 1706.03762",
        f"[Attention Is All You Need]({ATTENTION})",
        f"[![arXiv](https://img.shields.io/badge/arXiv-1706.03762-red)]({ATTENTION})",
    ],
)
def test_a_line_that_is_only_a_link_names_the_work(line: str) -> None:
    note = only(f"# Attention Is All You Need\n\n{line}\n\nIt says so.\n")
    (url,) = own(note)
    assert str(identifier_in_url(url)) == "arxiv:1706.03762"
    assert note.title == "Attention Is All You Need"


@pytest.mark.parametrize("separator", [" | ", " · ", ", ", " ", "｜"])
def test_a_line_of_links_with_their_labels(separator: str) -> None:
    row = separator.join([f"[arXiv]({ATTENTION})", "[代码](https://github.com/a/b)"])
    note = only(f"# Attention Is All You Need\n\n> 🔗 {row}\n\nText.\n")
    assert [(link.url, link.role) for link in note.links] == [
        (ATTENTION, LinkRole.OWN),
        ("https://github.com/a/b", LinkRole.CODE),
    ]


def test_a_callout_in_chinese_gives_the_title_of_the_original() -> None:
    note = only(
        f"""
        # 注意力就是全部：一篇解读

        > **论文**：*Attention Is All You Need*
        >
        > **作者**：Ashish Vaswani*、Noam Shazeer*†(Google)、Niki Parmar 等
        >
        > **发布时间**：2017 年 06 月（arXiv 1706.03762）
        >
        > 🔗 [arXiv]({ATTENTION}) | [PDF](https://arxiv.org/pdf/1706.03762)

        ## 总结
        """
    )
    assert note.title == "Attention Is All You Need"
    assert note.authors == ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar")
    assert (note.et_al, note.year) == (True, 2017)
    assert own(note) == [ATTENTION, "https://arxiv.org/pdf/1706.03762"]


def test_authors_on_the_line_below_the_title() -> None:
    note = only("# Attention Is All You Need (2017)\n\nAshish Vaswani, Noam Shazeer, Niki Parmar\n\n---\nText.\n")
    assert (note.title, note.year) == ("Attention Is All You Need", 2017)
    assert note.authors == ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar")
    assert notes("# A day\n\nWe met Ashish Vaswani, Noam Shazeer and others.\n") == []


def test_a_table_of_keys_and_values() -> None:
    note = only(
        f"# Attention Is All You Need\n\n| Item | Value |\n| --- | --- |\n| arXiv | [{ATTENTION}]({ATTENTION}) |\n"
        "| Authors | Vaswani, Ashish; Shazeer, Noam |\n\n## TL;DR\n"
    )
    assert (note.authors, own(note)) == (("Vaswani, Ashish", "Shazeer, Noam"), [ATTENTION])


def test_keys_in_a_mapping_and_an_identifier_in_the_venue() -> None:
    note = only(
        "---\ncitekey: vaswani2017\nwork:\n  title: Attention Is All You Need\n  author: Ashish Vaswani\n  date: 2017\n"
        "venue: arXiv:1706.03762 (cs.CL)\nzotero:\n  key: ABC\n---\n"
    )
    assert (note.title, note.authors, note.year) == ("Attention Is All You Need", ("Ashish Vaswani",), 2017)
    assert own(note) == [ATTENTION]
    assert note.fields == (("zotero.key", "ABC"),)


def test_a_file_that_is_one_address() -> None:
    note = only("https://example.org/paper.pdf\n", name="Attention Is All You Need.md")
    assert (note.title, own(note)) == ("Attention Is All You Need", ["https://example.org/paper.pdf"])


def test_links_in_the_text_never_name_the_work() -> None:
    assert notes(f"# Thoughts\n\nWe met and read [Attention Is All You Need]({ATTENTION}) together.\n") == []
    note = only(f"---\ntitle: X\ndoi: 10.1000/xyz\n---\n## Baselines\n- paper: {ATTENTION}\n")
    assert own(note) == ["https://doi.org/10.1000/xyz"]


def test_an_own_link_at_the_end_counts_where_nothing_else_does() -> None:
    text = "---\ntags: paper\n---\n# Attention\n\nText.\n\n## More\n- [paper]({})\n"
    assert own(only(text.format(ATTENTION))) == [ATTENTION]
    assert own(only(text.format(ATTENTION) + f"- [pdf]({BERT})\n")) == []
