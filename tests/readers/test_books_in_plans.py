"""Books of plans of courses, whose titles follow full names: what has the form of a name may begin the title."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.citation import read_citation


@pytest.mark.parametrize(
    ("line", "title", "authors"),
    [
        (
            "Jana Roe and Max Poe, Modern Women: A History. 2nd ed. Quay, 1990.",
            "Modern Women: A History",
            ("Jana Roe", "Max Poe"),
        ),
        (
            "Jana Roe, Unequal Harbours: Lamps and Change in a Modern Town. New York: Quay Books, 1976.",
            "Unequal Harbours: Lamps and Change in a Modern Town",
            ("Jana Roe",),
        ),
        (
            "Jana Roe, The Harbour. 2nd ed. Harvard University Press, 1993.",
            "The Harbour",
            ("Jana Roe",),
        ),
        (
            "Jana Roe and Max Poe, Lamps of the Harbour, 3rd ed. New York: Quay Books, 1999.",
            "Lamps of the Harbour",
            ("Jana Roe", "Max Poe"),
        ),
        # but these are names
        ("Jana Roe, Max Becker: Leuchten am Meer. Kiel: Hafen, 2017.", "Leuchten am Meer", ("Jana Roe", "Max Becker")),
        (
            "Jana Roe, Max Poe. Lamps of the Harbour. Quay: Harvard University Press, 1999.",
            "Lamps of the Harbour",
            None,
        ),
        (
            "Jana Roe, Max Poe, and Markus Gross. 2003. Lamps at noon. In Proceedings of the Lamp Symposium, 154-159.",
            "Lamps at noon",
            ("Jana Roe", "Max Poe", "Markus Gross"),
        ),
        (
            "J. Roe, M. Poe, R. Moe, Equivalent lamps at half of the cost: a study, Harbour Project, Report-150, 2013.",
            "Equivalent lamps at half of the cost: a study, Harbour Project, Report-150",
            ("J. Roe", "M. Poe", "R. Moe"),
        ),
        (
            "Jana Roe and Max Poe, Tim Moe, & Sanja Berg (2021). Lamps at noon: A Study of the Harbour.",
            "Lamps at noon: A Study of the Harbour",
            ("Jana Roe", "Max Poe", "Tim Moe", "Sanja Berg"),
        ),
        ("Roe Moe, Rose. Lamps of the Harbour. Quay Books, 1999.", "Lamps of the Harbour", ("Roe Moe, Rose",)),
    ],
)
def test_what_has_the_form_of_a_name_may_begin_a_title(line, title, authors):
    citation = read_citation(line, {}, line=1)
    assert citation.title == title
    if authors:
        assert citation.byline.authors == authors


@pytest.mark.parametrize(
    ("reference", "authors"),
    [
        (
            "Vera Roe, Joel Poe, John P. Moe, Adam Voe. Lamps often make harbours: an empirical evaluation. Journal of Light."
            " Volume 66, Issue 4, April 2013, Pages 361-366.",
            ("Vera Roe", "Joel Poe", "John P. Moe", "Adam Voe"),
        ),
        (
            "Roe RB, Poe KA, Moe NL; Harbour Team. Optimal lamps for finding fog: analytical survey. BMJ. 2005;330:1179.",
            ("Roe RB", "Poe KA", "Moe NL", "Harbour Team"),
        ),
    ],
)
def test_the_last_author_may_be_a_group_or_be_called_as_titles_begin(reference: str, authors: tuple[str, ...]) -> None:
    citation = read_citation(reference, {}, line=1)
    assert citation.byline.authors == authors
    assert citation.title.startswith(("Lamps", "Optimal"))


def test_a_publisher_is_no_title_behind_names() -> None:
    citation = read_citation("Additive Lamps. Roe TJ, Poe R. London England: Chapman and Hall; 1990.", {}, line=1)
    assert citation.title != "Chapman and Hall"
