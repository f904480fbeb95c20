"""Evidence, its weights, and what forbids acceptance."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.catalogue.row_format import record_from_row
from biblio.matching.caps import find_cap, translation_cap
from biblio.matching.compare import COMPARISONS, compare, title_row
from biblio.matching.decide import ACCEPT
from biblio.matching.titles.title_match import TitleLevel, TitleMatch
from biblio.matching.venue_match import match_venues
from biblio.matching.vetoes import find_vetoes
from biblio.matching.weights import bits_of, levels_of, prior, probability
from biblio.matching.works.merge_records import merge_into_work, merge_records
from biblio.model.dates import PartialDate
from biblio.model.decision import Candidate, Evidence, Query
from biblio.model.identifiers import Identifier
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


def test_probability_follows_the_evidence() -> None:
    assert probability(-40) < 0.001
    assert probability(40) > 0.999
    assert 0.5 < probability(ACCEPT) < 0.99


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
        ("JCG", "Journal of Computational Grids", "same"),
        ("GTCR", "Grids, Trees and Cats Conference on Robots", "same"),
        ("CGT", "Conference on Grids and Trees Symposium", "same"),
        ("Intl. J. Grids", "International Journal of Grids", "same"),
        ("Grids Conference", "International Conference on Grids", "same"),
        ("Pattern Letters", "Robotics Bulletin", "other"),
        ("Neuro", "Neurocomputing", "other"),
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
        ({"identifier": "same", "title": "exact", "authors": "none", "year": "far apart"}, 1),
        ({"identifier": "same", "title": "different", "authors": "surname", "year": "far apart"}, 1),
    ],
)
def test_vetoes(levels: dict[str, str], count: int) -> None:
    assert len(find_vetoes(evidence_with(**levels))) == count


LONG, SHORT, GENERIC = "Parsing Turkish with Grids", "Value Residual Learning", "Image Segmentation"
FAIRLY_LONG = "Hindsight Experience Replay"
UNMISTAKABLE = "Parsing Turkish Newspapers by Moonlight with Grids of Copper Lanterns"


def evidence_for(text: str, **levels: str) -> dict[str, Evidence]:
    """Return evidence in which both titles are `text`, as how telling they are counts too."""
    evidence = evidence_with(**levels)
    return {**evidence, "title": replace(evidence["title"], left=text, right=text)}


@pytest.mark.parametrize(
    ("title", "authors", "year", "is_older"),
    [
        ("exact", "full name", "some apart", True),
        ("exact", "several", "some apart", True),
        ("exact", "surname", "some apart", False),
        ("close", "full name", "some apart", False),
        ("exact", "full name", "far apart", False),
    ],
)
def test_a_work_may_have_appeared_some_years_apart(title: str, authors: str, year: str, is_older: bool) -> None:
    assert bool(find_vetoes(evidence_for(LONG, title=title, authors=authors, year=year))) is not is_older
    assert find_vetoes(evidence_for(GENERIC, title=title, authors=authors, year=year))


@pytest.mark.parametrize(
    ("text", "levels", "cap"),
    [
        (GENERIC, {"title": "different", "identifier": "same"}, ""),
        (GENERIC, {"title": "exact", "authors": "surname"}, ""),
        (GENERIC, {"title": "exact", "authors": "not first"}, ""),
        (GENERIC, {"title": "exact", "venue": "same", "year": "same"}, ""),
        (GENERIC, {"title": "exact", "venue": "same", "year": "one apart"}, "only the title and the venue agree"),
        ("Session 7", {"title": "exact", "venue": "same", "year": "same"}, "only the title"),
        (UNMISTAKABLE, {"title": "exact"}, "only the title agrees"),
        (FAIRLY_LONG, {"title": "exact", "year": "same"}, ""),
        (FAIRLY_LONG, {"title": "exact", "year": "one apart"}, "only the title"),
        (FAIRLY_LONG, {"title": "exact", "year": "same", "venue": "its workshop"}, "only the title"),
        (UNMISTAKABLE, {"title": "exact", "year": "one apart", "venue": "its workshop"}, "only the title"),
        (FAIRLY_LONG, {"title": "exact", "venue": "same"}, "only the title and the venue agree"),
        (UNMISTAKABLE, {"title": "exact", "year": "one apart"}, ""),
        (UNMISTAKABLE, {"title": "exact", "year": "two apart"}, "only the title"),
        (UNMISTAKABLE, {"title": "exact", "venue": "other"}, "only the title"),
        (SHORT, {"title": "exact", "venue": "same", "year": "same"}, ""),
        (SHORT, {"title": "exact", "venue": "same", "year": "one apart"}, ""),
        (SHORT, {"title": "exact", "venue": "same", "year": "two apart"}, "only the title"),
        (SHORT, {"title": "exact", "venue": "same"}, "only the title"),
        (SHORT, {"title": "exact", "year": "same"}, "only the title"),
        (LONG, {"title": "exact", "venue": "same"}, ""),
        (LONG, {"title": "exact", "year": "same"}, ""),
        (LONG, {"title": "exact"}, "only the title"),
        (LONG, {"title": "unknown", "authors": "full name", "year": "same"}, "nothing but names"),
        (LONG, {"title": "close", "year": "same", "venue": "same"}, "no author confirms"),
        (LONG, {"title": "close", "authors": "full name", "venue": "other"}, "the venue is another one"),
        (LONG, {"title": "close", "authors": "full name"}, ""),
        (LONG, {"title": "cut", "authors": "full name"}, "neither year nor venue"),
        (LONG, {"title": "word", "authors": "full name", "year": "one apart"}, "neither year nor venue"),
        (LONG, {"title": "cut", "authors": "full name", "year": "same"}, ""),
        (LONG, {"title": "word", "authors": "full name", "venue": "same"}, ""),
        (GENERIC, {"title": "subtitle", "authors": "common surname"}, "too little of the title"),
        (GENERIC, {"title": "subtitle", "authors": "common surname", "venue": "same"}, ""),
        (GENERIC, {"title": "subtitle", "authors": "full name"}, "the year or the venue would decide"),
        (GENERIC, {"title": "subtitle", "authors": "full name", "year": "one apart"}, ""),
        (GENERIC, {"title": "subtitle", "authors": "full name", "venue": "same"}, ""),
        (UNMISTAKABLE, {"title": "cut", "authors": "full name"}, ""),
        (UNMISTAKABLE, {"title": "word", "authors": "surname", "year": "one apart"}, ""),
        (UNMISTAKABLE, {"title": "word", "authors": "common surname", "year": "one apart"}, "neither year nor venue"),
        (UNMISTAKABLE, {"title": "word", "authors": "surname", "year": "two apart"}, "neither year nor venue"),
        (LONG, {"title": "subtitle", "authors": "common surname"}, ""),
        (LONG, {"title": "translated", "authors": "full name", "year": "same"}, ""),
        (LONG, {"title": "translated", "authors": "full name"}, "neither year nor venue"),
    ],
)
def test_caps(text: str, levels: dict[str, str], cap: str) -> None:
    of = work(title=text, authors=["Ada Berg"])
    reason = find_cap(Candidate(of, tuple(evidence_for(text, **levels).values())))
    assert bool(reason) is bool(cap)
    assert cap in reason


@pytest.mark.parametrize(
    ("title", "levels", "is_capped"),
    [
        (f"{LONG}: Foundations of a Theory", {}, True),
        (f"{LONG}: Foundations of a Theory", {"year": "one apart"}, False),
        (f"{LONG}: Foundations of a Theory", {"venue": "same"}, False),
        (f"Deep: {LONG}", {}, False),
    ],
)
def test_a_title_that_goes_on_may_be_the_authors_other_work(
    title: str, levels: dict[str, str], is_capped: bool
) -> None:
    of = work(title=LONG, authors=["Ada Berg"])
    evidence = evidence_for(LONG, title="subtitle", authors="full name", **levels)
    evidence["title"] = replace(evidence["title"], left=title)
    assert ("goes on" in find_cap(Candidate(of, tuple(evidence.values())))) is is_capped


RIVAL = Candidate(work(title=LONG, authors=["Ada Berg"]), tuple(evidence_for(LONG, title="cut").values()))


@pytest.mark.parametrize(
    ("text", "levels", "cap"),
    [
        (UNMISTAKABLE, {"title": "exact"}, "which other works may have"),
        (UNMISTAKABLE, {"title": "exact", "year": "one apart"}, "which other works may have"),
        (GENERIC, {"title": "exact", "year": "same", "venue": "same"}, "which other works may have"),
        (LONG, {"title": "exact", "year": "same"}, ""),
        (LONG, {"title": "cut", "authors": "full name", "year": "same"}, "several works of the author"),
        (LONG, {"title": "cut", "authors": "full name", "venue": "same"}, ""),
        (UNMISTAKABLE, {"title": "word", "authors": "full name", "year": "one apart"}, "neither year nor venue"),
    ],
)
def test_another_work_that_can_have_the_title(text: str, levels: dict[str, str], cap: str) -> None:
    candidate = Candidate(work(title=text, authors=["Ada Berg"]), tuple(evidence_for(text, **levels).values()))
    reason = find_cap(candidate, [RIVAL])
    assert bool(reason) is bool(cap)
    assert cap in reason


def test_a_word_in_another_form_needs_the_year_or_the_venue() -> None:
    evidence = evidence_with(title="close", authors="full name")
    titles = "Deep Temporal Models of Activity", "A Deep Temporal Model of Activity"
    evidence["title"] = replace(evidence["title"], left=titles[0], right=titles[1])
    assert "neither year nor venue" in find_cap(Candidate(work(title=titles[1]), tuple(evidence.values())))


def test_the_venue_of_a_translation_may_not_be_another_one() -> None:
    assert translation_cap("full name", "same", "unknown") == ""
    assert translation_cap("full name", "same", "other")


ARXIV, OTHER_ARXIV = Identifier("arxiv", "2001.00001"), Identifier("arxiv", "2001.00002")
OF_FOUR = work(
    title="Parsing Turkish with Grids", authors=["Ada Berg", "Bo Dahl", "Cy Ek", "Di Falk"], year=2020,
    venue="International Conference on Learning Representations", venue_short="ICLR", pages="3-9",
    doi="10.1000/g", arxiv="2001.00001", type="inproceedings",
)  # fmt: skip
OF_THREE = work(
    id="2001.00001", title="Parsing Turkish with Grids", authors=["Ada Berg", "Bo Dahl", "Cy Ek"],
    published="2020-01-05", comment="Accepted at ICML 2020",
)  # fmt: skip
AUTHORS = tuple(map(parse_person, ("Ada Berg", "Bo Dahl")))


@pytest.mark.parametrize(
    ("query", "of", "comparison", "level", "left", "right"),
    [
        (Query("n", (ARXIV,)), OF_FOUR, "identifier", "same", "arxiv:2001.00001", "arxiv:2001.00001"),
        (Query("n", (OTHER_ARXIV,)), OF_FOUR, "identifier", "other", "arxiv:2001.00002", "arxiv:2001.00001"),
        (Query("n", (Identifier("doi", "10.1000/h"),)), OF_FOUR, "identifier", "unknown", "", ""),
        (Query("n", (Identifier("acl", "P19-1285"),)), OF_FOUR, "identifier", "unknown", "", ""),
        (Query("n"), OF_FOUR, "title", "unknown", "", "Parsing Turkish with Grids"),
        (Query("n", titles=("深層学習",)), OF_FOUR, "title", "unknown", "深層学習", "Parsing Turkish with Grids"),
        (Query("n", (ARXIV,), ("the PTG paper",)), OF_FOUR, "title", "nickname", "the PTG paper", "Parsing Turkish with Grids"),
        (Query("n", titles=("Parsing of Turkish with Grids",)), OF_FOUR, "title", "close", "Parsing of Turkish with Grids", "Parsing Turkish with Grids"),
        (Query("n", authors=AUTHORS), OF_FOUR, "authors", "several", "Ada Berg, Bo Dahl", "Ada Berg, Bo Dahl, Cy Ek …"),
        (Query("n", authors=AUTHORS), OF_THREE, "authors", "several", "Ada Berg, Bo Dahl", "Ada Berg, Bo Dahl, Cy Ek"),
        (Query("n", year=2021), OF_FOUR, "year", "one apart", "2021", "2020"),
        (Query("n", venue="ICLR"), OF_FOUR, "venue", "same", "ICLR", "ICLR"),
        (Query("n", venue="ICML"), OF_FOUR, "venue", "other", "ICML", "ICLR"),
        (Query("n", venue="ICML"), OF_THREE, "venue", "same", "ICML", "Accepted at ICML 2020"),
        (Query("n", venue="ICLR"), OF_THREE, "venue", "unknown", "ICLR", ""),  # a comment never contradicts
        (Query("n", before=PartialDate(2019, 12, 1)), OF_THREE, "date", "before the note", "2019-12-01", "2020-01-05"),
        (Query("n", pages="3"), OF_FOUR, "pages", "same", "3", "3-9"),
        (Query("n", pages="3"), OF_THREE, "pages", "unknown", "3", ""),
        (Query("n", pages="3"), work(title="T", authors=["A B"], doi="10.1000/t", type="article"), "pages", "unknown", "3", ""),
    ],
)  # fmt: skip
def test_evidence_shows_what_was_compared(
    query: Query, of: Work, comparison: str, level: str, left: str, right: str
) -> None:
    evidence = next(item for item in compare(query, of).evidence if item.comparison == comparison)
    assert (evidence.level, evidence.left, evidence.right) == (level, left, right)


def test_another_identifier_of_one_scheme_is_a_veto_in_words() -> None:
    candidate = compare(Query("n", (OTHER_ARXIV,), ("Parsing Turkish with Grids",)), OF_FOUR)
    assert candidate.vetoes == ("the note has arxiv:2001.00002, the work is arxiv:2001.00001",)


@pytest.mark.parametrize(
    ("days", "level"),
    [(-30, "before the note"), (45, "before the note"), (46, "after the note"), (365, "after the note"), (366, "long after the note")],
)  # fmt: skip
def test_a_preprint_is_seldom_read_before_it_appears(days: int, level: str) -> None:
    day = date(2020, 1, 5) - timedelta(days)
    assert level_of("date", Query("n", before=PartialDate(day.year, day.month, day.day)), OF_THREE) == level


def test_a_year_between_two_versions_is_one_apart() -> None:
    records = [
        record_from_row({"title": "T", "authors": ["A B"], "year": year, "doi": f"10.1000/{year}", "type": "article"})
        for year in (2015, 2019)
    ]
    both = merge_into_work([record for record in records if record is not None])
    levels = {
        year: level_of("year", Query("n", year=year), both) for year in (2010, 2013, 2014, 2015, 2017, 2019, 2020)
    }
    assert levels == {
        2010: "far apart", 2013: "two apart", 2014: "one apart", 2015: "same", 2017: "one apart", 2019: "same", 2020: "one apart",
    }  # fmt: skip
    evidence = next(item for item in compare(Query("n", year=2017), both).evidence if item.comparison == "year")
    assert (evidence.left, evidence.right) == ("2017", "2015-2019")


def test_the_record_that_agrees_best_speaks_for_the_authors() -> None:
    listed = record_from_row({"title": "T", "authors": ["Dekang Lin"], "year": 1998, "type": "article"})
    bare = record_from_row({"title": "T", "year": 1998, "doi": "10.1000/t", "type": "article"})
    other = record_from_row({"title": "T", "authors": ["Jane Doe"], "year": 1998, "type": "article"})
    assert listed is not None
    assert bare is not None
    assert other is not None
    for records in permutations((listed, bare, other)):
        several = replace(work(title="T"), records=records)
        assert level_of("authors", Query("n", authors=(parse_person("Dekang Lin"),)), several) == "full name"
        assert level_of("authors", Query("n", titles=("T",), trailing="Lin"), several) == "common surname"


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
