"""Bibliographies as people keep them: a year before a bar, names before a dash, links without targets, books by comma."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.citation import read_citation
from tests.readers.markdown_samples import ATTENTION, listed


@pytest.mark.parametrize(
    ("line", "title", "authors", "year"),
    [
        (
            "2003 | Roe, J., & Poe M.J. (2003). Lamps in layered fog. Journal of Light 15, 441–454.",
            "Lamps in layered fog",
            ("Roe, J.", "Poe, M.J."),
            2003,
        ),
        ("2014 | Learning by the glow of lamps [`pdf`](https://example.org/a.pdf)", "Learning by the glow of lamps", (), 2014),
        (
            "[Jeanne Roé](https://fr.wikipedia.org/wiki/Roe) -  *[Lumières](https://phare.example.org/lumieres)*, Phare, 2011.",
            "Lumières",
            ("Jeanne Roé",),
            None,
        ),
        (
            "Jeanne Roé, Max Poé et Anne Doé – *[Le Manuel des phares](https://phare.example.org/manuel)*, Phare, 2012.",
            "Le Manuel des phares",
            ("Jeanne Roé", "Max Poé", "Anne Doé"),
            None,
        ),
        ('Jane Roe, ["The Course of Lamps"](), *Light VII*, Some Press, 2011, pp. 3-16.', "The Course of Lamps", ("Jane Roe",), 2011),
        ('Jane Roe, ["The Course of Lamps](). In *Light*. Some Press, 2011.', "The Course of Lamps", ("Jane Roe",), 2011),
        ("Jane Roe [*Nightly Lamps*]() (Some Press, 2017). ➜ Chapters 1-4", "Nightly Lamps", ("Jane Roe",), 2017),
        ("Jane Roe. « Lampes du nord. » *Lumière,* 2009.", "Lampes du nord", ("Jane Roe",), 2009),
        (
            "J. Roe, M. Poe, und A. Doe. Fog in northern lamps (2018): arXiv preprint arXiv:1807.11714.",
            "Fog in northern lamps",
            ("J. Roe", "M. Poe", "A. Doe"),
            2018,
        ),
        ("Roe, Jane (forthcoming 2020): Why lamps fail. Journal of Light 81.", "Why lamps fail", ("Roe, Jane",), 2020),
        (
            "Roe, Jane, Max Poe, and Ann Doe. 2009. Linked lamps. The tale so far. *Journal of Light*, 12.",
            "Linked lamps. The tale so far",
            ("Roe, Jane", "Max Poe", "Ann Doe"),
            2009,
        ),
        (
            "Lamps: how fog moves. Jane Roe, Max B. Poe. 2011. Online for free. http://lamps.example.org/",
            "Lamps: how fog moves",
            ("Jane Roe", "Max B. Poe"),
            2011,
        ),
        (
            "Where it began: Roe, J., and Poe, M. (2021). Lamps on tall towers. Journal of Light, 1–16.",
            "Lamps on tall towers",
            ("Roe, J.", "Poe, M."),
            2021,
        ),
        (
            "Lamps and harbours : J. B. Roe. Harbour Academic Press Ltd. and Lantern Publishing Company, 1971",
            "Lamps and harbours",
            ("J. B. Roe",),
            1971,
        ),
        ("Jane Roe, Max Poe, Ann Doe, Karl Foe: Lamps that learn from fog", "Lamps that learn from fog", None, None),
        (f"[Lamps of the north — Jane Anne Roe (1999)]({ATTENTION})", "Lamps of the north", ("Jane Anne Roe",), 1999),
        (f"[Lamps of the north – Jane Roe, Max Poe]({ATTENTION})", "Lamps of the north", ("Jane Roe", "Max Poe"), None),
    ],
)  # fmt: skip
def test_the_title_is_told_from_what_is_around_it(
    line: str, title: str, authors: tuple[str, ...] | None, year: int | None
) -> None:
    citation = read_citation(line, {}, line=1)
    assert citation.title == title
    assert authors is None or citation.byline.authors == authors
    assert citation.byline.year == year


@pytest.mark.parametrize(
    ("line", "title", "authors"),
    [
        ("Jeanne Roé, Le Livre des phares, Sel Nord, 2004.", "Le Livre des phares", ("Jeanne Roé",)),
        ("Jeanne Roé, Le Phare, Marine, coll. “Les cahiers du sel”, 1995.", "Le Phare", ("Jeanne Roé",)),
        ("Jeanne Roé et Max Poé, Les phares du nord, Marine, 2008.", "Les phares du nord", ("Jeanne Roé", "Max Poé")),
        (
            "Jane Roe, Lamps : A Step-by-Step Guide, Some Publications, 2012.",
            "Lamps : A Step-by-Step Guide",
            ("Jane Roe",),
        ),
    ],
)
def test_books_by_comma_are_works_on_pages_of_readings(line: str, title: str, authors: tuple[str, ...]) -> None:
    (note,) = listed(f"# Bibliographie\n\n- {line}\n", "bibliographie.md")
    assert (note.title, note.authors) == (title, authors)
    assert [note.title for note in listed(f"# Guests\n\n- {line.replace('Some Publications', 'Some Town')}\n")] == []


def test_further_reading_is_a_part_of_a_bibliography() -> None:
    body = "- Roe, J. (2016). Lamps at sea. Journal of Light, 3, 1-9.\n"
    text = f"# Bibliographie sélective\n\n{body}\n## Pour aller plus loin\n\n{body.replace('sea', 'night')}"
    assert [note.title for note in listed(text, "bibliographie.md")] == ["Lamps at sea", "Lamps at night"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (
            f"Lamps for one fog, Neural Information Processing Systems (NIPS), 2016 [link]({ATTENTION})",
            "Lamps for one fog",
        ),
        (
            f"Lamps for one fog. Neural Information Processing Systems (NIPS), 2016 [link]({ATTENTION})",
            "Lamps for one fog",
        ),
        (f"Lamps, Wicks and Fog Together (NIPS), 2016 [link]({ATTENTION})", "Lamps, Wicks and Fog Together"),
    ],
)
def test_the_name_of_a_venue_before_its_acronym_is_no_part_of_the_title(line: str, title: str) -> None:
    citation = read_citation(line, {}, line=1)
    assert (citation.title, citation.byline.venue, citation.byline.year) == (title, "NIPS", 2016)
