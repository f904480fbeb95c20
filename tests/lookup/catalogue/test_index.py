"""Every catalogue, in a folder or on a server, answers by identifier, by title (exact, misspelt, cut), by clues and by a person's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from biblio.lookup.catalogue.catalogue_service import Catalogue
from biblio.lookup.catalogue.work_catalogue import WorkCatalogue
from biblio.lookup.questions import clues_question, identifier_question, title_question
from biblio.lookup.service import Question
from biblio.model.clues import Clue, ClueForm, CluePlace
from biblio.model.dates import PartialDate
from biblio.model.decision import Query
from biblio.model.identifiers import make
from biblio.model.people import parse_person
from tests.lookup.catalogue.engines import ENGINES, opened_engine
from tests.lookup.catalogue.memory import MemoryFormat, paper

ROWS = [
    paper(1, "LoRA: Low-Rank Adaptation of Large Language Models", "We freeze the pretrained weights of GPT-3 175B."),
    paper(2, "QLoRA: Efficient Finetuning of Quantized LLMs", "We finetune a 65B parameter model, 4-bit NormalFloat."),
    paper(3, "Deep Residual Learning for Image Recognition", "Residual nets reach 3.57% error on ImageNet."),
    paper(4, "深層学習による画像認識", "画像認識の手法。"),
    paper(5, "Introduction", "One.", authors=["Ann Smith"]),
    paper(6, "Introduction", "Two.", authors=["Bo Jones"]),
    paper(7, "The Winds of Winter in Machine Translation", "A late work.", published="2025-06-01"),
    {
        "doi": "10.1109/CVPR.2016.90",
        "title": "Deep Residual Learning for Image Recognition",
        "authors": ["Kaiming He"],
        "year": 2016,
        "venue_short": "CVPR",
    },
    *[paper(100 + number) for number in range(60)],
    # One main title, and a namesake of the last one's author earlier.
    *[paper(200 + number, f"Less is More: Topic {number}", authors=[f"Ann{number} Smith"]) for number in range(30)],
    paper(230, "Less is More: Segmenting in Three Dimensions", authors=["Andrea Dosi"]),
    paper(231, "Less is More: Sums", authors=["Zoe Smith"]),
    paper(232, "Semi-Supervised Lighting of Copper Lanterns", authors=["Ann Smith"]),
    paper(233, "Semi-Supervised Lighting of Copper Lanterns through Better Wicks", authors=["Ann Smith"]),
]


@pytest.fixture(scope="module", params=ENGINES)
def catalogue(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkCatalogue]:
    with opened_engine(request.param, tmp_path_factory.mktemp("catalogue")) as engine:
        engine.build(MemoryFormat({"rows": list(ROWS)}))
        opened = engine.open()
        yield opened
        opened.close()


def ask(catalogue: WorkCatalogue, question: Question) -> list[str]:
    (answer,) = catalogue.ask([question])
    return [record.title for record in answer.records]


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("doi", "10.1109/cvpr.2016.90", ["Deep Residual Learning for Image Recognition"]),
        ("arxiv", "2401.00002v3", ["QLoRA: Efficient Finetuning of Quantized LLMs"]),
        ("arxiv", "2401.99999", []),
    ],
)
def test_by_identifier(catalogue: WorkCatalogue, scheme: str, value: str, expected: list[str]) -> None:
    identifier = make(scheme, value)
    assert identifier is not None
    assert ask(catalogue, identifier_question("catalogue", identifier)) == expected


def test_a_work_that_identifier_and_title_lead_to_is_read_once(catalogue: WorkCatalogue) -> None:
    if not isinstance(catalogue, Catalogue):
        pytest.skip("a server sends its works with each answer")
    identifier = make("arxiv", "2401.00001")
    assert identifier is not None
    (record,) = catalogue.by_identifier(identifier)
    assert catalogue.by_titles((record.title,))[0] is record


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("lora low rank adaptation of large language models", "LoRA: Low-Rank Adaptation of Large Language Models"),
        ("LoRA", "LoRA: Low-Rank Adaptation of Large Language Models"),
        ("LoRA: Low-Rnak Adaptaton of Large Language Models", "LoRA: Low-Rank Adaptation of Large Language Models"),
        ("Low-Rank Adaptation of Language Models", "LoRA: Low-Rank Adaptation of Large Language Models"),
        ("Deep Residual Lerning for Image Recogniton", "Deep Residual Learning for Image Recognition"),
        ("Dep Residul Lerning", "Deep Residual Learning for Image Recognition"),
        ("Deep Residual Learning for …", "Deep Residual Learning for Image Recognition"),
        ("深層学習による画像認識", "深層学習による画像認識"),
    ],
)
def test_by_title(catalogue: WorkCatalogue, title: str, first: str) -> None:
    assert ask(catalogue, title_question("catalogue", Query("n", titles=(title,))))[0] == first


@pytest.mark.parametrize("title", ["Nothing of the kind", "※", "GPT-4 Technical Report", "画像"])
def test_no_work_is_invented(catalogue: WorkCatalogue, title: str) -> None:
    assert ask(catalogue, title_question("catalogue", Query("n", titles=(title,)))) == []


def test_authors_choose_among_equal_titles(catalogue: WorkCatalogue) -> None:
    for name in ("Ann Smith", "Bo Jones"):
        records = catalogue.by_titles(("Introduction",), (parse_person(name),))
        assert len(records) == 2
        assert str(records[0].authors[0]) == str(parse_person(name))


def name(written: str, *words: str) -> Clue:
    return Clue(written, (words,), ClueForm.NAME, CluePlace.SUMMARY)


@pytest.mark.parametrize(
    ("author", "first"),
    [("Andrea Dosi", "Less is More: Segmenting in Three Dimensions"), ("Zoe Smith", "Less is More: Sums")],
)
def test_authors_choose_among_more_works_than_are_answered(catalogue: WorkCatalogue, author: str, first: str) -> None:
    records = catalogue.by_titles(("Less is More",), (parse_person(author),))
    assert records[0].title == first
    assert len(records) == 20


def test_a_title_cut_short_may_be_the_beginning_of_others(catalogue: WorkCatalogue) -> None:
    title = "Semi-Supervised Lighting of Copper Lanterns"
    longer = f"{title} through Better Wicks"
    assert ask(catalogue, title_question("catalogue", Query("n", titles=(title,)))) == [title]
    for mark in (" …", "..."):
        assert longer in ask(catalogue, title_question("catalogue", Query("n", titles=(title + mark,))))


def test_a_title_without_its_addition_is_the_same(catalogue: WorkCatalogue) -> None:
    (record,) = catalogue.by_titles(("Introduction (extended abstract)",), (parse_person("Bo Jones"),))[:1]
    assert (record.title, str(record.authors[0])) == ("Introduction", "Bo Jones")


def test_by_clues_the_rarest_first(catalogue: WorkCatalogue) -> None:
    clues = (name("NormalFloat", "normalfloat"), name("65B", "65b"), name("method103", "method103"))
    (answer,) = catalogue.ask([clues_question(Query("n", clues=clues))])
    assert answer.records[0].title == "QLoRA: Efficient Finetuning of Quantized LLMs"
    assert {words: round(share * catalogue.count) for words, share in answer.rarity.items()} == {
        ("normalfloat",): 1, ("65b",): 1, ("method103",): 1,
    }  # fmt: skip


def test_by_clues_an_author_counts_as_one(catalogue: WorkCatalogue) -> None:
    query = Query("n", clues=(name("ImageNet", "imagenet"),))
    assert ask(catalogue, clues_question(query)) == ["Deep Residual Learning for Image Recognition"]
    named = replace(query, authors=(parse_person("Andrea Dosi"),))
    titles = ask(catalogue, clues_question(named))
    assert set(titles) == {
        "Deep Residual Learning for Image Recognition",
        "Less is More: Segmenting in Three Dimensions",
    }


def test_decimal_numbers_are_one_word(catalogue: WorkCatalogue) -> None:
    clues = (Clue("3.57%", (("3d57",),), ClueForm.NUMBER, CluePlace.SUMMARY),)
    assert ask(catalogue, clues_question(Query("n", clues=clues))) == ["Deep Residual Learning for Image Recognition"]


def test_a_work_that_appeared_after_the_note_is_not_a_candidate(catalogue: WorkCatalogue) -> None:
    clues = (name("Winds", "winds"),)
    assert ask(catalogue, clues_question(Query("n", clues=clues, before=PartialDate(2025, 7, 1))))
    assert not ask(catalogue, clues_question(Query("n", clues=clues, before=PartialDate(2025, 1, 1))))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("arXiv:2401.00001", "LoRA: Low-Rank Adaptation of Large Language Models"),
        ("qlora eficient finetuning of quantized llms", "QLoRA: Efficient Finetuning of Quantized LLMs"),
        ("NormalFloat 65B", "QLoRA: Efficient Finetuning of Quantized LLMs"),
        ("jones introduction", "Introduction"),
    ],
)
def test_search(catalogue: WorkCatalogue, text: str, first: str) -> None:
    assert catalogue.search(text, 5)[0].title == first
