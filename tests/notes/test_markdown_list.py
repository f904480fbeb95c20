"""Pages that list works: one note a bullet, a row, a section or a paragraph, with the headings as tags."""

from __future__ import annotations

from textwrap import dedent

import pytest

from biblio.errors import Problem
from biblio.evidence.finding import identifier_in_url
from biblio.model.note import Note, Role
from biblio.notes.markdown import READER
from biblio.ports import Document

ATTENTION = "https://arxiv.org/abs/1706.03762"
BERT = "https://arxiv.org/abs/1810.04805"
VIT = "https://arxiv.org/abs/2010.11929"
CODE = "https://github.com/tensorflow/tensor2tensor"


def notes(text: str, name: str = "list.md") -> list[Note]:
    items = list(READER.read(Document(f"vault/{name}", dedent(text).lstrip("\n"), name)))
    assert not [item for item in items if isinstance(item, Problem)]
    return [item for item in items if isinstance(item, Note)]


def bullet(line: str) -> Note:
    (note,) = notes(f"# Reading list\n\n- {line}\n")
    return note


def roles(note: Note) -> list[tuple[str, str]]:
    return [(link.url, link.role.value) for link in note.links]


def test_titles_with_bracketed_links_under_headings() -> None:
    found = notes(
        f"""
        # Awesome papers

        ## Sequence models
        - Attention Is All You Need [[arXiv]({ATTENTION})] [[code]({CODE})]
        - BERT: Pre-training of Deep Bidirectional
        Transformers [[paper]({BERT})]

        ### Vision
        - An Image is Worth 16x16 Words [[arXiv]({VIT})] [[code]()] (soon)
        """
    )
    assert [(note.title, note.tags, note.line, note.end_line) for note in found] == [
        ("Attention Is All You Need", ("Sequence models",), 4, 4),
        ("BERT: Pre-training of Deep Bidirectional Transformers", ("Sequence models",), 5, 6),
        ("An Image is Worth 16x16 Words", ("Sequence models", "Vision"), 9, 9),
    ]
    assert roles(found[0]) == [(ATTENTION, "own"), (CODE, "code")]
    assert found[1].links[0].line == 6
    assert found[2].comment == "(soon)"
    assert found[0].layout == "markdown"


@pytest.mark.parametrize(
    ("line", "title", "authors", "et_al", "venue", "year"),
    [
        (f"[Attention Is All You Need]({ATTENTION})", "Attention Is All You Need", (), False, "", None),
        (
            f"[Attention Is All You Need]({ATTENTION}) - Vaswani et al., *NeurIPS 2017*",
            "Attention Is All You Need",
            ("Vaswani",),
            True,
            "NeurIPS",
            2017,
        ),
        (
            f"**Attention Is All You Need.** NeurIPS 2017. [[pdf]({ATTENTION})]",
            "Attention Is All You Need",
            (),
            False,
            "NeurIPS",
            2017,
        ),
        (
            f"[2017/06] **Attention Is All You Need.** *Ashish Vaswani (Google) et al. arXiv.* [[paper]({ATTENTION})]",
            "Attention Is All You Need",
            ("Ashish Vaswani",),
            True,
            "arXiv",
            2017,
        ),
        (
            f"**[Attention Is All You Need]({ATTENTION})** (NeurIPS 2017)",
            "Attention Is All You Need",
            (),
            False,
            "NeurIPS",
            2017,
        ),
        (
            f"🔥 [NeurIPS 2017] [Attention Is All You Need]({ATTENTION}), Vaswani et al.",
            "Attention Is All You Need",
            ("Vaswani",),
            True,
            "NeurIPS",
            2017,
        ),
        (
            f'Nicolas Ballas, Li Yao, "Delving Deeper into Convolutional Networks", ICLR 2016. [[Paper]({VIT})]',
            "Delving Deeper into Convolutional Networks",
            ("Nicolas Ballas", "Li Yao"),
            False,
            "ICLR",
            2016,
        ),
        (
            f"Hanxi Li, Yi Li and Fatih Porikli, DeepTrack: Learning Feature Representations, BMVC, 2014. [[Paper]]({VIT})",
            "DeepTrack: Learning Feature Representations",
            ("Hanxi Li", "Yi Li", "Fatih Porikli"),
            False,
            "BMVC",
            2014,
        ),
        (
            f"Vaswani, A., Shazeer, N., & Parmar, N. (2017). Attention is all you need. NeurIPS. {ATTENTION}",
            "Attention is all you need",
            ("Vaswani, A.", "Shazeer, N.", "Parmar, N."),
            False,
            "NeurIPS",
            2017,
        ),
        (
            "Attention Is All You Need, Vaswani+, NeurIPS'17",
            "Attention Is All You Need",
            ("Vaswani",),
            True,
            "NeurIPS",
            2017,
        ),
        (
            f"Attention Is All You Need. Ashish Vaswani, Noam Shazeer. NeurIPS 2017. [paper]({ATTENTION})",
            "Attention Is All You Need",
            ("Ashish Vaswani", "Noam Shazeer"),
            False,
            "NeurIPS",
            2017,
        ),
        ("Fast R-CNN, arXiv:1504.08083.", "Fast R-CNN", (), False, "arXiv", None),
        (
            "深層学習による自然言語処理 (坪井 他, 2017) https://doi.org/10.1000/xyz123",
            "深層学習による自然言語処理",
            ("坪井",),
            True,
            "",
            2017,
        ),
        (f"論文: [BERT]({BERT})", "BERT", (), False, "", None),
        (
            f"SIGMOD'18 - P-Store: An Elastic Database <{VIT}>",
            "P-Store: An Elastic Database",
            (),
            False,
            "SIGMOD",
            2018,
        ),
        (f"ImageNet 2012: A Study [[pdf]({VIT})]", "ImageNet 2012: A Study", (), False, "", None),
        (f"[Stanford] [CS231n: Visual Recognition]({VIT})", "CS231n: Visual Recognition", (), False, "", None),
        (f"[arXiv]({ATTENTION}) Attention Is All You Need", "Attention Is All You Need", (), False, "", None),
        (f"{ATTENTION} Attention Is All You Need", "Attention Is All You Need", (), False, "", None),
        (f"[ ] [Attention Is All You Need]({ATTENTION})", "Attention Is All You Need", (), False, "", None),
        (f"[x] Attention Is All You Need <{ATTENTION}>", "Attention Is All You Need", (), False, "", None),
        (f"{ATTENTION}", None, (), False, "", None),
        (f"[Vaswani et al. 2017]({ATTENTION}): the start", None, ("Vaswani",), True, "", 2017),
        (f"[Qwen2.5 Technical Report]({ATTENTION})", "Qwen2.5 Technical Report", (), False, "", None),
        (f"Look, Listen and Learn [[arXiv]({ATTENTION})]", "Look, Listen and Learn", (), False, "", None),
        (
            f'"Why Should I Trust You?": Explaining the Predictions [[paper]({ATTENTION})]',
            '"Why Should I Trust You?": Explaining the Predictions',
            (),
            False,
            "",
            None,
        ),
        (f"`sk_p`: a corrector for MOOCs [[arXiv]({ATTENTION})]", "sk_p: a corrector for MOOCs", (), False, "", None),
    ],
)
def test_forms_of_a_citation(
    line: str, title: str | None, authors: tuple[str, ...], et_al: bool, venue: str, year: int | None
) -> None:
    note = bullet(line)
    assert (note.title, note.authors, note.et_al, note.venue, note.year) == (title, authors, et_al, venue, year)
    own = [link for link in note.links if link.role is Role.OWN]
    assert not own or identifier_in_url(own[0].url)


def test_a_bold_name_before_a_subtitle_keeps_both_readings() -> None:
    note = bullet(f"**BERT**: Pre-training of Deep Bidirectional Transformers [[paper]({BERT})]")
    assert note.title == "BERT"
    assert note.other_titles == ("BERT: Pre-training of Deep Bidirectional Transformers",)


@pytest.mark.parametrize(
    "line",
    [
        "plain words without anything",
        "**Bold**",
        "[[Attention Is All You Need]]",
        "[Attention Is All You Need](notes/attention.md)",
        "[Section](#section)",
        f"builds on [BERT]({BERT}) and more",
        f"see also {BERT}",
        f"we discussed {BERT} today",
        f"`[Attention]({ATTENTION})`",
        f"<!-- [Attention]({ATTENTION}) -->",
        f"![figure]({ATTENTION})",
    ],
)
def test_what_is_no_note_in_a_list(line: str) -> None:
    assert notes(f"# Reading list\n\n- {line}\n") == []


def test_sub_items_are_the_comment() -> None:
    (note,) = notes(
        f"""
        # Reading list
        * [Attention Is All You Need]({ATTENTION}): read twice #nlp
          - against [RNNs](https://arxiv.org/abs/1409.0473)
            1. deeper
          - [paper](https://arxiv.org/abs/1409.0473)

          A paragraph of mine, see [[BERT]].

        Not mine.
        """
    )
    assert note.comment == (
        "read twice #nlp\n"
        "- against [RNNs](https://arxiv.org/abs/1409.0473)\n"
        "  1. deeper\n"
        "- [paper](https://arxiv.org/abs/1409.0473)\n\n"
        "A paragraph of mine, see [[BERT]]."
    )
    assert (note.line, note.end_line, note.tags) == (2, 7, ("nlp",))
    assert [(link.role, link.line) for link in note.links] == [(Role.OWN, 2), (Role.MENTION, 3), (Role.MENTION, 5)]
    assert [reference.target for reference in note.references] == ["BERT"]


def test_links_of_their_own_below_a_title_are_the_items() -> None:
    first, second = notes(
        f"""
        - Attention Is All You Need
          - [paper]({ATTENTION})
          - [code]({CODE})
        - BERT
          - Authors: Jacob Devlin, Ming-Wei Chang
          - arXiv: 1810.04805
        """
    )
    assert roles(first) == [(ATTENTION, "own"), (CODE, "code")]
    assert (second.title, second.authors) == ("BERT", ("Jacob Devlin", "Ming-Wei Chang"))
    assert roles(second)[0] == (BERT, "own")


def test_items_that_group_others_are_tags() -> None:
    found = notes(
        f"""
        # Reading list
        - NLP
          - [Attention Is All You Need]({ATTENTION})
          - Encoders:
            - [BERT]({BERT})
            - [RoBERTa](https://arxiv.org/abs/1907.11692)
        - Vision
          - [An Image is Worth 16x16 Words]({VIT})
        """
    )
    assert [note.tags for note in found] == [("NLP",), ("NLP", "Encoders"), ("NLP", "Encoders"), ()]


def test_a_marked_item_that_groups_works_is_not_one_of_them() -> None:
    found = notes(f"# Papers\n- [A group's page](https://example.org)\n  - [BERT]({BERT})\n  - [ViT]({VIT})\n")
    assert [note.title for note in found] == ["BERT", "ViT"]


def test_a_sub_item_never_names_the_whole_file() -> None:
    (note,) = notes(f"# Attention and after\n\n- Where it began\n  - [paper]({ATTENTION})\n\nMore words.\n")
    assert (note.title, note.line, note.end_line) == ("Where it began", 3, 4)


def test_a_short_name_with_the_full_citation_below() -> None:
    (note,) = notes(
        f"* VGG-Net [[Paper]]({VIT})\n"
        "  * Karen Simonyan and Andrew Zisserman, Very Deep Convolutional Networks for Recognition, ICLR, 2015.\n"
    )
    assert note.title == "VGG-Net"
    assert note.other_titles == ("Very Deep Convolutional Networks for Recognition",)
    assert (note.authors, note.venue, note.year) == (("Karen Simonyan", "Andrew Zisserman"), "ICLR", 2015)


def test_authors_in_the_items_second_paragraph() -> None:
    first, second = notes(
        f"""
        1. **Attention Is All You Need.** NeurIPS 2017. ![](https://img.shields.io/badge/x-blue)

           *Ashish Vaswani\\*, Noam Shazeer\\*.* [[pdf]({ATTENTION})], [[project]({CODE})], 2017.6

        10. **BERT.** Preprint.

           *Jacob Devlin, Ming-Wei Chang.* [[pdf]({BERT})], 2018.10
        """
    )
    assert (first.authors, first.venue, first.year, first.month) == (
        ("Ashish Vaswani", "Noam Shazeer"),
        "NeurIPS",
        2017,
        6,
    )
    assert (second.authors, second.end_line) == (("Jacob Devlin", "Ming-Wei Chang"), 7)
    assert roles(second) == [(BERT, "own")]


def test_neighbours_of_papers_are_notes_about_what_they_are() -> None:
    text = f"- [Tensor2Tensor]({CODE}) - the library\n- [Illustrated](https://jalammar.github.io/illustrated-transformer/)\n"
    assert notes(f"# Tools\n{text}") == []
    found = notes(f"# Tools\n{text}- [Attention Is All You Need]({ATTENTION})\n")
    assert [note.title for note in found] == ["Tensor2Tensor", "Illustrated", "Attention Is All You Need"]
    assert [note.title for note in notes(f"# Blogs to read\n{text}")] == ["Tensor2Tensor", "Illustrated"]


def test_a_remark_is_kept_as_it_was_written() -> None:
    line = f"[Attention Is All You Need]({ATTENTION}) ![x](https://example.org/x.png) - two  spaces,\ta *tab* ([b]({BERT}))!"
    assert bullet(line).comment == f"two  spaces,\ta *tab* ([b]({BERT}))!"


def test_a_link_behind_the_remark_may_still_be_the_works() -> None:
    assert roles(bullet(f"**Attention Is All You Need**: drops recurrence. [paper]({ATTENTION})")) == [
        (ATTENTION, "own")
    ]
    assert roles(
        bullet(f"**Attention Is All You Need** ({{x}}), as the [paper]({BERT}) says [[pdf]({ATTENTION})]")
    ) == [
        (BERT, "mention"),
        (ATTENTION, "own"),
    ]


def test_a_bare_address_below_a_title() -> None:
    (note,) = notes(
        f"# Papers\n- P-Store: An Elastic Database\n  - <https://example.org/p.pdf>\n  - fast\n- [x]({BERT}) [y](z.md)\n"
    )[:1]
    assert roles(note) == [("https://example.org/p.pdf", "own")]


def test_a_title_that_links_to_the_code_beside_the_paper() -> None:
    assert roles(bullet(f"[LLaVA](https://github.com/haotian-liu/LLaVA) [[paper]({VIT})]")) == [
        ("https://github.com/haotian-liu/LLaVA", "code"),
        (VIT, "own"),
    ]


def test_lists_about_other_works_or_the_page_itself_are_left_out() -> None:
    assert (
        notes(
            f"""
            # A topic

            ## References
            - [Attention Is All You Need]({ATTENTION})

            ## 関連研究
            - [BERT]({BERT})

            ## Contributing
            - [An Image is Worth 16x16 Words]({VIT})

            > - [quoted]({VIT})
            """
        )
        == []
    )


def test_code_holds_no_items() -> None:
    (note,) = notes(
        f"# Papers\n```\n- [A]({BERT})\n```\n\n- [B]({ATTENTION})\n\n      - [C]({VIT})\n\n<!--\n- [D]({VIT})\n-->\n"
    )
    assert note.title == "B"


def test_reference_links() -> None:
    first, second = notes(
        f"- [Attention Is All You Need][v] – classic\n- [BERT][]\n\n[v]: {ATTENTION}\n[bert]: <{BERT}> 'x'\n"
    )
    assert (roles(first), first.comment) == ([(ATTENTION, "own")], "classic")
    assert (second.title, roles(second)) == ("BERT", [(BERT, "own")])


def test_headings_lose_numbers_and_emoji_and_page_titles_are_no_tags() -> None:
    def tags(headings: str) -> tuple[str, ...]:
        (note,) = notes(f"{headings}\n- [Attention Is All You Need]({ATTENTION})\n")
        return note.tags

    assert tags("# Awesome LLMs\n## 1.2 📚 Sequence models:\n### [Encoders](#encoders)") == (
        "Sequence models",
        "Encoders",
    )
    assert tags("# Natural Language Processing") == ("Natural Language Processing",)
    assert tags("# NLP\n## Parsing") == ("NLP", "Parsing")
    assert tags("# 2024-05-01") == ()
    assert tags("## 2018-02") == ("2018-02",)
    assert tags("---\ntags: [course, nlp]\n---\n# List\n## NLP") == ("course", "nlp")


def test_ids_are_the_works_and_unique_in_a_page() -> None:
    here = notes(f"- [Attention Is All You Need]({ATTENTION})\n")
    there = notes(
        "# Papers\n## X\n- Attention is all you need! [[pdf](https://arxiv.org/pdf/1706.03762v5)]\n", name="b.md"
    )
    assert here[0].id == there[0].id
    twice = notes(f"# Papers\n## A\n- [The same]({ATTENTION})\n## B\n- [The same]({ATTENTION})\n")
    assert len({note.id for note in twice}) == 2


def test_a_daily_note_gives_the_bullet_that_is_about_a_work() -> None:
    (note,) = notes(
        f"""
        # 2024-05-01
        ## Tasks
        - [ ] buy milk
        - [x] call [Bob](https://example.com/bob)
        ## Log
        - [Attention Is All You Need]({ATTENTION}) — at last
        """,
        name="daily/2024-05-01.md",
    )
    assert (note.title, note.comment, note.tags, note.line) == ("Attention Is All You Need", "at last", ("Log",), 6)


# --- tables ---------------------------------------------------------------------------------------------------


def test_tables_with_columns() -> None:
    first, second = notes(
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
    found = notes(
        f"""
        | **Paper** | **Links** |
        |:--|--|
        | 1) **Attention Is All You Need** - drops recurrence | [Paper]({ATTENTION}), [Tweet](https://x.com/a/status/1) |
        | ![Star](https://img.shields.io/x.svg) <br> [**BERT: Pre-training**]({BERT}) <br> | - |
        | 3) ViT  This work cuts images into words. <br>● And more. | [Paper]({VIT}) |
        """
    )
    assert [(note.title, note.comment) for note in found] == [
        ("Attention Is All You Need", "drops recurrence"),
        ("BERT: Pre-training", ""),
        ("ViT", "This work cuts images into words.  ● And more."),
    ]
    assert [note.links[0].role for note in found] == [Role.OWN] * 3


def test_other_tables_are_no_lists_of_works() -> None:
    assert notes(f"| Model | BLEU |\n|---|---|\n| [Transformer]({ATTENTION}) | 28.4 |\n") == []


# --- sections, paragraphs, blocks of metadata ------------------------------------------------------------------


def test_sections_with_their_links() -> None:
    first, second = notes(
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
    first, second = notes(
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
    assert {link.url: link.role for link in first.links}[VIT] is Role.OWN
    assert {link.url: link.role for link in first.links}[BERT] is Role.MENTION
    assert (second.venue, second.year) == ("ICCV", 2019)


def test_blocks_of_metadata_begin_with_their_titles() -> None:
    first, second = notes(
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
    first, second = notes(
        """
        # Reading list
        * **Attention Is All You Need**: dropped recurrence, see https://arxiv.org/abs/1409.0473
          - remarks on https://arxiv.org/abs/1409.0473
        * **BERT: Pre-training of Deep Bidirectional Transformers** (Devlin et al., NAACL 2019): masks words.
        * plain
        """
    )
    assert (first.title, first.line, first.end_line) == ("Attention Is All You Need", 2, 3)
    assert [link.role for link in first.links] == [Role.MENTION, Role.MENTION]
    assert (second.authors, second.venue, second.comment) == (("Devlin",), "NAACL", "masks words.")


def test_a_file_in_a_library_that_is_a_list_is_a_list() -> None:
    page = f"# Transformers\n- [Attention Is All You Need]({ATTENTION})\n- [BERT]({BERT})\n- [ViT]({VIT})\n"
    assert len(notes(page, name="papers/transformers.md")) == 3
    assert (
        len(notes(f"# Attention\n\n{'Words.' * 40}\n\nMore.\n\nAnd more.\n\n- [BERT]({BERT})\n", name="papers/a.md"))
        == 1
    )
    short = f"---\ntags: [papers]\n---\n- [Attention Is All You Need]({ATTENTION})\n- [BERT]({BERT})\n"
    assert [note.title for note in notes(short, name="nlp.md")] == ["Attention Is All You Need", "BERT"]
    (note,) = notes(f"---\ntitle: Reading list\ntags: paper\n---\nWords.\n\n- [BERT]({BERT})\n\nMore.\n\nMore.\n")
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
