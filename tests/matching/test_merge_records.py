"""Several records, one work; and works that only resemble each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.catalogue.row_format import record_from_row
from biblio.matching.works.merge_records import merge_into_work, merge_records, merge_works
from biblio.matching.works.same_work import same_work
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import Person, parse_person
from biblio.model.record import Medium, Notice, NoticeKind, Record, Relation


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


def test_every_merged_field_says_where_it_is_from_and_why() -> None:
    related = ((Relation.PUBLISHED_AS, Identifier("doi", "10.18653/v1/n19-1423")),)
    shouted = replace(
        PUBLISHED, source="crossref", title="BERT: PRE-TRAINING", authors=PUBLISHED.authors[:1], truncated=True,
        editors=(parse_person("Jill Burstein"), parse_person("Thamar Solorio")), url="https://example.org/n19",
        notices=(Notice(NoticeKind.CORRECTED, "crossref"), Notice(NoticeKind.CONCERN, "datacite")),
    )  # fmt: skip
    indexed = replace(PUBLISHED, source="dblp", volume="1", language="en")
    work = merge_into_work([replace(PREPRINT, source="arxiv", related=related), shouted, indexed])
    assert {claim.field: (claim.value, claim.source, claim.why) for claim in work.claims} == {
        "title": ("BERT: Pre-training", "dblp", "its capitals are kept"),
        "authors": ("Jacob Devlin; Ming-Wei Chang", "dblp", "the first source's list lacks names"),
        "date": ("2019", "crossref", "published version"),
        "venue": ("Proceedings of NAACL", "crossref", "published version"),
        "venue_short": ("NAACL", "crossref", "published version"),
        "pages": ("4171-4186", "crossref", "published version"),
        "volume": ("1", "dblp", "only source"),
        "language": ("en", "dblp", "only source"),
        "abstract": ("We introduce.", "arxiv", "only source"),
        "primary_class": ("cs.CL", "arxiv", "only source"),
        "identifiers": (
            "doi:10.18653/v1/n19-1423; arxiv:1810.04805", "crossref, dblp, arxiv", "union of all records",
        ),
        "notices": ("expression of concern (datacite); corrected (crossref)", "datacite, crossref", "what became of it"),
        "url": ("https://example.org/n19", "crossref", "published version"),
        "kind": ("paper", "crossref", "published version"),
        "medium": ("proceedings", "crossref", "published version"),
        "editors": ("Jill Burstein; Thamar Solorio", "crossref", "published version"),
        "related": ("published-as doi:10.18653/v1/n19-1423", "crossref, dblp, arxiv", "union of all"),
    }  # fmt: skip
    assert (work.best.editors, work.best.volume, work.best.truncated) == (shouted.editors, "1", False)


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([PUBLISHED], "only source"),
        ([PREPRINT, replace(PREPRINT, source="openreview")], "best source"),
        ([PREPRINT, PUBLISHED], "published version"),
    ],
)
def test_why_the_first_source_is_believed(records: list[Record], why: str) -> None:
    claims = {claim.field: claim.why for claim in merge_into_work(records).claims}
    assert claims["title"] == claims["authors"] == claims["date"] == why


SOURCES = (
    "bibtex", "catalogue", "crossref", "anthology", "datacite", "doi", "dblp", "openreview", "arxiv", "of a plugin",
    "semanticscholar", "openalex",
)  # fmt: skip


def test_who_registered_a_work_comes_before_who_repeats_it() -> None:
    records = [replace(PUBLISHED, source=source, title=f"BERT: Pre-training by {source}") for source in SOURCES]
    assert [record.source for record in merge_into_work(records[::-1]).records] == list(SOURCES)
    assert [record.source for record in merge_into_work([PREPRINT, *records]).records] == [*SOURCES[:-2], "catalogue", *SOURCES[-2:]]  # fmt: skip


def test_of_one_sources_records_the_one_with_more_authors_comes_first() -> None:
    short = replace(PUBLISHED, authors=PUBLISHED.authors[:1])
    assert merge_into_work([short, PUBLISHED]).records == (PUBLISHED, short)


def test_a_complete_list_of_authors_is_preferred_to_a_longer_cut_one() -> None:
    three = replace(PUBLISHED, authors=(*PUBLISHED.authors, parse_person("Kenton Lee")), truncated=True)
    initials = replace(PREPRINT, authors=(parse_person("J. Devlin"), parse_person("M.-W. Chang")))
    assert merge_into_work([three, PREPRINT]).best.authors == PREPRINT.authors
    assert merge_into_work([three, initials]).best.authors == initials.authors
    best = merge_into_work([three, replace(PREPRINT, authors=())]).best
    assert (best.authors, best.truncated) == (three.authors, True)


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


def test_only_names_in_another_script_get_a_reading() -> None:
    names = (
        Person(family="山田"),
        parse_person("Jane Doe"),
        Person(family="鈴木", given="花子", reading="Suzuki, Hana"),
    )
    spelt = tuple(map(parse_person, ("{Yamada}", "Jane Doe", "Hanako Suzuki")))
    native = replace(PUBLISHED, authors=names)
    readings = [author.reading for author in merge_into_work([native, replace(PREPRINT, authors=spelt)]).best.authors]
    assert readings == ["Yamada", "", "Suzuki, Hana"]
    assert merge_into_work([native, PREPRINT]).best.authors == names  # two names do not say which are which of three


def test_a_publication_without_a_venue_does_not_get_that_of_its_preprint() -> None:
    bare = replace(PUBLISHED, venue="", venue_short="")
    best = merge_into_work([bare, replace(PREPRINT, venue="arXiv")]).best
    assert (best.medium, best.venue, best.venue_short) == (Medium.PROCEEDINGS, "", "")
    full = replace(PUBLISHED, source="dblp", venue_short="")
    assert merge_into_work([bare, full]).best.venue == PUBLISHED.venue


def test_the_address_is_that_of_the_publication() -> None:
    bare = replace(PUBLISHED, identifiers=(), url="")
    full = replace(bare, source="dblp", url="https://example.org/n19")
    preprint = replace(PREPRINT, url="https://arxiv.org/abs/1810.04805")
    assert merge_into_work([preprint, bare, full]).best.url == full.url
    assert merge_into_work([preprint, bare]).best.url == preprint.url
    assert merge_into_work([preprint, PUBLISHED]).best.url == ""  # its DOI is its address
    assert merge_into_work([bare]).best.url == ""


def test_of_a_sources_notices_the_one_that_says_most_is_kept() -> None:
    short = Notice(NoticeKind.CORRECTED, "crossref", PartialDate(2020))
    long = Notice(NoticeKind.CORRECTED, "crossref", PartialDate(2020), Identifier("doi", "10.1000/n"))
    worded = Notice(NoticeKind.CORRECTED, "crossref", PartialDate(2020), Identifier("doi", "10.1000/n"), "a figure")
    retracted = Notice(NoticeKind.RETRACTED, "openalex")
    for notices in permutations((short, long, worded, retracted)):
        work = merge_into_work([replace(PUBLISHED, notices=notices[:2]), replace(PREPRINT, notices=notices[2:])])
        assert work.best.notices == (retracted, worded)


@pytest.mark.parametrize(
    ("identifiers", "name"),
    [
        ("isbn:9781000000009 openreview:YicbFdNTTy acl:N19-1423 doi:10.1000/a arxiv:1810.04805", "arxiv:1810.04805"),
        ("isbn:9781000000009 openreview:YicbFdNTTy acl:N19-1423 doi:10.1000/a", "doi:10.1000/a"),
        ("isbn:9781000000009 openreview:YicbFdNTTy acl:N19-1423", "acl:N19-1423"),
        ("isbn:9781000000009 openreview:YicbFdNTTy", "openreview:YicbFdNTTy"),
        ("url:https://example.org/a pmid:123 isbn:9781000000009", "isbn:9781000000009"),
        ("url:https://example.org/a pmid:123", "url:https://example.org/a"),
        ("", "work:527069618c85d187"),
    ],
)
def test_a_work_is_named_by_the_identifier_that_lasts_longest(identifiers: str, name: str) -> None:
    """State of earlier runs and Zotero items refer to works by these names."""
    names = tuple(Identifier(*text.split(":", 1)) for text in identifiers.split())
    assert merge_into_work([replace(PUBLISHED, identifiers=names)]).id == name


def test_an_acronym_is_spelt_out() -> None:
    short = record(title="X and Y", authors=["A B"], venue="ICLR", venue_short="ICLR", year=2024, type="inproceedings")
    (work,) = merge_records([short])
    assert work.best.venue == "International Conference on Learning Representations"
    assert work.best.venue_short == "ICLR"


RECORDS = [PREPRINT, PUBLISHED, OTHER, record(id="2401.00002", title="Third", authors=["C D"], published="2024-01-02")]


def test_works_that_share_an_identifier_become_one_and_others_stay_apart() -> None:
    preprint, published, other, third = (merge_into_work([record]) for record in RECORDS)
    both = merge_into_work([PREPRINT, PUBLISHED])
    assert merge_works([other, preprint, third]) == (other, preprint, third)
    assert merge_works([preprint, other, both]) == (both, other)
    assert merge_works([preprint, published, other, both]) == (both, other)  # which joins two works known before
    assert merge_works([both, both]) == (both,)


@given(st.lists(st.sampled_from(RECORDS), max_size=6))
def test_merging_works_twice_changes_nothing(records: Sequence[Record]) -> None:
    works = [work for record in records for work in merge_records([record])]
    once = merge_works(works)
    assert merge_works(once) == once
    identifiers = [identifier for work in once for identifier in work.identifiers]
    assert len(identifiers) == len(set(identifiers))
