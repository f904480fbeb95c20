"""Lists of works in JSON, YAML and TOML, as sites and services have them; and data about other things."""

from __future__ import annotations

import json

import pytest

from biblio.errors import Problem
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.layouts import reader_for
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.skipped import Skipped, SkipReason
from biblio.readers.tables.data_list_reader import READER
from tests.readers.markdown_samples import notes as markdown_notes


def items(text: str, name: str) -> list[ReadItem]:
    document = Document(name, text, name)
    reader = reader_for(document)
    assert reader is READER
    return list(reader.read(document))


def notes(text: str, name: str) -> list[Note]:
    found = items(text, name)
    assert not [item for item in found if isinstance(item, Problem)]
    return [item for item in found if isinstance(item, Note)]


def own_urls(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


MOSS = {
    "title": "How moss holds water", "authors": ["Rita Vega", "Paul Onyango"], "year": 2016, "venue": "Journal of Moss",
    "doi": "10.5555/moss.16", "tags": ["moss", "water"], "notes": "Read the second part again.",
}  # fmt: skip


def test_a_list_in_json() -> None:
    text = json.dumps([MOSS, {"title": "Ferns at night", "author": "A. Silva", "year": "2019"}], indent=2)
    moss, ferns = notes(text, "_data/reading.json")
    assert (moss.title, moss.authors, moss.year, moss.venue) == (
        "How moss holds water",
        ("Rita Vega", "Paul Onyango"),
        2016,
        "Journal of Moss",
    )
    assert (moss.tags, moss.comment, own_urls(moss)) == (
        ("moss", "water"),
        "Read the second part again.",
        ["https://doi.org/10.5555/moss.16"],
    )
    assert (moss.line, ferns.title, ferns.authors, ferns.year) == (3, "Ferns at night", ("A. Silva",), 2019)


def test_groups_of_yaml_are_tags_and_names_of_lists_are_none() -> None:
    text = """\
# what we read
papers:
  - section: Mosses
    items:
      - title: How moss holds water
        authors: [Rita Vega]
        year: 2016
      - title: A moss without a year
        authors: [Rita Vega]
  - section: Ferns
    items:
      - name: Ferns at night
        links:
          - {name: pdf, url: https://arxiv.org/pdf/2103.04999}
          - {name: code, url: https://github.com/ferns/night}
"""
    moss, other, ferns = notes(text, "papers.yml")
    assert [note.tags for note in (moss, other, ferns)] == [("Mosses",), ("Mosses",), ("Ferns",)]
    assert ((moss.line, moss.end_line), (ferns.line, ferns.end_line)) == ((5, 7), (12, 15))
    assert own_urls(ferns) == ["https://arxiv.org/pdf/2103.04999"]


def test_works_under_their_citation_keys() -> None:
    text = "vega2016moss:\n  title: How moss holds water\n  authors: Rita Vega\n  year: 2016\n"
    (note,) = notes(text + "  pdf: https://arxiv.org/pdf/1601.00011\n  rating: 4\n", "library.yaml")
    assert (note.title, note.citekey or "vega2016moss") == ("How moss holds water", "vega2016moss")


def test_a_list_in_toml_and_one_work_a_line() -> None:
    toml = '[[papers]]\ntitle = "How moss holds water"\nauthors = ["Rita Vega"]\nurl = "https://arxiv.org/abs/1601.00011"\n'
    (note,) = notes(toml, "papers.toml")
    assert (note.line, note.authors, own_urls(note)) == (2, ("Rita Vega",), ["https://arxiv.org/abs/1601.00011"])
    lines = "\n".join(
        json.dumps(work) for work in (MOSS, {**MOSS, "title": "Ferns at night", "doi": "10.5555/fern.19"})
    )
    assert [(note.title, note.line) for note in notes(lines, "read.jsonl")] == [
        ("How moss holds water", 1),
        ("Ferns at night", 2),
    ]


def test_the_reply_of_a_service() -> None:
    work = {
        "paperId": "649def34f8be52c8b66281af98ae884c09aef38b", "externalIds": {"ArXiv": "1601.00011", "CorpusId": 19170},
        "title": "How moss holds water", "year": 2016, "authors": [{"authorId": "1", "name": "Rita Vega"}],
    }  # fmt: skip
    (note,) = notes(json.dumps({"total": 1, "data": [work]}), "search.json")
    assert (note.authors, own_urls(note)[:1], note.tags) == (("Rita Vega",), ["https://arxiv.org/abs/1601.00011"], ())
    work = {
        "id": "https://openalex.org/W1", "doi": "https://doi.org/10.5555/moss.16", "title": "How moss holds water",
        "publication_year": 2016, "authorships": [{"author": {"id": "https://openalex.org/A1", "display_name": "Rita Vega"}}],
        "primary_location": {"source": {"display_name": "Journal of Moss"}}, "biblio": {"volume": "7", "first_page": "11", "last_page": "19"},
        "keywords": [{"id": "https://openalex.org/keywords/moss", "display_name": "moss", "score": 0.98}],
        "topics": [{"id": "https://openalex.org/T1", "display_name": "Woods", "score": 0.98}], "abstract_inverted_index": {"by": [22]},
    }  # fmt: skip
    for text in (json.dumps(work), json.dumps({"meta": {"count": 1}, "results": [work]})):
        (note,) = notes(text, "openalex.json")
        assert (note.title, note.authors, note.venue, note.year) == (
            "How moss holds water",
            ("Rita Vega",),
            "Journal of Moss",
            2016,
        )
        assert (note.tags, own_urls(note), dict(note.fields)["pages"]) == (
            ("moss",),
            ["https://doi.org/10.5555/moss.16"],
            "11-19",
        )


def test_several_documents_of_yaml_are_a_list() -> None:
    text = "title: How moss holds water\nauthor: Vega, Rita\nyear: 2016\n---\ntitle: Ferns at night\nauthor: Silva, Ada\nyear: 2017\n"
    moss, ferns = notes(text, "library.yaml")
    assert (moss.title, ferns.title, ferns.year) == ("How moss holds water", "Ferns at night", 2017)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("navigation.yml", "- title: Home\n  url: /\n- title: Code\n  url: https://github.com/moss\n"),
        ("team.json", '[{"name": "Rita Vega", "url": "https://vega.example", "year": 2020, "role": "student"}]'),
        (
            "posts.json",
            '[{"title": "Why I like moss", "author": "Rita", "url": "https://vega.example/moss", "date": "2020-01-02"}]',
        ),
        ("package.json", '{"name": "moss", "version": "1.0.0", "author": "Rita", "homepage": "https://vega.example"}'),
        (
            "pyproject.toml",
            '[project]\nname = "moss"\nauthors = [{name = "Rita Vega"}]\nurls = {x = "https://vega.example"}\n',
        ),
        (
            "software.json",
            '{"title": "moss", "authors": ["Rita"], "doi": "10.5555/zenodo.1", "year": 2020, "license": "MIT"}',
        ),
    ],
)
def test_data_about_other_things_gives_no_notes(name: str, text: str) -> None:
    assert not READER.recognises(Document(name, text, name))


def test_what_one_person_published_is_said_and_not_read() -> None:
    works = [
        {"title": f"How moss holds water, part {number}", "authors": ["Rita Vega", f"Helper {number}"], "year": 2016}
        for number in range(4)
    ]
    (item,) = items(json.dumps(works), "publications.json")
    assert isinstance(item, Skipped)
    assert item.reason is SkipReason.OWN_WORKS


def test_a_broken_list_is_a_problem_with_its_line() -> None:
    (problem,) = items('[\n {"title": "How moss holds water",\n  "authors": ["R. Vega"] "year": 2016}\n]', "read.json")
    assert isinstance(problem, Problem)
    assert (problem.line, "invalid JSON" in problem.what) == (3, True)
    deep = "title: T\nauthors: A\nx: " + "[" * 200 + "]" * 200
    assert any(isinstance(item, Problem) for item in items(deep, "deep.yml"))


SCHEDULE = """\
---
layout: semester
semester: Fall 2018
sessions:
  - date: 09/07/2018
    presenter: Some Body
    title: "Lamps at Sea: Evidence of Light in Large Harbours"
    authors: "Jane Roe, Max Moe, Lamp University; Ada Poe, Wicks, Inc."
    venue: LAMPS '18
    link: https://lamps.example/fast18-roe.pdf

  - date: 09/14/2018
    presenter: Any Body
    title: "A Practice Talk"

  - date: 09/21/2018
    presenter: Any Body
    title: "Attention Is All You Need"
    authors: Ashish Vaswani and Noam Shazeer
    link: https://arxiv.org/abs/1706.03762
references:
  - title: Another Work
    authors: Tim Fog
    year: 2001
  - title: One More Work
    authors: Tim Fog
    year: 2002
---

We meet on Fridays.
"""


def test_a_page_whose_front_matter_lists_works() -> None:
    first, second = markdown_notes(SCHEDULE, "_semesters/fall18.md")
    assert first.title == "Lamps at Sea: Evidence of Light in Large Harbours"
    assert first.authors == ("Jane Roe", "Max Moe", "Ada Poe")
    assert (first.line, first.tags) == (5, ())
    assert own_urls(second) == ["https://arxiv.org/abs/1706.03762"]


def test_lists_in_the_front_matter_of_a_note_leave_it() -> None:
    text = (
        "---\ntitle: Attention Is All You Need\ndoi: 10.1000/x\nlinks:\n- {name: pdf, url: https://x.example/a.pdf}\n"
    )
    text += "- {name: code, url: https://x.example/b}\n---\n\nIt is.\n"
    assert [note.title for note in markdown_notes(text, "attention.md")] == ["Attention Is All You Need"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Roe, NetApp, Inc.; Max Moe, Wick Technologies", ("Jane Roe", "Max Moe")),
        ("Jane Roe, Max Moe and Ada Poe, University of Light", ("Jane Roe", "Max Moe", "Ada Poe")),
        ("Jane Roe, Max Moe (U. Light); Ada Poe (Wicks)", ("Jane Roe", "Max Moe", "Ada Poe")),
        ("Jane Roe, Max Moe (_U. Light_ & _Google_).", ("Jane Roe", "Max Moe")),
        ("Jane Roe (Fog Labs), Max Moe (University of Light)", ("Jane Roe", "Max Moe")),
        ("Roe, J., Institute for Lamps", ("Roe, J.",)),
        ("De Vries, Jan; Van Dam, Piet", ("De Vries, Jan", "Van Dam, Piet")),
        ("Roe, Jane; Moe, Max", ("Roe, Jane", "Moe, Max")),
        ("Jane Roe (School of Light, University of Lamps, China), Max Moe (Wicks)", ("Jane Roe", "Max Moe")),
        ("Jane Roe (Oil and Fog), Max Moe (U. Light/ Wicks) and Ada Poe", ("Jane Roe", "Max Moe", "Ada Poe")),
        ("Google Research, Brain Team", ("Google Research", "Brain Team")),
    ],
)
def test_affiliations_behind_names_are_no_names(text: str, names: tuple[str, ...]) -> None:
    assert split_authors(text) == (names, False)


CROSSREF = """{"status": "ok", "message-type": "work", "message": {
 "type": "journal-article", "DOI": "10.5555/moss.16", "title": ["How moss holds water"], "container-title": ["Journal of Moss"],
 "author": [{"given": "Rita", "family": "Vega"}], "published": {"date-parts": [[2016, 5]]}, "volume": "12", "issue": "3",
 "page": "101-117", "abstract": "<jats:p>Moss is wet.</jats:p>",
 "reference": [{"key": "1", "article-title": "Wet ground", "author": "Ito", "year": "2001", "DOI": "10.5555/wet"},
               {"key": "2", "article-title": "Dry ground", "author": "Poe", "year": "2002", "DOI": "10.5555/dry"}]}}
"""
DATACITE = """{"data": [{"attributes": {"doi": "10.5555/moss.16", "titles": [{"title": "How moss holds water"}],
 "creators": [{"name": "Vega, Rita", "givenName": "Rita", "familyName": "Vega"}], "publicationYear": 2016,
 "container": {"title": "Journal of Moss", "volume": "12", "issue": "3", "firstPage": "101", "lastPage": "117"},
 "descriptions": [{"description": "Moss is wet.", "descriptionType": "Abstract"}], "types": {"resourceTypeGeneral": "Text"}}}]}
"""


@pytest.mark.parametrize("text", [CROSSREF, DATACITE])
def test_replies_of_registries_are_works_and_not_what_these_cite(text: str) -> None:
    (note,) = notes(text, "work.json")
    assert (note.title, note.authors, note.venue, note.year) == (
        "How moss holds water", ("Vega, Rita",), "Journal of Moss", 2016,
    )  # fmt: skip
    assert own_urls(note)[0] == "https://doi.org/10.5555/moss.16"
    fields = dict(note.fields)
    assert (fields["volume"], fields["number"], fields["pages"], note.summary) == ("12", "3", "101-117", "Moss is wet.")


def test_books_of_librarything() -> None:
    text = """{"7": {"books_id": "7", "title": "Ways of moss", "primaryauthor": "Vega, Rita", "date": "1971",
     "authors": [{"lf": "Vega, Rita", "fl": "Rita Vega"}, {"lf": "Poe, Max", "fl": "Max Poe"}], "tags": ["moss"],
     "isbn": {"0": "316148410X", "2": "9783161484100"}, "publication": "Moss House (1971), Edition: 1st, Paperback, 278 pages",
     "summary": "Ways of moss by Rita Vega (1971)", "review": "A good one.", "source": "amazon.com"}}"""
    (note,) = notes(text, "librarything.json")
    assert (note.title, note.authors, note.venue, note.year) == ("Ways of moss", ("Rita Vega", "Max Poe"), "", 1971)
    assert (note.tags, note.summary, note.comment, note.kind_hint) == (("moss",), "", "A good one.", "book")
    assert (dict(note.fields)["publisher"], dict(note.fields)["isbn"]) == ("Moss House", "9783161484100")


_SHELF = """---
title: {title}
categories:
  - name: 2019
    list:
      - name: The Keeper's Winter
        url: https://shop.example/item/1
      - name: Green Glass
        url: https://shop.example/item/2
  - name: Best of all
    content:
      - name: Novels
        list:
          - name: Fog over the Pier
            url: https://shop.example/item/3
          - name: A Boat of Salt
            url: https://shop.example/item/4
          - name: Oil
            url: https://shop.example/item/5
---
{{% for category in page.categories %}}{{{{ category.name }}}}{{% endfor %}}
"""


def test_groups_of_names_with_addresses_are_books_on_a_page_called_so() -> None:
    found = markdown_notes(_SHELF.format(title="Книги"), "page.md")
    titles = ["The Keeper's Winter", "Green Glass", "Fog over the Pier", "A Boat of Salt", "Oil"]
    assert [note.title for note in found] == titles
    assert found[2].tags == ("Best of all", "Novels")
    assert found[2].kind_hint == "book"


def test_groups_of_names_with_addresses_are_none_elsewhere() -> None:
    assert not markdown_notes(_SHELF.format(title="Friends and neighbours"), "page.md")


def test_a_venue_written_into_a_title_is_no_part_of_it() -> None:
    sessions = "".join(
        f'  - date: "0{n}/01/2024"\n    title: "Lamps of the {word} harbour (OSDI\'24)"\n    authors: "Jane Roe, Max Poe"\n    venue: "OSDI"\n    link: "https://papers.example/{n}.pdf"\n'
        for n, word in enumerate(("first", "second", "third"), 1)
    )
    found = markdown_notes(f"---\nlayout: semester\nsessions:\n{sessions}---\n\nText.\n", "fall24.md")
    assert [(note.title, note.venue, note.year) for note in found][:1] == [("Lamps of the first harbour", "OSDI", 2024)]
    assert len(found) == 3


def test_sessions_have_the_year_of_the_venue_and_authors_without_their_places() -> None:
    text = (
        "---\nlayout: semester\nsessions:\n"
        + "\n".join(
            f'  - date: "2018-06-1{number}"\n    presenter: "Jo Doe"\n    title: "A Primer on {thing} at Sea"\n'
            f'    authors: "{authors}"\n    venue: "{venue}"\n    link: "https://example.org/{number}.pdf"'
            for number, (thing, authors, venue) in enumerate(
                [
                    (
                        "Lamps",
                        "Ada Roe, University of Light and Ligo; Max Moe, UC Berkeley; Jo Poe, Lampco",
                        "OSDI '16",
                    ),
                    ("Wicks", "Ada Roe, Fog Street Capital; Max Moe, Jo Poe, and Li Doe, Lampco", "SOSP'05"),
                    ("Fog", "Ada Roe, Max Moe, Jo Poe - University of Light", "Journal of Fog"),
                ]
            )
        )
        + "\n---\n\nWe read.\n"
    )
    lamps, wicks, fog = markdown_notes(text, "_semesters/summer18.md")
    assert (lamps.authors, lamps.year) == (("Ada Roe", "Max Moe", "Jo Poe"), 2016)
    assert (wicks.authors, wicks.year) == (("Ada Roe", "Max Moe", "Jo Poe", "Li Doe"), 2005)
    assert (fog.authors, fog.year, str(fog.date)) == (("Ada Roe", "Max Moe", "Jo Poe"), None, "2018-06-12")
