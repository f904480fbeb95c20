"""What holds for any Markdown: nothing raises, spans lie within the file, code never leaks, links are never invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.errors import Problem
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.citation import read_citation
from biblio.readers.markdown.front_matter import read_front_matter
from biblio.readers.markdown.inline import find_tags
from biblio.readers.markdown.markdown_reader import READER
from biblio.readers.markdown.outline import blank_hidden, mask, parse_outline
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.text_properties import find_properties
from biblio.readers.skipped import Skipped
from tests.readers.markdown_samples import ATTENTION, notes, only

URL = "https://arxiv.org/abs/1706.03762"
PIECES = st.sampled_from(
    [
        "---\n", "+++\n", "title: X\n", "doi: 10.1000/xyz\n", "tags: [a, b]\n", "date: 2024-02-31\n", "a: &a [*a]\n",
        "# Heading\n", "## Papers\n", "## References\n", "Setext\n===\n", "- ", "* ", "1. ", "  - ", "    ", "\t", "> ",
        "> [!info]\n", "**Bold**", "**Title**: X\n", "Authors:: A, B\n", "*it*", "`code`", "```\n", "~~~\n", "<!-- ", "-->",
        "%% ", "[[Note]]", "![[x.png]]", f"[Title]({URL})", f"[[paper]({URL})]", URL, f"<{URL}>", "[x][y]", f"[y]: {URL}\n",
        "#tag ", "\n", "\n\n", " ", "Vaswani et al., NeurIPS 2017", "(2017)", "| Title | Link |\n|---|---|\n", "| a | b |\n",
        "。", "注意", "é", "[", "]", "(", ")", "|", "_", "*", "\\", "\r", "\0", "\u2028",
    ]
)  # fmt: skip
MARKDOWN = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=25).map("".join)
NAMES = st.sampled_from(["n.md", "papers/X.md", "@vaswani2017.md", "2024-05-01.md", "a-b-c.md", "README.md", ""])


@given(MARKDOWN, NAMES)
def test_any_text_is_read_and_spans_lie_within_the_file(text: str, name: str) -> None:
    document = Document(f"vault/{name}", text, name)
    READER.recognises(document)
    lines = text.count("\n") + 1
    ids = []
    for item in READER.read(document):
        if isinstance(item, Problem | Skipped):
            assert 0 <= item.line <= lines
            continue
        ids.append(item.id)
        assert 1 <= item.line <= item.end_line <= lines
        assert item.title or item.citekey or item.links or item.authors or item.comment or item.fields or item.tags
        assert all(0 <= link.line <= lines for link in item.links)
        assert all(item.line <= reference.line <= item.end_line for reference in item.references)
    assert len(set(ids)) == len(ids)


@given(MARKDOWN)
def test_reading_twice_gives_the_same(text: str) -> None:
    document = Document("vault/n.md", text, "n.md")
    assert list(READER.read(document)) == list(READER.read(document))


@given(MARKDOWN)
def test_masks_keep_every_line_and_column(text: str) -> None:
    for masked in (mask(text), blank_hidden(text, parse_outline(text))):
        assert len(masked) == len(text)
        assert [match.start() for match in re.finditer("\n", masked)] == [
            match.start() for match in re.finditer("\n", text)
        ]


@given(st.text(st.characters(exclude_characters="`~\r\n\0"), max_size=40), st.sampled_from(["```", "~~~", "````"]))
def test_a_fence_never_leaks(content: str, fence: str) -> None:
    inside = f"#leak {content} #leak [Leak]({URL}) [[Leak]]"
    text = f"---\ndoi: 10.1000/xyz\n---\nbefore\n\n{fence}\n- {inside}\n# Leak {URL}\n{fence}\n\nafter\n"
    (note,) = [item for item in READER.read(Document("n.md", text, "n.md")) if isinstance(item, Note)]
    assert note.tags == ()
    assert note.references == ()
    assert [link.url for link in note.links] == ["https://doi.org/10.1000/xyz"]
    bare = text.partition("---\nbefore")[2]
    assert not [item for item in READER.read(Document("n.md", bare, "n.md")) if isinstance(item, Note)]


@given(st.text(max_size=80))
def test_value_readers_never_raise(text: str) -> None:
    plain_value(text)
    split_authors(text)
    list(find_tags(text))
    find_properties(text.split("\n"), first=1)
    read_front_matter(f"---\n{text}\n---\n", "n.md")
    read_front_matter(f"+++\n{text}\n+++\n", "n.md")
    citation = read_citation(text, {}, line=1)
    assert all(link.url in text for link in citation.links)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"On $n$ {and} \{sets\} of {BERT}", r"On $n$ {and} \{sets\} of {BERT}"),  # the braces are TeX's
        (r"\{sets\} of lamps", "{sets} of lamps"),
        (r"$\{0,1\}^n$ \[draft\]", r"$\{0,1\}^n$ [draft]"),
        (r"${}_1$H and ${}_2$He, *bright*", "${}_1$H and ${}_2$He, bright"),
        (r"Lamps \(draft\) for $5 or *$6*", "Lamps (draft) for $5 or $6"),
    ],
)
def test_marks_of_markdown_go_and_those_of_tex_stay(written: str, expected: str) -> None:
    assert plain_value(written) == expected


WORD = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=8)


@given(st.lists(WORD, min_size=1, max_size=5))
def test_tags_of_letters_and_digits_are_found_unless_numbers_or_colours(words: list[str]) -> None:
    text = " ".join(f"#{word}" for word in words)
    colour = re.compile(r"(?=[a-f]*\d)(?:[\da-f]{3}|[\da-f]{6}|[\da-f]{8})", re.IGNORECASE)
    assert list(find_tags(text)) == [word for word in words if not word.isdigit() and not colour.fullmatch(word)]


NAME = st.builds("{} {}".format, *[st.text(st.sampled_from("abcdefgh"), min_size=2, max_size=7).map(str.title)] * 2)


@given(st.lists(NAME, min_size=1, max_size=6), st.sampled_from([" and ", "; ", ", "]), st.booleans())
def test_authors_come_back_however_they_are_joined(names: list[str], joint: str, more: bool) -> None:
    text = joint.join(names) + (f"{joint}et al." if more else "")
    assert split_authors(text) == (tuple(names), more)
    assert split_authors([*names]) == (tuple(names), False)


def test_hostile_texts_are_read_quickly() -> None:
    for text in (
        "[" * 20_000,
        "`" * 20_000,
        "` `` " * 10_000,
        "*" * 20_000 + "a",
        "- " * 5_000,
        ">" * 5_000,
        "#" + "a" * 20_000,
        "- " + "(" * 10_000 + f" {URL}",
        "- A" + " ," * 10_000 + f" {URL}",
        "- " + "a, " * 10_000 + f"[paper]({URL})",
        "Title" + " " * 20_000 + ": x",
        "<!--" * 5_000,
        "![" * 10_000,
        "**" * 10_000 + f"a** [x]({URL})",
        "| Title |\n|---|\n" + f"| {'a ' * 5_000}[x]({URL}) |\n",
        f"# {'x ' * 5_000}[paper]({URL})\n",
        "---\n" + "a: [" * 3_000 + "\n---\n",
        "---\ndoi: 10.1/x\n---\n" + " " * 40_000 + "x",
        "---\nauthors: '" + ", " * 5_000 + "'\ndoi: 10.1/x\n---\n",
        "---\nauthors: " + "A (x " * 5_000 + "\ndoi: 10.1/x\n---\n",
        "- " + "A. B. " * 5_000 + f"[paper]({URL})",
        "- " + "'17 " * 8_000,
        "- [x](" * 5_000,
        "- " + "[[a|" * 5_000,
        "- " + "http://a" * 5_000,
        "**a:**" * 4_000,
    ):
        list(READER.read(Document("papers/n.md", text, "papers/n.md")))


def test_fields_without_rules_may_go_on_in_indented_lines() -> None:
    text = "title: Égologie\nsubtitle: Lampes et\n  phares\nauthor: Ada Roe\ntags: oil\n      wicks\nread_on: 2019/09\n\n> Fog.\n"
    note = only(text, "egologie.md")
    assert (note.title, note.authors, note.tags) == ("Égologie", ("Ada Roe",), ("oil", "wicks"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('---\ntitle: X\ndoi: 10.1000/xyz\ntags: ["methods, misc", oil]\n---\n', ("methods, misc", "oil")),
        ("---\ntitle: X\ndoi: 10.1000/xyz\ntags:\n  - methods, misc\n  - '#oil'\n---\n", ("methods, misc", "oil")),
        ("---\ntitle: X\ndoi: 10.1000/xyz\ntags: methods, misc\n---\n", ("methods", "misc")),
        ('---\ntitle: X\ndoi: 10.1000/xyz\ntags: "methods, misc"\n---\n', ("methods", "misc")),
        ("- **Title**: X\n- **DOI**: 10.1000/xyz\n- **Tags**:\n  - methods, misc\n  - oil", ("methods", "misc", "oil")),
    ],
)
def test_an_item_of_a_yaml_list_is_one_tag(written: str, expected: tuple[str, ...]) -> None:
    assert only(written).tags == expected


@pytest.mark.parametrize(
    ("title", "author", "year"),
    [
        ("judul", "penulis", "tahun terbit"),
        ("Kitap Adı", "Yazar", "Yıl"),
        ("Tytuł", "Autorzy", "Rok wydania"),
        ("Titel", "Schrijver", "Jaar"),
        ("Titolo", "Autori", "Anno"),
        ("Tiêu đề", "Tác giả", "Năm"),
        ("Название", "Автор", "Год"),
        ("العنوان", "المؤلف", "السنة"),
    ],
)
def test_keys_in_further_languages(title: str, author: str, year: str) -> None:
    note = only(f"---\n{title}: Lamps at Sea\n{author}: Ada Roe\n{year}: 2019\n---\nText.\n", "n.md")
    assert (note.title, note.authors, note.year) == ("Lamps at Sea", ("Ada Roe",), 2019)


def test_properties_in_headings() -> None:
    text = """
        ---
        title: Lamps at sea
        ---

        ## Metadata::
        ### Presenter(s):: [[Ada Roe]]

        ### Type:: [[Presentation]]

        ### Abstract::
        #### Update: Tom and I have written a book. It is a bestseller of 2012, with more.

        ### Date:: 2012

        ### Citekey:: roe_lamps_2012

        ## Tom Poe: The price of oil is well known. It was low in 2011. It may rise.
        """
    note = only(text, name="pages/Lamps at sea.md")
    assert (note.title, note.authors, note.citekey) == ("Lamps at sea", ("Ada Roe",), "roe_lamps_2012")


def test_readwise_pages_in_logseq_have_their_full_title_and_are_one_note() -> None:
    note = only(
        """
        title:: Lamps: A Guide... (highlights)
        author:: [[Ada Roe]]
        full-title:: "Lamps: A Guide to Wicks"
        category:: #articles
        url:: https://lamps.example/guide/

        - Highlights first synced by [[Readwise]] [[Feb 25th, 2023]]
        """,
        name="pages/Lamps%3A A Guide... (highlights).md",
    )
    assert (note.title, note.authors) == ("Lamps: A Guide to Wicks", ("Ada Roe",))


def test_the_title_of_the_paper_beside_that_of_the_page() -> None:
    text = (
        f'---\ntitle: "Notes: lamps, week 3"\npaper:\n  title: Lamps at sea\n  link: {ATTENTION}\n'
        "  authors: [Jane Roe, Max Poe]\n  year: 2020\n---\n\nBright.\n"
    )
    (note,) = notes(text, "week3.md")
    assert (note.title, note.authors, note.year) == ("Lamps at sea", ("Jane Roe", "Max Poe"), 2020)


def test_what_is_less_indented_than_an_empty_key_is_not_its_value() -> None:
    text = "tags:: [[Reference]]\n\n- # Lamps at sea\n\t- type: book\n\t  author: Roe, Ada\n\t  date: 2015\n\t  url:\n- # Abstract\n\t- Words.\n"
    note = only(text, name="pages/References___roeLamps2015.md")
    assert (note.title, note.authors, note.year, note.fields) == ("Lamps at sea", ("Roe, Ada",), 2015, ())


def test_the_address_of_the_paper_in_a_shortcode() -> None:
    text = """+++
title = "Lamps at sea"
date = 2023-09-23T02:13:14+09:00
+++

{{< links project="https://lamps.example.org/web" paper="https://arxiv.org/abs/2302.04222" >}}

Words.
"""
    note = only(text, name="content/posts/lamps.md")
    assert [link.url for link in note.links if link.role is LinkRole.OWN] == ["https://arxiv.org/abs/2302.04222"]
