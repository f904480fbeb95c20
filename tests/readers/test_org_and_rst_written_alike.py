"""Lists and logs in org and reStructuredText: headings, items, footnotes, definitions and fields with titles."""

from __future__ import annotations

import pytest

from tests.readers.read_text import notes, own_urls
from tests.readers.test_lists_written_alike import WORKS

ORG_TITLES = ("{t} /{v} {y}/", "{t} ={v} {y}=", "{t} ({v} {y})", "[{y}] {t}", "*{t}*")
ORG_STARS = ("** ", "** TODO ", "** [#A] ", "** NEXT ")
ORG_BELOW = (
    ":PROPERTIES:\n:CREATED: [2021-03-0{n} Tue]\n:END:\n{u}\n",
    ":PROPERTIES:\n:AUTHOR: {a}\n:YEAR: {y}\n:DOI_URL: {u}\n:END:\n",
    "[[{u}][pdf]]\n- lamps\n",
    "{a}, {v} {y} [[{u}][PDF]]\n",
    "- Paper: [[{u}][pdf]]\n- Code: [[https://github.com/roe/fog][code]]\n",
    "- Authors :: {a}\n- Link :: [[{u}][pdf]]\n",
    "*** Link\n{u}\n*** Summary\nLamps help.\n",
)
ORG_ITEMS = (
    "- TODO [[{u}][{t}]]\n",
    "- {t} :: {u}\n",
    "- {t}: <{u}>\n",
    "- {t}\n  {u}\n",
    "- {t}\n  {a}, {v} {y}. {u}\n",
    "- {a}. /{t}/. {v}, {y}. {u}\n",
)
RST = (
    '.. [#f{n}] {a}. "{t}". {v}, {y}. {u}\n',
    '.. [{n}] {a}, "{t}", {v}, {y}. {u}\n',
    "{t}\n    {a}, {v} {y}. {u}\n\n",
    "* {t}\n\n  {a}, {v} {y}. {u}\n\n",
    ":{t}: {u}\n",
)
MARKDOWN = (
    "## {t} *{v} {y}*\n{u}\n\n",
    "- {t} `{v} {y}` [[pdf]({u})]\n",
    "- {t}, {a} **{v} {y}** [[pdf]({u})]\n",
    "- [ ] TODO [{t}]({u})\n",
    "- {t}\n  {a}. {v} {y}. [pdf]({u})\n",
    "{t}\n:   {a}, {v} {y}. {u}\n\n",
    "## {t}\n- Paper: [pdf]({u})\n- Code: [code](https://github.com/roe/fog)\n\n",
    "## {t}\n- Authors: {a}\n- Link: [pdf]({u})\n\n",
    "- Title: {t}\n  - Authors: {a}\n  - Link: {u}\n",
)


def assert_all_found(before: str, form: str, name: str) -> None:
    text = before
    for number, (title, people, venue, year, url) in enumerate(WORKS, 1):
        text += form.format(n=number, t=title, a=", ".join(people), v=venue, y=year, u=url)
    found = notes(text, name)
    assert [(note.title or "").rstrip("?") for note in found] == [title.rstrip("?") for title, *_ in WORKS]
    assert all(url in own_urls(note) for note, (*_, url) in zip(found, WORKS, strict=True))


@pytest.mark.parametrize("below", ORG_BELOW)
@pytest.mark.parametrize("title", ORG_TITLES)
def test_org_headings(title: str, below: str) -> None:
    stars = ORG_STARS[(ORG_TITLES.index(title) + ORG_BELOW.index(below)) % len(ORG_STARS)]
    assert_all_found("#+TITLE: Papers\n\n", f"{stars}{title} :fog:\n{below}", "papers.org")


@pytest.mark.parametrize("item", ORG_ITEMS)
@pytest.mark.parametrize("before", ["", "#+TITLE: Papers\n\n", "* Papers\n"])
def test_org_items(before: str, item: str) -> None:
    assert_all_found(before, item, "papers.org")


@pytest.mark.parametrize("form", RST)
@pytest.mark.parametrize("before", ["Papers\n======\n\n", "Fog\n===\n\nPapers on fog.\n\nLight\n-----\n\n"])
def test_rst(before: str, form: str) -> None:
    assert_all_found(before, form, "papers.rst")


@pytest.mark.parametrize("form", MARKDOWN)
def test_the_same_in_markdown(form: str) -> None:
    assert_all_found("# Papers\n\n", form, "papers.md")


def test_footnotes_that_a_text_refers_to_are_no_works_of_its_page() -> None:
    text = "Fog\n===\n\nLamps help [1]_, and more [2]_, and most [3]_.\n\n"
    text += "".join(
        f'.. [{number}] {people[0]}, "{title}", {venue}, {year}. {url}\n'
        for number, (title, people, venue, year, url) in enumerate(WORKS[:3], 1)
    )
    assert not notes(text, "fog.rst")


def test_a_word_in_capitals_may_begin_a_title() -> None:
    (note,) = notes("# Papers\n\n- NEXT Generation Lamps [[pdf](https://arxiv.org/abs/1706.03762)]\n", "papers.md")
    assert note.title == "NEXT Generation Lamps"
