"""Cards of the page for tests: made up, some of them hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from biblio.export.writers.reference_parts import WebLink
from biblio.page.page_entry import PageEntry, PageNote
from biblio.page.page_files import PageTexts, page_files

# What would run, load or break something if a text were ever taken for code, mark-up or the end of a literal.
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "`${alert(1)}`",
    "\\`; alert(1); //",
    "'; alert(1); '",
    '"); alert(1); ("',
    "{{ site.title }} {% include x %} {{< shortcode >}}",
    "<!--<script>",
    "\u2028alert(1)\u2029",
    "]]><svg onload=alert(1)>",
    "javascript:alert(1)",
    "__proto__",
    "constructor",
    "\\u003cscript\\u003e \\",
)


def small_library() -> list[PageEntry]:
    """Five works and a note without one."""
    return [
        PageEntry(
            "roe2019owls", "Owls at Night", key="roe2019owls", authors=("Ann Roe", "Bo Doe"), year=2019, date="2019-06",
            venue="Journal of Birds", details="12(3), 1–9, 2019", kind="article", status="found", tags=("birds", "night"),
            read="2024-02-11", links=(WebLink("DOI", "https://doi.org/10.1/owls"),),
            notes=(PageNote("They hear **mice** under snow.", "2024-02-11", "notes/owls.md:3", "../notes/owls.md"),),
            abstract="We listened to owls.", bibtex="@article{roe2019owls,\n  title = {Owls at Night},\n}",
            citation="Roe, A., & Doe, B. (2019). Owls at Night.", mentions=("poe2020mice",),
        ),
        PageEntry(
            "poe2020mice", "Mice Under Snow", key="poe2020mice", authors=("Cy Poe",), year=2020, date="2020",
            venue="Journal of Birds", kind="article", status="found", tags=("mice",), read="2024-03-01",
            notes=(PageNote("See what hears them.", "2024-03-01", "notes/mice.md:1"),), bibtex="@article{poe2020mice,\n}",
            citation="Poe, C. (2020). Mice Under Snow.",
        ),
        PageEntry(
            "yamada2021yuki", "雪の下のネズミ", key="yamada2021yuki", authors=("山田 太郎",), year=2021, date="2021-01-05",
            language="ja", venue="雪氷", kind="article", status="found", tags=("mice", "雪"), read="2024-03-09",
            notes=(PageNote("ガラスの上でも走る。"),), bibtex="@article{yamada2021yuki,\n}",
        ),
        PageEntry(
            "zoe2018ecole", "L’École des hiboux", key="zoe2018ecole", authors=("Zoé Élan",), year=2018, date="2018",
            venue="Fern", kind="book", status="found", tags=("birds",), bibtex="@book{zoe2018ecole,\n}",
        ),
        PageEntry(
            "blog2022snow", "A Walk in the Snow", key="blog2022snow", year=2022, date="2022-12", kind="blog post",
            status="not a paper", tags=("雪",), bibtex="@misc{blog2022snow,\n}",
        ),
        PageEntry(
            "note:maybe-1", "A Work of Two Minds", year=2017, date="2017", kind="paper", status="to be decided",
            tags=("night",), notes=(PageNote("Which one was it?", place="notes/maybe.md:1"),),
        ),
    ]  # fmt: skip


def hostile_library() -> list[PageEntry]:
    """A card for every hostile text, in every place where a text can stand."""
    return [
        PageEntry(
            f"{text}{number}", text, key=f"{text}{number}", authors=(text,), year=2000 + number, date=str(2000 + number),
            venue=text, details=text, kind=text, status=text, tags=(text, "<b>tag</b>"), read="2024-01", language=text,
            links=(WebLink(text, text), WebLink("page", "javascript:alert(1)"), WebLink("x", "data:text/html,x")),
            notes=(PageNote(text, text, text, text),), abstract=text, bibtex=text, citation=text,
            mentions=("__proto__", text),
        )
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip


def many_works(count: int) -> list[PageEntry]:
    """Works as a large library has them: made-up titles of common words, abstracts, notes, 200 tags, 300 venues."""
    words = (
        "sparse attention graph neural language model learning retrieval vision transformer robust efficient diffusion"
        " alignment reasoning multilingual causal federated contrastive representation speech translation sampling"
        " optimal kernel bayesian inference quantum adaptive memory planning agents evaluation benchmark generation"
    ).split()
    names = "Ada Bea Cyd Dov Eva Fay Gus Hal Ida Jon Kai Lea Moe Nia Oki Pia Quy Ray Sky Tao".split()
    families = "Abe Brown Chen Diaz Endo Fischer Garcia Haddad Ito Jones Kim Lopez Meyer Nakamura Okafor Park".split()

    def pick(number: int, step: int, values: list[str]) -> str:
        return values[(number * step + number // 7) % len(values)]

    def text(number: int, length: int) -> str:
        return " ".join(pick(number + place, place * 2 + 1, words) for place in range(length))

    abstracts, comments = [text(number, 150) for number in range(40)], [text(number, 60) for number in range(50, 90)]
    entries = []
    for number in range(count):
        title = " ".join(pick(number + place * 31, place + 3, words) for place in range(7)).capitalize()
        key = f"work{number:05}"
        abstract, comment = f"{number} {abstracts[number % 40]}", f"{comments[number * 7 % 40]} {number}"
        year = 1985 + (number * 7) % 40
        entries.append(
            PageEntry(
                key, title, key=key, year=year, date=f"{year}-{number % 12 + 1:02}",
                authors=tuple(
                    f"{pick(number + place, 3 + place, names)} {pick(number, 5 + place, families)}" for place in range(5)
                ),
                venue=f"Conference on {pick(number, 11, words).capitalize()} {number % 300}", details=f"{number}–{number + 9}, {year}",
                kind=("conference paper", "article", "preprint")[number % 3],
                status="found" if number % 20 else "to be decided",
                tags=(f"tag {number % 200}", pick(number, 13, words)),
                read=f"{2018 + number % 7}-{number % 12 + 1:02}-11",
                links=(WebLink("DOI", f"https://doi.org/10.1/{number}"), WebLink("arXiv", f"https://arxiv.org/abs/{number}")),
                notes=(PageNote(comment, "2024-01-01", f"notes/{key}.md:1", f"../notes/{key}.md"),),
                abstract=abstract, bibtex=f"@article{{{key},\n  title = {{{title}}},\n  year = {{{year}}},\n}}",
                citation=f"{title} ({year}).", mentions=(f"work{number // 2:05}",) if number % 5 == 0 else (),
            )
        )  # fmt: skip
    return entries


def files_of(
    entries: list[PageEntry], title: str = "Bibliography", style: str = "", address: str | None = None
) -> dict[str, str]:
    """Return the files of a page with these cards."""
    return page_files(entries, PageTexts(title, style, address))


def data_in(text: str) -> Any:
    """Return the data in a script of the page, as JavaScript reads it."""
    literal = re.search(r"JSON\.parse\(String\.raw`([^`]*)`\);\n\Z", text)
    assert literal
    assert "${" not in literal[1]
    return json.loads(literal[1])


def members(files: Mapping[str, str]) -> dict[str, Any]:
    """Return what all files of details have, by id."""
    return {
        name: value
        for file, text in files.items()
        if file.startswith("details-")
        for name, value in data_in(text).items()
    }
