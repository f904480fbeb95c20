"""Count how common words are in titles, and write the table that `biblio/match/words.py` reads.

    python benchmarks/words.py CORPUS > biblio/match/words.txt

CORPUS is a folder of JSON lines (see `biblio/catalogue/lines.py`), plain or xz. Only counts leave it.
"""

from __future__ import annotations

import math
import sys
import textwrap
from collections import Counter, defaultdict
from pathlib import Path

from corpus import rows

from biblio.bibtex.latex import title_text
from biblio.text import is_han_or_kana, tokens, unwrap

LEAST = 20  # titles that must have a word: rarer ones are names and misspellings


def main(folder: Path) -> None:
    counts: Counter[str] = Counter()
    total = 0
    for row in rows(folder):
        counts.update(set(tokens(unwrap(title_text(str(row["title"]))))))
        total += 1
    classes = defaultdict(list)
    for word, count in counts.items():
        if count >= LEAST and not is_han_or_kana(word):
            classes[round(-math.log2(count / total))].append(word)
    print(f"# How common words are in {total:,} titles of papers (arXiv, DBLP, ACL Anthology): each line has")
    print(
        f"# log2(titles / titles with the word), rounded, and words. Words of fewer than {LEAST} titles are left out."
    )
    print("# Made by benchmarks/words.py.")
    for bits, words in sorted(classes.items()):
        for line in textwrap.wrap(" ".join(sorted(words)), 116, break_on_hyphens=False):
            print(bits, line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
