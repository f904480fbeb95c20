"""Several records, one work; and works that only resemble each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.catalogue.row_format import record_from_row
from biblio.matching.works.merge_records import merge_records, merge_works
from biblio.matching.works.same_work import same_work
from biblio.model.record import Medium, Record, Relation


def record(**row: object) -> Record:
    result = record_from_row(row)
    assert result is not None
    return result


PREPRINT = record(
    id="1810.04805", title="BERT: Pre-training", authors=["Jacob Devlin", "Ming-Wei Chang"], published="2018-10-11",
    abstract="We introduce.", categories=["cs.CL"],
)  # fmt: skip
PUBLISHED = record(
    doi="10.18653/v1/N19-1423", title="BERT: Pre-training", authors=["Jacob Devlin", "Ming-Wei Chang"], year=2019,
    venue="Proceedings of NAACL", venue_short="NAACL", pages="4171-4186", type="inproceedings",
)  # fmt: skip
OTHER = record(doi="10.1000/x", title="BERT: Post-training", authors=["Jacob Devlin"], year=2019, type="inproceedings")


def test_preprint_and_publication_are_one_work_with_both_identities() -> None:
    (work,) = merge_records([PREPRINT, PUBLISHED])
    assert [str(identifier) for identifier in work.identifiers] == ["doi:10.18653/v1/n19-1423", "arxiv:1810.04805"]
    assert work.best.medium is Medium.PROCEEDINGS
    assert work.best.date is not None
    assert work.best.date.year == 2019
    assert work.best.abstract == "We introduce."
    assert work.best.primary_class == "cs.CL"
    assert work.id == "arxiv:1810.04805"


def test_every_merged_field_says_where_it_is_from() -> None:
    (work,) = merge_records([PREPRINT, PUBLISHED])
    claims = {claim.field: claim for claim in work.claims}
    assert claims["venue"].why == "published version"
    assert claims["abstract"].why == "only source"
    for field in ("title", "authors", "date", "venue", "pages", "identifiers"):
        assert claims[field].value


def test_another_title_is_another_work() -> None:
    assert len(merge_records([PUBLISHED, OTHER])) == 2
    assert not same_work(PUBLISHED, OTHER)


def test_the_order_of_records_does_not_matter() -> None:
    works = {
        tuple(sorted((work.id, str(work.best)) for work in merge_records(order)))
        for order in permutations([PREPRINT, PUBLISHED, OTHER])
    }
    assert len(works) == 1


def test_a_record_that_names_the_other_joins_it() -> None:
    renamed = record(id="2401.00001", title="Old name", authors=["A B"], published="2024-01-01", doi="10.1000/new")
    assert renamed.related[0][0] is Relation.PUBLISHED_AS
    new = record(doi="10.1000/new", title="Quite another name", authors=["A B"], year=2024, type="article")
    (work,) = merge_records([renamed, new])
    assert work.best.title == "Quite another name"


def test_many_years_apart_is_another_work() -> None:
    late = record(doi="10.1000/late", title="BERT: Pre-training", authors=["Jacob Devlin"], year=2029, type="article")
    assert not same_work(PUBLISHED, late)


def test_shouted_titles_and_bare_initials_are_not_preferred() -> None:
    shout = record(
        doi="10.18653/v1/N19-1423", title="BERT: PRE-TRAINING", authors=["J. Devlin", "M. Chang"], year=2019,
        venue="NAACL", type="inproceedings",
    )  # fmt: skip
    (work,) = merge_records([shout, PREPRINT])
    assert work.best.title == "BERT: Pre-training"
    assert str(work.best.authors[0]) == "Jacob Devlin"


def test_a_reading_is_known_where_another_source_spells_the_name() -> None:
    native = record(title="深層学習", authors=["山田 太郎"], doi="10.1000/j", year=2018, venue="学会誌", type="article")
    spelt = record(title="深層学習", authors=["Taro Yamada"], doi="10.1000/j", year=2018, type="article")
    (work,) = merge_records([native, spelt])
    assert work.best.authors[0].family == "山田"
    assert work.best.authors[0].reading == "Yamada, Taro"


def test_an_acronym_is_spelt_out() -> None:
    short = record(title="X and Y", authors=["A B"], venue="ICLR", venue_short="ICLR", year=2024, type="inproceedings")
    (work,) = merge_records([short])
    assert work.best.venue == "International Conference on Learning Representations"
    assert work.best.venue_short == "ICLR"


RECORDS = [PREPRINT, PUBLISHED, OTHER, record(id="2401.00002", title="Third", authors=["C D"], published="2024-01-02")]


@given(st.lists(st.sampled_from(RECORDS), max_size=6))
def test_merging_works_twice_changes_nothing(records: Sequence[Record]) -> None:
    works = [work for record in records for work in merge_records([record])]
    once = merge_works(works)
    assert merge_works(once) == once
    identifiers = [identifier for work in once for identifier in work.identifiers]
    assert len(identifiers) == len(set(identifiers))
