"""What is asked next: what is cheap and certain first, nothing twice, nothing without need."""

from __future__ import annotations

from dataclasses import replace

from biblio.lookup.catalogue.row_format import record_from_row
from biblio.lookup.question_planner import next_questions
from biblio.lookup.questions import AllowedServices, OpenNote, title_question
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Decision, Query, Status
from biblio.model.identifiers import Identifier, make
from biblio.model.people import parse_person
from biblio.model.record import Kind, Record, Relation

ALL = AllowedServices(frozenset({"catalogue", "arxiv", "crossref", "datacite", "doi", "dblp", "openreview"}))
ARXIV = make("arxiv", "1810.04805")
assert ARXIV is not None


def record(**row: object) -> Record:
    parsed = record_from_row(row)
    assert parsed is not None
    return parsed


def untouched(query: Query) -> OpenNote:
    """Return a note for which nothing was asked yet."""
    return OpenNote(query, {}, decide(query, ()))


def conversation(
    query: Query, replies: dict[str, tuple[Record, ...]], allowed: AllowedServices = ALL
) -> tuple[list[str], Decision]:
    """Play the rounds against scripted replies; return the keys asked for, in order, and the last decision."""
    answers: dict[str, tuple[Record, ...]] = {}
    asked_keys: list[str] = []
    while True:
        works = merge_records([record for records in answers.values() for record in records], prefer_venue=query.venue)
        decision = decide(query, rank_candidates(query, works))
        questions = next_questions(OpenNote(query, answers, decision), allowed)
        if not questions:
            return asked_keys, decision
        for question in questions:
            assert question.key not in answers
            asked_keys.append(question.key)
            answers[question.key] = replies.get(question.key, ())


PREPRINT = record(id="1810.04805", title="BERT: Pre-training", authors=["Jacob Devlin"], published="2018-10-11")
PUBLISHED = record(
    title="BERT: Pre-training", authors=["Jacob Devlin"], venue="NAACL", venue_short="NAACL", year=2019,
    doi="10.18653/v1/N19-1423", type="inproceedings",
)  # fmt: skip
TITLED = Query("n", titles=("BERT: Pre-training",), authors=(parse_person("Jacob Devlin"),), year=2018)


def test_an_identifier_is_asked_at_its_authority_and_nothing_more() -> None:
    asked_keys, decision = conversation(Query("n", identifiers=(ARXIV,)), {"arxiv|id|arxiv:1810.04805": (PREPRINT,)})
    assert asked_keys == ["catalogue|id|arxiv:1810.04805", "arxiv|id|arxiv:1810.04805"]
    assert decision.status is Status.ACCEPTED


def test_what_the_catalogue_answers_is_not_asked() -> None:
    asked_keys, decision = conversation(
        Query("n", identifiers=(ARXIV,)), {"catalogue|id|arxiv:1810.04805": (PREPRINT,)}
    )
    assert asked_keys == ["catalogue|id|arxiv:1810.04805"]
    assert decision.status is Status.ACCEPTED


def test_a_doi_goes_from_one_agency_to_the_next() -> None:
    asked_keys, decision = conversation(Query("n", identifiers=(Identifier("doi", "10.11517/jsai.1"),)), {})
    assert asked_keys[1:] == [f"{name}|id|doi:10.11517/jsai.1" for name in ("crossref", "datacite", "doi")]
    assert decision.status is Status.UNRESOLVED


def test_a_title_goes_through_the_searches_until_it_is_certain() -> None:
    key = "bertpretraining|devlin|2018"
    asked_keys, decision = conversation(TITLED, {f"arxiv|title|{key}": (PREPRINT,)})
    assert asked_keys == [f"catalogue|title|{key}", f"arxiv|title|{key}"]
    assert decision.status is Status.ACCEPTED
    asked_keys, decision = conversation(TITLED, {})
    assert [key.partition("|")[0] for key in asked_keys] == ["catalogue", "arxiv", "dblp", "crossref"]
    assert decision.status is Status.UNRESOLVED


def test_a_venue_in_the_note_asks_for_the_publication() -> None:
    query = Query("n", titles=TITLED.titles, authors=TITLED.authors, venue="NAACL", year=2019)
    key = "bertpretraining|devlin|2019"
    asked_keys, decision = conversation(query, {f"arxiv|title|{key}": (PREPRINT,), f"dblp|title|{key}": (PUBLISHED,)})
    assert asked_keys[-1] == f"dblp|title|{key}"
    assert decision.work is not None
    assert {identifier.scheme for identifier in decision.work.identifiers} == {"arxiv", "doi"}


def test_the_doi_a_preprint_names_is_followed() -> None:
    named = record(
        id="1810.04805", title="BERT: Pre-training", authors=["Jacob Devlin"], published="2018-10-11",
        doi="10.18653/v1/N19-1423",
    )  # fmt: skip
    asked_keys, _ = conversation(Query("n", identifiers=(ARXIV,)), {"arxiv|id|arxiv:1810.04805": (named,)})
    assert asked_keys[2] == "crossref|id|doi:10.18653/v1/n19-1423"


def test_what_is_surely_no_paper_is_not_asked() -> None:
    query = Query("n", titles=("My blog",), kind=Kind.BLOGPOST, sure_kind=True, grounds=("tagged #Blog",))
    asked_keys, decision = conversation(query, {})
    assert asked_keys == []
    assert decision.status is Status.NOT_A_PAPER


def test_a_japanese_title_is_not_asked_of_arxiv_or_dblp() -> None:
    asked_keys, _ = conversation(Query("n", titles=("深層学習による画像認識",), year=2018), {})
    assert [key.partition("|")[0] for key in asked_keys] == ["catalogue", "crossref"]


def services_of(keys: list[str]) -> list[str]:
    return [key.partition("|")[0] for key in keys]


EVERY = AllowedServices(ALL.services | {"anthology", "semanticscholar", "openalex"})


def test_the_anthology_is_asked_for_what_crossref_lacks() -> None:
    query = Query("n", identifiers=(Identifier("acl", "W05-1506"),))
    asked_keys, _ = conversation(query, {}, EVERY)
    assert asked_keys[1:] == ["crossref|id|doi:10.18653/v1/w05-1506", "anthology|id|acl:W05-1506"]
    asked_keys, _ = conversation(query, {asked_keys[1]: (PUBLISHED,)}, EVERY)
    assert services_of(asked_keys[1:]) == ["crossref"]


def test_pubmeds_numbers_go_to_the_indexes_the_second_only_with_a_title_to_compare() -> None:
    pmid = Identifier("pmid", "26017442")
    asked_keys, _ = conversation(Query("n", identifiers=(pmid,)), {}, EVERY)
    assert services_of(asked_keys) == ["catalogue", "semanticscholar"]
    asked_keys, _ = conversation(Query("n", identifiers=(pmid,), titles=("深層学習",)), {}, EVERY)
    assert asked_keys[2:4] == ["semanticscholar|id|pmid:26017442", "openalex|id|pmid:26017442"]


def test_the_last_resort_for_a_doi_needs_a_title_too() -> None:
    doi = Identifier("doi", "10.5572/ajae.1")
    asked_keys, _ = conversation(Query("n", identifiers=(doi,)), {}, EVERY)
    assert services_of(asked_keys) == ["catalogue", "crossref", "datacite", "doi"]
    asked_keys, _ = conversation(Query("n", identifiers=(doi,), titles=("深層学習",)), {}, EVERY)
    assert services_of(asked_keys)[2:6] == ["crossref", "datacite", "doi", "openalex"]


def test_a_venue_without_dois_is_asked_for_where_its_papers_are() -> None:
    for venue, year, services in (
        ("ICLR", 2024, ["openreview"]),
        ("EMNLP", 2024, ["crossref"]),
        ("ICML", 2009, ["crossref"]),
        ("ICML", 2024, ["openreview"]),
        ("ICML", None, ["crossref", "openreview"]),
        ("NeurIPS", 2023, ["crossref", "openreview"]),
        ("NIPS", 2017, ["crossref"]),
    ):
        query = Query("n", titles=TITLED.titles, authors=TITLED.authors, venue=venue, year=year)
        assert services_of(conversation(query, {})[0]) == ["catalogue", "arxiv", "dblp", *services]


def test_what_may_not_be_searched_is_asked_for_identifiers_only() -> None:
    allowed = AllowedServices(EVERY.services, lookup_only=frozenset({"openalex", "semanticscholar"}))
    assert services_of(conversation(TITLED, {}, allowed)[0]) == ["catalogue", "arxiv", "dblp", "crossref"]
    assert services_of(conversation(TITLED, {}, EVERY)[0])[4:] == ["semanticscholar", "openalex"]
    query = Query("n", identifiers=(Identifier("s2", "CorpusID12"),))
    assert services_of(conversation(query, {}, allowed)[0]) == ["catalogue", "semanticscholar"]


def test_what_an_index_says_is_asked_again_of_who_registered_it() -> None:
    indexed = replace(
        PREPRINT, source="semanticscholar", identifiers=(Identifier("s2", "a" * 40),),
        related=((Relation.INDEXED, Identifier("doi", "10.18653/v1/n19-1423")), (Relation.INDEXED, ARXIV)),
    )  # fmt: skip
    found = title_question("semanticscholar", TITLED).key
    asked_keys, decision = conversation(TITLED, {found: (indexed,)}, EVERY)
    assert asked_keys[5:] == ["crossref|id|doi:10.18653/v1/n19-1423", "arxiv|id|arxiv:1810.04805", *asked_keys[7:]]
    assert decision.work is not None
    assert decision.work.identifiers == indexed.identifiers
    replies = {found: (indexed,), "arxiv|id|arxiv:1810.04805": (PREPRINT,)}
    _, decision = conversation(TITLED, replies, EVERY)
    assert decision.work is not None
    assert [identifier.scheme for identifier in decision.work.identifiers] == ["arxiv", "s2"]


def test_a_service_outside_the_limits_is_left_out() -> None:
    asked_keys, _ = conversation(TITLED, {}, AllowedServices({"crossref"}))
    assert [key.partition("|")[0] for key in asked_keys] == ["crossref"]


def test_equal_notes_ask_the_same_question() -> None:
    first = next_questions(untouched(TITLED), ALL)
    other = Query("other", titles=("BERT: pre training",), authors=TITLED.authors, year=2018)
    assert [question.key for question in first] == [question.key for question in next_questions(untouched(other), ALL)]


MISSPELT = Query(
    "n",
    titles=("Camera otion estimation through planar deformation detiermination",),
    authors=(parse_person("Claire Jonchery"),),
)


def test_a_misspelt_title_that_nobody_knows_is_asked_for_by_its_sound_words() -> None:
    asked_keys, _ = conversation(MISSPELT, {})
    assert asked_keys[-2:] == [
        "arxiv|words|camera+estimation+through+planar+deformation+jonchery|",
        "dblp|words|camera estimation through planar deformation jonchery|",
    ]
    own_record = record(
        id="cs/0610059",
        title="Camera motion estimation through planar deformation determination",
        authors=["Claire Jonchery"],
        published="2006-10-10",
    )
    asked_keys, decision = conversation(MISSPELT, {asked_keys[-2]: (own_record,)})
    assert decision.status is Status.ACCEPTED
    assert not asked_keys[-1].startswith("dblp|words")


def test_a_title_of_sound_words_is_asked_for_once() -> None:
    sound = replace(MISSPELT, titles=("Camera motion estimation through planar deformation determination",))
    assert not [key for key in conversation(sound, {})[0] if "|words|" in key]


def test_too_few_sound_words_are_not_asked_for() -> None:
    short = replace(MISSPELT, titles=("Attrbiute Controlled Dialogue Promptig",), authors=())
    assert not [key for key in conversation(short, {})[0] if "|words|" in key]
