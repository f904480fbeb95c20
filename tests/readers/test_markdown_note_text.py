"""One note a file: broken front matter, tags, code and references, and that nothing of the text is lost."""

from __future__ import annotations

import pytest

from biblio.errors import Problem
from biblio.model.note import Note, NoteReference
from tests.readers.markdown_samples import ATTENTION, BERT, items, only, own

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


@pytest.mark.parametrize("text", ["---\ntitle: [unclosed\n---\n", "---\ntitle: [unclosed\n---\nA remark.\n"])
def test_broken_front_matter_of_a_possible_note_is_reported(text: str) -> None:
    (problem,) = items(text)
    assert isinstance(problem, Problem)
    assert problem.what.startswith("front matter is not valid")


def test_broken_front_matter_of_a_page_is_not_reported() -> None:
    assert list(items("---\nlayout: [unclosed\n---\nA page.\n")) == []


def test_prose_between_rules_is_not_front_matter() -> None:
    assert list(items("---\nOnce upon [a time\n---\nThere was.\n")) == []


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
    assert str(problem) == "vault/note.md:1: front matter is not closed (end it with the line ---)"
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


def test_code_and_comments_contain_no_links_notes_or_references() -> None:
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
    assert note.references == (NoteReference("note", "Kept", 15),)
    assert note.tags == ()
    assert "[[Leak]] #leak" in note.comment


def test_admonition_boxes_are_not_code() -> None:
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


def test_bold_type_of_html_stays_in_the_text_of_a_note() -> None:
    line = "<b>The wick matters</b>, see [a page on wicks](https://example.org/wicks) for more."
    note = only(f"---\ntitle: Lanterns at sea\narxiv: 1706.03762\n---\n\nOil is dear.\n\n{line}\n")
    assert line in note.comment


def test_tags_of_several_words_as_bear_writes_them() -> None:
    text = "# Lamps at sea\nhttps://arxiv.org/abs/1706.03762\n\n{}\n"
    assert set(only(text.format("#papers/night light# #lamps #to-read")).tags) == {
        "papers/night light",
        "lamps",
        "to-read",
    }
    assert "python and C" not in only(text.format("Written in #python and C# by me.")).tags
