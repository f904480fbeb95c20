"""Works as items and back: what an item type holds survives the round trip, for real works and for awkward ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.formats.export_values import parse_written_date
from biblio.model.dates import PartialDate
from biblio.model.identifiers import make
from biblio.model.people import Person
from biblio.model.record import Kind, Medium, Record, Work
from biblio.zotero.extra_field import EXTRA_LINES, read_extra, rewrite_extra
from biblio.zotero.item_fields import TEXT_FIELDS, field_name
from biblio.zotero.item_mapping import (
    item_type_of,
    managed_fields,
    record_from_content,
    to_person,
    work_to_content,
)
from biblio.zotero.object_content import (
    EXTRA,
    Content,
    Creator,
    change_item_type,
    creation_body,
    matches_request,
    read_content,
    request_body,
)
from biblio.zotero.schema import item_type, type_names
from tests.bibtex.works import VARIED, work

WORKS = [work for work, _ in VARIED.values()]
URI = "http://zotero.org/users/1"


@pytest.mark.parametrize("sample", WORKS, ids=list(VARIED))
def test_an_item_has_only_fields_and_creators_of_its_type(sample: Work) -> None:
    content = work_to_content(sample, citekey="key2017", accessed=PartialDate(2024, 2, 3))
    kind = item_type(content.kind)
    assert {name for name in content.fields if not name.startswith(EXTRA)} <= kind.fields
    assert {name.removeprefix(EXTRA) for name in content.fields if name.startswith(EXTRA)} <= set(EXTRA_LINES)
    assert {creator.role for creator in content.creators} <= set(kind.creators)
    assert all(content.fields.values())
    assert content.get("citationKey") == "key2017"


@pytest.mark.parametrize("sample", WORKS, ids=list(VARIED))
def test_works_survive_the_round_trip(sample: Work) -> None:
    content = work_to_content(sample)
    stored = read_content(served(content))
    assert replace(stored, open_ended=content.open_ended) == content
    record = record_from_content(stored)
    again = work_to_content(Work(sample.id, replace(record, truncated=sample.best.truncated), (record,)))
    assert again == content
    for name in TEXT_FIELDS:
        if field_name(content.kind, name):
            sent = content.get(field_name(content.kind, name))
            assert getattr(record, name) == sent


def served(content: Content) -> dict[str, object]:
    """Return the JSON that a server has after it was sent the content."""
    body = creation_body(content, uri=URI)
    empty = dict.fromkeys(item_type(content.kind).fields, "")
    return {**empty, "creators": [], "dateAdded": "2026-01-01T00:00:00Z", "version": 3, "key": "ABCD2345", **body}


def test_types() -> None:
    assert item_type_of(work("A", ids="arxiv:1706.03762").best) == "preprint"
    assert item_type_of(work("A", venue="Nature", medium=Medium.JOURNAL).best) == "journalArticle"
    assert item_type_of(work("A", venue="Advances in Neural Information Processing Systems").best) == "conferencePaper"
    assert item_type_of(work("A", venue="CoRR").best) == "preprint"
    assert item_type_of(work("A", venue="A Handbook", medium=Medium.COLLECTION).best) == "bookSection"
    for kind in Kind:
        assert item_type_of(work("A", kind=kind).best) in type_names()


def test_a_preprint_is_written_as_zotero_writes_it() -> None:
    content = work_to_content(
        work("Attention Is All You Need", "Ashish Vaswani; OpenAI", "2017-06", "arxiv:1706.03762")
    )
    assert content.kind == "preprint"
    assert content.get("repository") == "arXiv"
    assert content.get("archiveID") == "arXiv:1706.03762"
    assert content.get("DOI") == "10.48550/arXiv.1706.03762"
    assert content.get("url") == "https://arxiv.org/abs/1706.03762"
    assert content.get("date") == "2017-06"
    assert [(creator.last, creator.first, creator.name) for creator in content.creators] == [
        ("Vaswani", "Ashish", ""),
        ("", "", "OpenAI"),
    ]
    assert [str(identifier) for identifier in record_from_content(content).identifiers] == ["arxiv:1706.03762"]


def test_a_published_work_keeps_its_arxiv_id_in_extra() -> None:
    bert = work("BERT", "Jacob Devlin", "2019", "doi:10.18653/v1/n19-1423 arxiv:1810.04805 acl:N19-1423", venue="NAACL",
               medium=Medium.PROCEEDINGS)  # fmt: skip
    content = work_to_content(bert)
    assert content.get("DOI") == "10.18653/v1/n19-1423"
    assert content.get(f"{EXTRA}arXiv") == "1810.04805"
    assert record_from_content(content).identifiers == bert.identifiers
    body = creation_body(content, uri=URI)
    assert body["extra"].splitlines() == ["arXiv: 1810.04805", "ACL Anthology: N19-1423"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"DOI": "https://doi.org/10.1000/ABC"}, "doi:10.1000/abc"),
        ({"DOI": "10.48550/arXiv.2401.01234"}, "arxiv:2401.01234"),
        ({"extra:arXiv": "2401.01234 [cs.LG]"}, "arxiv:2401.01234"),
        ({"archiveID": "arXiv:2401.01234v2"}, "arxiv:2401.01234"),
        ({"ISBN": "978-0-262-03561-3 0-262-03561-8"}, "isbn:9780262035613"),
    ],
)
def test_identifiers_in_the_ways_people_have_them(fields: dict[str, str], expected: str) -> None:
    assert [str(identifier) for identifier in record_from_content(Content("preprint", fields)).identifiers] == [
        expected
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2017-06-12", "2017-06-12"), ("2017", "2017"), ("June 12, 2017", "2017-06-12"), ("12 Jun 2017", "2017-06-12"),
     ("06/2017", "2017-06"), ("03/04/2017", "2017"), ("Spring 2017", "2017"), ("2017-02-31", "2017"), ("soon", "None"),
     ("", "None"), ("June 2017", "2017-06"), ("February 31, 2017", "2017-02")],
)  # fmt: skip
def test_dates_as_people_write_them(text: str, expected: str) -> None:
    assert str(parse_written_date(text)) == expected


line_text = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)
lines = st.lists(st.one_of(line_text, st.sampled_from(["arXiv: 1", "tex.ids: a", "PMID: 2", " ARXIV:3 [cs]", ""])))
changes = st.dictionaries(st.sampled_from(EXTRA_LINES), st.sampled_from(["", "new", "2401.01234"]))


@given(lines, changes)
def test_foreign_lines_of_extra_stay_in_place_and_order(before: list[str], new_values: dict[str, str]) -> None:
    extra = "\n".join(before)
    after = rewrite_extra(extra, new_values)
    foreign = [line for line in extra.split("\n") if not read_extra(line)]
    foreign_after = [line for line in after.split("\n") if not read_extra(line)]
    while foreign and not foreign[-1].strip():
        foreign.pop()
    while foreign_after and not foreign_after[-1].strip():
        foreign_after.pop()
    assert [line for line in foreign_after if line.strip()] == [line for line in foreign if line.strip()]
    values = read_extra(after)
    assert all(values.get(name) == value for name, value in new_values.items() if value)


def test_a_line_of_ours_is_changed_where_it_stands() -> None:
    extra = "tex.ids: a, b\narXiv:1706.03762 [cs.CL]\nread it twice"
    assert rewrite_extra(extra, {"arXiv": "1706.03763", "PMID": "9"}) == (
        "tex.ids: a, b\narXiv: 1706.03763\nread it twice\nPMID: 9"
    )
    assert rewrite_extra(extra, {"arXiv": ""}) == "tex.ids: a, b\nread it twice"
    assert rewrite_extra("", {"PMID": "9"}) == "PMID: 9"


def test_a_new_type_keeps_what_it_has_no_field_for() -> None:
    before = Content("conferencePaper", {"proceedingsTitle": "ICLR", "conferenceName": "Vienna", "title": "A"})
    after, lost = change_item_type(before, "journalArticle")
    assert after.fields == {"publicationTitle": "ICLR", "title": "A"}
    assert lost == {"conferenceName": "Vienna"}
    body = request_body(after, before, {"extra": "mine"}, uri=URI, lost=lost)
    assert body == {"itemType": "journalArticle", "extra": "mine\nconferenceName: Vienna"}


@pytest.mark.parametrize(
    ("kind", "role", "new_kind", "new_role"),
    [
        ("computerProgram", "programmer", "book", "author"),
        ("computerProgram", "contributor", "book", "contributor"),
        ("book", "seriesEditor", "journalArticle", "contributor"),
        ("book", "editor", "conferencePaper", "editor"),
        ("journalArticle", "reviewedAuthor", "book", "contributor"),
        ("book", "author", "case", "author"),
        ("case", "counsel", "statute", "contributor"),
    ],
)
def test_creators_take_a_role_of_the_new_type(kind: str, role: str, new_kind: str, new_role: str) -> None:
    before = Content(kind, {}, (Creator(role, "Doe", "Ada"), Creator(role, name="OpenAI")))
    after, _ = change_item_type(before, new_kind)
    assert after.creators == (Creator(new_role, "Doe", "Ada"), Creator(new_role, name="OpenAI"))


@pytest.mark.parametrize(
    ("first", "given", "suffix"),
    [
        ("Martin Luther, Jr.", "Martin Luther", "Jr."),
        ("A., B., III", "A. B.", "III"),
        ("Ada, PhD", "Ada PhD", ""),
        ("Jr.", "Jr.", ""),
    ],
)
def test_a_suffix_behind_the_first_name_is_one(first: str, given: str, suffix: str) -> None:
    person = to_person(Creator("author", "King", first))
    assert (person.family, person.given, person.suffix) == ("King", given, suffix)


def content_of(
    kind: Kind, medium: Medium = Medium.UNKNOWN, accessed: PartialDate | None = None, **fields: object
) -> Content:
    record = Record("test", "Title", kind=kind, medium=medium, **fields)  # type: ignore[arg-type]
    return work_to_content(Work("id", record, (record,)), accessed=accessed)


DAY = PartialDate(2024, 5, 1)
PEOPLE = (Person("Doe", "Ada"),)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (content_of(Kind.WEBPAGE, accessed=DAY, url="https://e.org"), {"accessDate": "2024-05-01", "url": "https://e.org"}),
        (content_of(Kind.WEBPAGE, accessed=PartialDate(2024, 5), url="https://e.org"), {"accessDate": ""}),
        (content_of(Kind.WEBPAGE, accessed=DAY), {"accessDate": "", "url": "", "citationKey": ""}),
        (content_of(Kind.PAPER, Medium.JOURNAL, venue="J", accessed=DAY, url="https://e.org"), {"accessDate": ""}),
        (content_of(Kind.PAPER, Medium.JOURNAL, venue="J", pages="1--10"), {"pages": "1-10"}),
        (content_of(Kind.PAPER, Medium.PREPRINT, identifiers=(make("doi", "10.1000/x"), make("arxiv", "2401.01234"))),
         {"DOI": "10.1000/x", "archiveID": "arXiv:2401.01234", "repository": "arXiv"}),
        (content_of(Kind.PAPER, Medium.JOURNAL, venue="J", identifiers=(make("pmid", "77"), make("pmcid", "PMC12"))),
         {"PMID": "77", "PMCID": "PMC12", "extra:PMID": "", "url": ""}),
        (content_of(Kind.PAPER, Medium.PROCEEDINGS, identifiers=(make("pmid", "77"),)), {"PMID": "", "extra:PMID": "77"}),
        (content_of(Kind.BOOK, identifiers=(make("isbn", "9780262035613"),)), {"ISBN": "9780262035613"}),
        (content_of(Kind.THESIS, note="Master's thesis"), {"thesisType": "Master's thesis"}),
        (content_of(Kind.THESIS, note="mine"), {"thesisType": ""}),
    ],
)  # fmt: skip
def test_fields_of_an_item(content: Content, expected: dict[str, str]) -> None:
    assert {name: content.get(name) for name in expected} == expected


def test_editors_are_written_where_the_type_has_them() -> None:
    assert [c.role for c in content_of(Kind.BOOK, editors=PEOPLE).creators] == ["editor"]
    assert content_of(Kind.WEBPAGE, editors=PEOPLE).creators == ()


def test_the_time_of_day_of_an_access_date_is_the_servers() -> None:
    data = {"itemType": "webpage", "accessDate": "2024-05-01T12:00:00Z", "title": "A", "extra": ""}
    assert read_content(data).fields == {"title": "A", "accessDate": "2024-05-01"}


DOE, ROE = ({"creatorType": "author", "lastName": name, "firstName": ""} for name in ("Doe", "Roe"))


@pytest.mark.parametrize(
    ("sent", "data", "is_done"),
    [
        ({"title": " A "}, {"title": "A"}, True),
        ({"title": "A"}, {"title": "B"}, False),
        ({"title": ""}, {}, True),
        ({"title": "A"}, {}, False),
        ({"creators": [DOE, ROE]}, {"creators": [{**DOE, "name": ""}, ROE]}, True),
        ({"creators": [DOE, ROE]}, {"creators": [ROE, DOE]}, False),
        ({"creators": [DOE]}, {"creators": [DOE, ROE]}, False),
        ({"tags": [{"tag": "a"}, {"tag": "b", "type": 1}]}, {"tags": [{"tag": "b", "type": 1}, {"tag": "a"}]}, True),
        ({"tags": [{"tag": "a"}]}, {"tags": [{"tag": "a", "type": 1}]}, False),
        ({"tags": []}, {}, True),
        ({"collections": ["A", "B"]}, {"collections": ["B", "A"]}, True),
        ({"collections": ["A"]}, {"collections": ["A", "B"]}, False),
        ({"relations": {"dc:relation": ["x"]}}, {"relations": {"dc:relation": "x"}}, True),
        ({"relations": {"dc:relation": ["x", "y"]}}, {"relations": {"dc:relation": ["y", "x"]}}, True),
        ({"relations": {"dc:relation": ["x"]}}, {"relations": {"dc:relation": ["y"]}}, False),
        ({"relations": {}}, {"relations": {"dc:relation": []}}, True),
        ({"relations": {}}, {}, True),
        ({"relations": {}}, {"relations": {"dc:relation": ["x"]}}, False),
        ({"tags": []}, {"tags": [{"tag": "a"}]}, False),
        ({"deleted": 1}, {"deleted": 1}, True),
        ({"deleted": 0}, {}, True),
        ({"deleted": 1}, {}, False),
        ({"parentCollection": False}, {}, True),
    ],
)
def test_whether_a_write_whose_answer_was_lost_was_done(
    sent: dict[str, object], data: dict[str, object], is_done: bool
) -> None:
    assert matches_request(data, sent) is is_done
    assert matches_request({**data, "title": "A"}, {**sent, "title": "B"}) is False


def test_only_what_changes_is_sent_and_lists_keep_what_is_not_ours() -> None:
    data = {
        "itemType": "preprint", "title": "A", "extra": "mine", "collections": ["MINE2222"], "creators": [],
        "tags": [{"tag": "auto", "type": 1}, {"tag": "own"}, {"tag": "old"}], "date": "2017",
        "relations": {"owl:sameAs": ["http://zotero.org/groups/5/items/ABCD2345"], "dc:relation": f"{URI}/items/ABCD2222"},
    }  # fmt: skip
    before = read_content(data, uri=URI)
    assert before.tags == {"own", "old"}
    assert before.related == {"ABCD2222"}
    after = replace(
        before, tags=frozenset({"own", "new"}), collections=before.collections | {"OURS2222"},
        related=before.related | {"ABCD3333"},
    ).with_fields({"date": "2018"})  # fmt: skip
    assert request_body(after, before, data, uri=URI, lost={}) == {
        "date": "2018",
        "tags": [{"tag": "auto", "type": 1}, {"tag": "own"}, {"tag": "new"}],
        "collections": ["MINE2222", "OURS2222"],
        "relations": {
            "owl:sameAs": ["http://zotero.org/groups/5/items/ABCD2345"],
            "dc:relation": [f"{URI}/items/ABCD2222", f"{URI}/items/ABCD3333"],
        },
    }
    assert request_body(before, before, data, uri=URI, lost={}) == {}


KINDS = {"itemType": st.sampled_from(["preprint", "note"])}
FIELDS = {
    "title": st.sampled_from(["", " ", "A", "B"]),
    "extra": st.sampled_from(["", "PMID: 77"]), "accessDate": st.sampled_from(["2024-05-01", "2024-05-01T12:00:00Z"]),
    "version": st.integers(1, 2), "deleted": st.just(1), "mtime": st.just(7), "parentItem": st.sampled_from([False, "ABCD2222"]),
    "tags": st.lists(st.builds(lambda name, kind: {"tag": name, "type": kind}, st.sampled_from("ab"), st.integers(0, 1))),
    "collections": st.lists(st.sampled_from(["MINE2222", "OURS2222"])),
    "creators": st.lists(st.sampled_from([DOE, ROE, {"creatorType": "author", "name": "Doe"}]), max_size=2),
    "relations": st.dictionaries(st.just("dc:relation"), st.just(f"{URI}/items/ABCD2222")),
}  # fmt: skip
items_as_served = st.fixed_dictionaries(KINDS, optional=FIELDS)


@given(items_as_served, items_as_served, st.booleans())
def test_what_is_known_of_an_item_is_taken_only_where_it_still_says_so(
    before: dict[str, object], changes: dict[str, object], is_open_ended: bool
) -> None:
    known = replace(read_content(before, uri=URI), open_ended=is_open_ended)
    for data in (before, {**before, **changes}, changes):
        assert read_content(data, uri=URI, known=known) == read_content(data, uri=URI)


def test_an_item_that_still_says_what_is_known_is_not_read_again() -> None:
    data = {"itemType": "preprint", "title": "A", "creators": [DOE], "tags": [{"tag": "a"}], "relations": {}}
    known = read_content(data, uri=URI)
    assert read_content({**data, "version": 4}, uri=URI, known=known) is known


words = st.text(alphabet="abcXYZé日本 .,:&-", min_size=1, max_size=20).map(str.strip).filter(bool)
people = st.builds(
    Person,
    family=st.sampled_from(["Vaswani", "Dollár", "山田", "Le Breton"]),
    given=st.sampled_from(["Ashish", "Piotr", "太郎", "A. B."]),
    particle=st.sampled_from(["", "van den", "de"]),
    suffix=st.sampled_from(["", "Jr.", "III"]),
)
records = st.builds(
    Record,
    source=st.just("zotero"),
    title=words.map(lambda text: f"Title {text}"),
    kind=st.sampled_from(Kind),
    medium=st.sampled_from(Medium),
    identifiers=st.lists(
        st.sampled_from([make("doi", "10.1000/x"), make("arxiv", "2401.01234"), make("pmid", "77"), make("openreview", "rJ4km2R5t7"),
                         make("isbn", "9780262035613"), make("pmcid", "PMC12"), make("acl", "N19-1423")]), unique=True
    ).map(tuple),
    authors=st.lists(st.one_of(people, st.just(Person(literal="OpenAI"))), max_size=3).map(tuple),
    editors=st.lists(people, max_size=1).map(tuple),
    date=st.one_of(st.none(), st.builds(PartialDate, st.integers(1500, 2099), st.integers(1, 12), st.integers(0, 28))),
    venue=st.one_of(st.just(""), words),
    publisher=st.one_of(st.just(""), words),
    volume=st.sampled_from(["", "12"]),
    number=st.sampled_from(["", "3"]),
    pages=st.sampled_from(["", "1-10", "e12"]),
    abstract=st.one_of(st.just(""), words),
    url=st.sampled_from(["", "https://example.org/a"]),
    note=st.sampled_from(["", "PhD thesis"]),
)  # fmt: skip


@given(records)
def test_any_record_survives_the_round_trip_on_what_its_type_holds(record: Record) -> None:
    content = work_to_content(Work("id", record, (record,)))
    back = record_from_content(content)
    again = work_to_content(Work("id", back, (back,)), kind=content.kind)
    assert again == content
    if record.kind is not Kind.PAPER:
        assert back.kind is record.kind
    assert back.authors == record.authors
    assert back.date == record.date
    schemes = {identifier.scheme for identifier in back.identifiers}
    assert back.identifiers == tuple(
        sorted(
            (identifier for identifier in record.identifiers if identifier.scheme in schemes),
            key=back.identifiers.index,
        )
    )
    assert set(content.fields) - {"accessDate", "url"} <= managed_fields(content.kind) | {
        f"{EXTRA}{name}" for name in EXTRA_LINES
    }
