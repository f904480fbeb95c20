from __future__ import annotations

from typing import Any, ClassVar

import pytest

from biblio.errors import BadReply, Unauthorised
from biblio.lookup.service import Service
from biblio.lookup.services.openreview import parse_openreview_notes
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import Person
from biblio.model.record import Medium, Record
from tests.lookup.services.service_contract import ServiceContract, by_id, by_title, for_words
from tests.servers.openreview import CHALLENGE, HIDDEN, REJECTED
from tests.servers.world import World

MAMBA = "Mamba: Linear-Time Sequence Modeling with Selective State Spaces"


class TestContract(ServiceContract):
    name = "openreview"
    known: ClassVar = {
        by_id("openreview", "openreview:tEYskw1VY2"): MAMBA,
        by_title("openreview", "Mamba: linear-time sequence modeling with selective state spaces"): MAMBA,
        for_words("openreview", "Mamba", "state spaces"): MAMBA,
    }
    unknown = (
        by_id("openreview", "openreview:XXXXXXXXXX"),
        by_id("openreview", f"openreview:{HIDDEN}"),
        by_title("openreview", "A Title That Nobody Has Given"),
        for_words("openreview", "perovskite"),
        for_words("openreview", "注意機構"),
    )


@pytest.fixture
def both_apis(world: World) -> Service:
    """OpenReview with both of its APIs."""
    return world.service("openreview", older_url=f"{world.url}/openreview1")


def test_a_configured_host_has_no_older_api(world: World) -> None:
    assert world.policy("openreview").older_url == ""


def test_the_older_api_is_asked_for_what_the_new_one_lacks(world: World, both_apis: Service) -> None:
    questions = [by_id("openreview", "openreview:nZeVKeeFYf9"), by_id("openreview", "openreview:tEYskw1VY2")]
    answers = list(both_apis.ask(questions))
    assert [answer.records[0].title[:5] for answer in answers] == ["LoRA:", "Mamba"]
    assert [request.service for request in world.farm.log] == ["openreview", "openreview1", "openreview"]


def test_both_apis_share_one_pace(world: World, both_apis: Service) -> None:
    list(both_apis.ask([by_id("openreview", "openreview:nZeVKeeFYf9")]))
    first, second = world.farm.log
    assert second.at - first.at >= 1.0


def test_titles_are_searched_for_in_both(both_apis: Service) -> None:
    (answer,) = both_apis.ask([by_title("openreview", "LoRA: Low-rank adaptation of large language models")])
    assert answer.records[0].venue_short == "ICLR"


def test_a_challenge_is_not_an_answer(world: World) -> None:
    world.farm.always("openreview", CHALLENGE)
    with pytest.raises(Unauthorised, match="challenge"):
        list(world.service("openreview").ask([by_id("openreview", "openreview:tEYskw1VY2")]))


# -- notes


def note(content: dict[str, Any], **changes: Any) -> Record:
    reply = {"notes": [{"id": "tEYskw1VY2", "content": {"title": "A title"} | content} | changes]}
    (record,) = parse_openreview_notes(reply)
    return record


def test_golden_accepted(world: World) -> None:
    (answer,) = world.service("openreview").ask([by_id("openreview", "openreview:tEYskw1VY2")])
    assert answer.records == (
        Record(
            source="openreview",
            title=MAMBA,
            medium=Medium.PROCEEDINGS,
            identifiers=(Identifier("openreview", "tEYskw1VY2"),),
            authors=(Person(family="Gu", given="Albert"), Person(family="Dao", given="Tri")),
            date=PartialDate(2024),
            venue="First Conference on Language Modeling",
            venue_short="COLM",
            url="https://openreview.net/forum?id=tEYskw1VY2",
            abstract=f"About {MAMBA}.",
        ),
    )


def test_golden_rejected_is_not_a_publication(world: World) -> None:
    (answer,) = world.service("openreview").ask([by_id("openreview", f"openreview:{REJECTED}")])
    (record,) = answer.records
    assert record.medium is Medium.PREPRINT
    assert (record.venue, record.venue_short, record.note) == ("", "", "Submitted to ICLR 2024")
    assert record.date == PartialDate(2023, 9, 23)


@pytest.mark.parametrize(
    ("venue", "group", "short", "year"),
    [
        ("ICLR 2024 oral", "ICLR.cc/2024/Conference", "ICLR", 2024),
        ("ICLR 2023 notable top 5%", "ICLR.cc/2023/Conference", "ICLR", 2023),
        ("NeurIPS 2022 Accept", "NeurIPS.cc/2022/Conference", "NeurIPS", 2022),
        ("ICML 2025 spotlightposter", "ICML.cc/2025/Conference", "ICML", 2025),
        (
            "NeurIPS 2023 Datasets and Benchmarks Poster",
            "NeurIPS.cc/2023/Track",
            "NeurIPS Datasets and Benchmarks",
            2023,
        ),
        ("EMNLP 2023 Main", "EMNLP/2023/Conference", "EMNLP", 2023),
        ("Workshop on Oral History 2021", "x.org/2021/Workshop", "Workshop on Oral History", 2021),
    ],
)
def test_venues(venue: str, group: str, short: str, year: int) -> None:
    record = note({"venue": {"value": venue}, "venueid": {"value": group}})
    assert (record.venue_short, record.date, record.medium) == (short, PartialDate(year), Medium.PROCEEDINGS)


@pytest.mark.parametrize(
    ("venue", "group"),
    [
        ("Submitted to ICLR 2024", "ICLR.cc/2024/Conference"),
        ("ICLR 2024 Conference Withdrawn Submission", "ICLR.cc/2024/Conference/Withdrawn_Submission"),
        ("ICLR 2024 Conference Desk Rejected Submission", "ICLR.cc/2024/Conference/Desk_Rejected_Submission"),
        ("ICLR 2021 Conference Blind Submission", "ICLR.cc/2021/Conference"),
        ("Under review for TMLR", "TMLR/Under_Review"),
        ("Rejected by TMLR", "TMLR/Rejected"),
        ("ICLR 2025", "ICLR.cc/2025/Conference/Submission"),
        ("CoRR 2017", "dblp.org/journals/CORR/2017"),
        ("", ""),
    ],
)
def test_an_unaccepted_submission_is_a_preprint(venue: str, group: str) -> None:
    record = note({"venue": venue, "venueid": group})
    assert (record.medium, record.venue) == (Medium.PREPRINT, "")


def test_a_journal() -> None:
    record = note({"venue": "Accepted by TMLR", "venueid": "TMLR"}, pdate=1720569600000)
    assert (record.venue, record.venue_short) == ("Transactions on Machine Learning Research", "TMLR")
    assert (record.medium, record.date) == (Medium.JOURNAL, PartialDate(2024))


def test_old_notes_name_the_venue_only_in_their_entry() -> None:
    entry = "@inproceedings{\nx,\ntitle={A title},\nbooktitle={International Conference on Learning},\nyear={2018},\n}"
    record = note({"_bibtex": entry})
    assert record.venue == "International Conference on Learning"
    assert (record.medium, record.date) == (Medium.PROCEEDINGS, PartialDate(2018))
    assert note({"_bibtex": "@misc{\nx,\nyear={2018}\n}"}).medium is Medium.PREPRINT


def test_reviews_are_not_works() -> None:
    reply = {
        "notes": [{"id": "reviewrevi", "forum": "tEYskw1VY2", "replyto": "tEYskw1VY2", "content": {"title": "Good"}}]
    }
    assert parse_openreview_notes(reply) == ()


@pytest.mark.parametrize("reply", [[], {}, {"notes": {}}, "x"])
def test_anything_without_notes_is_not_an_answer(reply: Any) -> None:
    with pytest.raises(BadReply):
        parse_openreview_notes(reply)


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [None], {"value": [1]}, True, ["x", 1]])
def test_no_field_of_any_type_breaks_the_record(junk: Any) -> None:
    names = ("authors", "abstract", "venue", "venueid", "_bibtex", "pdf")
    assert note(dict.fromkeys(names, junk), cdate=junk, pdate=junk, forum=None).title == "A title"
