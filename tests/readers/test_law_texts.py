"""Cases and statutes are no works to be read; articles about them are."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.law_texts import is_called_like_law, is_case_brief
from tests.readers.markdown_samples import notes, only


@pytest.mark.parametrize(
    "title",
    [
        "Roe v. Lampworks Inc.",
        "Roe v Poe and the Lampworks of Harbour",
        "Roe v. Lampworks, 384 U.S. 436 (1966)",
        "Poe v Doe [1932] AC 562",
        "In re Lampworks, 410 F.2d 113",
        "BGH, Urteil vom 12.03.2019 – VI ZR 123/18",
        "§ 823 BGB Schadensersatzpflicht",
        "18 U.S.C. § 1030 - Fraud with Lamps",
        "Regulation (EU) 2016/679 of the European Parliament and of the Council",
        "Lamps and Harbours Act 1998",
        "第709条",
    ],
)
def test_titles_of_cases_and_statutes(title: str) -> None:
    assert is_called_like_law(title)
    assert notes(f"# {title}\n\nThe lamp fell.\n\nhttps://law.example/roe\n", "law/a.md") == []


@pytest.mark.parametrize(
    "title",
    [
        "The Wages of Crying Wolf: A Comment on Roe v. Wade",
        "Think Before You Act: Agents in Harbours",
        "UTXO vs Account",
        "Lamps v. 2: Better Wicks for All Harbours in the North",
        "The Path of the Law",
    ],
)
def test_titles_of_works(title: str) -> None:
    assert not is_called_like_law(title)


def test_what_a_page_on_a_case_says() -> None:
    brief = (
        "# The fallen lamp\n\nhttps://law.example/roe\n\n## Facts\nIt fell.\n## Issue\nWho pays?\n## Holding\nNobody.\n"
    )
    assert notes(brief, "papers/a.md") == []
    assert (
        notes("---\ntitle: The fallen lamp\ncourt: House of Lords\nauthor: Lord Roe\nyear: 1932\n---\n", "a.md") == []
    )
    article = "---\ntitle: Roe v. Lampworks\nauthor: Jane Poe\nyear: 1973\njournal: Lamp Law Journal\n---\n\n## Facts\n## Issue\n## Holding\n"
    assert only(article, "a.md").venue == "Lamp Law Journal"
    assert only("---\ntitle: Roe v. Lampworks\ndoi: 10.5555/lamp.1\n---\n", "a.md").title == "Roe v. Lampworks"
    assert not is_case_brief(["Facts", "Analysis", "Issues"])


def test_a_journal_with_its_volume_is_not_the_title() -> None:
    note = only("# The path of the lamp\n\nJane Roe, *Lamp Law Review* 10 (1897), 457–478.\n\nA theory.\n", "roe.md")
    assert (note.title, note.authors, note.venue, note.year) == (
        "The path of the lamp",
        ("Jane Roe",),
        "Lamp Law Review",
        1897,
    )
