"""Estimate the weights of the evidence on labelled notes, calibrate their sum, and measure the decisions.

    python benchmarks/weights.py CORPUS [--notes 8000] [--write biblio/matching/weights.toml]

CORPUS is a folder of JSON lines (see `biblio/lookup/catalogue/row_format.py`). Notes are generated about works drawn
from it (see `notes.py`, which also has the assumed shares of damage); a search by title and the first author's other
works give the candidates, so the wrong ones are hard. Half of the notes give the weights; the calibration and every
printed figure come from the other half. The levels are counted (add-a-half smoothing); no expectation-maximisation is
needed, because the labels are known. Title, authors and year depend on one another among works by the same people: the
vetoes and caps (`biblio/matching/vetoes.py`, `caps.py`) are there for that, and the calibration brings the sum back to what was
counted.
"""

from __future__ import annotations

import argparse
import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from corpus import Corpus
from notes import ABSENT, DAMAGED, Sample, samples

from biblio.matching import weights
from biblio.matching.compare import compare, rank_candidates, title_row
from biblio.matching.decide import decide
from biblio.matching.titles.title_match import compare_titles
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Candidate, Status
from biblio.model.record import Work

# Levels that no labelled pair shows, because notes were generated without them.
ASSUMED = {
    "title": {"nickname": 0.0, "translated": 5.0},
    "identifier": {"same": 20.0, "other": -20.0},
    "date": {"before the note": 0.0, "after the note": -2.0, "long after the note": -10.0},
    "pages": {"same": 8.0, "other": -2.0},
}
ORDER = {
    "title": (
        "exact, long", "exact, short", "exact, generic", "close, long", "close, short", "close, generic",
        "subtitle, long", "subtitle, short", "subtitle, generic", "cut", "word", "within", "number", "notice", "near",
        "different",
    ),
    "authors": (
        "several", "full name", "initials", "surname", "common surname", "spelling", "given name", "not first",
        "namesake", "none",
    ),
    "year": ("same", "one apart", "two apart", "some apart", "far apart"),
    "venue": ("same", "its findings", "its workshop", "other"),
}  # fmt: skip


def works_of(corpus: Corpus, one: Sample) -> list[tuple[Work, bool]]:
    """Return the candidate works of a note, and whether each is the right one."""
    right = set(corpus.records(one.right))
    found = merge_records(corpus.records(one.candidates), prefer_venue=one.query.venue)
    return [(work, bool(right & set(work.records))) for work in found]


def row_of(comparison: str, candidate: Candidate) -> str:
    """Return the row in the table of weights for the result of a comparison."""
    evidence = next(one for one in candidate.evidence if one.comparison == comparison)
    if comparison == "title" and evidence.level != "unknown":
        return title_row(compare_titles(evidence.left, evidence.right))
    return evidence.level


def count(corpus: Corpus, given: Sequence[Sample]) -> tuple[dict[str, dict[bool, Counter[str]]], Counter[bool]]:
    counts: dict[str, dict[bool, Counter[str]]] = defaultdict(lambda: {True: Counter(), False: Counter()})
    pairs: Counter[bool] = Counter()
    for one in given:
        for work, is_right in works_of(corpus, one):
            pairs[is_right] += 1
            candidate = compare(one.query, work)
            for comparison in ORDER:
                counts[comparison][is_right][row_of(comparison, candidate)] += 1
    return counts, pairs


def table(counts: dict[str, dict[bool, Counter[str]]]) -> dict[str, dict[str, tuple[float, float, float, int, int]]]:
    """Return level → (m, u, bits, matches, others), counted among the pairs where both sides have a value."""
    found: dict[str, dict[str, tuple[float, float, float, int, int]]] = {}
    for comparison, levels in ORDER.items():
        right, wrong = counts[comparison][True], counts[comparison][False]
        for counter in (right, wrong):
            if unknown := set(counter) - set(levels) - {"unknown", *ASSUMED.get(comparison, ())}:
                raise SystemExit(f"{comparison}: levels without a row: {unknown}")
        total_right = sum(right[level] for level in levels) + 0.5 * len(levels)
        total_wrong = sum(wrong[level] for level in levels) + 0.5 * len(levels)
        found[comparison] = {}
        for level in levels:
            m, u = (right[level] + 0.5) / total_right, (wrong[level] + 0.5) / total_wrong
            found[comparison][level] = (m, u, math.log2(m / u), right[level], wrong[level])
    return found


def toml(found: dict[str, dict[str, tuple[float, float, float, int, int]]], pairs: Counter[bool], head: str) -> str:
    share = pairs[True] / (pairs[True] + pairs[False])
    lines = [head, "[prior]", f"bits = {math.log2(share / (1 - share)):.2f}", ""]
    for comparison in (*found, *(name for name in ASSUMED if name not in found)):
        lines.append(f"[{comparison}]")
        for level, (m, u, bits, right, wrong) in found.get(comparison, {}).items():
            lines.append(
                f'"{level}" = {{ bits = {bits:.2f}, m = {m:.5f}, u = {u:.7f}, right = {right}, wrong = {wrong} }}'
            )
        for level, bits in ASSUMED.get(comparison, {}).items():
            lines.append(f'"{level}" = {{ bits = {bits:.2f} }} # assumed')
        lines.append("")
    return "\n".join(lines)


def calibrate(points: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Return slope and offset of log2-odds = slope * bits + offset that fit best (logistic regression by Newton)."""
    slope, offset = 0.5, 0.0
    scale = math.log(2)
    for _ in range(50):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for bits, label in points:
            p = 1 / (1 + math.exp(-max(-40.0, min(40.0, scale * (slope * bits + offset)))))
            error, weight = p - label, max(p * (1 - p), 1e-9)
            g0, g1 = g0 + error * bits * scale, g1 + error * scale
            h00, h01, h11 = h00 + weight * (bits * scale) ** 2, h01 + weight * bits * scale**2, h11 + weight * scale**2
        h00, h11 = h00 + 1e-6, h11 + 1e-6
        determinant = h00 * h11 - h01 * h01
        step0, step1 = (h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant
        slope, offset = slope - step0, offset - step1
        if abs(step0) + abs(step1) < 1e-7:
            break
    return slope, offset


def use(table: str) -> None:
    """Measure with this table of weights in place of the installed one."""
    read = tomllib.loads(table)
    weights._tables = lambda: read  # type: ignore[assignment]
    weights.bits_of.cache_clear()


def firsts(corpus: Corpus, given: Sequence[Sample]) -> list[tuple[float, bool]]:
    """Return (bits, right) of each note's first candidate among those that no veto forbids."""
    points = []
    for one in given:
        found = [(compare(one.query, work), is_right) for work, is_right in works_of(corpus, one)]
        able = [(candidate.bits, is_right) for candidate, is_right in found if not candidate.vetoes]
        if able:
            points.append(max(able))
    return points


def report(corpus: Corpus, given: Sequence[Sample], *, show: int) -> None:
    """Print precision and recall by damage, and how often a probability was right."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for one in given:
        found = works_of(corpus, one)
        right = {work.id for work, is_right in found if is_right}
        decision = decide(one.query, rank_candidates(one.query, [work for work, _ in found]))
        row = rows[one.damage or ("another version" if one.joined else "as it is")]
        row["held"] += bool(right)
        if decision.status is Status.ACCEPTED and decision.work is not None:
            is_right = decision.work.id in right
            row["right" if is_right else "wrong"] += 1
            bands[int(-math.log10(max(1e-6, 1 - (decision.confidence or 0))))].append(
                (decision.confidence or 0, is_right)
            )
            if not is_right and show:
                show -= 1
                print(
                    f"  wrong: {one.query.titles[0]!r} {[str(a) for a in one.query.authors]} {one.query.venue} {one.query.year}"
                )
                print(
                    f"     got {decision.work.best.title!r} {[str(a) for a in decision.work.best.authors][:3]} {decision.reason}"
                )
        row["ambiguous"] += decision.status is Status.AMBIGUOUS
    print(f"{'damage':18}{'notes held':>12}{'right':>8}{'wrong':>8}{'precision':>11}{'recall':>9}")
    total: Counter[str] = Counter()
    for name, row in sorted(rows.items()):
        total += row
        _line(name, row)
    _line("all", total)
    print("\nprobability        accepted   mean said   right")
    for _, group in sorted(bands.items()):
        said = sum(p for p, _ in group) / len(group)
        print(
            f"{min(p for p, _ in group):.5f}-{max(p for p, _ in group):.5f}{len(group):>9}{said:>12.5f}{sum(r for _, r in group) / len(group):>9.5f}"
        )


def _line(name: str, row: Counter[str]) -> None:
    accepted = row["right"] + row["wrong"]
    precision = f"{row['right'] / accepted:.4f}" if accepted else "-"
    recall = f"{row['right'] / row['held']:.4f}" if row["held"] else "-"
    print(f"{name:18}{row['held']:>12}{row['right']:>8}{row['wrong']:>8}{precision:>11}{recall:>9}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--notes", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help="write the table here and measure with it")
    parser.add_argument("--show", type=int, default=0, help="how many wrong decisions to print")
    asked = parser.parse_args()
    corpus = Corpus(asked.corpus)
    given = list(samples(corpus, asked.notes, asked.seed))
    train, held = given[: len(given) // 2], given[len(given) // 2 :]
    if asked.write:
        counts, pairs = count(corpus, train)
        head = (
            "# Weights of the evidence, in bits: log2(m / u). Made by benchmarks/weights.py; do not edit by hand.\n"
            f"# Counted on {len(train):,} notes about works drawn from {len(corpus):,} records of arXiv, DBLP and the ACL"
            f" Anthology:\n# {pairs[True]:,} right candidates and {pairs[False]:,} wrong ones that a search by title or the"
            f" author's other works gave.\n# {DAMAGED:.0%} of the titles were damaged, {ABSENT:.0%} of the works were"
            " absent (benchmarks/notes.py).\n"
        )
        found = toml(table(counts), pairs, head)
        use(f"{found}[calibration]\nslope = 1.0\noffset = 0.0\n")
        slope, offset = calibrate(firsts(corpus, held))
        found += (
            f"[calibration] # of the sum, on {len(held):,} other notes\nslope = {slope:.4f}\noffset = {offset:.4f}\n"
        )
        asked.write.write_text(found, encoding="utf-8")
        use(found)
        print(found)
    report(corpus, held, show=asked.show)


if __name__ == "__main__":
    main()
