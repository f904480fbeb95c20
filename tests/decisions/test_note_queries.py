"""A note's query with and without the user's decision."""

from __future__ import annotations

import pytest

from biblio.decisions.decisions import Decisions, parse_decisions
from biblio.decisions.note_queries import build_queries
from biblio.model.decision import NoteQueries
from biblio.model.identifiers import Identifier
from biblio.model.note import Link, LinkRole, Note
from biblio.model.record import Kind

SEGMENT = Identifier("arxiv", "2304.02643")
BERT = Identifier("arxiv", "1810.04805")
LINK = Link("https://arxiv.org/abs/2304.02643", LinkRole.OWN)
NOTE = Note("n-1", "a.md", 1, 9, "markdown", title="Segment Anything", links=(LINK,))


def queries(text: str) -> NoteQueries:
    (note_queries,) = build_queries([NOTE], parse_decisions(text), {})
    return note_queries


def test_without_a_decision_all_forms_are_equal() -> None:
    (plain,) = build_queries([NOTE], Decisions(), {})
    assert plain.with_user is plain.without_user is plain.with_rejections
    assert not plain.has_user_decision
    assert plain.without_user.identifiers == (SEGMENT,)


@pytest.mark.parametrize("text", [f"accept n-1 {BERT}", "kind n-1 video", "reject n-1 *", f"reject n-1 {SEGMENT}"])
def test_a_decision_changes_only_the_form_with_the_user(text: str) -> None:
    decided = queries(text)
    assert decided.has_user_decision
    assert decided.without_user == queries("kind n-2 video").with_user


def test_accepted_and_of_a_kind() -> None:
    accepted = queries(f"pin n-1 {BERT}").with_user
    assert (accepted.chosen, accepted.identifiers, accepted.pinned) == (BERT, (BERT,), True)
    of_kind = queries("kind n-1 video").with_user
    assert (of_kind.kind, of_kind.sure_kind, of_kind.grounds) == (Kind.VIDEO, True, ("you said so",))
    assert queries("reject n-1 *").with_user.refused


def test_only_rejections_remain_for_the_rules() -> None:
    decided = queries(f"accept n-1 {BERT}\nreject n-1 {SEGMENT}")
    assert decided.with_user.chosen == BERT
    assert decided.with_rejections.chosen is None
    assert decided.with_rejections.rejected == decided.with_user.rejected == (SEGMENT,)
    assert decided.with_rejections.identifiers == ()


def test_tags_that_the_user_maps_to_a_kind() -> None:
    for note in (NOTE.replace(tags=("Deck",)), NOTE.replace(tags=("Deck",), title=None)):
        (of_kind,) = build_queries([note], Decisions(), {"deck": Kind.PRESENTATION})
        assert of_kind.without_user.kind is Kind.PRESENTATION
