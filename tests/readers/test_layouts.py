"""Which reader takes which text, and what no text may do to a reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers import digest_reader as digest
from biblio.readers import reading_list_reader as reading_list
from biblio.readers.base import Document, Reader
from biblio.readers.github import issue_reader as github_issues
from biblio.readers.keypoint import html_reader as keypoint_html
from biblio.readers.keypoint import text_reader as keypoint_text
from biblio.readers.keypoint import xml_reader as keypoint_xml
from biblio.readers.markdown.shelf_lines import name_score
from tests.readers import keypoint_samples as samples

READERS: dict[str, Reader] = {
    module.READER.layout: module.READER
    for module in (keypoint_text, keypoint_html, keypoint_xml, github_issues, reading_list, digest)
}
OWN = {
    "keypoint-text": [samples.PAGE_2025, samples.PAGE_2026],
    "keypoint-html": [samples.HTML, "---\nlayout: post\n---\n" + samples.HTML],
    "keypoint-xml": [samples.XML],
    "github-issues": [samples.ISSUES],
    "reading-list": [samples.READING_LIST, samples.READING_LIST_ASCII],
    "digest": [samples.DIGEST],
}
TEXTS = [text for texts in OWN.values() for text in texts]
SEEDS = {"000": "keypoint-text", "001": "keypoint-text", "002": "keypoint-text", "003": "reading-list", "004": "digest"}


def takers(text: str) -> list[str]:
    return [layout for layout, reader in READERS.items() if reader.recognises(Document("x", text))]


def test_every_registered_reader_is_a_reader() -> None:
    assert all(isinstance(reader, Reader) for reader in READERS.values())
    assert set(OWN) == set(READERS)


@pytest.mark.parametrize(("layout", "text"), [(layout, text) for layout, texts in OWN.items() for text in texts])
def test_a_text_is_recognised_by_its_own_reader_only(layout: str, text: str) -> None:
    assert takers(text) == [layout]


@pytest.mark.parametrize("name", samples.FOREIGN)
def test_texts_in_other_layouts_are_recognised_by_none(name: str) -> None:
    assert takers(samples.FOREIGN[name]) == []


@pytest.mark.parametrize("number", SEEDS)
def test_a_real_page_is_recognised_by_its_own_reader_only(shared: Path, number: str) -> None:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    assert takers(path.read_text(encoding="utf-8")) == [SEEDS[number]]


def test_damaged_titles_are_a_page_of_2025(shared: Path) -> None:
    assert takers((shared / "gold" / "damaged-dev.txt").read_text(encoding="utf-8")) == ["keypoint-text"]


PARTS = st.sampled_from(
    [
        "Issue Date: ", "2025-01-02", "2025-02-31", " #Tag", "#A b\n", "Summary", " Comment", "\nComment\n", "Title, A. Bee+, ACL'20 ",
        "Paper/Blog Link My Issue\n", "My Issue", "GPT Summary- ", "```", "\n```\n", "~~~\n", "\n", "\n\n", " ", "\t", "。", "・1234",
        "https://x.org/a#b", "<", ">", "&", "<p>", "</p>", "<br>", "<pre>", "<a href='https://x.org/issues/1'>", "</a>", '<a class="button">#x</a>',
        '<span class="issue_date">Issue Date: 2025-01-01</span>', '<span class="snippet">', "</span>", '<h2 class="title-link">', "<paper-entry>",
        "</paper-entry>", "<title>", "</title>", "<tags>", "<issue-body>", "</issue-body>", "<maintainer-comment-text>", "<repo-issue-date>",
        "- ★: good\n", "- A Work ★\n", "(oral)", "Heading\n", "## Heading\n", "論文紹介\n", "論文リンク\n", "Abstract\n", "原文\n", "A / B\n",
        "[2024/03/11 ~ 03/17]", "[2024/13/41 ~ 02/31]", "[", "]", "{", "}", '"title": "x"', '"number": 1', ",", '[{"title": "x", "number": 1}',
        "\0", "\ufeff", "\u2028", "\x0b", "é", "漢", "😀",
    ]
)  # fmt: skip


@st.composite
def torn(draw: st.DrawFn) -> str:
    """A stretch of a real form with something else put into it."""
    text = draw(st.sampled_from(TEXTS))
    start, stop = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    middle = draw(st.lists(PARTS, max_size=4))
    return text[:start] + "".join(middle) + text[stop:]


@pytest.mark.parametrize("layout", READERS)
@given(text=st.text() | st.lists(PARTS | st.text(max_size=3), max_size=25).map("".join) | torn())
def test_no_text_breaks_a_reader(layout: str, text: str) -> None:
    reader, document = READERS[layout], Document("x", text)
    last = text.count("\n") + 1
    assert reader.recognises(document) in (True, False)
    items = list(reader.read(document))
    ids = [item.id for item in items if isinstance(item, Note)]
    assert len(set(ids)) == len(ids)
    for item in items:
        if isinstance(item, Problem):
            assert item.path == "x"
            assert 1 <= item.line <= last
            continue
        assert item.layout == layout
        assert item.source == "x"
        for first, final in [(item.line, item.end_line), *item.copies]:
            assert 1 <= first <= final <= last
        for located in [*item.links, *item.references]:
            assert 1 <= located.line <= last
        assert all(tag and tag == tag.strip() for tag in item.tags)
        assert len(set(item.tags)) == len(item.tags)
        assert item.title is None or item.title.strip()


@pytest.mark.parametrize("text", TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    (layout,) = takers(text)
    document = Document("x", text)
    assert list(READERS[layout].read(document)) == list(READERS[layout].read(document))


def test_a_line_of_a_blank_between_commas_names_nobody() -> None:
    assert name_score(",\x0b,") == 0
