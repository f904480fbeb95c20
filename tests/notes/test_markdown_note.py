"""One note a file: the conventions of the tools people keep vaults with."""

from __future__ import annotations

from textwrap import dedent

import pytest

from biblio.errors import Problem
from biblio.evidence.finding import identifier_in_url
from biblio.model.dates import PartialDate
from biblio.model.note import Note, Reference, Role
from biblio.notes.markdown import READER
from biblio.ports import Document

ATTENTION = "https://arxiv.org/abs/1706.03762"
BERT = "https://arxiv.org/abs/1810.04805"


def items(text: str, name: str = "note.md", path: str | None = None) -> list[Note | Problem]:
    text = dedent(text).lstrip("\n")
    return list(READER.read(Document(path or f"vault/{name}", text, name)))


def notes(text: str, name: str = "note.md", path: str | None = None) -> list[Note]:
    return [item for item in items(text, name, path) if isinstance(item, Note)]


def only(text: str, name: str = "note.md", path: str | None = None) -> Note:
    (note,) = notes(text, name, path)
    return note


def own(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is Role.OWN]


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
        ("https://doi.org/10.5555/3295222.3295349", Role.OWN, "doi", 9),
        (ATTENTION, Role.OWN, "arxiv", 8),
        ("https://github.com/tensorflow/tensor2tensor", Role.CODE, "code", 16),
    ]
    assert note.references == (Reference("note", "BERT", 18),)
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
    assert [(link.role, link.line) for link in note.links][1:] == [(Role.MENTION, 27)]
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
    assert note.references == (Reference("note", "Highway Networks", 19),)
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
    assert note.fields == (("ISBN", "9780306406157"),)


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


def test_lists_of_anything_else_are_no_metadata() -> None:
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
        (ATTENTION, Role.OWN),
        ("https://github.com/a/b", Role.CODE),
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


def test_a_key_that_holds_the_others_and_a_venue_that_holds_the_identifier() -> None:
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


# --- titles, keys and ids -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title", "others", "citekey"),
    [
        ("Attention Is All You Need.md", "Attention Is All You Need", (), ""),
        ("202405011230 Attention Is All You Need.md", "Attention Is All You Need", (), ""),
        ("Attention 0123456789abcdef0123456789abcdef.md", "Attention", (), ""),
        ("@vaswani2017attention.md", None, (), "vaswani2017attention"),
        ("vaswani2017attention.md", None, (), "vaswani2017attention"),
        ("devlin-etal-2019-bert.md", None, (), "devlin-etal-2019-bert"),
        ("vaswaniAttentionAllYou2017.md", None, (), "vaswaniAttentionAllYou2017"),
        ("2024-05-01-attention-is-all-you-need.md", None, ("attention is all you need",), ""),
        ("Attention_Is_All_You_Need.md", None, ("Attention Is All You Need",), ""),
        ("2024-05-01.md", None, (), ""),
        ("README.md", None, (), ""),
        ("Untitled 3.md", None, (), ""),
        ("GPT-4.md", "GPT-4", (), ""),
        ("icml2023.md", "icml2023", (), ""),
    ],
)
def test_what_a_file_name_says(name: str, title: str | None, others: tuple[str, ...], citekey: str) -> None:
    note = only("---\ndoi: 10.1000/xyz\n---\ntext\n", name=name)
    assert (note.title, note.other_titles, note.citekey) == (title, others, citekey)


def test_zotfile_names_and_arxiv_ids_as_names() -> None:
    note = only("text only\n", name="Vaswani et al. - 2017 - Attention Is All You Need.md")
    assert (note.title, note.authors, note.et_al, note.year) == ("Attention Is All You Need", ("Vaswani",), True, 2017)
    note = only("text only\n", name="1706.03762v5.md")
    assert (note.title, own(note)) == (None, [ATTENTION])


@pytest.mark.parametrize(
    ("front", "heading", "title"),
    [
        ("title: From the front", "# From the heading", "From the front"),
        ("doi: 10.1000/xyz", "# From the heading", "From the heading"),
        ("doi: 10.1000/xyz", "From the heading\n===", "From the heading"),
        ("doi: 10.1000/xyz", "# [[From the heading]] #tag", "From the heading"),
        ("doi: 10.1000/xyz", "# 📝 **From the heading**", "From the heading"),
        ("doi: 10.1000/xyz", "# Summary", "name"),
        ("doi: 10.1000/xyz", "# 2024-05-01", "name"),
        ("doi: 10.1000/xyz", "## Not the title\n# The title", "The title"),
        ("doi: 10.1000/xyz", "```\n# code\n```", "name"),
        ("title: '[Paper Review] BERT'", "", "BERT"),
        ('title: "[Paper Note] BERT, Devlin+, NAACL\'19"', "", "BERT"),
    ],
)
def test_where_the_title_comes_from(front: str, heading: str, title: str) -> None:
    assert only(f"---\ntype: paper\n{front}\n---\n{heading}\n", name="name.md").title == title


def test_a_title_line_gives_its_authors_and_venue() -> None:
    note = only("---\ntags: paper\n---\n# BERT: Pre-training of Deep Bidirectional Transformers, Devlin+, NAACL'19\n")
    assert note.title == "BERT: Pre-training of Deep Bidirectional Transformers"
    assert (note.authors, note.et_al, note.venue, note.year) == (("Devlin",), True, "NAACL", 2019)


def test_ids_survive_a_move_and_follow_the_key() -> None:
    text = "---\ndoi: 10.1000/xyz\n---\n"
    there = only(text, name="a/BERT.md", path="old/place/a/BERT.md")
    moved = only(text, name="a/BERT.md", path="elsewhere/a/BERT.md")
    assert there.id == moved.id
    assert only(text, name="b/BERT.md").id != there.id
    keyed = text.replace("doi", "citekey: devlin2019\ndoi")
    assert only(keyed, name="x.md").id == only(keyed, name="y.md").id


# --- what is a note at all ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2024-05-01.md", "# 2024-05-01\n- [ ] buy milk\n- [x] call [Bob](https://example.com/bob)\n- read [[BERT]]\n"),
        (
            "recipe.md",
            "---\ntags: [dinner]\nsource: https://cooking.example.com/p\n---\n# Pasta\n- **Salt**: a pinch\n",
        ),
        ("MOC.md", "---\ntype: moc\n---\n# Map\n- [[Attention]]\n- [BERT](bert.md)\n- [Section](#section)\n"),
        (
            "blog/2024-03-02-trip.md",
            "---\nlayout: post\ntitle: My trip\nauthor: Jane Doe\ndate: 2024-03-02\n---\nHi.\n",
        ),
        ("draft.md", "---\ntitle: My paper\nauthor: Jane Doe\nbibliography: refs.bib\n---\nAs @vaswani2017 says.\n"),
        ("papers/README.md", "# Papers\nAll of them.\n"),
        ("templates/paper.md", "---\ntitle: {{title}}\ndoi: {{doi}}\n---\n"),
        ("Templates/paper.md", "---\ntitle: X\ndoi: 10.1000/xyz\n---\n"),
        ("budget2024.md", "Numbers.\n"),
        ("features.md", "# Tool\n## Features\n- **Fast and small**: very\n- [Docs](https://docs.example.com)\n"),
        ("A drawing 2024-05-01.excalidraw.md", "---\nexcalidraw-plugin: parsed\ndoi: 10.1000/xyz\n---\n"),
        ("SUMMARY.md", "# Summary\n- [SIGMOD'18 - P-Store](a/taft2018.md)\n- [ICRA 2025 papers](./papers/index.md)\n"),
        (
            "README.md",
            "# paper-notes\n## Features\n- **Literature library view**: browse\n- [Node.js](https://nodejs.org)\n",
        ),
        ("talk.md", '# Fairness\n- Problems\n  - Zemel et al., "A Fair and Rich Z", 2013\n- More\n- And more\n'),
        ("empty.md", ""),
        ("rule.md", "---\n\nNot front matter\n\n---\n"),
    ],
)
def test_what_is_no_note_about_a_work(name: str, text: str) -> None:
    assert items(text, name) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("n.md", "---\ntitle: X\nisbn: 0-306-40615-2\n---\n"),
        ("n.md", "---\ntitle: X\nauthor: Jane Doe\n---\n"),
        ("n.md", "---\ntitle: X\ntype: book\n---\n"),
        ("n.md", "---\ntitle: X\ntags: [lit-note]\n---\n"),
        ("n.md", "---\ntitle: X\ntags: [type/paper]\n---\n"),
        ("n.md", "---\ntitle: X\nurl: https://example.org/post\n---\n"),
        ("n.md", "---\ntitle: X\nsource: https://example.org/post\ntags: clippings\n---\n"),
        ("Literature/X.md", "A thought.\n"),
        ("01 - Papers/X.md", "A thought.\n"),
        ("文献/X.md", "感想。\n"),
        ("@key.md", "A thought.\n"),
    ],
)
def test_signs_that_make_a_file_a_note(name: str, text: str) -> None:
    assert len(notes(text, name)) == 1


def test_the_source_folder_itself_may_be_the_sign() -> None:
    assert len(notes("A thought.\n", name="X.md", path="vault/papers/X.md")) == 1
    assert notes("A thought.\n", name="X.md", path="vault/X.md") == []


def test_a_web_clipping() -> None:
    note = only(
        """
        ---
        title: "The Illustrated Transformer"
        source: "https://jalammar.github.io/illustrated-transformer/"
        author:
          - "[[Jay Alammar]]"
        published: 2018-06-27
        created: 2024-08-01
        tags:
          - "clippings"
        ---
        Text.
        """
    )
    assert own(note) == ["https://jalammar.github.io/illustrated-transformer/"]
    assert (note.authors, note.year, note.date) == (("Jay Alammar",), 2018, PartialDate(2024, 8, 1))


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("book", "book"),
        ("PhD thesis", "thesis"),
        ("phdthesis", "thesis"),
        ("[[blogPost]]", "blogpost"),
        ("videoRecording", "video"),
        ("slides", "presentation"),
        ("computerProgram", "software"),
        ("dataset", "dataset"),
        ("webpage", "webpage"),
        ("article-journal", "paper"),
        ("literature-note", ""),
        ("whatever", ""),
    ],
)
def test_kinds(kind: str, hint: str) -> None:
    assert only(f"---\ntitle: X\ntype: '{kind}'\ndoi: 10.1000/xyz\n---\n").kind_hint == hint


# --- dates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "year", "date"),
    [
        ("year: 2017", 2017, None),
        ("year: '2017 (arXiv)'", 2017, None),
        ("date: 2017", 2017, None),
        ("date: 2017-06", 2017, None),
        ("published: June 12, 2017", 2017, None),
        ("date: 2024-05-01", None, "2024-05-01"),
        ("date: 2024-05-01T09:30:00+09:00", None, "2024-05-01"),
        ("year: 2017\ndate: 2024-05-01", 2017, "2024-05-01"),
        ("date: 2017-06-12\ncreated: 2024-05-01", 2017, "2024-05-01"),
        ("date: 2017-06-12\njournal: Nature", 2017, None),
        ("date: 2017-06-12\narxiv: '1706.03762'", 2017, None),
        ("date: 2024-05-01\narxiv: '1706.03762'\njournal: Nature", None, "2024-05-01"),
    ],
)
def test_a_date_is_the_notes_unless_its_neighbours_say_otherwise(
    lines: str, year: int | None, date: str | None
) -> None:
    note = only(f"---\ntitle: X\ntype: paper\n{lines}\n---\n")
    assert (note.year, str(note.date) if note.date else None) == (year, date)


def test_a_day_that_does_not_exist_is_a_problem_with_its_line() -> None:
    problem, note = items("---\ntitle: X\ndoi: 10.1000/xyz\ncreated: 2024-02-31\n---\n")
    assert str(problem) == "vault/note.md:4: created: 2024-02 has no day 31 (correct the date)"
    assert isinstance(note, Note)


# --- broken front matter --------------------------------------------------------------------------------------


def test_broken_yaml_is_reported_and_read_line_by_line() -> None:
    problem, note = items(
        """
        ---
        tags: [#nlp, #bert]
        title: BERT: Pre-training of Deep Bidirectional Transformers
        authors:
          - Jacob Devlin
          - Ming-Wei Chang
        citekey: @devlin2019bert
        ---
        Masked words. #own
        """
    )
    assert isinstance(problem, Problem)
    assert (problem.path, problem.line) == ("vault/note.md", 3)
    assert problem.what.startswith("front matter is not valid")
    assert isinstance(note, Note)
    assert note.title == "BERT: Pre-training of Deep Bidirectional Transformers"
    assert note.authors == ("Jacob Devlin", "Ming-Wei Chang")
    assert (note.citekey, note.tags) == ("devlin2019bert", ("nlp", "bert", "own"))
    assert note.comment == "Masked words. #own"


def test_broken_toml_names_its_line() -> None:
    problem, note = items('+++\ntitle = "X"\ndoi = 10.1000/xyz\n+++\nText.\n')
    assert isinstance(problem, Problem)
    assert problem.line == 3
    assert isinstance(note, Note)
    assert own(note) == ["https://doi.org/10.1000/xyz"]


def test_front_matter_that_multiplies_itself_is_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for this, last in zip("bcdef", "abcde", strict=True):
        bomb += f"{this}: &{this} [{', '.join([f'*{last}'] * 10)}]\n"
    (problem, note) = items(f"---\ntitle: X\ndoi: 10.1000/xyz\n{bomb}---\n")
    assert isinstance(problem, Problem)
    assert isinstance(note, Note)
    assert note.title == "X"


def test_unclosed_front_matter_is_reported_and_read() -> None:
    problem, note = items("---\ntitle: X\ndoi: 10.1000/xyz\n\nText.\n")
    assert str(problem) == "vault/note.md:1: front matter is not closed (end it with a line of ---)"
    assert isinstance(note, Note)
    assert (note.title, own(note), note.comment) == ("X", ["https://doi.org/10.1000/xyz"], "Text.")
    assert items("---\nA rule, then prose: two kinds.\nMore of it.\n") == []


# --- tags, code, references -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("tags: nlp parsing", ("nlp", "parsing")),
        ("tags: nlp, deep learning", ("nlp", "deep learning")),
        ("tags: '#nlp #parsing'", ("nlp", "parsing")),
        ("tags: #nlp #parsing", ("nlp", "parsing")),
        ("tag: nlp", ("nlp",)),
        ("keywords: deep learning", ("deep learning",)),
        ("topics: [[Deep Learning]]", ("Deep Learning",)),
        ("categories:\n  - a/b\n  - A/B\n  - 日本語", ("a/b", "日本語")),
        ("tags: [nlp]\nkeywords: [nlp, parsing]", ("nlp", "parsing")),
        ("tags:", ()),
        ("tags: null", ()),
    ],
)
def test_tags_in_front_matter(written: str, tags: tuple[str, ...]) -> None:
    assert only(f"---\ndoi: 10.1000/xyz\n{written}\n---\n").tags == tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#nlp and #deep-learning/vision_2.", ("nlp", "deep-learning/vision_2")),
        ("(#nlp) x#no a/#no &#39; [x](#no) https://example.org/#no", ("nlp",)),
        ("#123 #1a #2024", ("1a",)),
        (
            "#注意機構 を使う、#自己注意。#한국어 #тег #cafe\u0301",
            ("注意機構", "自己注意", "한국어", "тег", "cafe\u0301"),
        ),
        ("# Heading #no\n## Other #no\n#tag", ("tag",)),
        ("> #quoted\n- #listed", ("quoted", "listed")),
        ("`#no` ``x #no`` `unpaired #yes", ("yes",)),
        ("```\n#no\n```\n~~~py\n#no\n~~~\n#yes", ("yes",)),
        ("para\n\n    #no\n\n- item\n\n    #yes", ("yes",)),
        ("<!-- #no -->\n<!--\n#no\n-->\n%% #no %%\n#yes", ("yes",)),
        ("#[[two words]] #[[x]]", ("two words", "x")),
        ("100%% #yes 50%%", ("yes",)),
    ],
)
def test_inline_tags(text: str, tags: tuple[str, ...]) -> None:
    assert only(f"---\ndoi: 10.1000/xyz\n---\n{text}\n").tags == tags


def test_code_and_comments_hold_no_links_notes_or_references() -> None:
    note = only(
        f"""
        ---
        title: X
        doi: 10.1000/xyz
        ---
        ```markdown
        - [Attention]({ATTENTION}) [[Leak]] #leak
        # Leak
        ```

            [Attention]({ATTENTION}) [[Leak]]

        `{ATTENTION}` `[[Leak]]` <!-- {BERT} [[Leak]] -->
        ![figure](https://example.org/leak.png)

        [[Kept]] {BERT}
        """
    )
    assert [(link.url, link.line) for link in note.links] == [("https://doi.org/10.1000/xyz", 3), (BERT, 15)]
    assert note.references == (Reference("note", "Kept", 15),)
    assert note.tags == ()
    assert "[[Leak]] #leak" in note.comment


def test_admonition_boxes_are_no_code() -> None:
    note = only(
        "# A paper\n\n```ad-info\ntitle: Metadata\n- **Title**: Attention Is All You Need\n- **DOI**: 10.1000/xyz\n```\n"
    )
    assert (note.title, own(note)) == ("Attention Is All You Need", ["https://doi.org/10.1000/xyz"])


def test_references_to_other_notes() -> None:
    note = only(
        "---\ndoi: 10.1000/xyz\nrelated: ['[[A]]', '[[B|b]]']\n---\n"
        "[[C]] [[D#part|label]] [[E^block]] [f](../notes/F%20note.md#x) [g](https://example.org/g.md) ![[H.png]]\n"
    )
    assert [reference.target for reference in note.references] == ["A", "B", "C", "D", "E", "../notes/F note"]


def test_the_text_stays_as_it_was_written() -> None:
    body = "  indented\n\n> a quote\n\n\ttab  two  spaces\ncafe\u0301\n"
    assert only(f"---\ndoi: 10.1000/xyz\n---\n\n{body}\n\n").comment == body.rstrip("\n")


def test_unparsable_identifiers_stay_in_fields() -> None:
    note = only("---\ntitle: X\ndoi: pending\narxiv: soon\nurl: '[[file.pdf]]'\nopenreview: accepted\n---\n")
    assert note.links == ()
    assert note.fields == (("doi", "pending"), ("arxiv", "soon"), ("openreview", "accepted"), ("url", "file.pdf"))
