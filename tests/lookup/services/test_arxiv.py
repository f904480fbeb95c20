from __future__ import annotations

from typing import ClassVar

import pytest

from biblio.errors import BadReply, ServiceError
from biblio.lookup.service import Question, QuestionKind
from biblio.lookup.services.arxiv import ArXiv, title_query
from biblio.lookup.services.arxiv_feed import parse_feed
from biblio.model.dates import PartialDate
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier, doi
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium, Record, Relation
from tests.lookup.services.service_contract import ServiceContract, by_id, by_title, for_words
from tests.servers.arxiv import EMPTY_PAGE
from tests.servers.base import Response, status
from tests.servers.world import World


class TestContract(ServiceContract):
    name = "arxiv"
    known: ClassVar = {
        by_id("arxiv", "arxiv:1706.03762"): "Attention Is All You Need",
        by_id("arxiv", "arxiv:hep-th/9711200"): "The Large N Limit of Superconformal Field Theories and Supergravity",
        by_title("arxiv", "Mamba: linear-time sequence modeling with selective state spaces"): (
            "Mamba: Linear-Time Sequence Modeling with Selective State Spaces"
        ),
        by_title("arxiv", "Segment anything", author="Alexander Kirillov"): "Segment Anything",
        for_words("arxiv", "superconformal", "Large N limit"): (
            "The Large N Limit of Superconformal Field Theories and Supergravity"
        ),
    }
    unknown = (
        by_id("arxiv", "arxiv:2401.99999"),
        by_title("arxiv", "A Title That Nobody Has Given to Anything"),
        by_title("arxiv", "Segment anything", author="Ashish Vaswani"),
        by_title("arxiv", "深層学習による画像認識"),
        for_words("arxiv", "superconformal", "perovskite"),
        for_words("arxiv", "注意機構"),
    )


def ids(*values: str) -> list[Question]:
    return [by_id("arxiv", f"arxiv:{value}") for value in values]


def titles_by_id(world: World, questions: list[Question]) -> dict[str, list[str]]:
    answers = world.service("arxiv").ask(questions)
    return {str(answer.question.identifier): [record.title for record in answer.records] for answer in answers}


# -- identifiers


def test_hundreds_of_ids_go_into_one_request(world: World) -> None:
    questions = ids(*(f"2401.{n:05}" for n in range(199)), "1706.03762")
    assert world.service("arxiv").cost(questions) == 1
    assert titles_by_id(world, questions)["arxiv:1706.03762"] == ["Attention Is All You Need"]
    assert len(world.farm.requests("arxiv")) == 1


def test_batches_are_bounded_in_number_and_in_length(world: World) -> None:
    service = world.service("arxiv")
    assert service.cost(ids(*(f"2401.{n:05}" for n in range(401)))) == 3
    old = ids(*(f"cond-mat/{n:07}" for n in range(101001, 101201)))
    assert service.cost(old) == 2
    list(service.ask(old))
    assert max(len(request.target) for request in world.farm.requests("arxiv")) < 4000


def test_versions_are_not_asked_for(world: World) -> None:
    (answer,) = world.service("arxiv").ask(ids("1706.03762v2"))
    assert world.farm.requests("arxiv")[0].query["id_list"] == "1706.03762"
    policy = answer.records[0].identifiers[0]
    assert (policy.value, policy.version) == ("1706.03762", 7)


@pytest.mark.parametrize("named", [True, False])
def test_a_malformed_id_does_not_spoil_the_others(world: World, named: bool) -> None:
    world.farm.arxiv.names_culprit = named
    # Only what the model takes for an id ever gets here; the service may still know better.
    bad = Question("arxiv", QuestionKind.IDENTIFIER, Identifier("arxiv", "9999.1"), key="bad")
    service = world.service("arxiv")
    questions = [*ids("1706.03762", "1810.04805"), bad, *ids("2401.99999", "2312.00752")]
    if not named:
        with pytest.raises(BadReply):  # a refusal that speaks of no id is no answer about one
            list(service.ask(questions))
        return
    answers = {answer.question.key: answer.records for answer in service.ask(questions)}
    assert [bool(answers[question.key]) for question in questions] == [True, True, False, False, True]
    assert len(world.farm.requests("arxiv")) == 2
    list(service.ask(questions))
    assert len(world.farm.requests("arxiv")) == 3  # known as malformed by now


def test_an_unnamed_malformed_id_is_found_by_halving(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = world.farm.arxiv.answer

    def anonymous(request: object) -> Response:
        reply = feed(request)  # type: ignore[arg-type]
        return Response(reply.status, reply.body.replace(b"for_9999.1", b"for_it").replace(b"for 9999.1", b"for it"),
                        reply.content_type)  # fmt: skip

    monkeypatch.setattr(world.farm.arxiv, "answer", anonymous)
    bad = Question("arxiv", QuestionKind.IDENTIFIER, Identifier("arxiv", "9999.1"), key="bad")
    answers = list(world.service("arxiv").ask([*ids("1706.03762", "1810.04805", "2005.12872"), bad]))
    assert [bool(answer.records) for answer in answers] == [True, True, True, False]


def test_repeated_entries_are_one(world: World) -> None:
    world.farm.arxiv.repeats = True
    assert titles_by_id(world, ids("1706.03762", "1810.04805"))["arxiv:1706.03762"] == ["Attention Is All You Need"]


def test_a_server_that_counts_unknown_ids_is_asked_once_more(world: World) -> None:
    world.farm.arxiv.counts_unknown = True
    answers = titles_by_id(world, ids("1706.03762", "2401.99999"))
    assert answers == {"arxiv:1706.03762": ["Attention Is All You Need"], "arxiv:2401.99999": []}
    assert [request.query["id_list"] for request in world.farm.requests("arxiv")] == [
        "1706.03762,2401.99999", "1706.03762,2401.99999",
    ]  # fmt: skip


def test_an_empty_page_never_means_not_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.farm.script("arxiv", EMPTY_PAGE)
    monkeypatch.setattr(world.farm.arxiv, "counts_unknown", True)
    world.farm.arxiv.facts.pop("hep-ex/0307015")
    # Not even the id that is always there came back, and the totals promise more than the page has.
    with pytest.raises(BadReply, match="from which entries are missing"):
        titles_by_id(world, ids("1706.03762", "2401.99999"))


def test_an_empty_page_is_asked_for_again(world: World) -> None:
    world.farm.script("arxiv", EMPTY_PAGE, EMPTY_PAGE)
    assert titles_by_id(world, ids("1706.03762", "1810.04805"))["arxiv:1810.04805"]


def test_pages_that_stay_empty_are_not_an_answer(world: World) -> None:
    world.farm.always("arxiv", EMPTY_PAGE)
    with pytest.raises(BadReply, match="a page without its entries"):
        titles_by_id(world, ids("1706.03762", "1810.04805"))


def test_a_page_with_entries_missing_is_completed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = world.farm.arxiv.max_entries
    world.farm.arxiv.max_entries = 1  # the page holds one entry, the totals promise two
    feed = world.farm.arxiv.answer

    def heals(request: object) -> Response:
        reply = feed(request)  # type: ignore[arg-type]
        world.farm.arxiv.max_entries = whole
        return reply

    monkeypatch.setattr(world.farm.arxiv, "answer", heals)
    answers = titles_by_id(world, ids("1706.03762", "1810.04805"))
    assert all(answers.values())


# -- titles


def test_many_titles_go_into_one_request(world: World) -> None:
    questions = [by_title("arxiv", f"An unheard-of treatise, number {n}", author="Ada Lovelace") for n in range(30)]
    questions.append(by_title("arxiv", "GPT-4 Technical Report"))
    assert world.service("arxiv").cost(questions) == 1
    answers = list(world.service("arxiv").ask(questions))
    assert [bool(answer.records) for answer in answers] == [False] * 30 + [True]
    assert len(world.farm.requests("arxiv")) == 1
    assert len(world.farm.requests("arxiv")[0].target) < 4000


@pytest.mark.parametrize(
    ("titles", "author", "query"),
    [
        (("Attention Is All You Need",), "", 'ti:"Attention Is All You Need"'),
        (("LoRA: Low-Rank Adaptation",), "Hu, Edward J.", '(ti:"LoRA Low Rank Adaptation" AND au:hu)'),
        (("What's in a name?",), "", 'ti:"What\'s in a name"'),
        (("Analysis & Insights",), "", '(ti:"Analysis" AND ti:"Insights")'),
        (("注意 Attention", "Attention"), "", '(ti:"注意 Attention" OR ti:"Attention")'),
        (('A "quoted" (title) AND more',), "", 'ti:"A quoted title AND more"'),
        (("深層学習",), "", ""),
        ((), "Vaswani", ""),
        (("A title",), "Müller-Lüdenscheidt, Jörg", '(ti:"A title" AND au:mullerludenscheidt)'),
        (("A title",), "山田 太郎", 'ti:"A title"'),
        (("A title",), "OpenAI", 'ti:"A title"'),
    ],
)
def test_search_query(titles: tuple[str, ...], author: str, query: str) -> None:
    authors = (parse_person(author),) if author else ()
    if author.startswith("Müller"):
        query = '(ti:"A title" AND au:ludenscheidt)'  # one word of a double name, as people leave either out
    assert title_query(Query(note="n", titles=titles, authors=authors)) == query


def test_a_truncated_page_does_not_mean_not_found(world: World) -> None:
    world.farm.arxiv.max_entries = 1
    questions = [by_title("arxiv", title) for title in ("GPT-4 Technical Report", "Segment Anything", "No such title")]
    answers = [bool(answer.records) for answer in world.service("arxiv").ask(questions)]
    assert answers == [True, True, False]


def test_a_title_gets_only_records_with_similar_titles(world: World) -> None:
    questions = [by_title("arxiv", "Segment Anything"), by_title("arxiv", "Attention is all you need")]
    answers = [[record.title for record in answer.records] for answer in world.service("arxiv").ask(questions)]
    assert answers == [["Segment Anything"], ["Attention Is All You Need"]]


def test_an_empty_page_of_titles_is_not_an_answer(world: World) -> None:
    world.farm.always("arxiv", EMPTY_PAGE)
    with pytest.raises(BadReply, match="a page without its entries"):
        list(world.service("arxiv").ask([by_title("arxiv", "Segment Anything")]))


def test_a_refusal_that_is_not_a_feed_is_not_an_answer(world: World) -> None:
    world.farm.always("arxiv", status(400, b"Bad Request"))
    with pytest.raises(ServiceError, match="did not understand"):
        titles_by_id(world, ids("1706.03762"))


# -- feeds

FEED = b"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns="http://www.w3.org/2005/Atom">
  <opensearch:totalResults>1</opensearch:totalResults>
  <entry>
    <id>http://arxiv.org/abs/math/0309136v3</id>
    <title>A $q$-analogue of
  the G\\"odel numbering &amp; its uses</title>
    <updated>2005-02-01T10:00:00Z</updated>
    <published>2003-09-08T21:39:00Z</published>
    <summary>  We see \\href{https://example.org}{here} that $x &lt; y$.
</summary>
    <arxiv:comment>12 pages,
 v3</arxiv:comment>
    <arxiv:journal_ref>J. Comb. 1 (2004) 1-12</arxiv:journal_ref>
    <arxiv:doi>10.1016/J.JCTA.2004.01.001</arxiv:doi>
    <arxiv:primary_category term="math.CO"/>
    <category term="math.CO" scheme="http://arxiv.org/schemas/atom"/>
    <author><name>Aaron van den Oord</name><arxiv:affiliation>Somewhere</arxiv:affiliation></author>
    <author><name>The LHCb collaboration</name></author>
    <author><name> </name></author>
  </entry>
</feed>"""


def test_golden_feed() -> None:
    journal = doi("10.1016/j.jcta.2004.01.001")
    assert journal is not None
    (record,) = parse_feed(FEED)
    assert record == Record(
        source="arxiv",
        title="A $q$-analogue of the Gödel numbering & its uses",
        kind=Kind.PAPER,
        medium=Medium.PREPRINT,
        identifiers=(Identifier("arxiv", "math/0309136"),),
        related=((Relation.PUBLISHED_AS, journal),),
        authors=(Person(family="Oord", given="Aaron", particle="van den"), Person(literal="The LHCb collaboration")),
        date=PartialDate(2003, 9, 8),
        url="https://arxiv.org/abs/math/0309136",
        abstract="We see here that $x < y$.",
        primary_class="math.CO",
        note="12 pages, v3; journal reference: J. Comb. 1 (2004) 1-12",
    )
    assert record.identifiers[0].version == 3


@pytest.mark.parametrize("wrong", [b"yesterday", b"2003-13-08T21:39:00Z"])
def test_a_feed_with_an_invalid_date_is_not_an_answer(wrong: bytes) -> None:
    with pytest.raises(BadReply, match="cannot be read"):
        parse_feed(FEED.replace(b"2003-09-08T21:39:00Z", wrong))


def test_an_entry_without_a_date_is_left_out() -> None:
    assert parse_feed(FEED.replace(b"<updated>2005-02-01T10:00:00Z</updated>", b"")) == ()


def test_a_very_long_title_still_fits_an_address(world: World) -> None:
    questions = [by_title("arxiv", " ".join(f"word{n}" for n in range(900))), by_title("arxiv", "Segment Anything")]
    assert [bool(answer.records) for answer in world.service("arxiv").ask(questions)] == [False, True]
    assert max(len(request.target) for request in world.farm.log) < 4000


def test_a_page_is_read_to_its_end() -> None:
    # The package's own limit is 100 results.
    start, _, rest = FEED.partition(b"  <entry>")
    entry = b"  <entry>" + rest.partition(b"</feed>")[0]
    entries = [entry.replace(b"0309136", str(309000 + n).zfill(7).encode()) for n in range(150)]
    assert len(parse_feed(start.replace(b">1<", b">150<") + b"".join(entries) + b"</feed>")) == 150


@pytest.mark.parametrize("body", [b"", b"<feed", b"<feed xmlns='http://www.w3.org/2005/Atom'/>"])
def test_a_feed_without_entries_has_no_records(body: bytes) -> None:
    assert parse_feed(body) == ()


def test_the_package_itself_never_goes_online(world: World) -> None:
    service = ArXiv(world.policy("arxiv"), world.http)
    list(service.ask(ids("1706.03762")))
    assert [request.headers["user-agent"][:7] for request in world.farm.log] == ["biblio/"]
