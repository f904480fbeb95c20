"""Emacs org: notes of org-roam and org-noter, lists of works, and what is no note."""

from __future__ import annotations

import pytest

from biblio.errors import Problem
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.layouts import reader_for
from biblio.readers.other_markup.org_markup import citation_keys, org_to_markdown
from biblio.readers.other_markup.org_reader import READER
from biblio.readers.skipped import Skipped, SkipReason


def read(text: str, name: str = "notes.org") -> list[object]:
    document = Document(name, text, name)
    assert READER.recognises(document)
    return list(READER.read(document))


def notes(text: str, name: str = "notes.org") -> list[Note]:
    return [item for item in read(text, name) if isinstance(item, Note)]


def own_urls(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


ROAM = """\
:PROPERTIES:
:ID:       11111111-2222-4333-8444-195519551955
:ROAM_REFS: [cite:@kim2021lantern] https://arxiv.org/abs/2101.00001
:ROAM_ALIASES: "Lantern paper" Lanterns
:END:
#+title: Lanterns: How to Light a Graph
#+author: The Owner of These Notes
#+filetags: :graphs:light:

- authors :: Mina Kim, Jo Berg
- year :: 2021

* Idea
A /lantern/ is a vertex. See [[id:aaaa][walks]].
"""


def test_a_node_of_org_roam_is_one_note() -> None:
    (note,) = notes(ROAM)
    assert note.layout == "org"
    assert note.title == "Lanterns: How to Light a Graph"
    assert note.citekey == "kim2021lantern"
    assert note.authors == ("Mina Kim", "Jo Berg")
    assert note.year == 2021
    assert note.tags == ("graphs", "light")
    assert own_urls(note) == ["https://arxiv.org/abs/2101.00001"]
    assert "A *lantern* is a vertex. See [[walks]]." in note.comment
    assert "# Lanterns" not in note.comment
    assert (note.line, note.end_line) == (1, 14)
    assert [reference.target for reference in note.references] == ["walks"]


@pytest.mark.parametrize(
    ("refs", "citekey", "urls"),
    [
        ("@kim2021lantern", "kim2021lantern", []),
        ("cite:kim2021lantern", "kim2021lantern", []),
        ("cite:&kim2021lantern", "kim2021lantern", []),
        ("[[cite:&kim2021lantern]]", "kim2021lantern", []),
        ("https://arxiv.org/abs/2101.00001", "", ["https://arxiv.org/abs/2101.00001"]),
        ("//arxiv.org/abs/2101.00001", "", ["https://arxiv.org/abs/2101.00001"]),
        ("doi:10.1000/lantern", "", ["https://doi.org/10.1000/lantern"]),
    ],
)
def test_references_of_a_node(refs: str, citekey: str, urls: list[str]) -> None:
    (note,) = notes(f":PROPERTIES:\n:ID: x\n:ROAM_REFS: {refs}\n:END:\n#+title: Lanterns in the Dark\n")
    assert (note.citekey, own_urls(note)) == (citekey, urls)


def test_a_node_of_earlier_org_roam_has_its_key_in_a_keyword() -> None:
    (note,) = notes('#+TITLE: kim2021: Lanterns in the Dark\n#+ROAM_KEY: cite:kim2021\n#+ROAM_TAGS: "two words" one\n')
    assert (note.title, note.citekey, note.tags) == ("Lanterns in the Dark", "kim2021", ("two words", "one"))


def test_a_heading_of_org_noter_describes_the_work_of_the_file() -> None:
    (note,) = notes(
        ":PROPERTIES:\n:ID: x\n:ROAM_REFS: cite:kim2021\n:END:\n#+title: Lanterns in the Dark\n\n* Lanterns in the Dark\n"
        ":PROPERTIES:\n:Custom_ID: kim2021\n:URL: https://arxiv.org/abs/2101.00001\n:AUTHOR: Kim, M., & Berg, J.\n"
        ":NOTER_DOCUMENT: ../pdf/kim.pdf\n:END:\n\n** On page 3\nMine.\n",
        "kim2021.org",
    )
    assert note.authors == ("Kim, M.", "Berg, J.")
    assert own_urls(note) == ["https://arxiv.org/abs/2101.00001"]
    assert note.comment.endswith("Mine.")
    assert "::" not in note.comment


def test_a_node_that_refers_to_no_work_is_a_topic() -> None:
    (item,) = read(":PROPERTIES:\n:ID: x\n:END:\n#+title: Graph Theory\n\nA topic.\n", "references/graph_theory.org")
    assert isinstance(item, Skipped)
    assert item.reason is SkipReason.NO_WORK


LIST = """\
#+TITLE: Reading list
#+FILETAGS: :thesis:
* Graphs                                                              :theory:
** TODO [#A] 2021 - Lanterns in the Dark                          :walks:late:
   SCHEDULED: <2023-02-31 Fri>
   :PROPERTIES:
   :Custom_ID: kim_lantern
   :AUTHOR: Kim, Mina and Berg, Jo
   :JOURNAL: Journal of Graphs
   :YEAR: 2021
   :DOI: 10.1000/lantern
   :END:
   Read the proof.
** DONE [[https://arxiv.org/abs/2102.00002][Walks of a Drunken Ant]] [2/3]
   - good
* Light
- [[https://arxiv.org/abs/2103.00003][Colours of Old Glass]] :: bright
- [ ] [[https://doi.org/10.1000/glass][Glass, Revisited]], Berg et al., 2020
* Cited
- cite:ito2019glass
- [cite:@ito2020glass] read this first
* References
- [cite:@other2000]
"""


def test_headings_and_bullets_of_a_list() -> None:
    lantern, walk, colours, glass, ito, again = notes(LIST)
    assert lantern.title == "Lanterns in the Dark"
    assert lantern.citekey == "kim_lantern"
    assert lantern.authors == ("Kim, Mina", "Berg, Jo")
    assert (lantern.venue, lantern.year) == ("Journal of Graphs", 2021)
    assert lantern.tags == ("thesis", "Graphs", "theory", "walks", "late")
    assert lantern.fields == (("todo", "TODO"),)
    assert lantern.comment == "Read the proof."
    assert (lantern.line, lantern.end_line) == (4, 13)
    assert own_urls(lantern) == ["https://doi.org/10.1000/lantern"]
    assert (walk.title, walk.fields) == ("Walks of a Drunken Ant", (("todo", "DONE"),))
    assert (colours.title, colours.line, colours.tags) == ("Colours of Old Glass", 17, ("thesis", "Light"))
    assert (glass.title, own_urls(glass)) == ("Glass, Revisited", ["https://doi.org/10.1000/glass"])
    assert (ito.citekey, ito.title, ito.tags) == ("ito2019glass", None, ("thesis", "Cited"))
    assert (again.citekey, again.comment) == ("ito2020glass", "read this first")


def test_a_heading_with_a_citation_is_a_note_on_the_cited_work() -> None:
    text = (
        "#+title: Glass\n\n* Colours of Old Glass [cite:@ito2019] [[~/pdf/ito.pdf][|PDF|]]\nBright.\n"
        "* Definitions [cite:@other2000]\n- glass\n"
    )
    (note,) = notes(text)
    assert (note.title, note.citekey, note.comment) == ("Colours of Old Glass", "ito2019", "Bright.")


def test_on_a_page_about_a_topic_a_citation_in_a_heading_is_a_source_unless_it_is_to_do() -> None:
    text = (
        ":PROPERTIES:\n:ID: x\n:END:\n#+title: Glass\n\n* How Glass Is Coloured [cite:@ito2019]\nBright.\n"
        "* TODO Colours of Old Glass [cite:@lee2020]\n* Lanterns in the Dark :paper:\n:PROPERTIES:\n:ID: y\n"
        ":ROAM_REFS: https://arxiv.org/abs/2101.00001 [cite:@kim2021]\n:END:\n"
    )
    colours, lanterns = notes(text, "references/glass.org")
    assert (colours.title, colours.citekey) == ("Colours of Old Glass", "lee2020")
    assert (lanterns.title, lanterns.citekey, own_urls(lanterns)) == (
        "Lanterns in the Dark", "kim2021", ["https://arxiv.org/abs/2101.00001"],
    )  # fmt: skip


def test_a_value_on_the_line_below_its_term_and_the_kind_before_a_title() -> None:
    (note,) = notes("#+title: Book: The Lamp in History\n\n- source ::\n  https://doi.org/10.1000/lamp\n- author ::\n")
    assert (note.title, note.kind_hint, own_urls(note)) == (
        "The Lamp in History",
        "book",
        ["https://doi.org/10.1000/lamp"],
    )


def test_todo_keywords_of_the_file_are_no_words_of_titles() -> None:
    (note,) = notes("#+TODO: NEXT | READ\n* NEXT [[https://arxiv.org/abs/2102.00002][Walks of a Drunken Ant]]\n")
    assert note.title == "Walks of a Drunken Ant"


def test_blocks_of_code_have_no_works() -> None:
    text = "* Papers\n#+begin_src org\n- [[https://arxiv.org/abs/2102.00002][Walks]]\n#+end_src\n"
    assert notes(text) == []


def test_a_table_of_works() -> None:
    text = (
        "* Papers\n|-------+------+-----|\n| Title | Year | URL |\n|-------+------+-----|\n"
        "| Walks of a Drunken Ant | 2021 | [[https://arxiv.org/abs/2102.00002][arXiv]] |\n"
    )
    (note,) = notes(text)
    assert (note.title, note.year, note.line) == ("Walks of a Drunken Ant", 2021, 5)


@pytest.mark.parametrize(
    "text", ["* %^{title}\n%?\n", ":PROPERTIES:\n:ROAM_REFS: cite:${citekey}\n:END:\n#+title: ${title}\n"]
)
def test_capture_templates_are_skipped(text: str) -> None:
    (item,) = read(text)
    assert isinstance(item, Skipped)
    assert item.reason is SkipReason.TEMPLATE


@pytest.mark.parametrize(
    "text",
    [
        "* A\n:PROPERTIES:\n:URL: https://arxiv.org/abs/2102.00002\n",
        "* A\n:PROPERTIES:\n:Effort: a while\n:EFFORT: 99:99:99\n:END:\n#+TODO: ( | )\n#+PROPERTY: Effort_ALL x\n",
        "* A <2023-13-45 Mon>\nCLOCK: [2023-99-99 Mon 25:00]--[2023-01-01]\n",
        "#+begin_src\n* A",
        ":PROPERTIES:\n* A\n:END:\n",
    ],
)
def test_broken_outlines_do_not_end_the_reading(text: str) -> None:
    assert not any(isinstance(item, Problem) for item in read(text))


@pytest.mark.parametrize(
    ("org", "markdown"),
    [
        ("*bold* and /italic/ and =code=", "**bold** and *italic* and `code`"),
        ("a/b/c and 2*3*4", "a/b/c and 2*3*4"),
        ("[[https://example.org/a b][A title]]", "[A title](https://example.org/a%20b)"),
        ("[[https://example.org]]", "https://example.org"),
        ("[[doi:10.1000/x][the paper]]", "[the paper](https://doi.org/10.1000/x)"),
        ("[[arxiv:2101.00001]]", "https://arxiv.org/abs/2101.00001"),
        ("[[file:walks.org][Walks]]", "[[Walks]]"),
        ("[[file:pdf/kim.pdf][Lanterns]]", "[Lanterns](pdf/kim.pdf)"),
        ("on <2023-01-02 Mon 10:00>", "on 2023-01-02"),
        ("[cite/t:see @kim2021 p. 3; @ito2019]", "[@kim2021; @ito2019]"),
        ("cite:kim2021,ito2019", "[@kim2021; @ito2019]"),
        ("論文は[[https://example.org][こちら]]", "論文は[こちら](https://example.org)"),
    ],
)
def test_inline_markup(org: str, markdown: str) -> None:
    assert org_to_markdown(org) == markdown


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("@a2020", ("a2020",)),
        ("cite:a2020;b2021", ("a2020", "b2021")),
        ("[[cite:see &a2020 p. 3;&b2021]]", ("a2020", "b2021")),
        ("[cite:@a2020]", ("a2020",)),
        ("https://example.org/cite:a2020", ()),
        ("me@example.org", ()),
    ],
)
def test_citation_keys(text: str, keys: tuple[str, ...]) -> None:
    assert citation_keys(text) == keys


def test_the_reader_is_chosen_by_name_and_markup() -> None:
    assert reader_for(Document("a.org", "* Papers\n", "a.org")) is READER
    assert not READER.recognises(Document("a.org", "nothing of org\n", "a.org"))


def test_headings_that_are_citations() -> None:
    first, second = notes(
        "#+filetags: :thesis:\n* Unread\n** TODO cite:kim2021lantern :ants:\n:PROPERTIES:\n:NOTER_DOCUMENT: kim.pdf\n:END:\n"
        "A remark.\n\n** [cite:@ito2019]\n* References\n** [cite:@other2000]\n"
    )
    assert (first.citekey, first.title, first.comment) == ("kim2021lantern", None, "A remark.")
    assert (first.line, first.end_line) == (3, 7)
    assert (first.tags, first.fields) == (("thesis", "Unread", "ants"), (("todo", "TODO"),))
    assert (second.citekey, second.line) == ("ito2019", 9)


def test_a_file_of_several_posts_is_no_note_itself() -> None:
    (note,) = notes(
        "#+hugo_base_dir: ../\n* Notes on Lanterns in the Dark :paper:\n:PROPERTIES:\n:EXPORT_FILE_NAME: lanterns\n:END:\n"
        "Paper: https://arxiv.org/abs/2101.00001\n\nGood.\n* A Journey :travel:\nNice.\n",
        "all-posts.org",
    )
    assert (note.title, note.tags, note.line, note.end_line) == ("Notes on Lanterns in the Dark", ("paper",), 2, 8)
    assert own_urls(note) == ["https://arxiv.org/abs/2101.00001"]


FORMULAS = "We write $\\frac{{a}}{{b}}$, $x_{{i}}$, \\({{x}}^{{2}}\\) and ${n}$ with ${x_i}$; is it 50%?\n"


def test_formulas_are_no_placeholders() -> None:
    text = "* [[https://arxiv.org/abs/1706.03762][Attention Is All You Need]]\n" + FORMULAS
    text += "* [[https://arxiv.org/abs/1810.04805][A primer of lanterns]]\n"
    assert len(notes(text)) == 2


@pytest.mark.parametrize("text", ["#+title: ${title}\n* Notes\n", "* TODO %^{Title}\n- link :: %?\n"])
def test_a_short_form_is_a_template(text: str) -> None:
    assert [item.reason for item in read(text) if isinstance(item, Skipped)] == [SkipReason.TEMPLATE]


def test_linked_headings_with_what_stands_behind_a_dash() -> None:
    text = (
        "#+title: Reading\n* Theory\n"
        "** [[https://arxiv.org/abs/1901.00003][Lanterns of the seas - 2015]]\n"
        "** [[https://arxiv.org/abs/1901.00004][A calculus of beacons]] - Jane Roe (2017)\n"
        "** [[https://arxiv.org/abs/1901.00006][Sound of light – Roe et al. (2014)]]\n"
    )
    assert [(note.title, note.authors, note.year) for note in notes(text)] == [
        ("Lanterns of the seas", (), 2015),
        ("A calculus of beacons", ("Jane Roe",), 2017),
        ("Sound of light", ("Roe",), 2014),
    ]


def test_headings_that_link_to_unknown_addresses_are_works_like_their_neighbours() -> None:
    text = (
        "#+title: Reading\n* Theory\n"
        "** [[https://arxiv.org/abs/1901.00003][Lanterns of the seas]]\nGood.\n"
        "** [[https://people.example.edu/~roe/fog.pdf][The measure of all fogs]]\nNice.\n"
        "** [[https://www.example.com/reports/beacon][Beacons at scale]]\n"
    )
    assert [note.title for note in notes(text)] == [
        "Lanterns of the seas",
        "The measure of all fogs",
        "Beacons at scale",
    ]
    sites = "#+title: Links\n* Tools\n** [[https://www.example.com/][The lantern shop]]\nA shop.\n"
    assert notes(sites) == []


def test_books_whose_sections_are_chapters() -> None:
    text = (
        "#+title: Shelf\n* Books\n** The Lantern Handbook\n*** Chapter 1: Lamps\nGood.\n*** Chapter 2\n"
        "https://example.com/b\nhttps://example.com/c\n"
        "** Principles of Beacons\n*** Chapter 1\nNotes.\n*** Chapter 2\n"
    )
    assert [note.title for note in notes(text)] == ["The Lantern Handbook", "Principles of Beacons"]
    assert (
        notes(
            "#+title: My thesis\n* Part I\n** Chapter 1\nText.\n** Chapter 2\n* Part II\n** Chapter 3\n** Chapter 4\n"
        )
        == []
    )


def test_a_citation_that_is_the_first_line_below_a_heading() -> None:
    text = (
        "* TODO Lamps: a Self-Lit Function\n[[cite:roe17_lamps][Roe et al. 2017: Lamps]]\n"
        "* DONE Learning by Lamplight\n  CLOSED: [2018-01-03 Wed 13:45]\n  :LOGBOOK:\n"
        "  CLOCK: [2018-01-03 Wed 12:59]--[2018-01-03 Wed 13:45] =>  0:46\n  :END:\n[[Cite:poe-2017-learn]]\n"
        "* A Tutorial on Lamps\n<2019-09-21 Sun>\n(ref: [cite:@doe2013])\n\nNice.\n"
        "* Old thoughts about lamps\nSee [cite:@foe2017] for more.\n"
    )
    assert [(note.title, note.citekey, note.line, note.fields) for note in notes(text)] == [
        ("Lamps: a Self-Lit Function", "roe17_lamps", 1, (("todo", "TODO"),)),
        ("Learning by Lamplight", "poe-2017-learn", 3, (("todo", "DONE"),)),
        ("A Tutorial on Lamps", "doe2013", 9, ()),
    ]


def test_groups_of_cited_works_on_a_reading_list() -> None:
    text = (
        "#+title: Reading list\n* Want to read\n** Lamps of the North\n[cite:@roe2017]\n** Glass of the Sea\n[cite:@poe2017]\n"
        "** Oil of the South\n** Logic -> Lamps\nIn order.\n*** Lamps, First Part\n[cite:@a2001]\n*** Lamps, Second Part\n[cite:@b2002]\n"
    )
    titles = [note.title for note in notes(text, "reading-list.org")]
    assert titles == [
        "Lamps of the North", "Glass of the Sea", "Oil of the South", "Lamps, First Part", "Lamps, Second Part",
    ]  # fmt: skip


def entry(heading: str, *properties: str) -> str:
    return "\n".join([heading, ":PROPERTIES:", *properties, ":END:", "Some words.", ""])


@pytest.mark.parametrize("top", ["", "#+title: Harbours\n", "#+title: A History of the Lanterns of the North\n"])
@pytest.mark.parametrize(
    ("who", "when"),
    [(":AUTHOR: Kim, Mina", ":YEAR: 2021"), (":AUTHORS: Kim, Mina", ":DATE: 2021"), (":Author: Kim, Mina", ":Published: 2021-03-04")],
)  # fmt: skip
def test_headings_that_say_who_wrote_them_and_when_are_works(top: str, who: str, when: str) -> None:
    text = top + entry("* TODO [#B] Old Lanterns :oil:", who, when) + entry("* Fog", who, when) + "* Shopping\nWicks.\n"
    old, fog = notes(text)
    assert (old.title, old.authors, old.year) == ("Old Lanterns", ("Kim, Mina",), 2021)
    assert "oil" in old.tags
    assert old.fields == (("todo", "TODO"),)
    assert (fog.title, fog.comment, fog.fields) == ("Fog", "Some words.", ())


def test_a_single_heading_with_its_author_and_sections_is_one_note() -> None:
    (note,) = notes(
        entry("* Old Lanterns", ":AUTHOR: Mina Kim", ":YEAR: 2021") + "** Summary\nOil.\n** Remarks\nGood.\n"
    )
    assert (note.title, note.authors, note.year) == ("Old Lanterns", ("Mina Kim",), 2021)
    assert "Good." in note.comment


def test_entries_below_the_headings_of_topics_have_their_sections() -> None:
    first = entry("** Old Lanterns", ":AUTHOR: Mina Kim", ":YEAR: 2021") + "*** Summary\nOil.\n"
    second = entry("** Walks in Fog", ":AUTHOR: Jo Berg", ":YEAR: 2020")
    old, walks = notes(f"* Light\n{first}* Weather\n{second}")
    assert (old.title, old.tags, old.line, old.end_line) == ("Old Lanterns", ("Light",), 2, 9)
    assert (walks.title, walks.tags) == ("Walks in Fog", ("Weather",))


@pytest.mark.parametrize(
    "properties",
    [[":CUSTOM_ID: oil"], [":ID: 1", ":CREATED: [2021-03-04]"], [":DATE: 2021"], [":AUTHOR: Me", ":DATE: 2021-03-04"]],
)
def test_headings_that_say_less_are_no_works(properties: list[str]) -> None:
    text = entry("* Buying Oil", *properties) + entry("* Cleaning Lanterns", *properties)
    assert notes(text) == []


def test_several_headings_with_nothing_but_an_author_are_works() -> None:
    text = entry("* HOLD [#A] Old Lanterns", ":AUTHOR: Mina Kim") + entry(
        "* STRT Fog", ":AUTHOR: Jo Berg", ":RATING: 3"
    )
    old, fog = notes(text + entry("* Oil", ":CREATED: [2021-03-04]"))
    assert (old.title, old.authors, old.fields) == ("Old Lanterns", ("Mina Kim",), (("todo", "HOLD"),))
    assert (fog.title, fog.authors, fog.fields) == ("Fog", ("Jo Berg",), (("todo", "STRT"),))
    assert notes(entry("* Fog", ":AUTHOR: Jo Berg") + entry("* Oil", ":AUTHOR: Jo Berg")) == []  # whose pages they are


_ADDRESS = "https://example.edu/~roe/fog.pdf"


@pytest.mark.parametrize("title", ["Harbours", "A History of the Lanterns of the North"])
@pytest.mark.parametrize("label", [f"PDF: {_ADDRESS}", f"[[{_ADDRESS}][PDF]]"])
@pytest.mark.parametrize("place", [0, 40])
def test_a_label_in_one_of_many_entries_is_not_that_of_the_file(title: str, label: str, place: int) -> None:
    entries = [entry(f"* Harbour of Lanterns, Part {n}", ":AUTHOR: Mina Kim", ":YEAR: 2021") for n in range(60)]
    entries[place] += f"\n{label}\n"
    found = notes(f"#+title: {title}\n" + "".join(entries))
    assert len(found) == 60
    assert (
        notes(f"#+title: {title}\n" + "".join(f"* Day {n}\nOil.\n\n{label if n == place else ''}\n" for n in range(60)))
        == []
    )


@pytest.mark.parametrize(
    "text",
    [
        f"PDF: {_ADDRESS}\n* Summary\nOil.\n* Remarks\nGood.\n",
        f"* Summary\nOil.\n\nPDF: {_ADDRESS}\n* Remarks\nGood.\n",
        f"* Summary\nOil.\n* Remarks\nGood.\n* Links\n- [[{_ADDRESS}][PDF]]\n",
    ],
)
def test_a_label_in_the_head_or_among_the_links_is_that_of_the_file(text: str) -> None:
    (note,) = notes(f"#+title: Harbours\n{text}", "harbours.org")
    assert (note.title, note.line, own_urls(note)) == ("Harbours", 1, [_ADDRESS])


@pytest.mark.parametrize("form", [":DOI: doi", ":DOI: DOI", ":AUTHOR: Author", ":YEAR: year"])
def test_a_form_that_was_not_filled_in_is_no_sign(form: str) -> None:
    assert notes(entry("* Feeding the Lantern", form)) == []
    assert len(notes(entry("* Feeding the Lantern", form, ":DOI: 10.1000/lantern"))) == 1


def test_a_heading_without_end_is_said() -> None:
    text = f"* Lamps {'a:' * 5000}\n:PROPERTIES:\n:URL: https://arxiv.org/abs/2101.00001\n:END:\n"
    items = list(READER.read(Document("x.org", text, "x.org")))
    (problem,) = (item for item in items if isinstance(item, Problem))
    assert (problem.line, problem.is_warning) == (1, True)
    assert "10,008 characters" in problem.what
    assert any(isinstance(item, Note) for item in items)


def test_two_backslashes_break_a_line() -> None:
    text = """\
* Preprints
** [[https://arxiv.org/abs/1706.03762][arXiv:1706.03762]]\\\\
*Lamps that attend to ships at night*\\\\
Jane Roe, Max Poe\\\\
** [[https://arxiv.org/abs/1810.04805][arXiv:1810.04805]]\\\\
*Deep lamps in two directions at once*\\\\
Ann Doe
"""
    found = notes(text)
    assert [(note.title, note.authors) for note in found] == [
        ("Lamps that attend to ships at night", ("Jane Roe", "Max Poe")),
        ("Deep lamps in two directions at once", ("Ann Doe",)),
    ]
    assert [note.links[0].url[-10:] for note in found] == ["1706.03762", "1810.04805"]


def test_the_file_behind_a_title_is_none_of_it_and_what_is_below_its_key_is_about_it() -> None:
    text = (
        "#+TITLE: What I read\n\n* Lamps\n\n** Lamps ([[papers:roe-2017.pdf][roe-2017]])\n:PROPERTIES:\n:Custom_ID: roe-2017\n:END:\n"
        "See also:\n- Ada Poe. [[http://example.org/a/][Wicks of the North]]. Version 1.3\n"
        "- Jane Doe and Max Moe. [[http://example.org/b/][Oil and its Uses]]. June 2018\n"
        "- Ann Loe. [[http://example.org/c/][Open Lanterns]]. Edition 2\n\n"
        "** Fog at sea [[file:poe-2018.pdf][poe-2018]]\n:PROPERTIES:\n:Custom_ID: poe-2018\n:END:\n"
    )
    assert [(note.title, note.citekey) for note in notes(text)] == [("Lamps", "roe-2017"), ("Fog at sea", "poe-2018")]
