"""Notes that say little: a title and hardly more, or a damaged title. What may be accepted, and is it ever wrong?

    python benchmarks/thin_notes.py CATALOGUE [--works 4000] [--seed 1] [--show 20]

Works are drawn from a catalogue, and notes are written about them with every combination of what a thin note may have:
the title as it is or damaged (`damage.py`), no author, the first author's name, a family name; no year, the right one,
one that is off by one (a preprint read a year before it was published); with and without the venue. Each note is
decided twice, with its own work among the candidates and without it: then whatever is accepted is wrong. The other
negatives are notes that have a work's title but are about something else: a talk, a thesis, a book, software, a review
or an erratum, another part, a column that every volume has.

A precision is printed with its lower bound (one-sided, 95 %, Clopper and Pearson 1934): with no error among n, that is
0.05 ** (1 / n).
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from damage import damage
from rapidfuzz.fuzz import ratio

from biblio.extract.query import extract_query
from biblio.lookup.catalogue.catalogue_service import Catalogue, open_catalogue
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.titles.prepared_title import prepare_title
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Decision, Query, Status
from biblio.model.note import Note
from biblio.model.people import surname_key
from biblio.model.record import Medium, Record
from biblio.text import tokens

DAMAGED = ("word_dropped", "subtitle_cut", "name_cut", "broken_off")
AUTHORS = ("no author", "family name", "whole name")
YEARS = ("no year", "same year", "a year off")
VENUES = ("no venue", "venue")
# Titles that are about a work or beside it, never the work itself.
OTHER_THINGS = {
    "an erratum": "Erratum to: {}",
    "a review": "Review of “{}”",
    "a comment": "Comment on “{}”",
    "a reply": "Reply to the comment on “{}”",
    "the second part": "{} II",
    "another part": "{}, Part 3",
    "its slides": "【輪講資料】{}",
    "a talk": "[Slides] {}",
    "its code": "[Code] {}",
    "its poster": "{} (poster)",
    "a demo": "{}: A Demo",
    "its data": "Dataset for {}",
    "a sequel": "{} Revisited",
    "a study of it": "A Reproducibility Study of {}",
}
KIND_HINTS = ("presentation", "thesis", "book", "software", "dataset", "blogpost", "video")


@dataclass(frozen=True, slots=True)
class Sample:
    """A note about a work of the catalogue; `group` names the row of the table that it counts in."""

    note: Note
    own: Record
    group: tuple[str, ...]
    is_about_it: bool = True


def note_of(title: str, **fields: object) -> Note:
    return Note(id="n", source="", line=1, end_line=1, layout="", title=title).replace(**fields)


def written_notes(random: Random, own: Record) -> Iterator[Sample]:
    """Yield notes about `own`: its title as it is with everything else, then one damaged title."""
    kind = random.choice(DAMAGED)
    titles = {"as it is": own.title, kind: damage(random, own.title, kind=kind)}
    for form, title in titles.items():
        for authors in AUTHORS:
            for year in YEARS:
                for venue in VENUES:
                    fields = _fields(random, own, authors, year, venue)
                    if title and fields is not None:
                        yield Sample(note_of(title, **fields), own, (form, authors, year, venue))
    fields = _fields(random, own, "no author", "same year", "no venue") or {}
    for name, pattern in OTHER_THINGS.items():
        yield Sample(note_of(pattern.format(own.title), **fields), own, (name,), is_about_it=False)
    for hint in KIND_HINTS:
        yield Sample(note_of(own.title, kind_hint=hint, **fields), own, (f"said to be a {hint}",), is_about_it=False)


def _fields(random: Random, own: Record, authors: str, year: str, venue: str) -> dict[str, object] | None:
    fields: dict[str, object] = {}
    if authors != "no author":
        if not own.authors:
            return None
        name = own.authors[0].last if authors == "family name" else str(own.authors[0])
        fields |= {"authors": (name,), "et_al": len(own.authors) > 1}
    if year != "no year":
        if own.date is None:
            return None
        fields["year"] = own.date.year + (random.choice((-1, 1)) if year == "a year off" else 0)
    if venue == "venue":
        if own.medium is Medium.PREPRINT or not own.venue:
            return None
        fields["venue"] = own.venue_short or own.venue
    return fields


def is_same_work(record: Record, own: Record) -> bool:
    """Whether two records of the catalogue are of one work: a common identifier, or the same title and a common name.

    Sources garble names ("Koiti Hasida", "Hasida Koiti"), so one common word of a name is enough; a record without
    authors is taken for the same work. So is a work by exactly the same people that was renamed before it appeared.
    """
    if set(record.identifiers) & set(own.identifiers):
        return True
    surnames, own_surnames = ({surname_key(person) for person in item.authors} for item in (record, own))
    is_renamed = ratio(record.title.casefold(), own.title.casefold()) > 60 and len(record.authors) > 1
    if is_renamed and surnames == own_surnames and record.medium is not own.medium:
        return True
    if prepare_title(record.title).key != prepare_title(own.title).key:
        return False
    names, own_names = (
        {word[:4] for person in authors for word in tokens(str(person)) if len(word) > 2}
        for authors in (record.authors, own.authors)
    )
    return not names or not own_names or bool(names & own_names)


def decided(query: Query, records: Sequence[Record]) -> Decision:
    works = merge_records(records, prefer_venue=query.venue)
    return decide(query, rank_candidates(query, works))


def measure(catalogue: Catalogue, works: int, seed: int, show: int) -> None:
    random = Random(seed)
    counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for _ in range(works):
        drawn = catalogue.records([random.randrange(1, catalogue.count + 1)])
        if not drawn:
            continue
        own = drawn[0]
        candidates: dict[str, tuple[Record, ...]] = {}
        for sample in written_notes(random, own):
            query = extract_query(sample.note)
            key = f"{query.titles} {query.authors}"
            if key not in candidates:
                candidates[key] = catalogue.by_titles(query.titles, query.authors)
            records = candidates[key]
            row = counts[sample.group]
            for is_present in (True, False):
                given = [record for record in records if is_present or not is_same_work(record, own)]
                decision = decided(query, given)
                row["notes" if is_present else "absent"] += 1
                if decision.status is not Status.ACCEPTED or decision.work is None:
                    continue
                is_right = any(is_same_work(record, own) for record in decision.work.records)
                outcome = "right" if is_right and sample.is_about_it else "wrong" if is_present else "invented"
                row[outcome] += 1
                if outcome != "right" and show:
                    show -= 1
                    best = decision.work.best
                    print(f"  {outcome} ({', '.join(sample.group)}): {sample.note.title!r} is {own.title!r}")
                    print(f"     got {best.title!r} {best.date} {best.venue_short} ({decision.reason})")
    report(counts)


def lower_bound(wrong: int, count: int) -> float:
    """Return the precision that is exceeded with a confidence of 95 %, given `wrong` among `count` (bisection)."""
    if not count:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        tail = sum(
            math.exp(
                math.lgamma(count + 1) - math.lgamma(errors + 1) - math.lgamma(count - errors + 1)
                + errors * math.log1p(-middle) + (count - errors) * math.log(middle)
            )
            for errors in range(wrong + 1)
        )  # fmt: skip
        low, high = (middle, high) if tail < 0.05 else (low, middle)
    return low


def report(counts: dict[tuple[str, ...], Counter[str]]) -> None:
    print(f"{'note':62}{'notes':>8}{'right':>8}{'wrong':>7}{'invented':>10}{'recall':>8}{'precision >':>13}")
    total: Counter[str] = Counter()
    for group, row in sorted(counts.items(), key=lambda item: (len(item[0]), item[0])):
        total += row
        _line(", ".join(group), row)
    _line("all", total)


def _line(name: str, row: Counter[str]) -> None:
    errors = row["wrong"] + row["invented"]
    accepted = row["right"] + errors
    bound = f"{lower_bound(errors, accepted):.5f}" if accepted else "-"
    recall = f"{row['right'] / row['notes']:.3f}"
    print(f"{name:62}{row['notes']:>8}{row['right']:>8}{row['wrong']:>7}{row['invented']:>10}{recall:>8}{bound:>13}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("--works", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="how many wrong decisions to print")
    options = parser.parse_args()
    measure(open_catalogue(options.catalogue), options.works, options.seed, options.show)


if __name__ == "__main__":
    main()
