"""Notes without a title: the work that has what the summary names is taken, its successors and neighbours are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.extract.query import extract_query
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.lookup.question_planner import next_questions
from biblio.lookup.questions import AllowedServices, OpenNote
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.untitled.clue_match import Hints, compare_clues
from biblio.matching.works.merge_records import merge_records
from biblio.model.dates import PartialDate
from biblio.model.decision import Candidate, DecidedBy, Decision, Evidence, Query, Status
from biblio.model.note import Link, LinkRole, Note
from biblio.model.record import Kind, Work

SUMMARY = (
    "StreamingLLMは、KVキャッシュのアテンションシンクを保持することで、ファインチューニングなしに400万トークンまで"
    "言語モデルを動かす枠組み。Llama-2やPythiaで検証し、再計算の方法より22.2倍速い。"
)
OWN = {
    "id": "2309.17453",
    "title": "Efficient Streaming Language Models with Attention Sinks",
    "authors": ["Guangxuan Xiao"],
    "published": "2023-09-29",
    "abstract": "StreamingLLM keeps the attention sinks in the KV cache, so that language models such as Llama-2 and "
    "Pythia run on 4 million tokens without fine-tuning, 22.2x faster than recomputation.",
}
SUCCESSOR = {
    "id": "2510.09608",
    "title": "StreamingVLM: Real-Time Understanding for Infinite Video Streams",
    "authors": ["Ruyi Xu"],
    "published": "2023-10-10",
    "abstract": "Unlike StreamingLLM, whose attention sinks and KV cache serve Llama-2 and Pythia, StreamingVLM sees "
    "video; language models need fine-tuning on tokens here, 22.2x faster.",
}
NEIGHBOUR = {
    "id": "2306.14048",
    "title": "Heavy-Hitter Oracle for the KV Cache",
    "authors": ["Zhenyu Zhang"],
    "published": "2023-06-24",
    "abstract": "We evict tokens from the KV cache of language models by attention.",
}
PUBLISHED = {"id": None, "doi": "10.1234/iclr.1", "venue_short": "ICLR", "year": 2023, "published": None}
RARITY = {
    ("streamingllm",): 3e-6, ("kv",): 1e-3, ("llama", "2"): 2e-3, ("pythia",): 5e-4, ("22d2",): 1e-4, ("attention",): 0.1,
    ("fine", "tuning"): 0.06, ("language", "model"): 0.08, ("language", "models"): 0.12, ("token",): 0.05,
    ("tokens",): 0.06, ("400",): 5e-3, ("cache",): 4e-3, ("attention", "sink"): 1e-4, ("attention", "sinks"): 1e-4,
    **{(word,): 0.5 for word in ("retain", "framework", "verify", "computation", "method")},
}  # fmt: skip


def query(**fields: object) -> Query:
    note = Note("n", "notes.txt", 1, 9, "keypoint-text", summary=SUMMARY, date=PartialDate(2023, 12, 1))
    return extract_query(note.replace(**fields))


def works(*rows: dict[str, object]) -> tuple[Work, ...]:
    return merge_records(record for row in rows if (record := record_from_row(row)) is not None)


def decide_among(query: Query, *rows: dict[str, object], **hints: object) -> Decision:
    return decide(query, rank_candidates(query, works(*rows), Hints(rarity=RARITY, **hints)))  # type: ignore[arg-type]


def clue_evidence(candidate: Candidate) -> Evidence:
    return next(evidence for evidence in candidate.evidence if evidence.comparison == "clues")


def test_the_works_own_note() -> None:
    decision = decide_among(query(), OWN, NEIGHBOUR)
    assert decision.status is Status.ACCEPTED
    assert decision.by is DecidedBy.RULE
    assert decision.work is not None
    assert decision.work.best.title == OWN["title"]
    clues = clue_evidence(decision.candidates[0])
    assert clues.left.startswith(
        "StreamingLLM (1 in 333,333), アテンションシンク (1 in 5,000), Pythia (1 in 2,000), KV (1 in "
    )
    assert (clues.level, clues.right) == ("nearly all", "79% of the summary")
    prior, *_, meaning = decision.candidates[0].evidence
    assert (prior.comparison, prior.level) == ("prior", "any work")
    assert (meaning.comparison, meaning.level, meaning.bits) == ("meaning", "unknown", 0.0)


def test_every_clue_counts_for_a_work_that_has_it_and_against_one_that_lacks_it() -> None:
    """StreamingLLM is a name, the attention sink a term, 22.2 a number."""

    def bits(rows: dict[str, object], without: str = "") -> float:
        clues = tuple(clue for clue in query().clues if clue.written != without)
        (evidence,) = compare_clues(replace(query(), clues=clues), works(rows), RARITY)
        return evidence.bits

    own = {**OWN, "abstract": str(OWN["abstract"]).replace("22.2x faster", "22.2 times faster")}
    for written in ("StreamingLLM", "アテンションシンク", "22.2"):
        assert bits(own) > bits(own, written) + 1
        assert bits(NEIGHBOUR) < bits(NEIGHBOUR, written)


def test_a_word_that_no_work_has_says_nothing() -> None:
    misspelt = query(summary=SUMMARY.replace("StreamingLLM", "StreamnigLLM"))
    (evidence,) = compare_clues(misspelt, works(OWN), RARITY | {("streamnigllm",): 0.0})
    (without,) = compare_clues(query(summary=SUMMARY.replace("StreamingLLM", "これ")), works(OWN), RARITY)
    assert (evidence.level, evidence.bits, evidence.right) == (without.level, without.bits, without.right)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("StreamingLLM for Cats", ""),
        ("Llama-2 Parsing", ""),
        ("Deep StreamingVLM Net: Seeing Cats", "StreamingVLM"),
        ("Very Deep Fast StreamingVLM: Seeing Cats", ""),  # too far from the beginning to be its own name
        ("Video StreamingVLM Sees Cats", ""),
        ("QUOKKA-based Parsing", "QUOKKA"),
        ("QUOKKA, a Parser", "QUOKKA"),
        ("(QUOKKA) Parsing", "QUOKKA"),
        ("BERT-based Parsing", ""),  # everybody's
    ],
)
def test_a_name_of_its_own_that_the_note_never_mentions(title: str, name: str) -> None:
    (evidence,) = compare_clues(query(), works({**OWN, "title": title}), RARITY)
    (own,) = compare_clues(query(), works(OWN), RARITY)
    assert (evidence.level == "another name") is bool(name)
    if name:
        assert (evidence.right, evidence.left) == (name, own.left)
        assert evidence.bits == pytest.approx(own.bits - 14)
    else:
        assert evidence.bits == own.bits


def test_a_successor_that_shares_the_words_is_not_taken() -> None:
    decision = decide_among(query(), SUCCESSOR, NEIGHBOUR)
    assert decision.status is Status.AMBIGUOUS
    assert "the note never mentions 'StreamingVLM'" in decision.reason


def test_a_neighbour_is_not_taken() -> None:
    decision = decide_among(query(), NEIGHBOUR)
    assert decision.status is Status.UNRESOLVED
    assert decision.reason == "no work was found that fits what the note says"


def test_a_twin_with_the_same_words_stops_it() -> None:
    twin = {
        **OWN,
        "id": "2309.99999",
        "title": "Sinks of Attention Make Streaming Models Efficient",
        "authors": ["X Y"],
    }
    decision = decide_among(query(), OWN, twin)
    assert decision.status is Status.AMBIGUOUS
    assert "2 works fit about equally well" in decision.reason


def test_what_appeared_after_the_note_is_not_its_work() -> None:
    decision = decide_among(query(date=PartialDate(2023, 9, 1)), OWN)
    assert decision.status is Status.AMBIGUOUS
    assert "appeared on 2023-09-29" in decision.reason


def test_what_is_known_as_a_publication_alone_may_have_been_read_a_year_before() -> None:
    published = {**OWN, **PUBLISHED, "year": 2024}
    assert decide_among(query(), published).status is Status.ACCEPTED
    decision = decide_among(query(date=PartialDate(2022, 12, 31)), published)
    assert "it appeared on 2024-01-01" in decision.reason
    assert decide_among(query(date=PartialDate(2024, 2, 29)), {**published, "year": 2025}).status is Status.ACCEPTED
    dated = decide_among(query(date=PartialDate(2023, 9, 1)), published, OWN)
    assert "it appeared on 2023-09-29" in dated.reason


def test_a_rare_name_of_the_comment_lifts_no_work_that_lacks_the_summary() -> None:
    dataset = {
        "id": "2105.08209",
        "title": "Long Stories",
        "authors": ["A B"],
        "published": "2021-05-01",
        "abstract": "BookSum-Chapter and GovReport-XL are sets of chapters, and tokens.",
    }
    commented = query(comment="BookSum-ChapterとGovReport-XLで評価している。")
    rarity = RARITY | {("booksum", "chapter"): 3e-6, ("govreport", "xl"): 3e-6}
    first, *_ = decide(commented, rank_candidates(commented, works(dataset, OWN), Hints(rarity))).candidates
    assert first.work.best.title == OWN["title"]
    (alone,) = rank_candidates(commented, works(dataset), Hints(rarity))
    clues = clue_evidence(alone)
    assert clues.level == "few"
    assert "BookSum" not in clues.left


def test_words_that_agree_in_another_sense() -> None:
    (work,) = works(OWN)
    assert decide_among(query(), OWN, meaning={work.id: 0.2}).status is Status.AMBIGUOUS
    assert decide_among(query(), OWN, meaning={work.id: 0.7}).status is Status.ACCEPTED
    decision = decide_among(query(), OWN, meaning={work.id: 0.45})
    assert (decision.status, decision.reason) == (Status.AMBIGUOUS, "the words agree, but the meaning does not")
    (opposite,) = rank_candidates(query(), [work], Hints(RARITY, {work.id: -0.1}))
    assert (opposite.evidence[-1].level, opposite.evidence[-1].right) == ("far", "-0.10")


def test_less_is_enough_where_the_meaning_agrees() -> None:
    (work,) = works(OWN)
    short = query(summary="".join(SUMMARY.partition("。")[0].partition("、")[2:]) + "。Llama-2で検証する。")
    alone, agreeing = decide_among(short, OWN), decide_among(short, OWN, meaning={work.id: 0.6})
    assert (alone.status, agreeing.status) == (Status.AMBIGUOUS, Status.ACCEPTED)
    assert alone.reason == "too little of what the note says is known to fit the work"


def test_a_work_of_the_same_meaning_is_shown_however_few_words_agree() -> None:
    (work,) = works(NEIGHBOUR)
    decision = decide_among(query(), NEIGHBOUR, meaning={work.id: 0.7})
    assert decision.status is Status.AMBIGUOUS
    assert [candidate.work.id for candidate in decision.candidates] == [work.id]
    assert decide_among(query(), NEIGHBOUR, meaning={work.id: 0.6}).status is Status.UNRESOLVED


def test_a_comment_alone_needs_much_more() -> None:
    commented = query(summary="", comment=SUMMARY)
    assert decide_among(commented, OWN, NEIGHBOUR).status is Status.AMBIGUOUS
    (work,) = works(OWN)
    decision = decide_among(commented, OWN, NEIGHBOUR, meaning={work.id: 0.9})
    assert (decision.status, decision.reason) == (Status.ACCEPTED, "clues in a comment, meaning close")
    assert clue_evidence(decision.candidates[0]).right == ""


def test_a_blog_post_gets_no_paper_by_words_of_a_comment() -> None:
    commented = replace(query(summary="", comment=SUMMARY * 3), kind=Kind.BLOGPOST, grounds=("tagged #Blog",))
    assert decide_among(commented, OWN).status is Status.NOT_A_PAPER
    (work,) = works(OWN)
    assert decide_among(commented, OWN, meaning={work.id: 0.9}).status is Status.NOT_A_PAPER
    assert decide_among(replace(query(), kind=Kind.BLOGPOST, grounds=("tagged #Blog",)), OWN).status is Status.ACCEPTED


def talk(slug: str, **fields: object) -> Query:
    """Return the query of a note with a comment in few words and a link to slides."""
    link = Link(f"https://www.slideshare.net/someone/{slug}/1", LinkRole.SLIDES)
    return query(summary="", comment="無限に長い入力。", links=(link,), **fields)


SLUG = "efficent-streaming-language-models-with-attention-sinks"  # with a typing error


def test_a_title_in_the_address_of_the_slides() -> None:
    (work,) = works(OWN)
    for cosine in (0.62, 0.7):
        decision = decide_among(talk(SLUG), OWN, NEIGHBOUR, meaning={work.id: cosine})
        assert decision.status is Status.ACCEPTED
    clues = clue_evidence(decision.candidates[0])
    assert (clues.level, clues.left, clues.right) == ("the title of a link", SLUG.replace("-", " "), OWN["title"])


def test_a_title_in_an_address_must_be_confirmed() -> None:
    decision = decide_among(talk(SLUG), OWN)
    assert decision.status is Status.AMBIGUOUS
    assert "nothing else confirms" in decision.reason
    assert decide_among(talk(SLUG, tags=("ICLR",)), {**OWN, **PUBLISHED}).status is Status.ACCEPTED
    assert decide_among(talk(SLUG, year=2023), OWN).status is Status.ACCEPTED
    assert decide_among(talk(SLUG, year=2022), OWN).status is Status.AMBIGUOUS


def test_a_title_in_an_address_does_not_outweigh_the_summary() -> None:
    link = Link(f"https://www.slideshare.net/someone/{SLUG}", LinkRole.SLIDES)
    other = "BatteryNetは、リチウムイオン電池の劣化をGRUで予測し、NASA-PCoEとCALCEで誤差を1.2%に抑える。"
    (work,) = works(OWN)
    rarity = RARITY | {("batterynet",): 4e-6, ("nasa", "pcoe"): 5e-6, ("calce",): 5e-6, ("gru",): 2e-3}
    linked = query(summary=other, links=(link,))
    decision = decide(linked, rank_candidates(linked, works(OWN), Hints(rarity, {work.id: 0.62})))
    assert decision.status is not Status.ACCEPTED


def test_half_a_title_in_an_address_is_not_a_title() -> None:
    (work,) = works(OWN)
    decision = decide_among(talk("efficient-streaming"), OWN, meaning={work.id: 0.62})
    assert decision.status is not Status.ACCEPTED


def test_services_are_asked_for_words_only_when_the_catalogue_does_not_know() -> None:
    untitled = query()
    limits = AllowedServices(frozenset({"catalogue", "arxiv", "crossref"}))
    nothing = decide(untitled, (), exhausted=False)
    (first,) = next_questions(OpenNote(untitled, {}, nothing), limits)
    assert first.service == "catalogue"
    (second,) = next_questions(OpenNote(untitled, {first.key: ()}, nothing), limits)
    assert (second.service, second.words) == ("arxiv", ("StreamingLLM", "Llama-2"))
    accepted = decide_among(untitled, OWN)
    questions = next_questions(OpenNote(untitled, {first.key: ()}, accepted), limits)
    assert not any(question.words for question in questions)


def test_once_the_title_is_known_the_work_is_completed() -> None:
    untitled, limits = query(), AllowedServices(frozenset({"catalogue"}))
    (first,) = next_questions(OpenNote(untitled, {}, decide(untitled, (), exhausted=False)), limits)
    record = record_from_row(OWN)
    assert record is not None
    (second,) = next_questions(OpenNote(untitled, {first.key: (record,)}, decide_among(untitled, OWN)), limits)
    assert second.query is not None
    assert second.query.titles == (OWN["title"],)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_clues_that_say_nothing_weigh_nothing(share: float) -> None:
    hints = Hints(rarity=dict.fromkeys(RARITY, share))
    decision = decide(query(), rank_candidates(query(), works(NEIGHBOUR), hints))
    assert decision.status is not Status.ACCEPTED
