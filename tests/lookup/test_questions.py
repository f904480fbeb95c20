"""Questions and the keys under which their answers are stored: a key that changes makes stored answers useless."""

from __future__ import annotations

import pytest

from biblio.lookup.questions import (
    clues_question,
    describe_question,
    identifier_question,
    sets_question,
    title_question,
    topic_question,
    words_question,
)
from biblio.lookup.service import Question
from biblio.model.clues import Clue, ClueForm, CluePlace
from biblio.model.dates import PartialDate
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.people import parse_person

NOTE = Query(
    "n",
    titles=("Deep “Résumé” Learning",),
    authors=(parse_person("Łukasz Kaiser"),),
    year=2017,
    before=PartialDate(2018, 3, 4),
    clues=(Clue("BERT", (("bert",),), ClueForm.NAME, CluePlace.SUMMARY),),
)
BARE = Query("n", titles=("深層学習",))
UNTITLED = Query("n")


@pytest.mark.parametrize(
    ("question", "key", "description"),
    [
        (identifier_question("crossref", Identifier("doi", "10.1/x")), "crossref|id|doi:10.1/x", "doi:10.1/x"),
        (title_question("dblp", NOTE), "dblp|title|deepresumelearning|kaiser|2017", "title 'Deep “Résumé” Learning'"),
        (
            title_question("semanticscholar", NOTE),
            "semanticscholar|title|deepresumelearning",
            "title 'Deep “Résumé” Learning'",
        ),
        (
            words_question("arxiv", NOTE, ("Camera", "planar-deformation")),
            "arxiv|words|camera+planar deformation|2018-03-04",
            "words 'camera', 'planar deformation'",
        ),
        (
            sets_question("arxiv", NOTE, ((("a", "b"), ("C",)),)),
            "arxiv|sets|ed3422dad35e06f9a7398215|2018-03-04",
            "some of its rarer words together",
        ),
        (
            topic_question("crossref", NOTE, ("Reward", "Model")),
            "crossref|topic|f78e2e32fbf8524e21cb3944|2018-03-04",
            "most words of its topic",
        ),
        (clues_question(NOTE), "catalogue|clues|6af3564b236c4030e2a55949|2018-03-04", "names and terms in the note"),
    ],
    ids=["identifier", "title", "title alone", "words", "sets", "topic", "clues"],
)
def test_keys_stay_and_descriptions_are_words(question: Question, key: str, description: str) -> None:
    assert question.key == key
    assert describe_question(question, NOTE) == description


def test_a_note_that_says_less_has_gaps_in_its_keys() -> None:
    assert title_question("dblp", BARE).key == "dblp|title|深層学習||"
    assert words_question("arxiv", BARE, ("GPT-3",)).key == "arxiv|words|gpt 3|"
    assert clues_question(BARE).key == "catalogue|clues|5feb596270186253f9f617f0|"


def test_a_title_that_the_note_does_not_have_was_found_on_the_way() -> None:
    assert describe_question(title_question("dblp", NOTE), UNTITLED) == "a title from an earlier answer"
