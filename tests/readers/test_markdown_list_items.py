"""Pages that list works, one a bullet: what belongs to an item, what groups items, and what is none."""

from __future__ import annotations

import pytest

from biblio.model.note import LinkRole
from biblio.readers.markdown.citation import read_citation
from tests.readers.markdown_samples import ATTENTION, BERT, CODE, VIT, bullet, listed, notes, roles


def test_sub_items_are_the_comment() -> None:
    (note,) = listed(
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
    assert [(link.role, link.line) for link in note.links] == [
        (LinkRole.OWN, 2),
        (LinkRole.MENTION, 3),
        (LinkRole.MENTION, 5),
    ]
    assert [reference.target for reference in note.references] == ["BERT"]


def test_links_of_their_own_below_a_title_are_the_items() -> None:
    first, second = listed(
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


def test_two_family_names_before_a_year_are_the_authors() -> None:
    notes = listed(
        """
        # Reading list

        - Long Short-Term Memory, Hochreiter & Schmidhuber, 1997
        - the Mamba paper (Gu and Dao 2023)
        - LoRA, Hu et al., 2021
        - Attention, Vision and Speech, 2021
        - Vaswani, Shazeer et al., 2017
        """
    )
    assert [(note.title, note.authors, note.year) for note in notes] == [
        ("Long Short-Term Memory", ("Hochreiter", "Schmidhuber"), 1997),
        ("the Mamba paper", ("Gu", "Dao"), 2023),
        ("LoRA", ("Hu",), 2021),
    ]


def test_items_that_group_others_are_tags() -> None:
    notes = listed(
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
    assert [note.tags for note in notes] == [("NLP",), ("NLP", "Encoders"), ("NLP", "Encoders"), ()]


def test_a_marked_item_that_groups_works_is_not_one_of_them() -> None:
    notes = listed(f"# Papers\n- [A group's page](https://example.org)\n  - [BERT]({BERT})\n  - [ViT]({VIT})\n")
    assert [note.title for note in notes] == ["BERT", "ViT"]


def test_a_sub_item_never_names_the_whole_file() -> None:
    (note,) = listed(f"# Attention and after\n\n- Where it began\n  - [paper]({ATTENTION})\n\nMore words.\n")
    assert (note.title, note.line, note.end_line) == ("Where it began", 3, 4)


def test_a_short_name_with_the_full_citation_below() -> None:
    (note,) = listed(
        f"* VGG-Net [[Paper]]({VIT})\n"
        "  * Karen Simonyan and Andrew Zisserman, Very Deep Convolutional Networks for Recognition, ICLR, 2015.\n"
    )
    assert note.title == "VGG-Net"
    assert note.other_titles == ("Very Deep Convolutional Networks for Recognition",)
    assert (note.authors, note.venue, note.year) == (("Karen Simonyan", "Andrew Zisserman"), "ICLR", 2015)


def test_authors_in_the_items_second_paragraph() -> None:
    first, second = listed(
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
    assert listed(f"# Tools\n{text}") == []
    notes = listed(f"# Transformers\n{text}- [Attention Is All You Need]({ATTENTION})\n")
    assert [note.title for note in notes] == ["Tensor2Tensor", "Illustrated", "Attention Is All You Need"]
    notes = listed(f"# Tools\n{text}- [Attention Is All You Need]({ATTENTION})\n")
    assert [note.title for note in notes] == ["Attention Is All You Need"]


def test_a_remark_is_kept_as_it_was_written() -> None:
    line = f"[Attention Is All You Need]({ATTENTION}) ![x](https://example.org/x.png) - two  spaces,\ta *tab* ([b]({BERT}))!"
    assert bullet(line).comment == f"two  spaces,\ta *tab* ([b]({BERT}))!"


def test_a_link_after_the_remark_may_still_be_the_works() -> None:
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
    (note,) = listed(
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
        listed(
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


def test_code_contains_no_items() -> None:
    (note,) = listed(
        f"# Papers\n```\n- [A]({BERT})\n```\n\n- [B]({ATTENTION})\n\n      - [C]({VIT})\n\n<!--\n- [D]({VIT})\n-->\n"
    )
    assert note.title == "B"


def test_reference_links() -> None:
    first, second = listed(
        f"- [Attention Is All You Need][v] – classic\n- [BERT][]\n\n[v]: {ATTENTION}\n[bert]: <{BERT}> 'x'\n"
    )
    assert (roles(first), first.comment) == ([(ATTENTION, "own")], "classic")
    assert (second.title, roles(second)) == ("BERT", [(BERT, "own")])


def test_headings_lose_numbers_and_emoji_and_page_titles_are_not_tags() -> None:
    def tags(headings: str) -> tuple[str, ...]:
        (note,) = listed(f"{headings}\n- [Attention Is All You Need]({ATTENTION})\n")
        return note.tags

    assert tags("# Awesome LLMs\n## 1.2 📚 Sequence models:\n### [Encoders](#encoders)") == (
        "Sequence models",
        "Encoders",
    )
    assert tags("# Natural Language Processing") == ("Natural Language Processing",)
    assert tags("# NLP\n## Parsing") == ("NLP", "Parsing")
    assert tags("# 2024-05-01") == ()
    assert tags("## 2018-02") == ()
    assert tags("---\ntags: [course, nlp]\n---\n# List\n## NLP") == ("course", "nlp")


def test_ids_are_the_works_and_unique_in_a_page() -> None:
    notes = listed(f"- [Attention Is All You Need]({ATTENTION})\n")
    moved = listed(
        "# Papers\n## X\n- Attention is all you need! [[pdf](https://arxiv.org/pdf/1706.03762v5)]\n", name="b.md"
    )
    assert notes[0].id == moved[0].id
    twice = listed(f"# Papers\n## A\n- [The same]({ATTENTION})\n## B\n- [The same]({ATTENTION})\n")
    assert len({note.id for note in twice}) == 2


def test_a_daily_note_gives_the_bullet_that_is_about_a_work() -> None:
    (note,) = listed(
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


def test_several_titles_with_a_year_each_are_works_of_their_own() -> None:
    first, second = listed(
        """
        # Reading list

        * [Eddies in a mountain stream](papers/eddies.pdf) (1981) and The [Lamps: a robust way of
          lighting rivers](papers/lamps.pdf) (1990): Eddies turn. See [a talk](https://example.org/talk).
        """.replace("of\n          lighting", "of lighting")
    )
    assert [(note.title, note.year, note.line) for note in (first, second)] == [
        ("Eddies in a mountain stream", 1981, 3),
        ("Lamps: a robust way of lighting rivers", 1990, 3),
    ]
    assert first.comment == second.comment == "Eddies turn. See [a talk](https://example.org/talk)."


def test_a_title_mentioned_beside_another_is_no_work() -> None:
    (note,) = listed(
        """
        # Reading list

        * [Eddies in a mountain stream](papers/eddies.pdf) (1981) and later [a long talk about it](papers/talk.html): turns
        """
    )
    assert note.title == "Eddies in a mountain stream"


def test_exercises_below_a_label_are_none_though_texts_are_in_the_same_list() -> None:
    notes = listed(
        """
        # Schedule

        ## Week 2: Lamps

        1. Read:
          - Roe, Jane. "[Lamps on mountain rivers](https://example.org/lamps)." *Journal of Lamps*, no. 4, 2015.
          - Moe, Max. "[Rivers without any lamps](https://example.org/rivers)." *Journal of Lamps*, no. 5, 2016.
        2. Hands-on:
          - Poe, Ann. "[Getting started with lanterns](https://example.org/lanterns)." *Journal of Lamps*, no. 6, 2017.
          - [Make a lantern of your own](https://example.org/course/lantern)
        3. Lanterns used in the article:
          - [Lantern number 33](https://example.org/collections/33/view)
          - [Lantern number 36](https://example.org/collections/36/view)
        """
    )
    assert [note.title for note in notes] == [
        "Lamps on mountain rivers",
        "Rivers without any lamps",
        "Getting started with lanterns",
    ]


@pytest.mark.parametrize("heading", ["技术栈", "致谢", "Tech stack", "Special thanks"])
def test_what_a_page_is_built_with_is_no_work(heading: str) -> None:
    text = f"""
        # 论文笔记

        - [Attention Is All You Need]({ATTENTION})
        - [Pre-training of Deep Bidirectional Transformers]({BERT})
        - [An Image is Worth 16x16 Words]({VIT})

        ## {heading}

        - [Lamps for all lists](https://lamps.example/lamps/)
    """
    assert len(listed(text)) == 3


def test_a_heading_that_leads_to_the_index_of_a_folder_is_no_work() -> None:
    text = "# 论文笔记\n\n## 分类\n\n### [Lamp Stream Multiplexing](lamps/index.md)\nPapers on lamps.\n"
    assert listed(text) == []


@pytest.mark.parametrize(
    ("written", "title", "venue"),
    [
        ("PEN'19 - Using lamps for clever rivers", "Using lamps for clever rivers", "PEN"),
        ("IEEE LampCom'18 - RIVER: A lamp for the stream", "RIVER: A lamp for the stream", "IEEE LampCom"),
    ],
)
def test_an_acronym_with_a_year_behind_an_apostrophe_is_the_venue(written: str, title: str, venue: str) -> None:
    note = bullet(f"{written}\n  - <{ATTENTION}>")
    assert (note.title, note.venue) == (title, venue)


def test_titles_above_their_address_and_titles_in_quotes_with_a_remark() -> None:
    text = """
    # Reading list

    * "A Search for Planets around the Lamp Star" of an undergraduate, Jane Roe
      * https://ui.adsabs.harvard.edu/#abs/2018arXiv180408149R/abstract
    * Fog in the north, a review:
      * https://arxiv.org/abs/1806.04617
    * Discovery:
      * The first lamp paper https://arxiv.org/abs/1404.5667
    * Lamps: A Primer #toread [pdf](https://arxiv.org/abs/1512.02325)
    """
    found = notes(text, "list.md")
    assert [note.title for note in found] == [
        "A Search for Planets around the Lamp Star",
        "Fog in the north, a review",
        "The first lamp paper",
        "Lamps: A Primer",
    ]
    assert found[3].tags == ("toread",)


@pytest.mark.parametrize(
    "line",
    [
        "By design, this is the approximate solution to the problem of lamps [Roe 1993](https://arxiv.org/abs/1703.10375)",
        "We see the lamps more clearly. For some reason, it looks dark. The gap is known by [Roe et al. 2017]"
        "(https://arxiv.org/abs/1703.10375). See the figures",
        "首先是检测，这一块的文章相对较少，因为通常很难给出清晰的定义，这样就不太容易用监督的方法去训练。其中有 [Roe et al. 2017]"
        "(https://arxiv.org/abs/1703.10375)",
    ],
)
def test_running_text_before_a_citation_is_no_title(line: str) -> None:
    assert notes(f"# Lamps\n\n- {line}\n- Buy oil.\n", "lamps.md") == []


def test_a_title_in_quotes_as_a_property_and_a_time_that_is_no_author() -> None:
    text = '# Lamps of the North\n\n**Title**: "A Primer on Fog"\n\n**DOI**: 10.1000/fog\n'
    assert [note.title for note in notes(text, "a.md")] == ["A Primer on Fog"]
    assert notes("## Meeting Time: 5:00pm PDT, Monday June 28th, 2021.\n\nBring oil.\n", "README.md") == []


def test_a_sentence_that_ends_with_a_link_to_a_paper_is_no_title() -> None:
    text = "- she was inspired by what Roe found on lamps in her [paper](https://a.example/p.pdf)\n- [Oil of the North](https://arxiv.org/abs/1706.03762)\n"
    assert [note.title for note in listed(text)] == ["Oil of the North"]


@pytest.mark.parametrize("sign", ["<a name='r01'></a>", '<a id="roe"> </a> ', "`17-Sun` ", "`2022` "])
def test_anchors_and_days_before_a_reference(sign: str) -> None:
    note = bullet(f'{sign}Jane Roe, "Lamps and the Sea: A Primer", Wick House, Dec 2012, url <https://example.org/l>')
    assert (note.title, note.authors, note.year) == ("Lamps and the Sea: A Primer", ("Jane Roe",), 2012)


@pytest.mark.parametrize(
    ("line", "title", "authors"),
    [
        (f'Jane Roe, <a href="{ATTENTION}" target="_blank">"Lamps? Ships and the Sea,"</a> *Light* 11 (2006): 7-9.', "Lamps? Ships and the Sea", ("Jane Roe",)),
        (f'Jane Roe [“The Contours of Light”]({ATTENTION}) in *Light at Sea* (Quay, 2005), 59-111.', "The Contours of Light", ("Jane Roe",)),
        (f'<del>Jane Roe and Max Moe, ["Lamps and Oil"]({ATTENTION})</del>', "Lamps and Oil", ("Jane Roe", "Max Moe")),
        ("Light: A Very Short Introduction - _Jane Roe & Max Moe_", "Light: A Very Short Introduction", ("Jane Roe", "Max Moe")),
    ],
)  # fmt: skip
def test_people_before_and_behind_a_title(line: str, title: str, authors: tuple[str, ...]) -> None:
    citation = read_citation(line, {}, line=1)
    assert (citation.title, citation.byline.authors) == (title, authors)


@pytest.mark.parametrize("line", [f'See ["A primer"]({ATTENTION})', f'The Manual ["A primer of lamps"]({ATTENTION})'])
def test_other_words_before_a_quoted_link_are_nobody(line: str) -> None:
    assert read_citation(line, {}, line=1).byline.authors == ()


def test_a_label_in_code_before_a_marked_title() -> None:
    assert bullet("`Article` **Inference to the Best Lamp: An Overview** by Jane Roe.").title == (
        "Inference to the Best Lamp: An Overview"
    )


def test_key_in_brackets_before_a_reference_is_no_part_of_it() -> None:
    (note,) = listed('# Reading list\n- [AH2012] Roe, Jane and Max Moe, "Lamps at Sea," *Light*, 20:3 (2012), 4-9.\n')
    assert (note.title, note.authors) == ("Lamps at Sea", ("Roe, Jane", "Max Moe"))


def test_link_whose_words_are_a_quoted_title_and_its_authors() -> None:
    (note,) = listed('# Reading list\n- ["Lamps for Quality" by Roe and Poe](https://arxiv.org/abs/1409.0473)\n')
    assert (note.title, note.authors) == ("Lamps for Quality", ("Roe", "Poe"))


COURSE = "# Lamps 101\n\n{}\n## References\n\n- Roe, Jane (2012). Lamps at sea. *Light*, 20(3), 4-9.\n"
COURSE += (
    "- Poe, Max (2013). Wicks on land. *Light*, 21(1), 1-9.\n- Moe, Ann (2014). Oil in the air. *Light*, 22(2), 7-9.\n"
)


def test_references_of_a_course_are_to_be_read() -> None:
    sections = "## Schedule\n\nMondays.\n\n## Grading\n\nBy essay.\n\n## Required Text\n\nSee below.\n"
    titles = [note.title for note in listed(COURSE.format(sections))]
    assert titles == ["Lamps at sea", "Wicks on land", "Oil in the air"]


def test_references_of_other_pages_are_no_works_of_theirs() -> None:
    sections = f"## Papers\n\n- [Attention Is All You Need]({ATTENTION})\n- [BERT: lamps]({BERT})\n"
    assert "Lamps at sea" not in [note.title for note in listed(COURSE.format(sections))]


def test_closing_tag_of_a_break_is_a_break() -> None:
    (note,) = listed(f"# Reading list\n- [Attention Is All You Need]({ATTENTION}) </br> Read twice.\n")
    assert note.comment == "Read twice."


def test_a_family_name_with_et_al_before_an_unmarked_title_is_its_author() -> None:
    lines = ["Roe et al., Deep Lamps for Fog, CVPR 2016", "Poe et al, Lamps: A Primer at Sea. ACL 2019"]
    found = notes("# Reading list\n\n" + "".join(f"- {line}\n" for line in lines))
    assert [(note.title, note.authors, note.et_al, note.year) for note in found] == [
        ("Deep Lamps for Fog", ("Roe",), True, 2016),
        ("Lamps: A Primer at Sea", ("Poe",), True, 2019),
    ]


@pytest.mark.parametrize(
    "form",
    [
        "- **{title}**\n  - Author: {who}\n  - Year: {year}\n",
        "- **{title}**  \n  Autora: {who}  \n  Ano: {year}\n",
        "- {title}\n  - **Author:** {who}\n  - **Year:** {year}\n",
        "- Title: {title}\n  Author: {who}\n  Year: {year}\n\n",
    ],
)
def test_a_title_above_labelled_authors_and_years_is_a_work(form: str) -> None:
    works = [("The second lamp and its keepers", "Jane Roe", 2011), ("Weather on the northern coasts", "Max Poe", 2014)]
    found = listed("# Theses\n\n" + "".join(form.format(title=title, who=who, year=year) for title, who, year in works))
    assert [(note.title, *note.authors, note.year) for note in found] == works


def test_a_title_above_other_labels_is_none() -> None:
    assert not listed("# Tools\n\n- **A lamp that signals by itself**\n  - Author: Jane Roe\n  - Licence: MIT\n")


def test_an_escaped_star_before_a_reference_is_no_part_of_it() -> None:
    (note,) = listed(
        "# Readings\n\n- \\* Roe, J., & Poe, M. (2011). Oil or gas? Evidence from two piers. The *Journal of Lamps*, 26(4), 9-17.\n"
    )
    assert (note.title, note.venue) == ("Oil or gas? Evidence from two piers", "The Journal of Lamps")


@pytest.mark.parametrize("day", ["**09/28/2018**, ", "**2018-09-28**. ", "__28.9.2018:__ "])
def test_a_day_in_bold_type_before_a_linked_title_is_no_title(day: str) -> None:
    (note,) = listed(
        f"# Meetings\n\n* {day}[A primer on harbour lamps](https://doi.org/10.1234/lamps.18) from the pier.\n"
    )
    assert note.title == "A primer on harbour lamps"
