from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest

from biblio.errors import BadReply
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.crossref import parse_crossref_work, parse_crossref_works
from biblio.lookup.titles_and_series import is_series, joined_title
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import Person
from biblio.model.record import Kind, Medium, Record, Relation
from tests.lookup.services.service_contract import ServiceContract, by_id, by_title, for_words
from tests.servers.base import json_response, status
from tests.servers.faketime import FakeTime
from tests.servers.world import World


class TestContract(ServiceContract):
    name = "crossref"
    known: ClassVar = {
        by_id("crossref", "doi:10.1038/nature14539"): "Deep learning",
        by_id("crossref", "doi:10.1109/cvpr.2016.90"): "Deep Residual Learning for Image Recognition",
        by_title("crossref", "Array programming with numpy", author="C. R. Harris", venue="Nature", year=2020): (
            "Array programming with NumPy"
        ),
        for_words("crossref", "NumPy", "programming"): "Array programming with NumPy",
    }
    unknown = (
        by_id("crossref", "doi:10.9999/nothing"),
        by_id("crossref", "doi:10.9999/odd,one"),
        by_title("crossref", "A Title That Nobody Gave"),
        by_title("crossref", "深層学習による画像認識"),
        for_words("crossref", "perovskite"),
        for_words("crossref", "注意機構"),
    )


def asked(world: World, questions: list[Question]) -> list[Answer]:
    return list(world.service("crossref").ask(questions))


def dois(*values: str) -> list[Question]:
    return [by_id("crossref", f"doi:{value}") for value in values]


# -- asking


def test_fifty_dois_go_into_one_request(world: World) -> None:
    questions = dois(*(f"10.9999/x{n}" for n in range(99)), "10.1038/nature14539")
    answers = asked(world, questions)
    assert [bool(answer.records) for answer in answers] == [False] * 99 + [True]
    requests = world.farm.requests("crossref")
    assert len(requests) == 2
    assert all(len(request.target) < 4096 for request in requests)
    assert requests[0].query["rows"] == "50"


def test_long_dois_make_smaller_batches(world: World) -> None:
    asked(world, dois(*(f"10.9999/{'long' * 40}{n}" for n in range(50))))
    requests = world.farm.requests("crossref")
    assert len(requests) == 3
    assert all(len(request.target) < 4096 for request in requests)


def test_a_doi_that_a_filter_cannot_hold_is_asked_for_alone(world: World) -> None:
    odd = "10.1002/(sici)1099-0526(199907/08)4:6<24::aid-cplx5>3.0.co;2-b"
    world.farm.crossref.works[odd] = world.farm.crossref.works["10.1038/nature14539"] | {"DOI": odd}
    (answer,) = asked(world, dois(odd))
    assert answer.records[0].identifiers[0].value == odd
    assert "%3C24" in world.farm.requests("crossref")[0].target


def test_a_list_shorter_than_its_total_is_asked_for_again(world: World) -> None:
    world.farm.crossref.dropped_items = 1
    with pytest.raises(BadReply, match="from which works are missing"):
        asked(world, dois("10.1038/nature14539"))


def test_the_title_search_says_venue_year_and_author(world: World) -> None:
    asked(world, [by_title("crossref", "Deep learning", author="LeCun, Yann", venue="Nature", year=2015)])
    query = world.farm.requests("crossref")[0].query
    assert query["query.bibliographic"] == "Deep learning Nature 2015"
    assert query["query.author"] == "LeCun"
    assert query["rows"] == "20"  # of a title of two words there are many


def test_unrelated_hits_are_not_records(world: World) -> None:
    (answer,) = asked(world, [by_title("crossref", "Deep sea fish of the northern Pacific")])
    assert answer.records == ()


def test_no_email_is_sent_unless_given(world: World) -> None:
    asked(world, dois("10.1038/nature14539"))
    assert "mailto" not in world.farm.log[0].query
    assert world.policy("crossref").interval == 1.0


def test_an_email_gets_the_polite_pool(world: World, tmp_path: Path) -> None:
    polite = World(world.url, world.farm, FakeTime(), tmp_path / "polite", email="ada@example.org")
    with polite.http:
        asked(polite, dois("10.1038/nature14539", "10.9999/a,b"))
    assert [request.query["mailto"] for request in world.farm.log] == ["ada@example.org"] * 2
    assert polite.policy("crossref").interval == pytest.approx(0.34)
    assert "ada@" not in str(polite.events)


def test_a_refusal_quotes_the_service(world: World) -> None:
    body = json_response(
        {"message-type": "validation-failure", "message": [{"message": "Select 'x' is not available"}]}
    )
    world.farm.always("crossref", status(400, body.body))
    with pytest.raises(BadReply, match="Select 'x' is not available"):
        asked(world, dois("10.1038/nature14539"))


def test_a_foreign_404_is_not_not_found(world: World) -> None:
    world.farm.always("crossref", status(404, b"No such service on this mirror"))
    with pytest.raises(BadReply):
        asked(world, dois("10.9999/odd,one"))


# -- replies


def work(**changes: Any) -> Record:
    item = {"DOI": "10.1000/XYZ", "type": "journal-article", "title": ["A title"]} | changes
    record = parse_crossref_work({"status": "ok", "message-type": "work", "message": item})
    assert record is not None
    return record


def test_golden_chapter_in_a_series(world: World) -> None:
    (answer,) = asked(world, dois("10.1007/978-3-030-58452-8_13"))
    (record,) = answer.records
    assert record.authors[0] == Person(family="Carion", given="Nicolas")
    assert record == Record(
        source="crossref",
        title="End-to-End Object Detection with Transformers",
        kind=Kind.PAPER,
        medium=Medium.PROCEEDINGS,
        identifiers=(Identifier("doi", "10.1007/978-3-030-58452-8_13"),),
        authors=record.authors,
        date=PartialDate(2020),
        venue="Computer Vision – ECCV 2020",
        series="Lecture Notes in Computer Science",
        pages="213-229",
        publisher="Springer International Publishing",
        url="https://doi.org/10.1007/978-3-030-58452-8_13",
    )


def test_golden_paper_with_a_preprint(world: World) -> None:
    (answer,) = asked(world, dois("10.18653/v1/n19-1423"))
    (record,) = answer.records
    assert record.identifiers == (Identifier("doi", "10.18653/v1/n19-1423"), Identifier("acl", "N19-1423"))
    assert record.related == ((Relation.PREPRINT, Identifier("arxiv", "1810.04805")),)
    assert record.date == PartialDate(2019, 6)
    assert record.medium is Medium.PROCEEDINGS


def test_golden_article(world: World) -> None:
    (answer,) = asked(world, dois("10.1038/s41586-020-2649-2"))
    (record,) = answer.records
    assert record.authors[2] == Person(family="Walt", given="Stéfan J.", particle="van der")
    assert record.abstract == ("Array programming provides a powerful syntax. NumPy is the primary library & more.")
    assert (record.volume, record.number, record.pages) == ("585", "7825", "357-362")
    assert (record.venue, record.venue_short) == ("Nature", "Nature")
    assert record.date == PartialDate(2020, 9, 17)


@pytest.mark.parametrize(
    ("titles", "subtitles", "joined"),
    [
        (["Filters"], ["Overcoming the trade-off"], "Filters: Overcoming the trade-off"),
        (["Filters: Overcoming the Trade-Off"], ["Overcoming the trade-off"], "Filters: Overcoming the Trade-Off"),
        (["Why filters?"], ["A study"], "Why filters? A study"),
        (["Filters"], ["…"], "Filters"),
        (["Filtres", "Filters"], [], "Filtres"),
        ([], ["Alone"], ""),
    ],
)
def test_titles_and_subtitles(titles: list[str], subtitles: list[str], joined: str) -> None:
    assert joined_title(titles, subtitles) == joined


def test_markup_and_entities_are_unwrapped() -> None:
    record = work(
        title=['<span style="font-variant:small-caps">Meg</span> source <sub>2</sub> &amp;amp; more'],
        **{"container-title": ["Science &amp; Engineering"]},
    )
    assert record.title == "Meg source 2 & more"
    assert record.venue == "Science & Engineering"


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"issued": {"date-parts": [[None]]}}, None),
        ({"issued": {"date-parts": [[2020, None]]}}, PartialDate(2020)),
        ({"issued": {"date-parts": [[2020, 13]]}}, PartialDate(2020)),
        ({"issued": {"date-parts": [[2021, 2, 31]]}}, PartialDate(2021, 2)),
        ({"issued": {"date-parts": []}, "published-online": {"date-parts": [[2019, 4]]}}, PartialDate(2019, 4)),
        (
            {"issued": {"date-parts": [[2019, 12]]}, "published-print": {"date-parts": [[2020, 1]]}},
            PartialDate(2020, 1),
        ),
        ({"posted": {"date-parts": [[2018, 1, 2]]}}, PartialDate(2018, 1, 2)),
        ({"issued": None, "published-print": "2020"}, None),
    ],
)
def test_dates(dates: dict[str, Any], expected: PartialDate | None) -> None:
    assert work(**dates).date == expected


@pytest.mark.parametrize(
    ("containers", "event", "venue", "series"),
    [
        (["Lecture Notes in Computer Science", "ECCV 2020"], "", "ECCV 2020", "Lecture Notes in Computer Science"),
        (["ECCV 2020", "Lecture Notes in Computer Science"], "", "ECCV 2020", "Lecture Notes in Computer Science"),
        (["Lecture Notes in Computer Science"], "Euro-Par 2015", "Euro-Par 2015", "Lecture Notes in Computer Science"),
        (["Lecture Notes in Computer Science"], "", "", "Lecture Notes in Computer Science"),
        (["Pharmaceuticals in the Environment", "ACS Symposium Series"], "", "Pharmaceuticals in the Environment",
         "ACS Symposium Series"),
        (["Some Series of Books", "The Book"], "", "The Book", "Some Series of Books"),
        ([], "ICML", "ICML", ""),
        (["Nature"], "", "Nature", ""),
    ],
)  # fmt: skip
def test_the_series_is_never_the_venue(containers: list[str], event: str, venue: str, series: str) -> None:
    record = work(**{"type": "book-chapter", "container-title": containers, "event": {"name": event}})
    assert (record.venue, record.series) == (venue, series)


@pytest.mark.parametrize(
    "name", ["Nature", "Time Series Analysis", "Communications of the ACM", "Proceedings of the ACL"]
)
def test_names_that_are_not_series(name: str) -> None:
    assert not is_series(name)


@pytest.mark.parametrize(
    ("written", "kind", "medium"),
    [
        ("journal-article", Kind.PAPER, Medium.JOURNAL),
        ("posted-content", Kind.PAPER, Medium.PREPRINT),
        ("dissertation", Kind.THESIS, Medium.UNKNOWN),
        ("monograph", Kind.BOOK, Medium.UNKNOWN),
        ("grant", Kind.PAPER, Medium.UNKNOWN),
        (None, Kind.PAPER, Medium.UNKNOWN),
        (["x"], Kind.PAPER, Medium.UNKNOWN),
    ],
)
def test_types(written: Any, kind: Kind, medium: Medium) -> None:
    record = work(type=written)
    assert (record.kind, record.medium) == (kind, medium)


def test_names() -> None:
    record = work(
        author=[
            {"given": "Aäron", "family": "van den Oord"},
            {"name": "OpenAI", "sequence": "first"},
            {"family": "Plato"},
            {"given": "Sammy", "family": "Davis", "suffix": "Jr."},
            {"family": "et al."},
            {"ORCID": "https://orcid.org/0000"},
            None,
        ]
    )
    assert record.authors == (
        Person(family="Oord", given="Aäron", particle="van den"),
        Person(literal="OpenAI"),
        Person(literal="Plato"),
        Person(family="Davis", given="Sammy", suffix="Jr."),
    )
    assert record.truncated


def test_the_number_of_an_article_replaces_pages() -> None:
    assert work(**{"article-number": "e1001"}).pages == "e1001"
    assert work(**{"article-number": "e1001", "page": "1-9"}).pages == "1-9"


def test_a_books_isbn_is_its_own_and_a_papers_is_not() -> None:
    isbns = ["http://id.crossref.org/isbn/978-0-262-03561-3", "0000000001"]
    assert work(type="book", ISBN=isbns).identifiers[1:] == (Identifier("isbn", "9780262035613"),)
    assert work(type="proceedings-article", ISBN=isbns).identifiers[1:] == ()


def test_relations() -> None:
    record = work(
        relation={
            "is-preprint-of": [{"id-type": "doi", "id": "10.1/J"}, {"id-type": "doi", "id": "10.1000/J.1"}],
            "has-preprint": [
                {"id-type": "doi", "id": "https://doi.org/10.48550/arXiv.2401.01234"},
                {"id-type": "uri", "id": "https://arxiv.org/abs/2401.01235v2"},
                {"id-type": "other", "id": "x"},
            ],
            "references": [{"id-type": "doi", "id": "10.1000/ref"}],
        }
    )
    assert record.related == (
        (Relation.PREPRINT, Identifier("arxiv", "2401.01234")),
        (Relation.PREPRINT, Identifier("arxiv", "2401.01235")),
        (Relation.PUBLISHED_AS, Identifier("doi", "10.1000/j.1")),
    )


@pytest.mark.parametrize(
    "reply", [[], None, {"message-type": "work"}, {"message-type": "work-list", "message": {}}, "x", {}]
)
def test_anything_but_a_list_is_not_an_answer(reply: Any) -> None:
    with pytest.raises(BadReply):
        parse_crossref_works(reply)


@pytest.mark.parametrize("item", [{}, {"DOI": "10.1000/x"}, {"title": ["A"]}, {"DOI": 5, "title": "A"}])
def test_an_item_without_a_doi_or_a_title_is_left_out(item: dict[str, Any]) -> None:
    reply = {"message-type": "work-list", "message": {"items": [item, None, 3]}}
    assert parse_crossref_works(reply) == ()


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [None], [[]], {"a": 1}, True, ["x", 1]])
def test_no_field_of_any_type_breaks_the_record(junk: Any) -> None:
    names = (
        "subtitle", "author", "editor", "issued", "published-print", "container-title", "short-container-title", "event",
        "volume", "issue", "page", "publisher", "ISBN", "abstract", "relation", "resource", "URL", "type",
    )  # fmt: skip
    assert work(**dict.fromkeys(names, junk)).title.startswith("A title")
