"""References as programs write them in the styles of journals: each style with each kind of work and of title."""

from __future__ import annotations

import re

import pytest

from biblio.readers.plain_reference import parse_reference
from tests.readers.markdown_samples import notes

_TITLES = (
    "Lanterns of the harbour at night",
    "Who lights the quay? A study of storms in 1990s Norway",
    "Effect of soot on lamps in the U.K.",
    "Le phare et la mer : une histoire sociale",
    "Lehrbuch der Lampenkunde: Grundlagen und Anwendungen",
)
# How names are written: one, two and four of them.
_INVERTED = ("Roe, J. B.", "Roe, J. B., & Poe, K.-H.", "Roe, J. B., Poe, K.-H., van der Moe, P., & Noe, A.")
_MEDICAL = ("Roe JB", "Roe JB, Poe K-H", "Roe JB, Poe K-H, van der Moe P, Noe A")
_INITIALS_FIRST = ("J. B. Roe", "J. B. Roe, K.-H. Poe", "J. B. Roe, K.-H. Poe, P. van der Moe, A. Noe")
_WITH_SEMICOLONS = ("Roe, J. B.", "Roe, J. B.; Poe, K.-H.", "Roe, J. B.; Poe, K.-H.; van der Moe, P.; Noe, A.")
_IN_CAPITALS = ("ROE J B", "ROE J B, POE K H", "ROE J B, POE K H, VAN DER MOE P, NOE A")
_FULL = (
    "Roe, Jane B.",
    "Roe, Jane B., and Karl-Heinz Poe",
    "Roe, Jane B., Karl-Heinz Poe, Pieter van der Moe, and Anna Noe",
)
_ARTICLES = {
    "apa": (_INVERTED, "{a} (2011). {t}. *Journal of Marine Light*, *66*(2), 12–34."),
    "medical": (_MEDICAL, "{a}. {t}. *Journal of Marine Light*. 2011;**66**(2):12–34."),
    "author and date": (_MEDICAL, "{a} (2011) {t}. Journal of Marine Light 66:12–34."),
    "science": (_INITIALS_FIRST, "{a}, {t}. *Journal of Marine Light* **66**, 12–34 (2011)."),
    "physics": (_INITIALS_FIRST, "{a}, {t}, Journal of Marine Light **66**, 12 (2011)."),
    "engineering": (_INITIALS_FIRST, "{a}, “{t},” *Journal of Marine Light*, vol. 66, no. 2, pp. 12–34, 2011."),
    "chemistry": (_WITH_SEMICOLONS, "{a} {t}. *Journal of Marine Light* **2011**, *66* (2), 12–34."),
    "numbered": (_INITIALS_FIRST, "{a}, {t}, Journal of Marine Light 66 (2011) 12–34."),
    "humanities": (_FULL, "{a}. “{t}.” *Journal of Marine Light* 66, no. 2 (2011): 12–34."),
    "computing": (_FULL, "{a}. 2011. {t}. *Journal of Marine Light* 66, 2 (2011), 12–34."),
    "year without brackets": (_MEDICAL, "{a} 2011 {t}. *Journal of Marine Light* 66: 12–34."),
    "comma before the journal": (_INVERTED, "{a} (2011) {t}, *Journal of Marine Light*, 66 (2), pp. 12–34."),
    "stops behind initials": (
        ("Roe JB.", "Roe JB., Poe K-H.", "Roe JB., Poe K-H., Moe P., Noe A."),
        "{a} {t}. *Journal of Marine Light* 2011;**66**:12–34.",
    ),
    "chinese": (_IN_CAPITALS, "{a}. {t}[J]. Journal of Marine Light, 2011, 66(2): 12-34."),
}
_BOOKS = {
    "apa": (_INVERTED, "{a} (2011). *{t}* (3rd ed.). Quay Press."),
    "medical": (_MEDICAL, "{a}. {t}. 3rd ed. Oslo: Quay Press; 2011."),
    "chemistry": (_WITH_SEMICOLONS, "{a} {t}; Quay University Press: Oslo, 2011."),
    "physics": (_INITIALS_FIRST, "{a}, {t}, 3rd ed. (Quay Press, Oslo, 2011)."),
    "numbered": (_INITIALS_FIRST, "{a}, {t}, 3rd ed., Quay Press, Oslo, 2011."),
    "place in brackets": (_INVERTED, "{a} (2011) {t} (Oslo: Quay)."),
    "house and place": (_INITIALS_FIRST, "{a}, {t}, Quay, Oslo, 2011."),
    "law": (_MEDICAL, "{a}, *{t}* (3rd edn, Quay Press 2011)"),
    "humanities": (_FULL, "{a}. *{t}*. Oslo: Quay Press, 2011."),
    "thesis": (_INITIALS_FIRST, "{a}, {t}, PhD thesis, University of Oslo, 2011."),
    "thesis in full": (_FULL, "{a}. {t}. 2011. University of Oslo, PhD thesis."),
    "preprint": (_INITIALS_FIRST, "{a}, {t}. [Preprint] (2011). Available at: https://arxiv.org/abs/1105.00001."),
    "chapter": (
        _INVERTED,
        "{a}: {t}. In: Smith, J. and Doe, A. (eds.) The Coast. pp. 1–25. Quay Press, Oslo (2011).",
    ),
    "chapter, numbered": (
        _INITIALS_FIRST,
        "{a}, {t}, in The Coast, edited by J. Smith (Quay Press, Oslo, 2011), pp. 1–9.",
    ),
}


def _folded(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()


@pytest.mark.parametrize("marks", [True, False], ids=["with emphasis", "plain"])
@pytest.mark.parametrize(("names", "style"), [*_ARTICLES.values(), *_BOOKS.values()], ids=[*_ARTICLES, *_BOOKS])
def test_every_style_with_every_title(names: tuple[str, ...], style: str, marks: bool) -> None:
    wrong = []
    for title in _TITLES:
        for authors, count in zip(names, (1, 2, 4), strict=True):
            text = style.format(a=authors, t=title).replace("..", ".")
            reference = parse_reference(text if marks else text.replace("*", ""))
            read = reference and (_folded(reference.title), len(reference.authors), reference.year)
            if read != (_folded(title), count, 2011):
                wrong.append((text, read))
    assert not wrong


@pytest.mark.parametrize(
    ("text", "title", "authors", "et_al"),
    [
        ("Roe J, Poe M, *et al.* Lamps at sea. *Light* 2011; **5**: 1–9.", "Lamps at sea", 2, True),
        ("J. Roe, *et al.*, Lamps at sea. *Light* **5**, 1–9 (2011).", "Lamps at sea", 1, True),
        ("ROE, Jane *et al.* Lamps at sea. **Light**, v. 5, p. 1–9, 2011.", "Lamps at sea", 1, True),
        ("Roe, J., Poe, M., … Noe, A. (2011). Lamps at sea. Light, 5, 1–9.", "Lamps at sea", 3, True),
        ("Roe, J.; Poe, M. Long Short-Term Lamps. *Light* **2011**, *5*, 1–9.", "Long Short-Term Lamps", 2, False),
        ("Roe, J.-P. Lamps And Oil : A Social History. Light 2011, 5, 1–9.", "Lamps And Oil : A Social History", 1, False),
        ("Roe, C., and Max P. Poe. Lamps at sea. New York: Lamp Company, 2011.", "Lamps at sea", 2, False),
        ("**Roe J**, **Poe M**. Lamps at sea. *Light*. 2011; **5**(6):1–9.", "Lamps at sea", 2, False),
        ("**Roe J**. **2011**. *Lamps at sea*. Oslo: Quay, 33–57.", "Lamps at sea", 1, False),
        ("Roe J, Berg P van der (2011). Lamps at sea. Light 5, 1–9.", "Lamps at sea", 2, False),
        ("Roe, Jane/Poe, Max Otto (2011). Lamps at sea. Light, 5, 1–9.", "Lamps at sea", 2, False),
        ("Roe, JB, Poe, KH: Lamps at sea. Light 5:1–9, 2011", "Lamps at sea", 2, False),
        ("Roe, J. (2011), « The lamp of “lemons”: A market », Light, vol. 5, p. 1-9.",
         "The lamp of “lemons”: A market", 1, False),
        ("Berg P. van der. Lamps at sea // Light. 2011.", "Lamps at sea", 1, False),
        ("World Bank. World lamp report 2011: A survey. Washington, DC: World Bank; 2011.",
         "World lamp report 2011: A survey", 1, False),
        ("Lamp Agency, World lamp report, Lamp Agency, Oslo, 2011.", "World lamp report", 1, False),
        ("Roe J. Lamps at sea. 2011.", "Lamps at sea", 1, False),
        ("Roe J. Lamps at sea 2011. http://lamps.example/sea.", "Lamps at sea", 1, False),
    ],
)  # fmt: skip
def test_names_and_what_ends_them(text: str, title: str, authors: int, et_al: bool) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, len(reference.authors), reference.et_al) == (title, authors, et_al)
    assert reference.year == 2011


@pytest.mark.parametrize(
    "text",
    [
        "Lamp Group. We met on Monday and looked at the new lamps, 2011.",
        "The Lamp Project, Some news of the year, 2011.",
        "LAMP ONE 2015 Lamps are lit. Oslo: Quay, 12(3), 1-9.",
        "Jane A. Roe: the second lamp of the north is lit",
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert parse_reference(text) is None


def test_a_whole_page_of_references_is_a_list_also_if_one_is_written_otherwise() -> None:
    authors, style = _ARTICLES["chemistry"]
    lines = [style.format(a=names, t=title).replace("..", ".") for title in _TITLES[:3] for names in authors[1:]]
    pages = "\n".join(
        f"- {line}" for line in [*lines, "Roe, R. A Sour Lamp Available online: <http://lamp.example/a>."]
    )
    found = notes(f"# Reading list\n\n{pages}\n")
    assert [_folded(note.title or "") for note in found][:6] == [_folded(t) for t in _TITLES[:3] for _ in (1, 2)]


def test_a_reference_with_a_linked_title_below_the_heading_is_no_byline_of_the_page() -> None:
    text = (
        "# Reading list\n\nJane Roe, Max Poe, and Ada Noe. 2020. [Lamps of the far north](https://arxiv.org/abs/2005.14165).\n\n"
        "van der Moe P (2009) Lamps of the deep south. PhD thesis, University of Oslo\n\n"
        "Ada Noe and Max Poe. 1997. [Lamps and oil](https://doi.org/10.1000/182). *Light*, 9(8):17–80.\n"
    )
    found = notes(text)
    assert [(note.title, note.year) for note in found] == [
        ("Lamps of the far north", 2020), ("Lamps of the deep south", 2009), ("Lamps and oil", 1997)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "J. Roe, M. Poe, [Lamps and oil](https://doi.org/10.1000/182). *Light* **9**, 17–80 (1997).",
        "Roe, Jane, and Max Poe, “[Lamps and oil](https://doi.org/10.1000/182),” *Light*, 9 (1997), 17–80.",
        "ROE J, POE M. [Lamps and oil](https://doi.org/10.1000/182)\\[J/OL\\]. Light, 1997, 9(8): 17-80.",
        "Roe J, Poe M. Lamps and oil\\[J/OL\\]. Light, 1997, 9(8): 17-80. DOI:[10.1000/182](https://doi.org/10.1000/182)",
        "¹ J. Roe and M. Poe, “[Lamps and oil](https://doi.org/10.1000/182),” Light **9**(8), 17–80 (1997).",
    ],
)
def test_the_year_of_a_reference_with_a_linked_title(text: str) -> None:
    (note,) = notes(f"# Reading list\n\n- {text}\n")
    assert (note.title, len(note.authors), note.year) == ("Lamps and oil", 2, 1997)
    assert [link.url for link in note.links] == ["https://doi.org/10.1000/182"]


def test_a_reference_manual_by_somebody_is_a_work() -> None:
    books = "\n\n".join(
        f"{people}  \n{title}  \nQuay Press, 2002\n\nSome words on it."
        for people, title in [
            ("Roe, M.", "Digital lamps, 3rd ed."),
            ("Kerr, B. and Poe, D.", "The lamp language (2nd edition)"),
            ("Noe, S. and Stone, G.", "C: A reference manual, 5th ed"),
        ]
    )
    found = notes(f"# Links\n\n{books}\n")
    assert [(note.title, note.year) for note in found] == [
        ("Digital lamps", 2002), ("The lamp language", 2002), ("C: A reference manual", 2002)
    ]  # fmt: skip
