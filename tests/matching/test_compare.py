"""Evidence, its weights, and what forbids acceptance."""

from __future__ import annotations

import math
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.catalogue.row_format import record_from_row
from biblio.matching.compare import COMPARISONS, compare, title_row
from biblio.matching.titles.title_match import TitleLevel, TitleMatch
from biblio.matching.venue_match import match_venues
from biblio.matching.vetoes import find_vetoes
from biblio.matching.weights import bits_of, levels_of, prior, probability
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Evidence, Query
from biblio.model.people import parse_person
from biblio.model.record import Work

TABLES = tomllib.loads(files("biblio.matching").joinpath("weights.toml").read_text(encoding="utf-8"))


def work(**row: object) -> Work:
    record = record_from_row(row)
    assert record is not None
    return merge_records([record])[0]


def test_every_weight_is_what_was_counted() -> None:
    counted = 0
    for name, rows in TABLES.items():
        for level, row in rows.items():
            if isinstance(row, dict) and "m" in row:
                rounding = 5e-6  # the shares have five digits
                lower = math.log2(max(row["m"] - rounding, 1e-9) / (row["u"] + rounding))
                upper = math.log2((row["m"] + rounding) / max(row["u"] - rounding, 1e-9))
                assert lower - 0.01 <= row["bits"] <= upper + 0.01, (name, level)
                counted += 1
    assert counted > 30


@pytest.mark.parametrize("level", TitleLevel)
@pytest.mark.parametrize("information", [5.0, 20.0, 60.0])
def test_every_title_level_has_a_weight(level: TitleLevel, information: float) -> None:
    if level is not TitleLevel.UNKNOWN:
        assert bits_of("title", title_row(TitleMatch(level, information))) is not None


def test_levels_are_ordered() -> None:
    title = [levels_of("title")[name]["bits"] for name in ("exact, long", "close, long", "word", "near", "different")]
    year = [row["bits"] for row in levels_of("year").values()]
    assert title == sorted(title, reverse=True)
    assert year == sorted(year, reverse=True)
    assert bits_of("authors", "full name") > bits_of("authors", "common surname") > 0 > bits_of("authors", "none")
    assert prior() < 0


@given(st.floats(-80, 80), st.floats(0, 20))
def test_more_evidence_is_never_less_probable(bits: float, more: float) -> None:
    assert 0.0 <= probability(bits) <= probability(bits + more) <= 1.0


def test_one_piece_of_evidence_a_comparison() -> None:
    candidate = compare(Query("n"), work(title="T", authors=["A B"], year=2020, doi="10.1000/t", type="article"))
    names = [evidence.comparison for evidence in candidate.evidence]
    assert len(names) == len(set(names)) == len(COMPARISONS) + 1
    assert [evidence.level for evidence in candidate.evidence[1:]] == ["unknown"] * len(COMPARISONS)
    assert candidate.bits == prior()


@pytest.mark.parametrize(
    ("note_venue", "record_venue", "level"),
    [
        ("ICLR", "International Conference on Learning Representations", "same"),
        ("NIPS", "Advances in Neural Information Processing Systems 30", "same"),
        ("39th AAAI", "AAAI Conference on Artificial Intelligence", "same"),
        ("CNSM", "2023 19th International Conference on Network and Service Management (CNSM)", "same"),
        ("ISMIR", "21st International Society for Music Information Retrieval Conference", "same"),
        ("J. Mach. Learn. Res.", "Journal of Machine Learning Research", "same"),
        ("AMTA", "Proceedings of the 9th Conference of the Association for Machine Translation in the Americas: Papers", "same"),
        ("AMTA", "Proceedings of Machine Translation Summit XII: Papers", "other"),
        ("WS", "Proceedings of the Workshop on Annotation of Multilingual Corpora", "unknown"),
        ("WS", "Transactions of Machine Translation", "other"),
        ("WMT", "Proceedings of the Third Workshop on Machine Translation", "same"),
        ("LT-EDI", "Proceedings of the Workshop on Language Technology for Equality LT-EDI", "same"),
        ("EMNLP", "Findings of the Association for Computational Linguistics: EMNLP 2023", "its findings"),
        ("Findings of EMNLP", "Findings of the Association for Computational Linguistics: EMNLP 2023", "same"),
        ("ICLR", "ICLR 2024 Workshop on Practical ML", "its workshop"),
        ("ICLR workshop", "ICLR", "other"),
        ("ACL", "Proceedings of the 2018 Conference of the North American Chapter of the Association for Computational Linguistics", "other"),
        ("Neurocomputing", "Neural Computation", "other"),
        ("PMLR", "ICML", "unknown"),
        ("ICML", "Lecture Notes in Computer Science", "unknown"),
        ("", "ICML", "unknown"),
        ("ICML", "", "unknown"),
    ],
)  # fmt: skip
def test_venues(note_venue: str, record_venue: str, level: str) -> None:
    assert match_venues(note_venue, (record_venue,)) == level


def evidence_with(**levels: str) -> dict[str, Evidence]:
    names = ("identifier", "title", "authors", "year", "venue", "date", "pages")
    return {name: Evidence(name, levels.get(name, "unknown"), 0.0, "left", "right") for name in names}


@pytest.mark.parametrize(
    ("levels", "count"),
    [
        ({"title": "exact", "authors": "full name"}, 0),
        ({"title": "near"}, 1),
        ({"title": "number"}, 1),
        ({"title": "exact", "authors": "none"}, 1),
        ({"title": "exact", "year": "far apart", "authors": "full name"}, 1),
        ({"title": "exact", "year": "some apart", "authors": "full name"}, 1),
        ({"title": "exact", "date": "after the note"}, 1),
        ({"title": "exact", "authors": "surname", "date": "after the note"}, 0),
        ({"title": "exact", "authors": "surname", "date": "long after the note"}, 1),
        ({"identifier": "other", "title": "exact"}, 1),
        ({"identifier": "same"}, 0),
        ({"identifier": "same", "title": "different"}, 1),
        ({"identifier": "same", "title": "different", "authors": "surname"}, 0),
        ({"identifier": "same", "title": "different", "authors": "not first"}, 1),
        ({"identifier": "same", "title": "different", "authors": "none"}, 2),
        ({"identifier": "same", "title": "nickname"}, 0),
        ({"identifier": "same", "title": "within"}, 0),
        ({"identifier": "same", "title": "near"}, 0),
        ({"identifier": "same", "title": "near", "authors": "none"}, 2),
        ({"identifier": "same", "title": "number", "authors": "full name"}, 1),
        ({"identifier": "same", "title": "notice", "authors": "full name"}, 1),
        ({"identifier": "same", "title": "exact", "authors": "none"}, 0),
        ({"identifier": "same", "title": "exact", "year": "far apart", "date": "long after the note"}, 0),
        ({"identifier": "same", "authors": "none"}, 1),
        ({"identifier": "same", "date": "after the note"}, 1),
    ],
)
def test_vetoes(levels: dict[str, str], count: int) -> None:
    assert len(find_vetoes(evidence_with(**levels))) == count


def level_of(comparison: str, query: Query, work: Work) -> str:
    return next(item.level for item in compare(query, work).evidence if item.comparison == comparison)


def test_a_word_after_the_title_counts_only_where_it_is_the_author() -> None:
    of_lin = work(
        title="Automatic Retrieval of Words", authors=["Dekang Lin"], year=1998, doi="10.1000/l", type="article"
    )
    query = Query("n", titles=("Automatic Retrieval of Words",), trailing="Lin")
    assert level_of("authors", Query("n", titles=query.titles), of_lin) == "unknown"
    assert level_of("authors", query, of_lin) in ("common surname", "surname")
    other = Query("n", titles=query.titles, trailing="Verbs")
    assert level_of("authors", other, of_lin) == "unknown"


def test_pages_and_volume() -> None:
    paged = work(title="T", authors=["A B"], year=2020, doi="10.1000/t", type="article", pages="77-78", volume="5")

    def level(pages: str, volume: str = "") -> str:
        query = Query("n", titles=("T",), authors=(parse_person("A B"),), pages=pages, volume=volume)
        return level_of("pages", query, paged)

    assert level("77--78") == level("77") == level("077–80", "5") == "same"
    assert level("12-13") == level("77", "6") == "other"
    assert level("") == "unknown"
