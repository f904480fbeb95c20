"""Find the words that are names by how abstracts write them, and measure what bracing them in titles gains and costs.

    python benchmarks/title_names.py CORPUS > biblio/extract/data/title_names.txt
    python benchmarks/title_names.py CORPUS --measure

CORPUS is a folder of JSON lines (see `biblio/lookup/catalogue/row_format.py`), plain or xz. Only the words leave it.

--measure makes the table from one half of the works (by a checksum of the title) and uses it on the other. What is a
name is known there from titles in sentence case: a word with a capital within them, if abstracts do not mostly write it
small. Two questions: of these titles as they are, how many lose the capital of a name; and of the same titles written in
title case (all content words with a capital), which words get braces: names, and words that were small before.
"""

from __future__ import annotations

import argparse
import re
import textwrap
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus import rows

from biblio.bibtex.latex_to_text import decode_latex, title_text
from biblio.bibtex.title_case import protect_capitals
from biblio.extract import title_names
from biblio.extract.title_names import is_sentence_case, words_within_sentences
from biblio.text import strip_markup

LEAST = 5  # abstracts that write a word with a capital
ALWAYS, SOMETIMES = 0.95, 0.25  # the share of abstracts with the word that write it with a capital
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Capitals:
    """In how many abstracts a word stands within a sentence, and in how many of them with a capital."""

    def __init__(self) -> None:
        self.all: Counter[str] = Counter()
        self.capital: Counter[str] = Counter()

    def add(self, abstract: str) -> None:
        words = words_within_sentences(abstract)
        self.all.update(words.keys())
        self.capital.update(word for word, is_capital in words.items() if is_capital)

    def share(self, word: str) -> float | None:
        return self.capital[word] / self.all[word] if self.all[word] >= LEAST else None

    def table(self) -> dict[str, str]:
        table = {}
        for word, count in sorted(self.capital.items()):
            share = count / self.all[word]
            if count >= LEAST and share >= SOMETIMES:
                table[word] = "always" if share >= ALWAYS else "sometimes"
        return table


def titles(folder: Path) -> Iterator[tuple[str, str]]:
    for row in rows(folder, abstracts=True):
        yield str(row["title"]), str(row.get("abstract") or "")


def half(title: str) -> int:
    return zlib.crc32(title.casefold().encode()) % 2


def write(table: Mapping[str, str], count: int) -> None:
    print(
        f"# Words that {count:,} abstracts (arXiv, ACL Anthology) write with a capital within sentences, always ({ALWAYS:.0%})"
    )
    print(
        f"# or sometimes ({SOMETIMES:.0%}); words of fewer than {LEAST} are left out. Made by benchmarks/title_names.py."
    )
    for kind in ("always", "sometimes"):
        words = " ".join(word for word, own in table.items() if own == kind)
        for line in textwrap.wrap(words, 110, break_on_hyphens=False, break_long_words=False):
            print(kind, line)


def capitals_within(title: str) -> list[tuple[str, bool]]:
    """Return the words within a title that are written small or with one capital, and whether with a capital."""
    words = []
    for match in _WORD.finditer(title):
        before = title[: match.start()].rstrip(" \"'“‘([")
        is_first = not before or before[-1] in ":.?!–—;" or title[match.start() - 1] in "-‐/{}"
        if not is_first and len(match[0]) > 2 and (match[0].islower() or match[0].istitle()):
            words.append((match[0], match[0][0].isupper()))
    return words


def in_title_case(title: str) -> str:
    return re.sub(r"(?<![\w'’])[^\W\d_]{4,}", lambda word: word[0][0].upper() + word[0][1:], title)


def braced(protected: str) -> set[str]:
    return {decode_latex(group) for group in re.findall(r"\{([^{}]*)\}", protected)}


def measure(folder: Path) -> None:
    known, judge, tested = Capitals(), Capitals(), []
    for title, abstract in titles(folder):
        judge.add(abstract)
        if half(title):
            known.add(abstract)
        else:
            plain = strip_markup(title_text(title))
            if is_sentence_case(plain) and plain.isascii() and not set("${}\\") & set(plain):
                tested.append((plain, abstract))
    title_names._names.cache_clear()
    table = known.table()
    title_names._names = lambda: table  # type: ignore[assignment]
    counts: Counter[str] = Counter()
    for title, abstract in tested:
        words = capitals_within(title)
        names = {
            word
            for word, is_capital in words
            if is_capital and (judge.share(word.lower().removesuffix("'s")) or 1) >= 0.5
        }
        small = {word.lower() for word, is_capital in words if not is_capital}
        counts["titles"] += 1
        counts["titles with a name"] += bool(names)
        counts["names"] += len(names)
        as_it_is = braced(protect_capitals(title, abstract=abstract))
        counts["titles that lose a name"] += bool(names - as_it_is)
        others = {word for word, is_capital in words if is_capital} - names
        counts["other words braced as they are"] += len(others & as_it_is)
        for which, own in (("with", abstract), ("without", "")):
            if which == "with" and not abstract:
                continue
            written = in_title_case(title)
            groups = braced(protect_capitals(written, abstract=own))
            counts[f"{which} abstract: titles"] += 1
            counts[f"{which} abstract: names"] += len(names)
            counts[f"{which} abstract: names braced"] += len(names & groups)
            were_small = {word for word in groups if word.istitle()} & {word.capitalize() for word in small}
            wrong = {word for word in were_small if (judge.share(word.lower()) or 0) < ALWAYS}
            counts[f"{which} abstract: names that the author wrote small, braced"] += len(were_small - wrong)
            counts[f"{which} abstract: words braced wrongly"] += len(wrong)
            counts[f"{which} abstract: titles with a wrong brace"] += bool(wrong)
    for name, count in counts.items():
        print(f"{name:60} {count:8,}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    if options.measure:
        measure(options.folder)
        return
    capitals, count = Capitals(), 0
    for _, abstract in titles(options.folder):
        capitals.add(abstract)
        count += bool(abstract)
    write(capitals.table(), count)


if __name__ == "__main__":
    main()
