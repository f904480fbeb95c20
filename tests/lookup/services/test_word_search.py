from __future__ import annotations

import pytest

from biblio.lookup.questions import sets_question, topic_question
from biblio.lookup.service import Question
from biblio.lookup.services.arxiv import words_query
from biblio.lookup.services.word_search import folded_words, mentions_all, rank_by_mentions, search_terms, title_terms
from biblio.model.dates import parse_date
from biblio.model.decision import Query
from biblio.model.people import parse_person
from biblio.model.record import Record
from tests.lookup.services.service_contract import for_words
from tests.servers.world import World


def test_terms_are_what_a_service_in_english_can_take() -> None:
    assert search_terms(["R2E-Gym", "r2e gym", "66.18%", "拡散モデル", "C++", "state  spaces", ""]) == (
        "r2e gym", "66 18", "state spaces",
    )  # fmt: skip
    assert title_terms(["alignment", "LoRA", "low rank", "o1"]) == ("lora", "low rank")


def test_the_record_that_mentions_most_comes_first() -> None:
    with_name = Record("x", "LoRA", abstract="a rank")
    with_both = Record("x", "LoRA", abstract="of low-rank, learnt")
    other = Record("x", "Explorations")
    terms = ("lora", "low rank")
    assert rank_by_mentions(terms, [other, with_name, with_both, with_name]) == (with_both, with_name)
    assert rank_by_mentions((), [with_name]) == ()


@pytest.mark.parametrize(
    ("terms", "holds"),
    [
        (("aligned", "reward model"), True),
        (("alignment",), True),
        (("rewards modelling",), True),
        (("vaswani",), True),
        (("model reward",), False),
        (("align", "retrieval"), False),
        (("modal",), False),
    ],
)
def test_the_forms_of_a_word_are_one(terms: tuple[str, ...], holds: bool) -> None:
    record = Record("x", "Aligning", abstract="With a reward model.", authors=(parse_person("Ashish Vaswani"),))
    assert mentions_all(terms, folded_words(record)) is holds


@pytest.mark.parametrize("name", ["AutoMathText", "AutoDS", "Autobots"])
def test_a_name_is_not_a_form_of_a_word_that_begins_like_it(name: str) -> None:
    record = Record("x", "Automated agents", abstract="An auto-regressive model, automatically built.")
    assert not mentions_all(search_terms([name]), folded_words(record))


# -- what is asked for


def asked(world: World, questions: list[Question]) -> list[list[str]]:
    """Return how the titles begin that arXiv has for each of the questions."""
    ranked = {record.question.key: record.records for record in world.service("arxiv").ask(questions)}
    return [[record.title[:5] for record in ranked[question.key]] for question in questions]


def test_the_question_is_limited_by_the_notes_day() -> None:
    question = for_words("arxiv", "R2E-Gym", "agents", before="2024-12-31")
    last = "submittedDate:[199107010000 TO 202501012359]"
    assert words_query(question) == f'(all:"r2e gym" AND all:agents AND {last})'
    assert words_query(for_words("arxiv", "agents", before="2024")).endswith("TO 202501012359])")
    assert words_query(for_words("arxiv", "agents")) == "(all:agents)"
    assert question.key != for_words("arxiv", "R2E-Gym", "agents").key
    assert question.key == for_words("arxiv", "r2e gym", "Agents", before="2024-12-31").key


def test_the_words_of_many_summaries_go_into_one_request(world: World) -> None:
    questions = [
        for_words("arxiv", "superconformal", "limits"),
        for_words("arxiv", "BERT", "bidirectional transformers", before="2018-10-09"),
        for_words("arxiv", "BERT", "bidirectional transformers", before="2018-10-10"),
        for_words("arxiv", "Mamba", "selective state spaces"),
    ]
    assert asked(world, questions) == [["The L"], [], ["BERT:"], ["Mamba"]]
    assert len(world.farm.requests("arxiv")) == 1


def test_questions_too_many_for_one_page_are_split(world: World) -> None:
    world.farm.arxiv.max_entries = 1
    pairs = (("bert", "bidirectional"), ("field", "superconformal"), ("numpy", "array"))
    questions = [for_words("arxiv", *words) for words in pairs]
    assert list(map(len, asked(world, questions))) == [1, 1, 1]
    assert len(world.farm.requests("arxiv")) > 3


def test_sets_of_words_of_which_one_suffices(world: World) -> None:
    query = Query(note="n", before=parse_date("2024-12-31"))
    sets = [[("Mamba", "mambas"), ("state space", "state spaces")], [("superconformal",)]]
    question = sets_question("arxiv", query, sets)
    assert words_query(question) == (
        '((((all:mamba OR all:mambas) AND (all:"state space" OR all:"state spaces")) OR (all:superconformal))'
        " AND submittedDate:[199107010000 TO 202501012359])"
    )
    assert sorted(asked(world, [question])[0]) == ["Mamba", "The L"]
    (request,) = world.farm.requests("arxiv")
    assert request.query["max_results"] == "300"


def test_the_least_likely_sets_are_left_out_of_a_long_address(world: World) -> None:
    sets = [[(f"word{number}{'x' * 90}",)] for number in range(60)]
    text = words_query(sets_question("arxiv", Query(note="n"), sets))
    assert len(text) < 2500
    assert "word0x" in text
    assert "word59x" not in text


def test_a_single_word_is_asked_for_alone(world: World) -> None:
    questions = [for_words("arxiv", "about"), for_words("arxiv", "numpy"), for_words("arxiv", "bert", "deep")]
    assert world.service("arxiv").cost(questions) == 3
    assert list(map(len, asked(world, questions))) == [11, 1, 1]
    assert [request.query["max_results"] for request in world.farm.requests("arxiv")] == ["50", "50", "50"]


def test_only_a_name_is_looked_for_among_titles(world: World) -> None:
    list(world.service("dblp").ask([for_words("dblp", "adaptation", "LoRA", "Low-Rank")]))
    assert [request.query["q"] for request in world.farm.log] == ["lora"]


def test_the_year_after_the_note_is_the_last(world: World) -> None:
    for name in ("crossref", "semanticscholar", "openalex"):
        list(world.service(name).ask([for_words(name, "NumPy", before="2019-08-01")]))
    first, second, third = world.farm.log
    assert first.query["filter"] == "until-pub-date:2020"
    assert second.query["year"] == "-2020"
    assert third.query["filter"] == "to_publication_date:2020-12-31"


def test_a_topic_is_asked_for_in_one_line_and_may_have_many_answers(world: World) -> None:
    words = ("numpy", "array", "programming", "拡散", "learning")
    question = topic_question("crossref", Query(note="n", before=parse_date("2019-08-01")), words)
    assert question.key != topic_question("crossref", Query(note="n"), words).key
    (answer,) = world.service("crossref").ask([question])
    (request,) = world.farm.log
    assert request.query["query.bibliographic"] == "numpy array programming learning"
    assert request.query["rows"] == "40"
    assert answer.records, "one of the words suffices"


def test_openreview_is_asked_on_both_hosts(world: World) -> None:
    service = world.service("openreview", older_url=f"{world.url}/openreview1")
    question = for_words("openreview", "language", "spaces")
    assert service.cost([question]) == 2
    (answer,) = service.ask([question])
    assert {record.title[:4] for record in answer.records} == {"Mamb", "LoRA"}


def test_services_that_only_look_up_are_not_asked_for_words(world: World) -> None:
    for name in ("datacite", "doi", "anthology"):
        with pytest.raises(ValueError, match="words"):
            list(world.service(name).ask([for_words(name, "numpy")]))
        with pytest.raises(ValueError, match="words"):
            world.service(name).cost([for_words(name, "numpy")])
