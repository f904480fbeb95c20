"""Count how common words are in titles, and write the tables that `biblio/extract/word_tables.py` reads.

    python benchmarks/words.py CORPUS > biblio/extract/data/words.txt
    python benchmarks/words.py CORPUS --abstracts > biblio/extract/data/abstract_words.txt

CORPUS is a folder of JSON lines (see `biblio/lookup/catalogue/row_format.py`), plain or xz. Only counts leave it.
"""

from __future__ import annotations

import math
import sys
import textwrap
from collections import Counter, defaultdict
from pathlib import Path

from corpus import rows

from biblio.bibtex.latex_to_text import title_text
from biblio.text import is_han_or_kana, search_words, strip_markup, tokens

LEAST = 20  # titles that must have a word: rarer ones are names and misspellings
LEAST_SHARE = 2e-4  # of all works, whose titles or abstracts must have a word


def main(folder: Path, *, abstracts: bool) -> None:
    counts: Counter[str] = Counter()
    total = 0
    for row in rows(folder, abstracts=abstracts):
        title = strip_markup(title_text(str(row["title"])))
        if not abstracts:
            counts.update(set(tokens(title)))
        elif row.get("abstract"):
            counts.update({*search_words(title), *search_words(str(row["abstract"]))})
        else:
            continue
        total += 1
    least = LEAST_SHARE * total if abstracts else LEAST
    classes = defaultdict(list)
    for word, count in counts.items():
        if count >= least and not is_han_or_kana(word):
            classes[round(-math.log2(count / total))].append(word)
    if abstracts:
        print(f"# How common words are in {total:,} papers (arXiv, ACL Anthology), title and abstract: each line has")
        print("# log2(papers / papers with the word), rounded, and words. Words of fewer than 1 in 5,000 are left out.")
    else:
        print(f"# How common words are in {total:,} titles of papers (arXiv, DBLP, ACL Anthology): each line has")
        print(
            f"# log2(titles / titles with the word), rounded, and words. Words of fewer than {LEAST} titles are left out."
        )
    print("# Made by benchmarks/words.py.")
    for bits, words in sorted(classes.items()):
        for line in textwrap.wrap(" ".join(sorted(words)), 116, break_on_hyphens=False):
            print(bits, line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), abstracts="--abstracts" in sys.argv)
