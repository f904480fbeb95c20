from __future__ import annotations

from typing import Any

import pytest

from biblio.lookup.services.crossref import parse_crossref_work
from biblio.lookup.services.notices import notice_from_title, notices_from_updates, withdrawal_sentence
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.record import Notice, NoticeKind, Record
from tests.lookup.services.service_contract import by_id
from tests.servers.works import ATTENTION
from tests.servers.world import World


@pytest.mark.parametrize(
    "comment",
    [
        "This paper has been withdrawn by the author due to a sign error in equation 2",
        "Paper has been withdrawn",
        "withdrawn",
        "Withdrawn as I would like to polish it",
        "arXiv admin note: This submission has been withdrawn due to disputed authorship",
        "This version withdrawn by arXiv administrators because of the licence",
        "Removed by arXiv administrators because of the licence",
        "12 pages, 3 figures. The paper is withdrawn for a bug in the evaluation",
        "4 pages; this paper has been withdrawn by the author",
        "We have decided to withdraw this manuscript and to revise it",
        "A flaw was found. Therefore, we are retracting the paper",
        "There are errors, so we decided to withdraw it temporarily",
        "I would like to formally request the withdrawal of my manuscript",
        "Part of a project; it has been withdrawn from arXiv",
        "The results do not match, therefore the paper needs to be retracted; the paper has been retracted",
    ],
)
def test_an_author_says_that_the_paper_is_withdrawn(comment: str) -> None:
    assert withdrawal_sentence(comment)


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "15 pages, 5 figures",
        "Submission withdrawn from the International Journal of Things in 2016",
        "The paper has been withdrawn from the XX International Conference on Things",
        "Accepted as conference paper but withdrawn",
        "Accepted at a workshop (withdrawn before presentation for lack of funding)",
        "We had to retract our paper from CoRL 2017",
        "V1, v2 have been withdrawn for a wrong reference. Please refer to version 3",
        "Versions 1 and 2 of the study have been retracted",
        "It supersedes two papers, which have all been withdrawn",
        "A note revised from a withdrawn one",
        "Desk-rejected because of a withdrawal from ICLR",
        "No claims of v2.0 retracted",
        "Data on water withdrawals",
    ],
)
def test_other_withdrawals_are_not_those_of_this_paper(comment: str) -> None:
    assert withdrawal_sentence(comment) == ""


def test_the_sentence_that_says_it_is_kept_short() -> None:
    assert (
        withdrawal_sentence("9 pages. This paper has been withdrawn. See the new one.")
        == "This paper has been withdrawn"
    )
    assert len(withdrawal_sentence("This paper has been withdrawn because " + "of this and that " * 40)) <= 90


def test_updates_are_read_by_their_type() -> None:
    rows: list[Any] = [
        {"type": "correction", "DOI": "10.1234/c", "updated": {"date-parts": [[2020, 1, 2]]}},
        {"type": "new_version", "DOI": "10.1234/v"},
        {
            "type": "retraction",
            "DOI": "10.1234/r",
            "updated": {"date-parts": [[2021, 3]]},
            "source": "retraction-watch",
        },
        {"type": "expression_of_concern", "DOI": None, "updated": None},
        {"type": None},
        "x",
    ]
    assert notices_from_updates("crossref", rows) == (
        Notice(NoticeKind.RETRACTED, "crossref", PartialDate(2021, 3), Identifier("doi", "10.1234/r")),
        Notice(NoticeKind.CONCERN, "crossref"),
        Notice(NoticeKind.CORRECTED, "crossref", PartialDate(2020, 1, 2), Identifier("doi", "10.1234/c")),
    )
    assert notices_from_updates("crossref", None) == ()


@pytest.mark.parametrize(
    ("written", "title", "kinds"),
    [
        ("RETRACTED ARTICLE: Of cells", "Of cells", [NoticeKind.RETRACTED]),
        ("RETRACTED: Of cells", "Of cells", [NoticeKind.RETRACTED]),
        ("[Retracted] Of cells", "Of cells", [NoticeKind.RETRACTED]),
        ("WITHDRAWN: Of cells", "Of cells", [NoticeKind.WITHDRAWN]),
        ("Retraction Note: Of cells", "Retraction Note: Of cells", []),
        ("Retracted: Of cells", "Retracted: Of cells", []),
        ("RETRACTED:", "RETRACTED:", []),
        ("Withdrawn lives", "Withdrawn lives", []),
    ],
)
def test_the_mark_before_a_title_is_not_part_of_it(written: str, title: str, kinds: list[NoticeKind]) -> None:
    unmarked, notices = notice_from_title("crossref", written)
    assert (unmarked, [notice.kind for notice in notices]) == (title, kinds)


def work(**changes: Any) -> Record:
    message = {"DOI": "10.1234/a", "title": ["RETRACTED: Of cells"]} | changes
    record = parse_crossref_work({"status": "ok", "message-type": "work", "message": message})
    assert record is not None
    return record


def test_a_retracted_work_and_its_notice_are_told_apart() -> None:
    assert work().title == "Of cells"
    row = {"type": "retraction", "DOI": "10.1234/r", "updated": {"date-parts": [[2021]]}}
    assert [notice.date for notice in work(**{"updated-by": [row]}).notices] == [PartialDate(2021)]
    notice = work(**{"update-to": [{"type": "retraction", "DOI": "10.1234/b"}]})
    assert (notice.title, notice.notices) == ("RETRACTED: Of cells", ())


def test_arxiv_says_it_only_in_the_comment(world: World) -> None:
    from dataclasses import replace

    comment = "15 pages. This paper has been withdrawn by the authors."
    world.farm.arxiv.facts["1706.03762"] = replace(ATTENTION, comment=comment, submitted="2017-06-12")
    (answer,) = world.service("arxiv").ask([by_id("arxiv", "arxiv:1706.03762")])
    assert answer.records[0].notices == (
        Notice(
            NoticeKind.WITHDRAWN,
            "arxiv",
            PartialDate(2017, 6, 12),
            words="This paper has been withdrawn by the authors",
        ),
    )
