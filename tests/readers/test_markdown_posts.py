"""Posts and notes with a title of their own: the link to the paper is somewhere in the text, fields may be sections."""

from __future__ import annotations

import pytest

from biblio.model.note import LinkRole, Note
from biblio.readers.markdown.section_names import is_of_other_works
from tests.readers.markdown_samples import ATTENTION, BERT, CODE, VIT, notes, only, own

FRONT = "---\nlayout: post\ntitle: Attention Is All You Need\ntags: ['2017', NLP]\n---\n"


@pytest.mark.parametrize(
    "line",
    [
        f"* [Link to the paper]({ATTENTION})",
        f"* [This workshop paper]({ATTENTION}) drops recurrence.",
        f"[Paper]({ATTENTION}) | [Code]({CODE})",
        f"Paper: {ATTENTION}",
        f"* 論文リンク: {ATTENTION}",
        f"元の論文の公開ページ : [arxiv]({ATTENTION})",
        f"- [원문 보러가기]({ATTENTION})",
        f"**논문 링크**: <{ATTENTION}>",
        f"论文链接：{ATTENTION}",
        f"- [ADS]({ATTENTION}) Vaswani A, Shazeer N. A title. PRD, 2017.",
        f'### 論文情報・リンク\n\n- [Vaswani, Ashish, et al. "Attention is all you need." NIPS. 2017.]({ATTENTION})',
        f"### 논문 정보\n\n- {ATTENTION}",
        f"It is about [Attention Is All You Need]({ATTENTION}), which drops recurrence.",
        f'> 리뷰: "[Attention Is All You Need]({ATTENTION}), NIPS 2017" 논문 리뷰입니다.',
    ],
)
def test_a_post_is_one_note_with_the_link_of_its_paper(line: str) -> None:
    text = (
        f"{FRONT}\n## Introduction\n\n* The paper drops recurrence.\n\n## Model\n\n* Compared with [ResNet]({VIT}).\n"
        f"* [Link to the implementation]({CODE})\n\n## More\n\n{line}\n"
    )
    note = only(text, "_posts/2019-07-25-Attention.md")
    assert (note.title, note.tags) == ("Attention Is All You Need", ("2017", "NLP"))
    assert own(note) == [ATTENTION]
    assert {link.role for link in note.links if link.url == CODE} <= {LinkRole.CODE}


def test_works_to_read_next_are_related() -> None:
    note = only(
        f"""
        ---
        title: "Attention Is All You Need"
        date: 2018-02-19
        categories: NLP
        ---

        ## 1. どんなもの？

        再帰を使わない翻訳。

        ## 6. 次に読むべき論文はあるか？

        - [He, Kaiming, et al. "Deep residual learning for image recognition." CVPR. 2016.]({VIT})
        - [BERT: Pre-training]({BERT})

        ### 論文情報・リンク

        - [Vaswani, Ashish, et al. "Attention is all you need." NIPS. 2017.]({ATTENTION})
        """,
        "_posts/2018-02-19-attention.md",
    )
    assert (note.title, note.tags, own(note)) == ("Attention Is All You Need", ("NLP",), [ATTENTION])
    assert {link.url: link.role for link in note.links if link.role is not LinkRole.OWN} == {
        VIT: LinkRole.RELATED,
        BERT: LinkRole.RELATED,
    }


@pytest.mark.parametrize(
    "heading",
    [
        "次に読むべき論文", "6. 次に読むべき論文はあるか？", "次に読むべき論文は？", "Next papers", "What to read next", "Related Work",
        "Further reading", "References", "相关论文", "延伸阅读", "参考文献", "추가로 읽을 논문", "관련 논문", "다음에 읽을 논문",
        "📚 Related papers", "Weiterführende Literatur", "Pour aller plus loin", "Lecturas recomendadas",
    ],
)  # fmt: skip
def test_sections_about_other_works(heading: str) -> None:
    assert is_of_other_works(heading)


@pytest.mark.parametrize(
    "heading", ["Introduction", "Reading list", "論文リンク", "Papers", "結果", "论文链接", "논문 링크"]
)
def test_sections_about_this_work_or_a_list(heading: str) -> None:
    assert not is_of_other_works(heading)


def test_links_to_several_papers_make_no_post() -> None:
    text = f"---\ntitle: Week 12\n---\n\n- Paper: {ATTENTION}\n\nGood.\n\n- Paper: {BERT}\n\nBetter.\n"
    assert {note.title for note in notes(text, "_posts/2019-07-25-week.md")} != {"Week 12"}


def test_fields_that_are_sections() -> None:
    note = only(
        """
        03/11/20
        ## Authors:
        Ada Roe, Tom Poe and Sam Doe
        ## Title:
        The wick and *the flame*: a history of lamps
        ## Keywords:
        lamps, oil
        ## Geographic Coverage
        N/A
        ## Notes:
        Title and authors are above.
        """,
        "papers/Lamps/Roeetal2017.md",
    )
    assert note.title == "The wick and the flame: a history of lamps"
    assert (note.authors, note.tags, note.year) == (("Ada Roe", "Tom Poe", "Sam Doe"), ("lamps", "oil"), 2017)


def test_a_section_with_the_title_as_a_link() -> None:
    note = only(
        f"# Reports for the society\n\n### Date: Aug. 10, 2020\n### Name of the thesis:\n\n[Attention Is All You Need]({ATTENTION})\n\n## Overview\n\nGood.\n",
        "attention.md",
    )
    assert (note.title, own(note)) == ("Attention Is All You Need", [ATTENTION])


def test_a_key_with_bullets_below_it() -> None:
    note = only(
        f"# Attention Is All You Need\n\n## 📌 Metadata\n---\nurl:\n- [paper]({ATTENTION}) (NIPS 2017)\n- [code]({CODE})\n\n---\n- **Authors**: Ashish Vaswani\n",
        "NLP/2017/Attention/paper.md",
    )
    assert note.title == "Attention Is All You Need"
    assert [(link.url, link.role) for link in note.links][:2] == [(ATTENTION, LinkRole.OWN), (CODE, LinkRole.CODE)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2017/Attention Is All You Need/paper.md", "Attention Is All You Need"),
        ("2017/Attention Is All You Need/论文笔记.md", "Attention Is All You Need"),
        ("pages/Lamps%3A A History.md", "Lamps: A History"),
        ("pages/@Lamps%3A A History.md", "Lamps: A History"),
        ("pages/Lamps___Oil and Wicks.md", "Lamps/Oil and Wicks"),
    ],
)
def test_titles_from_names(name: str, title: str) -> None:
    assert only("---\ndoi: 10.1000/xyz7\n---\nMine.\n", name).title == title


def test_identifiers_that_zotero_keeps_in_extra() -> None:
    note = only(
        "title:: @The Wick and the Flame\nauthors:: Ada Roe, Tom Poe\nextra:: DOI: 10.1000/xyz7\n\n- x\n",
        "pages/@w x.md",
    )
    assert (note.title, own(note)) == ("The Wick and the Flame", ["https://doi.org/10.1000/xyz7"])


def test_html_entities_in_a_title() -> None:
    assert only("---\ntitle: The king&#x27;s lamp &amp; oil\ndoi: 10.1000/xyz7\n---\n").title == "The king's lamp & oil"


def test_a_schedule_with_one_link_called_paper_is_a_list() -> None:
    weeks = "".join(
        f"## Week {number}\n\nRoe A, Poe T. The Wick and the Flame, Part {number}. arXiv 2022.\n[Link](https://arxiv.org/abs/2211.0000{number})\n\n"
        for number in range(1, 6)
    )
    text = f"---\nlayout: page\ntitle: Schedule (2023 Spring)\n---\n\n{weeks}## Week 6\n\nDoe S. Oil. 2020.\n[Paper link]({ATTENTION})\n"
    assert "Schedule (2023 Spring)" not in {note.title for note in notes(text, "about_2023.md")}


def test_authors_below_another_heading_than_the_title_are_not_the_notes() -> None:
    text = (
        "---\ntitle: reuse of data\n---\nA webinar.\n\n# Data in medieval studies\n\nAda Roe, Tom Poe\n\nThey read.\n"
    )
    assert notes(text, "reuse.md") == []


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("The Wick and the Flame review", "The Wick and the Flame"),
        ("[논문리뷰] The Wick and the Flame", "The Wick and the Flame"),
        ("The Wick and the Flame 논문 리뷰", "The Wick and the Flame"),
        ("The Wick and the Flame を読んだ", "The Wick and the Flame"),
        ("The Wick and the Flame 论文笔记", "The Wick and the Flame"),
        ("The wick and the flame: a review", "The wick and the flame: a review"),
        ("Wicks in lamps: a systematic review", "Wicks in lamps: a systematic review"),
    ],
)
def test_the_kind_of_a_post_is_not_part_of_the_title(written: str, title: str) -> None:
    note = only(f"---\ntitle: '{written}'\ncategories:\n  - Paper Review\n---\nGood.\n", "_posts/2020-01-01-wick.md")
    assert note.title == title


def test_a_review_that_links_to_many_works_is_one_note() -> None:
    others = "".join(f"- As in [Roe et al., (2019)](https://arxiv.org/abs/1907.1052{number})\n" for number in range(5))
    text = f"---\ntitle: 'BART review'\ncategories: [NLP, Paper Review]\n---\n- [원문 보러가기]({ATTENTION})\n\n## 1 Introduction\n\n{others}"
    note = only(text, "_posts/2021-11-06-BART-review.md")
    assert (note.title, own(note)) == ("BART review", [ATTENTION])


def test_chapters_in_a_folder_of_books_are_no_works() -> None:
    assert notes("### 34. Conclusion\n\n* Good.\n", "reading notes/Lamps/34_Conclusion.md") == []
    assert only("Good.\n", "reading notes/Lamps.md").title == "Lamps"


def test_a_page_with_a_title_of_its_own_refers_to_sites() -> None:
    sentences = "".join(f"Then comes step {number} of the plan.\n\n" for number in range(9))
    text = (
        "---\ntitle: plans for data\ntags: [data]\n---\nA plan says what becomes of data.\n\nWho writes one asks first.\n\n"
        f"{sentences}- [The planner](https://planner.example.org/new)\n- [A grid](https://example.org/grid.docx)\n"
        f"- [BERT: Pre-training]({BERT})\n"
    )
    assert [note.title for note in notes(text, "plans.md")] == ["BERT: Pre-training"]


@pytest.mark.parametrize(
    "title",
    [
        "{} 논문 리뷰 (진행중)",
        "(in progress) {} review",
        "[나름대로 정리] {}",
        "{} 阅读笔记",
        "{}笔记",
        "읽는 중: {}",
        "WIP - {} 読書メモ",
        "【読み途中】{}を読んだ",
        "{} [Paper Review]",
        "{} 톺아보기",
    ],
)
def test_what_is_about_the_page_is_no_part_of_its_title(title: str) -> None:
    note = only(f"# {title.format('Lanterns in the dark')}\n\nPaper: {ATTENTION}\n\nText.\n", "p.md")
    assert note.title == "Lanterns in the dark"


@pytest.mark.parametrize(
    "title", ["Lanterns: a review", "A Systematic Review", "Drafts of the sea: in progress", "Peer Review"]
)
def test_words_of_titles_stay(title: str) -> None:
    assert only(f"# {title}\n\nPaper: {ATTENTION}\n\nText.\n").title == title


def test_bullets_of_prose_make_a_review_no_list() -> None:
    (note,) = notes(
        "---\ntitle: 우리의 등대 연구 리뷰\ntags: [paper]\n---\n## Method\n"
        "- **LanternNet**: 이 방법은 (Roe et al., 2017)을 따른다.\n"
        "- BERT (Devlin et al., 2018)을 사용하여 특징을 추출한다.\n"
        f"- 결과는 [Kim et al. 2018]({BERT})보다 좋다.\n"
        f"- 성능은 [Lee et al. 2018]({VIT}) 대비 향상되었다.\n"
    )
    assert note.title == "우리의 등대 연구"


def test_front_matter_below_blank_lines() -> None:
    note = only(f"\n\n---\ntitle: Lanterns in the dark\ntags: [paper]\n---\n[paper]({ATTENTION})\n", "p1.md")
    assert (note.title, note.tags, own(note)) == ("Lanterns in the dark", ("paper",), [ATTENTION])


def test_the_doi_in_the_words_of_the_link_to_the_paper() -> None:
    words = 'Roe, J., "Fog of war on the sea," Journal of Fog, vol. 12, pp. 1-10, 2019. DOI: 10.1000/fog.2019.12'
    note = only(
        "---\ntitle: 【論文紹介】Fog of war on the sea\n---\nまとめ\n\n## 論文情報・リンク\n"
        f"[{words.replace(', vol.', ',' + chr(10) + 'vol.')}](https://example.org/fog)\n",
        "p.md",
    )
    assert "https://doi.org/10.1000/fog.2019.12" in own(note)
    assert (note.title, note.year) == ("Fog of war on the sea", 2019)


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "[논문 리뷰] 논문 제목"\ntags: [paper]\n---\n- 논문 링크:\n',
        "# 論文のまとめ\n\n- 論文リンク: https://arxiv.org/abs/xxxx.xxxxx\n",
        "---\ntitle: 용어 정리\n---\n- **Attention**: [참고](https://blog.example.com/a)\n- **LSTM**: [참고](https://blog.example.com/b)\n",
    ],
)
def test_forms_and_glossaries_are_no_notes(text: str) -> None:
    assert notes(text) == []


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("논문리뷰 - NGCF", "NGCF"),
        ("논문 리뷰: Fog of War on the Sea", "Fog of War on the Sea"),
        ("Paper Review: Fog of War on the Sea", "Fog of War on the Sea"),
        ("論文紹介：Fog of War on the Sea", "Fog of War on the Sea"),
        ("论文笔记 | Fog of War on the Sea", "Fog of War on the Sea"),
        ("LDA(Latent Dirichlet Allocation) 논문 정리", "LDA(Latent Dirichlet Allocation)"),
    ],
)
def test_a_post_that_is_called_a_review_is_about_a_paper(title: str, found: str) -> None:
    note = only(f'---\ntitle: "{title}"\ntags:\n---\n\n오랜만이다.\n', "_posts/2022-11-10-review.md")
    assert note.title == found


@pytest.mark.parametrize(
    "line",
    [
        f"[Fog on the sea(2019)]({ATTENTION}) 논문의 방법을 다룹니다.",
        f"원문은 [이곳]({ATTENTION})에서 볼 수 있다.",
        f"論文は[こちら]({ATTENTION})です。",
        f"The paper is available [here]({ATTENTION}).",
        f"[{ATTENTION}]({ATTENTION})",
    ],
)
def test_the_paper_that_a_review_begins_with(line: str) -> None:
    note = only(
        f"---\ntitle: 논문리뷰 - FOGS\ntags:\n---\n\n{line}\n\n# 1. Model\n\n[BERT]({BERT})와 다른 논문이다.\n",
        "_posts/2022-11-10-review.md",
    )
    assert own(note) == [ATTENTION]


@pytest.mark.parametrize(
    "line",
    [
        f"논문 [Fog on the sea]({ATTENTION})의 일부를 참고했습니다.",
        f"그래서 이름하여 [Easy Fog Metrics]({ATTENTION}).",
    ],
)
def test_a_post_on_a_topic_is_no_note_on_a_paper_that_it_refers_to(line: str) -> None:
    text = f"---\ntitle: Fog Metrics\ntags:\n---\n\n안개를 재는 방법입니다.\n\n# 예시\n\n{line}\n"
    assert [own(note) for note in notes(text, "docs/fog.md") if note.line == 1] == []


def test_references_at_the_end_of_a_text_are_no_notes() -> None:
    text = (
        "---\ntitle: Fog Metrics\n---\n\n# Fog\n\n안개입니다.\n\n# How to measure\n\n재는 방법입니다.\n\n# References\n\n"
        f"- [Roe, J., & Poe, M. (2019). A fog metric. Journal of Fog, 3(2).]({ATTENTION})\n"
        f"- [Poe, M. (2018). Another fog metric. Journal of Fog, 2(2).]({BERT})\n"
    )
    assert notes(text, "docs/fog.md") == []


def test_a_section_with_an_address_somewhere_in_it_is_no_note_of_a_post() -> None:
    text = f"---\ntitle: CNN\n---\n\n# Basics\n\n안개.\n\n# Progress of CNN\n\nThe figure shows it.\n\n[Fog on the sea]({ATTENTION})\n"
    assert notes(text, "_posts/2021-02-28-cnn_basic.md") == []


def test_what_a_site_makes_from_its_posts_is_no_note() -> None:
    text = "---\ntitle: 논문리뷰 태그\n---\n\n{% assign found = site.posts | where: 'tag' %}\n"
    assert notes(text, "tags/paper-review.md") == []


def test_the_questions_about_a_paper_make_a_post_one_note() -> None:
    listed = "".join(
        f"#### {number}\n[Fog {number}](https://arxiv.org/abs/1706.0000{number})\n\n" for number in range(1, 9)
    )
    text = (
        f"---\ntitle: Models of Fog at a Conference\n---\n\n## 1. どんなもの？\n\n{listed}## 2. 先行研究と比べてどこがすごい？\n\n"
        "## 4. どうやって有効だと検証した？\n\n## 5. 議論はあるか？\n"
    )
    assert only(text, "posts/fog.md").title == "Models of Fog at a Conference"


@pytest.mark.parametrize(
    "title", ["(FogNet) Fog and War on the Open Sea, ICLR, 2014", "[Vision] Fog and War on the Open Sea (CVPR 2016)"]
)
def test_nicknames_and_venues_around_the_title_of_a_post(title: str) -> None:
    note = only(f'---\nlayout: post\ntitle: "{title}"\ncategory: paper\n---\n\nFog.\n', "_posts/2021-07-24-FogNet.md")
    assert note.title == "Fog and War on the Open Sea"


def test_the_year_of_a_post_is_no_sign_of_a_work() -> None:
    assert (
        notes("---\nlayout: post\ntitle: Denoising of Fog\nyear: 2026\n---\n\nFog.\n", "_posts/2026-01-20-fog.md") == []
    )


REVIEW = "---\ntitle: '{} review'\ncategories:\n  - Paper Review\n---\n\n"


def review(title: str, text: str) -> Note:
    return only(REVIEW.format(title) + text, "drafts/2022-11-10-lamp-review.md")


@pytest.mark.parametrize(
    "text",
    [
        f"## 들어가며\n\n2019년에 발표되었으며, [이곳]({ATTENTION})에서 논문을 확인할 수 있다. [Roe (2015)]({BERT})와 다르다.\n",
        f"## はじめに\n\n[こちら]({ATTENTION})で論文を読めます。\n",
        f"## Questions\n\n- [ ] Which oil?\n\n## Introduction\n\nIn short.\n\n{ATTENTION}\n\n## Method\n\n{BERT}\n",
        f"## 들어가며\n\n다음은 [Lanterns in the dark of the sea]({ATTENTION})의 일부를 정리한 것이다. [다른 글]({BERT})도 있다.\n",
        f"## Introduction\n\n다음은 [Lanterns in the dark: a survey]({ATTENTION}?fbclid=Iw1)를 정리한 것이다.\n",
    ],
)
def test_where_reviews_lead_to_their_paper(text: str) -> None:
    name = "Lanterns in the dark of the sea" if "of the sea" in text else "Lanterns in the dark"
    note = review(f"내 멋대로 하는 {name}", text)
    assert note.title == name
    assert [url.partition("?")[0] for url in own(note)] == [ATTENTION]


def test_the_title_of_another_work_at_the_beginning_of_a_review() -> None:
    text = f"## Introduction\n\n[A Survey of All the Candles]({BERT})\n\n## Method\n\nOil.\n"
    assert own(review("Lanterns: Light for Longer Nights", text)) == []


def test_an_address_at_the_end_of_a_post_below_a_heading_of_level_one() -> None:
    text = f"---\ntitle: 등불의 이해\n---\n\n## 들어가며\n\n등불이다.\n\n# 기름에 따라 달라지나?\n\n{ATTENTION}\n"
    assert [note for note in notes(text, "2023-04-06-lamps.md") if note.line == 1] == []


def test_a_notebook_with_the_title_of_a_post_is_no_paper() -> None:
    notebook = "https://github.com/roe/lamps/blob/master/Lamp_Light.ipynb"
    text = f"---\ntitle: Burning Oil in Lamps with Wicks\n---\n\n[Burning Oil in Lamps with Wicks]({notebook})\n"
    assert notes(text, "_posts/2020-07-12-lamps.md") == []


def test_a_post_that_introduces_a_topic_has_the_papers_that_it_links() -> None:
    text = (
        "---\ntitle: '등불 데이터셋에 대해 알아보자'\n---\n\n## 들어가며\n\n등불을 정리한다.\n\n"
        f"- [웹사이트](https://lamps.example.org/)\n- [논문보기]({ATTENTION})\n\n등불은 많다.\n\n## 초\n\n초는 등불이 아니다.\n\n"
        f"- [A Candle in Every Window of the Town]({BERT})\n- [Repo](https://github.com/roe/candles)\n"
    )
    assert [note.title for note in notes(text, "2022-11-06-lamps.md")] == ["A Candle in Every Window of the Town"]


def test_a_plan_is_no_title() -> None:
    text = f"# Lamps\n\n등불.\n\n## Plan\n* [Music](../music.md)\n* {ATTENTION}\n"
    assert "Plan" not in [note.title for note in notes(text, "lamps/overview.md")]


@pytest.mark.parametrize(
    ("title", "found"),
    [("등불 문제에 대한 요약", "등불 문제에 대한 요약"), ("Lanterns in the dark 요약", "Lanterns in the dark")],
)
def test_a_summary_of_a_topic_keeps_its_words(title: str, found: str) -> None:
    assert only(f"# {title}\n\nPaper: {ATTENTION}\n\nText.\n").title == found


def test_a_reference_behind_a_label_in_bold_type() -> None:
    text = """
    # Lecturas

    ## Faros

    **En inglés:** [**Roe, Jane**. 2007. _Lamps and the Squid_. Harper Collins.](https://amzn.example/1)

    **En español (descatalogado):** [**Roe, Jane**. 2008. _Cómo arden los faros_. Ediciones B.](https://amzn.example/2)

    [**Poe, Max**. 2011. _Una historia del aceite_. Alianza.](https://amzn.example/3)
    """
    assert [note.title for note in notes(text, "faros.md")] == [
        "Lamps and the Squid",
        "Cómo arden los faros",
        "Una historia del aceite",
    ]


def test_pages_of_structure_and_indexes_in_a_language_are_no_notes() -> None:
    text = "---\ntype: structure\n---\n# Lamps and the Northern Public: A Survey\n\nThe papers, as the authors say.\n"
    assert notes(text, "Structures/lamps.md") == []
    assert notes("---\ntitle: Bibliography\n---\nAll pages.\n", "bibliography/_index.en.md") == []


@pytest.mark.parametrize(
    "heading",
    [
        "# 📖 Critica: Oil in Large Lamps",
        "# Reseña: Oil in Large Lamps",
        "# Crítica del artículo: Oil in Large Lamps",
        "# Fichamento - Oil in Large Lamps",
        "# Fiche de lecture : Oil in Large Lamps",
        "# Rezension: Oil in Large Lamps",
        "# Конспект статьи: Oil in Large Lamps",
        "# Book review: Oil in Large Lamps",
    ],
)
def test_what_reviews_are_called_is_none_of_their_titles(heading: str) -> None:
    text = (
        f"{heading}\n\n### Contexto:\n\nEste paper muestra lámparas.\n\nPaper: {ATTENTION}\n\n"
        "## 🖇 Bibliografía Revisada:\n\n1. Roe, J. (2017). A history of wicks. Journal of Oil.\n"
        "2. Poe, M. (2019). Fog and lamps. Journal of Fog.\n"
    )
    note = only(text, "lectura.md")
    assert (note.title, own(note)) == ("Oil in Large Lamps", [ATTENTION])


def test_resumes_and_critiques_in_titles_stay() -> None:
    for title in ("Critica della ragione: una lettura", "Reseñas de lámparas", "Notes on lamps: a primer"):
        assert only(f"# {title}\n\nPaper: {ATTENTION}\n", "page.md").title == title


def test_the_fields_of_a_post_without_rules_are_its_own() -> None:
    """As Pelican has them: https://docs.getpelican.com/en/stable/content.html#file-metadata"""
    post = "Title: How to light a lamp\nSlug: lamp\nDate: 2018-01-01\n\nFirst you open the glass.\n"
    assert not notes(post, name="2018-01-01_lamp.md")
    book = "* **[{0}](https://www.goodreads.com/book/show/12{0})** (Jane Roe)\n"
    listing = f"{post}\n{''.join(map(book.format, ('Lamps', 'Oil', 'Wicks')))}"
    found = [(note.title, note.line) for note in notes(listing, name="2018-01-01_lamp.md")]
    assert found == [("Lamps", 7), ("Oil", 8), ("Wicks", 9)]


def test_fields_of_a_work_stay_those_of_the_work() -> None:
    note = only("Title: Lamps at sea\nAuthors: Jane Roe, Max Poe\nYear: 2018\n\nThey burn.\n")
    assert (note.title, note.authors, note.year) == ("Lamps at sea", ("Jane Roe", "Max Poe"), 2018)


def test_articles_of_a_site_are_its_writer_s_own() -> None:
    text = "---\n{}title: A year of lamps and lanterns\ntags: article\n---\n\nWe lit them.\n"
    assert not notes(text.format("layout: layouts/article.njk\n"))
    assert notes(text.format(""))


@pytest.mark.parametrize("line", [f"Available [here]({ATTENTION}).", f"Freely available at {ATTENTION}"])
def test_where_the_work_is_available_below_its_title(line: str) -> None:
    text = f"## Attention Is All You Need (2017)\n\nAshish Vaswani, Noam Shazeer\n\n{line} Video available [here]({VIT}).\n"
    note = only(text, "papers/AttentionIsAllYouNeed.md")
    assert own(note) == [ATTENTION]
    code = text.replace("vailable [here](https://arxiv.org/abs/1706", "vailable code [here](https://arxiv.org/abs/1706")
    assert line.startswith("Freely") or own(only(code, "papers/AttentionIsAllYouNeed.md")) == []
