"""Compare our matching with others, on the same damaged titles and the same candidates, in one run.

    python -m pip install rebiber bibtexautocomplete alive-progress    # missing ones are skipped
    python benchmarks/rivals.py CATALOGUE

A real title is damaged; its first author and its year, or the year after it, stay, as in a note. The candidates are the
results of our catalogue for the damaged title; each rule picks one of them or none. Every note is judged twice, the
second time with its own work removed from the candidates: then any match is wrong. rebiber accepts titles whose letters
are equal; btac (bibtexautocomplete) picks the entry with the highest score above its "no match"; rapidfuzz means "the
most similar title, if it is 90% similar".
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from damage import DAMAGES, damage
from rapidfuzz.fuzz import ratio

from biblio.lookup.catalogue.catalogue_service import open_catalogue
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Query
from biblio.model.record import Record
from biblio.text import search_words

Rule = Callable[[Query, Sequence[Record]], Record | None]


def ours(query: Query, candidates: Sequence[Record]) -> Record | None:
    decision = decide(query, rank_candidates(query, merge_records(candidates)))
    return decision.work.best if decision.work is not None else None


def most_similar(query: Query, candidates: Sequence[Record]) -> Record | None:
    asked = " ".join(search_words(query.titles[0]))
    rated = [(ratio(asked, " ".join(search_words(record.title))), record) for record in candidates]
    best = max(rated, key=lambda one: one[0], default=(0.0, None))
    return best[1] if best[0] >= 90 else None


def rules() -> dict[str, Rule]:
    found: dict[str, Rule] = {"biblio": ours, "rapidfuzz, 90 %": most_similar}
    try:
        from rebiber.bib2json import normalize_title
    except ImportError:
        print("rebiber is not installed")
    else:

        def rebiber(query: Query, candidates: Sequence[Record]) -> Record | None:
            key = normalize_title(query.titles[0])
            return next((record for record in candidates if normalize_title(record.title) == key), None)

        found["rebiber"] = rebiber
    try:
        from bibtexautocomplete.bibtex.entry import BibtexEntry
    except ImportError:
        print("btac (bibtexautocomplete) is not installed")
    else:

        def entry(title: str, authors: str, year: str) -> BibtexEntry:
            made = BibtexEntry("benchmark", "key")
            made.title.set(title)
            made.author.set_str(authors)
            made.year.set(year)
            return made

        def btac(query: Query, candidates: Sequence[Record]) -> Record | None:
            asked = entry(query.titles[0], " and ".join(map(str, query.authors)), str(query.year or ""))
            rated = []
            for record in candidates:
                year = str(record.date.year) if record.date else ""
                rated.append((asked.matches(entry(record.title, " and ".join(map(str, record.authors)), year)), record))
            best = max(rated, key=lambda one: one[0], default=(0, None))
            return best[1] if best[0] > 0 else None

        found["btac"] = btac
    return found


def same(left: Record, right: Record) -> bool:
    return search_words(left.title) == search_words(right.title)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("--notes", type=int, default=600)
    options = parser.parse_args()
    catalogue = open_catalogue(options.catalogue)
    source = random.Random(5)
    kinds = list(DAMAGES)
    cases: list[tuple[Query, Record, tuple[Record, ...]]] = []
    while len(cases) < options.notes:
        (own,) = catalogue.records([source.randrange(1, catalogue.count + 1)]) or (None,)
        if own is None or not own.authors or own.date is None or len(own.title) < 20:
            continue
        title = damage(source, own.title, kind=source.choice(kinds))
        if title is None:
            continue
        query = Query("note", titles=(title,), authors=own.authors[:1], year=own.date.year + source.choice((0, 0, 1)))
        cases.append((query, own, catalogue.by_titles((title,), query.authors)))
    print(f"{len(cases)} notes with damaged titles, first author and year")
    print(
        f"{'':18}{'right':>8}{'wrong':>8}{'none':>8}{'wrong, own work taken out':>28}{'precision':>12}{'recall':>9}{'notes/s':>10}"
    )
    for name, rule in rules().items():
        counts: Counter[str] = Counter()
        start = time.perf_counter()
        for query, own, candidates in cases:
            taken = rule(query, candidates)
            counts["none" if taken is None else "right" if same(taken, own) else "wrong"] += 1
            others = [record for record in candidates if not same(record, own)]
            counts["invented"] += rule(query, others) is not None
        rate = 2 * len(cases) / (time.perf_counter() - start)
        accepted = counts["right"] + counts["wrong"] + counts["invented"]
        precision, recall = counts["right"] / max(1, accepted), counts["right"] / len(cases)
        print(
            f"{name:18}{counts['right']:>8}{counts['wrong']:>8}{counts['none']:>8}{counts['invented']:>28}"
            f"{precision:>12.1%}{recall:>9.1%}{rate:>10,.0f}"
        )


if __name__ == "__main__":
    main()
