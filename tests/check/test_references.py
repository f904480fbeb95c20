"""References against records: what is held against them, and what never is. No service, no file but the entry's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from biblio.check.edits import apply_edits, plan_edits, why_unsound
from biblio.check.finding import FindingKind, Severity
from biblio.check.reference_sources import bib_references, csl_references
from biblio.check.rules.reference.judgement import judge_reference
from biblio.check.rules.reference.reference import IdentifiedBy, NamedWork, ReferenceState
from biblio.check.rules.reference.reference_state import merge_state_works, replace_work, with_works
from biblio.check.source_text import SourceText
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, make
from biblio.model.people import parse_person
from biblio.model.record import Kind, Medium, Notice, NoticeKind, Record, Relation, Work

TODAY = date(2026, 11, 21)
ALL = ("arxiv", "dblp", "crossref")


def identifier(scheme: str, value: str) -> Identifier:
    made = make(scheme, value)
    assert made is not None
    return made


BERT_TITLE = "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"
PEOPLE = tuple(map(parse_person, ("Jacob Devlin", "Ming-Wei Chang", "Kenton Lee", "Kristina Toutanova")))
PUBLISHED = Record(
    "crossref", BERT_TITLE, medium=Medium.PROCEEDINGS, identifiers=(identifier("doi", "10.18653/v1/N19-1423"),),
    authors=PEOPLE, date=PartialDate(2019, 6), venue="Proceedings of the 2019 Conference of the North American Chapter of"
    " the Association for Computational Linguistics", pages="4171-4186",
)  # fmt: skip
PREPRINT = Record(
    "arxiv", BERT_TITLE, medium=Medium.PREPRINT, identifiers=(identifier("arxiv", "1810.04805v2"),), authors=PEOPLE,
    date=PartialDate(2018, 10, 11), venue="arXiv", url="https://arxiv.org/abs/1810.04805",
)  # fmt: skip
BERT = merge_into_work([PUBLISHED, PREPRINT])
ONLY_PREPRINT = merge_into_work([PREPRINT])
NATURE = merge_into_work([
    Record("crossref", "Deep learning", medium=Medium.JOURNAL, identifiers=(identifier("doi", "10.1038/nature14539"),),
           authors=tuple(map(parse_person, ("Yann LeCun", "Yoshua Bengio", "Geoffrey Hinton"))), date=PartialDate(2015),
           venue="Nature", volume="521", number="7553", pages="436-444"),
])  # fmt: skip
GOOD = (
    "@inproceedings{bert,\n  author = {Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova},\n"
    f"  title = {{{BERT_TITLE}}},\n  booktitle = {{NAACL}},\n  year = {{2019}},\n}}\n"
)


def case(
    text: str, *candidates: Work, named: dict[Identifier, Work | None] | None = None, **more: object
) -> ReferenceState:
    (reference,) = bib_references(SourceText("refs.bib", text))
    named_works = [NamedWork(name, work, is_certain=True) for name, work in (named or {}).items()]
    state = with_works(ReferenceState(reference, TODAY, searched=ALL), named=named_works, candidates=candidates)
    return replace(state, **more)  # type: ignore[arg-type]


def reported(state: ReferenceState) -> list[str]:
    """Return the rules of what is wrong, without infos."""
    return [finding.rule for finding in judge_reference(state).findings if finding.severity is not Severity.INFO]


def test_a_good_reference_is_confirmed() -> None:
    judgement = judge_reference(case(GOOD, BERT))
    assert judgement.findings == ()
    assert judgement.is_confirmed


def test_other_works_identify_the_reference_again_and_keep_what_was_accepted() -> None:
    state = case(GOOD)
    assert state.identified is None
    by_title = with_works(state, candidates=[BERT], accepted=BERT)
    assert by_title.identified is not None
    assert (by_title.identified.work, by_title.identified.by) == (BERT, IdentifiedBy.TITLE)
    named = NamedWork(identifier("arxiv", "1810.04805"), ONLY_PREPRINT, is_certain=True)
    both = with_works(by_title, named=[named])
    assert both.identified is not None
    assert (both.identified.work, both.identified.by) == (ONLY_PREPRINT, IdentifiedBy.IDENTIFIER)
    assert (both.accepted, both.candidates) == (BERT, (BERT,))


def test_a_preprint_behind_an_identifier_and_its_publication_found_by_title_become_one_work() -> None:
    published = merge_into_work([replace(PUBLISHED, identifiers=(*PUBLISHED.identifiers, *PREPRINT.identifiers))])
    named = NamedWork(identifier("arxiv", "1810.04805"), ONLY_PREPRINT, is_certain=True)
    apart = with_works(case(GOOD), named=[named], candidates=[published, NATURE], accepted=published)
    merged = merge_state_works(apart)
    (work, other) = merged.candidates
    assert set(work.records) == {*published.records, *ONLY_PREPRINT.records}
    assert other is NATURE
    assert merged.named[0].work is work
    assert merged.accepted is work
    assert merged.identified is not None
    assert merged.identified.work is work


def test_a_work_is_replaced_wherever_the_state_has_it() -> None:
    named = NamedWork(identifier("arxiv", "1810.04805"), ONLY_PREPRINT, is_certain=True)
    state = with_works(case(GOOD), named=[named], candidates=[NATURE, ONLY_PREPRINT], accepted=ONLY_PREPRINT)
    replaced = replace_work(state, ONLY_PREPRINT, BERT)
    assert replaced.named[0].work is replaced.accepted is BERT
    assert replaced.candidates == (NATURE, BERT)
    assert replaced.identified is not None
    assert replaced.identified.work is BERT
    assert replace_work(state, ONLY_PREPRINT, ONLY_PREPRINT) is state


WRONG = [
    ("title-differs", ("Language Understanding", "Language Generation")),
    ("title-differs", ("for Language", "of Language")),
    ("authors-differ", (" and Kristina Toutanova", "")),
    ("authors-differ", ("Jacob Devlin", "Jacob Devlinn")),
    ("authors-differ", ("Toutanova", "Toutonova")),
    ("authors-differ", ("Kristina Toutanova", "Kristina Toutanova and Wei Zhou")),
    ("authors-differ", ("Jacob Devlin and Ming-Wei Chang", "Ming-Wei Chang and Jacob Devlin")),
    ("authors-of-another", ("Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova", "Anna Berg and Ola Dahl")),
    ("authors-differ", ("Jacob Devlin", "Joanna Maria Devlin")),
    ("authors-differ", ("Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova", "Peter Devlin and Carol Chang and Wei Lee and Sofia Toutanova")),
    ("year-differs", ("2019", "2013")),
    ("year-differs", ("2019", "2021")),  # two years after the last of them
    ("year-differs", ("2019", "2016")),  # two years before the first
    ("venue-differs", ("NAACL", "International Conference on Machine Learning")),
    ("venue-differs", ("NAACL", "Symposium on Neural Scaling Laws")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change"), WRONG)
def test_what_is_wrong_is_told_with_both_values_and_the_source(rule: str, change: tuple[str, str]) -> None:
    judgement = judge_reference(case(GOOD.replace(*change), BERT))
    assert [finding.rule for finding in judgement.findings] == [rule]
    (finding,) = judgement.findings
    assert finding.written
    assert finding.record
    assert finding.sources
    assert finding.span.line > 1
    assert not judgement.is_confirmed


RIGHT = [
    ("Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova", "Devlin, J. and others"),
    ("Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova", "J. Devlin and M.-W. Chang and K. Lee and K. N. Toutanova"),
    ("Kristina Toutanova", "Kristina Nikolova Toutanova"),
    ("Jacob Devlin and Ming-Wei Chang", "Jake Devlin and Mingwei Chang"),
    ("Kenton Lee", "Lee Kenton"),
    ("Ming-Wei Chang", "Jason Chang"),  # many people have an English name too
    ("Jacob Devlin", "Devlin Jacob"),
    ("Jacob Devlin", "J. Devlinn"),  # who knows
    (BERT_TITLE, "{BERT}: Pre-Training of deep bidirectional transformers for language understanding."),
    (BERT_TITLE, "{BERT}"),
    ("2019", "2017"),
    ("2019", "2018"),
    ("2019", "2020"),
    ("NAACL", "Proc. NAACL-HLT"),
    ("NAACL", "Proceedings of the Conference of the North {A}merican Chapter of the ACL: Human Language Technologies"),
    ("NAACL", "Association for Computational Linguistics"),
    ("NAACL", "Springer"),
    ("NAACL", "Workshop on Something"),
]  # fmt: skip


@pytest.mark.parametrize("change", RIGHT)
def test_what_is_only_written_otherwise_is_left_alone(change: tuple[str, str]) -> None:
    assert change[0] in GOOD
    assert reported(case(GOOD.replace(*change), BERT)) == []


def test_a_record_with_initials_does_not_vouch_for_given_names() -> None:
    initials = replace(
        PUBLISHED, authors=tuple(map(parse_person, ("J. Devlin", "M.-W. Chang", "K. Lee", "K. Toutanova")))
    )
    made_up = GOOD.replace("Jacob Devlin", "Joanna Devlin").replace("Kristina", "Katherine")
    assert reported(case(made_up, merge_into_work([initials, PREPRINT]))) == ["authors-differ"]
    assert reported(case(made_up, merge_into_work([initials]))) == [], "nobody knows the given names"
    (finding,) = judge_reference(case(made_up, BERT)).findings
    assert finding.message.startswith("given names differ: Joanna Devlin should be Jacob Devlin")


BOOK = "@book{a, author={Roe, Jane and Poe, Max}, title={Lamps and Shadows}, year={1998}, doi={10.1000/lamps}}"


def works_of_book() -> dict[Identifier, Work]:
    """Return the work that `BOOK` is about, by its DOI."""
    lamps = make("doi", "10.1000/lamps")
    assert lamps is not None
    record = Record(
        "crossref", "Lamps and Shadows", kind=Kind.BOOK, identifiers=(lamps,),
        authors=(parse_person("Jane Roe"), parse_person("Max Poe")), date=PartialDate(1998),
    )  # fmt: skip
    return {lamps: merge_into_work([record])}


def test_the_given_names_of_a_book_count_where_its_record_has_the_same_people() -> None:
    text, named = BOOK, works_of_book()
    assert severities(case(text, named=named)) == []
    assert severities(case(text.replace("Roe, Jane", "Roe, J."), named=named)) == []
    assert severities(case(text.replace("Poe, Max", "Poe, Quirin"), named=named)) == [
        ("authors-differ", Severity.WARNING)
    ]
    alone = judge_reference(case(text.replace(" and Poe, Max", ""), named=named))
    assert alone.findings == (), "registries list editors too"
    assert alone.unverified == ("edition",)


def test_a_book_with_other_people_or_of_another_year_does_not_agree_with_its_record() -> None:
    text, named = BOOK, works_of_book()
    (work,) = named.values()
    replaced = case(text.replace("Roe, Jane", "Moe, Hugo"), named=named)
    assert severities(replaced) == [("authors-differ", Severity.WARNING)]
    one_more = case(text.replace("Max", "Max and Moe, Hugo"), named=named)
    assert severities(one_more) == [("authors-differ", Severity.INFO)]
    without_doi = text.replace(", doi={10.1000/lamps}", "")
    assert judge_reference(case(without_doi, work)).unverified == ()
    for changed in (without_doi.replace("1998", "2009"), without_doi.replace("Poe, Max", "Poe, Quirin")):
        judged = judge_reference(case(changed, work))
        assert [finding.rule for finding in judged.findings if finding.rule != "identifier-missing"] == []
        assert (judged.unverified, judged.is_confirmed) == (("edition",), False)


@pytest.mark.parametrize(
    ("recorded", "journal", "is_remarked"),
    [
        ("JAMA", "Journal of Applied Entomology", True),
        ("JAMA", "Journal of the American Medical Association", False),
        ("JAMA", "J. Appl. Entomol.", False),
        ("Modern Law Review", "MLR", False),
        ("Zeitschrift für Physik", "Zeitschr. f. Phys.", False),
        ("The Philosophical Review", "Past \\& Present", True),
        ("The Philosophical Review", "Philosophical Rev", False),
        ("The Philosophical Review", "Phil Rev (Workshop)", False),
    ],
)
def test_the_record_of_the_own_doi_may_have_another_journal(recorded: str, journal: str, is_remarked: bool) -> None:
    lamps = make("doi", "10.1000/lamps")
    assert lamps is not None
    record = Record(
        "crossref", "Lamps and Shadows of the North", medium=Medium.JOURNAL, identifiers=(lamps,),
        authors=(parse_person("Jane Roe"),), date=PartialDate(1998), venue=recorded,
    )  # fmt: skip
    text = (
        f"@article{{a, author={{Roe, Jane}}, title={{Lamps and Shadows of the North}}, journal={{{journal}}},"
        " year={1998}, doi={10.1000/lamps}}"
    )
    state = case(text, named={lamps: merge_into_work([record])})
    assert severities(state) == [("venue-differs", Severity.INFO)] * is_remarked
    assert judge_reference(state).is_confirmed is not is_remarked
    without = case(text.replace(", doi={10.1000/lamps}", ""), merge_into_work([record]))
    assert "venue-differs" not in [rule for rule, _ in severities(without)], "it may be another version"


def test_online_first_and_print_are_both_years_of_the_record() -> None:
    work = merge_into_work([replace(PUBLISHED, date=PartialDate(2021, 3), other_years=(2018,))])
    for year in ("2017", "2018", "2019", "2020", "2021", "2022"):
        assert reported(case(GOOD.replace("2019", year), work)) == []
    assert reported(case(GOOD.replace("2019", "2015"), work)) == ["year-differs"]


EDITION = Record(
    "crossref", "Lanterns of the North", medium=Medium.PROCEEDINGS, identifiers=(identifier("doi", "10.1109/LIGHT.2016.90"),),
    authors=(parse_person("Jane Roe"),), date=PartialDate(2016, 6), venue="Conference on Light",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "year", "expected"),
    [
        ({}, 2015, [("year-differs", "info")]),  # the preprint's
        ({}, 2017, [("year-differs", "warning")]),
        ({}, 2016, []),
        ({"other_years": (2015,)}, 2015, []),
        ({"date": PartialDate(2017)}, 2016, []),  # printed a year after the conference
        ({"date": PartialDate(2017)}, 2017, []),
        ({"medium": Medium.JOURNAL}, 2015, []),
        ({"identifiers": (identifier("doi", "10.1109/LIGHT.2016.90"),), "source": "openalex"}, 2015, []),
    ],
)
def test_the_year_of_an_edition_that_its_doi_names(
    changes: dict[str, Any], year: int, expected: list[tuple[str, str]]
) -> None:
    preprint = replace(PREPRINT, title=EDITION.title, authors=EDITION.authors, date=PartialDate(2015, 12),
                       identifiers=(identifier("arxiv", "1512.03385"),))  # fmt: skip
    edition = replace(EDITION, **changes)
    text = (
        f"@inproceedings{{a, author = {{Jane Roe}}, title = {{{EDITION.title}}}, booktitle = {{Conference on Light}},"
        f" year = {{{year}}}, doi = {{10.1109/LIGHT.2016.90}}}}"
    )
    for work in (merge_into_work([edition, preprint]), merge_into_work([edition])):
        findings = judge_reference(case(text, work)).findings
        assert [(finding.rule, finding.severity.value) for finding in findings] == expected
    without_doi = text.replace(", doi = {10.1109/LIGHT.2016.90}", "")
    assert reported(case(without_doi, work)) == []


def test_a_year_of_another_calendar_is_the_works_year() -> None:
    thai = Record("crossref", "การเรียนรู้ของเครื่อง", medium=Medium.JOURNAL, identifiers=(identifier("doi", "10.1000/th"),),
                  authors=(parse_person("สมชาย ใจดี"),), date=PartialDate(2019), venue="วารสาร")  # fmt: skip
    text = "@article{a, author={สมชาย ใจดี}, title={การเรียนรู้ของเครื่อง}, journal={วารสาร}, year={2562}, doi={10.1000/th}}"
    work = merge_into_work([thai])
    assert reported(case(text, work, named={identifier("doi", "10.1000/th"): work})) == []


def test_two_authors_that_a_comma_makes_one_person() -> None:
    two = merge_into_work([replace(PUBLISHED, authors=PEOPLE[:1] + PEOPLE[2:3])])
    text = GOOD.replace(" and Ming-Wei Chang and Kenton Lee and Kristina Toutanova", ", Kenton Lee")
    (finding,) = judge_reference(case(text, two)).findings
    assert (finding.rule, finding.severity) == ("authors-differ", Severity.WARNING)
    assert "two persons" in finding.message
    assert finding.fix is not None
    assert finding.fix.is_safe
    assert [edit.new for edit in finding.fix.edits] == ["Jacob Devlin and Kenton Lee"]
    brothers = tuple(map(parse_person, ("Della Vole, Ann B", "Della Vole, Bo C")))
    pair = merge_into_work([replace(PUBLISHED, authors=brothers)])
    written = text.replace("Jacob Devlin, Kenton Lee", "Della Vole, Ann B and Della Vole, Bo C")
    assert reported(case(written, pair)) == [], "family names of two words are no two authors"
    one = merge_into_work([replace(PUBLISHED, authors=(parse_person("Lee Roe, Kenton Bo"),))])
    same = text.replace("Jacob Devlin, Kenton Lee", "Lee Roe, Kenton Bo")
    assert reported(case(same, one)) == []


def test_identifiers() -> None:
    right, wrong = identifier("doi", "10.18653/v1/N19-1423"), identifier("doi", "10.1038/nature14539")
    text = GOOD.replace("  year", "  doi = {10.1038/nature14539},\n  year")
    assert reported(case(text, named={wrong: NATURE})) == ["identifier-of-another"], "the work itself need not be known"
    (finding,) = judge_reference(case(text, BERT, named={wrong: NATURE})).findings
    assert (finding.rule, finding.kind) == ("identifier-differs", FindingKind.WRONG_FIELD), "it is the right work"
    assert "leads to another work: 'Deep learning'" in finding.message
    assert finding.message.endswith("; this one has doi:10.18653/v1/n19-1423")
    assert finding.fix is not None
    assert [edit.new for edit in finding.fix.edits] == ["10.18653/v1/n19-1423"]
    assert not finding.fix.is_safe
    others = [("NAACL", "ICML"), ("2019", "2012"), (" and Kenton Lee", ""), ("of Deep ", "for Deep ")]
    for change in others:
        state = case(text.replace(*change), BERT, named={wrong: NATURE})
        assert "identifier-of-another" in reported(state), change
        assert all(finding.fix is None or finding.field != "doi" for finding in judge_reference(state).findings)
    assert reported(case(GOOD, named={right: BERT})) == []
    assert reported(case(text, BERT, named={wrong: None})) == ["identifier-unknown"], "the work has another DOI"
    typo = identifier("doi", "10.18653/v1/N19-1424")
    (finding,) = judge_reference(case(text.replace(wrong.value, typo.value), BERT, named={typo: None})).findings
    assert (finding.rule, finding.severity) == ("identifier-differs", Severity.WARNING), "of the same registrant"
    assert finding.message == f"{typo} is not registered; this one has {right}"
    gap = judge_reference(case(text, merge_into_work([replace(PUBLISHED, identifiers=())]), named={wrong: None}))
    assert [finding.severity for finding in gap.findings] == [Severity.INFO], "registers have gaps"
    made_up = case(
        text,
        merge_into_work([replace(PUBLISHED, identifiers=())]),
        named={wrong: None},
        registered_prefixes={"10.1038": False},
    )
    assert reported(made_up) == ["identifier-unknown"]
    assert "10.1038" in judge_reference(made_up).findings[0].message
    unsure = with_works(case(text, BERT), named=[NamedWork(wrong, None, is_certain=False)])
    assert "identifier-unknown" not in reported(unsure)


def test_a_doi_that_could_not_be_asked_for_is_compared_with_the_one_that_is_known() -> None:
    text = GOOD.replace("  year", "  doi = {10.18653/v1/N19-9999},\n  year")
    assert reported(case(text, BERT, accepted=BERT)) == ["identifier-differs"]
    assert reported(case(text, BERT, accepted=BERT, named={identifier("doi", "10.18653/v1/N19-9999"): BERT})) == []


def test_what_nobody_could_be_asked_about_is_not_called_confirmed() -> None:
    offline = {"crossref": "offline"}
    with_doi = GOOD.replace("  year", "  doi = {10.99999/abc.123},\n  year")
    unverified = judge_reference(case(with_doi.replace("NAACL", "CoRR"), ONLY_PREPRINT, unasked=offline))
    assert (unverified.findings, unverified.unverified, unverified.is_confirmed) == ((), ("identifier",), False)
    own = GOOD.replace("  year", "  doi = {10.18653/v1/N19-1423},\n  year")
    assert judge_reference(case(own, BERT, unasked=offline)).is_confirmed
    assert judge_reference(case(with_doi, BERT, accepted=BERT, unasked=offline)).unverified == (), (
        "it is told: identifier-differs"
    )
    odd = GOOD.replace("NAACL", "Journal of Adversarial Language Machines")
    assert judge_reference(case(odd, ONLY_PREPRINT, unasked=offline, searched=("catalogue",))).unverified == ("venue",)
    assert judge_reference(case(odd, BERT, unasked=offline, searched=("catalogue",))).unverified == ()
    assert judge_reference(case(odd, ONLY_PREPRINT)).is_confirmed
    assert judge_reference(case(GOOD.replace("NAACL", "arXiv"), ONLY_PREPRINT, unasked=offline)).is_confirmed


def test_preprints_and_venues() -> None:
    text = GOOD.replace("NAACL", "ICLR")
    assert reported(case(text, ONLY_PREPRINT)) == ["preprint-as-published"]
    accepted = merge_into_work([replace(PREPRINT, note="Accepted at ICLR 2019")])
    assert reported(case(text, accepted)) == []
    this_year = text.replace("2019", "2026").replace("ICLR", "NeurIPS")
    young = merge_into_work([replace(PREPRINT, date=PartialDate(2026, 5))])
    assert reported(case(this_year, young)) == [], "its papers are not in the indexes yet"
    assert reported(case(this_year.replace("NeurIPS", "ICML"), young)) == ["preprint-as-published"]
    assert reported(case(text, ONLY_PREPRINT, unasked={"dblp": "503"})) == [], "somebody who would know was not asked"
    odd = GOOD.replace("NAACL", "Journal of Adversarial Language Machines")
    assert reported(
        case(odd, ONLY_PREPRINT, registered_venues={"Journal of Adversarial Language Machines": False})
    ) == ["venue-unknown"]
    assert (
        reported(case(odd, ONLY_PREPRINT, registered_venues={"Journal of Adversarial Language Machines": True})) == []
    )
    assert reported(case(odd, ONLY_PREPRINT)) == []


def test_not_found_says_how_widely_it_was_sought_and_never_while_somebody_was_not_asked() -> None:
    judgement = judge_reference(case(GOOD))
    assert [finding.rule for finding in judgement.findings] == ["work-not-found"]
    assert "arxiv, dblp, crossref" in judgement.findings[0].message
    assert judgement.findings[0].kind is FindingKind.NOT_FOUND
    outage = judge_reference(case(GOOD, unasked={"dblp": "answered 503"}))
    assert [(finding.rule, finding.kind) for finding in outage.findings] == [
        ("could-not-check", FindingKind.COULD_NOT_CHECK)
    ]
    offline = judge_reference(case(GOOD, unasked={"dblp": "offline"}))
    assert (offline.findings, offline.skip_reason) == ((), "offline")
    undated = judge_reference(case(GOOD.replace("  year = {2019},\n", "")))
    assert [finding.severity for finding in undated.findings] == [Severity.INFO], "it may be old"
    obscure = judge_reference(case(GOOD.replace("NAACL", "Letters of Obscure Engineering")))
    assert [finding.severity for finding in obscure.findings] == [Severity.INFO]


LEFT = [
    ("@inproceedings", "@phdthesis"), ("@inproceedings", "@techreport"), ("@inproceedings", "@incollection"),
    ("@inproceedings", "@misc"), ("2019", "1987"), ("NAACL", "Workshop on Noisy Text"),
    (BERT_TITLE, "Magyar nyelvi modellek és tanításuk"), (BERT_TITLE, "深層学習による言語理解"),
]  # fmt: skip


@pytest.mark.parametrize("change", LEFT)
def test_what_services_do_not_index_is_left_alone(change: tuple[str, str]) -> None:
    judgement = judge_reference(case(GOOD.replace(*change)))
    assert judgement.findings == ()
    assert judgement.skip_reason


def test_short_titles_are_other_peoples_too() -> None:
    book = "@article{a, author={Ian Goodfellow}, title={Deep Learning}, journal={Some Letters}, year=2016}"
    assert "authors-of-another" not in reported(case(book, NATURE))
    same = "@article{a, author={Anna Berg}, title={Deep Learning}, journal={Nature}, year=2015}"
    assert reported(case(same, NATURE)) == ["authors-of-another"]
    review = "@book{a, author={Anna Berg}, title={" + BERT_TITLE + "}, publisher={X}, year=2019}"
    assert reported(case(review, BERT)) == []


def test_numbers_make_other_works() -> None:
    gpt2 = merge_into_work([replace(PREPRINT, title="Scaling Laws for Models of Kind 2 in the Wild")])
    text = GOOD.replace(BERT_TITLE, "Scaling Laws for Models of Kind 3 in the Wild")
    assert reported(case(text, gpt2)) == ["work-not-found"]


def test_volume_pages_and_type_by_the_own_doi() -> None:
    doi = identifier("doi", "10.1038/nature14539")
    text = (
        "@article{a, author={LeCun, Yann and Bengio, Yoshua and Hinton, Geoffrey}, title={Deep learning},"
        " journal={Nature}, year=2015, volume=521, number=7553, pages={436--444}, doi={10.1038/nature14539}}"
    )
    assert judge_reference(case(text, named={doi: NATURE})).findings == ()
    assert reported(case(text.replace("521", "522"), named={doi: NATURE})) == ["volume-differs"]
    assert reported(case(text.replace("436--444", "463--444"), named={doi: NATURE})) == ["pages-differ"]
    for pages, severity in (
        ("434--442", Severity.INFO), ("434--444", Severity.WARNING), ("431--439", Severity.WARNING),
    ):  # fmt: skip
        built = case(text.replace("436--444", pages), named={doi: NATURE})
        assert severities(built) == [("pages-differ", severity)], "an index can have counted from another page"
    assert reported(case(text.replace("436--444", "436"), named={doi: NATURE})) == []
    rules = [
        finding.rule
        for finding in judge_reference(case(text.replace("@article", "@inproceedings"), named={doi: NATURE})).findings
    ]
    assert rules in ([], ["type-differs"])


def test_what_became_of_the_work() -> None:
    doi = identifier("doi", "10.18653/v1/N19-1423")
    for kind, rule, severity in (
        (NoticeKind.RETRACTED, "retracted", Severity.ERROR),
        (NoticeKind.CONCERN, "retracted", Severity.WARNING),
        (NoticeKind.WITHDRAWN, "withdrawn", Severity.ERROR),
        (NoticeKind.CORRECTED, "corrected", Severity.INFO),
    ):
        notice = Notice(kind, "crossref", PartialDate(2020, 5, 1), identifier("doi", "10.1000/notice"))
        work = merge_into_work([replace(PUBLISHED, notices=(notice,))])
        judgement = judge_reference(case(GOOD, named={doi: work}))
        assert [(finding.rule, finding.severity) for finding in judgement.findings] == [(rule, severity)]
        (finding,) = judgement.findings
        assert "2020-05-01" in finding.message
        assert finding.sources[0].url == "https://doi.org/10.1000/notice"
        assert judgement.is_confirmed, "it is the work it says it is"


def test_an_old_version_is_reported() -> None:
    named = {identifier("arxiv", "1810.04805"): ONLY_PREPRINT}
    text = f"@misc{{a, author={{Jacob Devlin and others}}, title={{{BERT_TITLE}}}, eprint={{1810.04805v1}}, archiveprefix={{arXiv}}}}"
    assert [finding.rule for finding in judge_reference(case(text, named=named)).findings] == ["version-differs"]
    assert "no version 7" in judge_reference(case(text.replace("v1", "v7"), named=named)).findings[0].message


def test_published_since_gives_the_new_entry_and_keeps_what_is_the_persons() -> None:
    text = (
        "@misc{mykey,\r\n\ttitle    = {BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding},\r\n"
        "\tauthor   = {Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova},\r\n"
        "\thowpublished = {arXiv:1810.04805},\r\n\tyear     = 2018,\r\n\teprint   = {1810.04805},\r\n"
        "\tarchivePrefix = {arXiv},\r\n\tkeywords = {mine, & mine},\r\n\tmynote   = {read it!}\r\n}\r\n"
    )
    built = case(text, named={identifier("arxiv", "1810.04805"): BERT})
    (finding,) = judge_reference(built).findings
    assert finding.rule == "published-since"
    assert finding.message.count("2019") == 1
    assert "@inproceedings{mykey" in finding.entry
    assert "10.18653/v1/n19-1423" in finding.entry
    assert "1810.04805" in finding.entry
    assert finding.fix is not None
    assert not finding.fix.is_safe
    after = apply_edits(text, plan_edits([finding]).edits)
    assert not why_unsound("refs.bib", text, after)
    assert after.startswith("@inproceedings{mykey,\r\n")
    for kept in (
        "\tkeywords = {mine, & mine},\r\n",
        "\tmynote   = {read it!}",
        "\teprint   = {1810.04805},\r\n",
        "archivePrefix",
    ):
        assert kept in after
    assert "howpublished" not in after
    assert "\n" not in after.replace("\r\n", "")
    (new,) = bib_references(SourceText("refs.bib", after))
    assert new.record.medium is Medium.PROCEEDINGS
    assert new.record.date == PartialDate(2019, new.record.date.month if new.record.date else 0)
    assert {str(name) for name in new.record.identifiers} == {"doi:10.18653/v1/n19-1423", "arxiv:1810.04805"}
    again = case(
        after, named={identifier("arxiv", "1810.04805"): BERT, identifier("doi", "10.18653/v1/N19-1423"): BERT}
    )
    assert judge_reference(again).findings == ()


def test_a_year_in_the_venue_is_not_said_twice() -> None:
    record = replace(PUBLISHED, venue="Proceedings of NAACL 2019")
    work = merge_into_work([*ONLY_PREPRINT.records, record])
    text = f"@misc{{a, author={{Jacob Devlin and others}}, title={{{BERT_TITLE}}}, eprint={{1810.04805}}, archiveprefix={{arXiv}}}}"
    (finding,) = judge_reference(case(text, named={identifier("arxiv", "1810.04805"): work})).findings
    assert finding.message == "the work was published in Proceedings of NAACL 2019"


def test_a_field_with_two_dois_is_not_replaced_without_asking() -> None:
    right = "10.18653/v1/N19-1423"
    for written, is_safe in ((f"{right}; 10.1038/nature14539", False), (f"doi {right} .", True), ("n/a", True)):
        text = GOOD.replace("  year", f"  doi = {{{written}}},\n  year")
        found = [
            one for one in judge_reference(case(text, BERT, accepted=BERT)).findings if one.rule == "identifier-missing"
        ]
        assert [finding.fix.is_safe for finding in found if finding.fix] == [is_safe], written


@pytest.mark.parametrize(
    "layout", [GOOD, GOOD.replace(",\n}", "\n}"), " ".join(GOOD.split()), GOOD.replace("\n", "\r\n")]
)
def test_a_missing_doi_is_added_in_the_entrys_own_layout(layout: str) -> None:
    built = case(layout, BERT, accepted=BERT)
    (finding,) = judge_reference(built).findings
    assert (finding.rule, finding.severity) == ("identifier-missing", Severity.INFO)
    assert judge_reference(built).is_confirmed, "what it gives agrees"
    assert finding.fix is not None
    assert finding.fix.is_safe
    after = apply_edits(layout, plan_edits([finding]).edits)
    assert not why_unsound("refs.bib", layout, after)
    assert judge_reference(case(after, BERT, accepted=BERT)).findings == ()
    assert after.replace("doi = {10.18653/v1/n19-1423}", "").replace(" ", "").replace("\r", "").replace(
        "\n", ""
    ).replace(",", "") == (layout.replace(" ", "").replace("\r", "").replace("\n", "").replace(",", ""))


def test_nothing_is_added_where_something_differs() -> None:
    text = GOOD.replace(" and Kristina Toutanova", "")
    assert [finding.rule for finding in judge_reference(case(text, BERT, accepted=BERT)).findings] == ["authors-differ"]


def test_inherited_fields_and_macros_are_read() -> None:
    text = (
        "@string{naacl = {NAACL}}\n@inproceedings{c, author={Jacob Devlin and others}, title={" + BERT_TITLE
        + "}, crossref={p}}\n@proceedings{p, booktitle=naacl, year=2019}\n"
    )  # fmt: skip
    (reference,) = bib_references(SourceText("refs.bib", text))
    assert (reference.record.venue, reference.record.date) == ("NAACL", PartialDate(2019))


@pytest.mark.parametrize("group", ["on behalf of the Moth Trial", "and {Owl Investigators}"])
def test_a_group_that_the_record_does_not_name_is_remarked(group: str) -> None:
    text = GOOD.replace("Kristina Toutanova", f"Kristina Toutanova {group}")
    assert text != GOOD
    (finding,) = judge_reference(case(text, BERT, accepted=BERT)).findings
    assert (finding.rule, finding.severity) == ("authors-differ", Severity.INFO)
    person = GOOD.replace("Kristina Toutanova", "Kristina Toutanova and Jane Owl")
    assert reported(case(person, BERT, accepted=BERT)) == ["authors-differ"]


def test_of_two_entries_with_one_key_each_is_judged_for_itself() -> None:
    text = "@book{k, title={Moths}}\n@book{k, title={Owls}}\n@inbook{c, title={X}, crossref={k}}"
    references = list(bib_references(SourceText("refs.bib", text)))
    assert [reference.record.title for reference in references] == ["Moths", "Owls", "X"]


def test_csl_json() -> None:
    text = (
        '[{"id": "bert", "type": "paper-conference", "title": "' + BERT_TITLE + '", "author": [{"family": "Devlin",'
        ' "given": "Jacob"}, {"literal": "others"}], "issued": {"date-parts": [[2019]]}, "container-title": "NAACL",'
        ' "DOI": "10.18653/v1/N19-1423"}, {"id": "t", "type": "thesis", "title": "X"}]'
    )
    bert, thesis = csl_references(SourceText("refs.json", text))
    assert bert.record.venue == "NAACL"
    assert bert.record.truncated
    assert bert.record.identifiers == (identifier("doi", "10.18653/v1/N19-1423"),)
    assert thesis.record.kind is Kind.THESIS
    named = NamedWork(identifier("doi", "10.18653/v1/N19-1423"), NATURE, is_certain=True)
    state = with_works(ReferenceState(bert, TODAY, searched=ALL), named=[named])
    assert reported(state) == ["identifier-of-another"]


def test_an_index_alone_is_never_an_authority() -> None:
    """A relation that only an index claims is where to ask; it makes no work of two."""
    record = replace(PREPRINT, related=((Relation.INDEXED, identifier("doi", "10.1038/nature14539")),))
    assert "doi:10.1038/nature14539" not in map(str, merge_into_work([record]).identifiers)


ON_ARXIV = GOOD.replace("booktitle = {NAACL}", "eprint = {1810.04805},\n  archiveprefix = {arXiv}").replace(
    "2019", "2018"
)


def severities(state: ReferenceState) -> list[tuple[str, str]]:
    """Return the rules of all that differs."""
    findings = judge_reference(state).findings
    return [(finding.rule, finding.severity) for finding in findings if finding.rule != "published-since"]


def test_sources_order_the_authors_after_the_first_differently() -> None:
    later = GOOD.replace("Kenton Lee and Kristina Toutanova", "Kristina Toutanova and Kenton Lee")
    assert severities(case(later, BERT)) == [("authors-differ", Severity.INFO)]
    first = GOOD.replace("Jacob Devlin and Ming-Wei Chang", "Ming-Wei Chang and Jacob Devlin")
    assert severities(case(first, BERT)) == [("authors-differ", Severity.WARNING)], "it is cited by the first"
    namesake = later.replace("Jacob Devlin", "Joanna Devlin")
    assert severities(case(namesake, BERT)) == [("authors-differ", Severity.WARNING)]


def test_an_earlier_version_of_a_preprint_may_have_had_another_title_and_other_authors() -> None:
    arxiv = identifier("arxiv", "1810.04805")
    first = merge_into_work([replace(PREPRINT, identifiers=(identifier("arxiv", "1810.04805v1"),))])
    for change in (("Kenton Lee", "Kenton Lee and Vera Vole"), (" and Kristina Toutanova", "")):
        text = ON_ARXIV.replace(*change)
        assert severities(case(text, named={arxiv: ONLY_PREPRINT})) == [("authors-differ", Severity.INFO)]
        assert severities(case(text, named={arxiv: first})) == [("authors-differ", Severity.WARNING)]
    unlike = ON_ARXIV.replace("Kenton Lee and Kristina Toutanova", "Vera Vole and Ole Dahl")
    assert severities(case(unlike, named={arxiv: ONLY_PREPRINT})) == [("authors-differ", Severity.WARNING)]
    renamed = ON_ARXIV.replace(BERT_TITLE, "Moss Counting on Walls with Wide Networks")
    assert severities(case(renamed, named={arxiv: ONLY_PREPRINT})) == [("title-differs", Severity.INFO)]
    assert severities(case(renamed, named={arxiv: first})) == [("title-differs", Severity.WARNING)]


def test_the_authors_of_a_preprint_that_arxiv_did_not_give_are_not_those_of_its_publication() -> None:
    published = merge_into_work([replace(PUBLISHED, identifiers=(*PUBLISHED.identifiers, *PREPRINT.identifiers))])
    more = GOOD.replace("Kenton Lee", "Kenton Lee and Vera Vole")
    assert severities(case(more, published)) == [("authors-differ", Severity.WARNING)]
    with_id = more.replace("  year", "  doi = {10.48550/arXiv.1810.04805},\n  year")
    assert severities(case(with_id, published)) == [("authors-differ", Severity.INFO)]
    assert severities(case(with_id, BERT)) == [("authors-differ", Severity.WARNING)]


def test_a_preprint_of_which_only_the_publication_is_known_is_compared_in_remarks() -> None:
    published = merge_into_work([PUBLISHED])
    near = ON_ARXIV.replace("Language Understanding", "Language Modelling")
    assert severities(case(near, published)) == [("title-differs", Severity.INFO)]
    assert severities(case(near.replace("eprint = {1810.04805},\n  archiveprefix", "howpublished"), published)) == [
        ("title-differs", Severity.WARNING)
    ], "nothing says that another version is meant"
    swapped = ON_ARXIV.replace("Jacob Devlin and Ming-Wei Chang", "Ming-Wei Chang and Jacob Devlin")
    assert severities(case(swapped, published)) == [("authors-differ", Severity.INFO)]
    assert severities(case(swapped, BERT)) == [("authors-differ", Severity.WARNING)], "arXiv has the order"
    later = merge_into_work([replace(PUBLISHED, date=PartialDate(2021, 6))])
    assert severities(case(ON_ARXIV, later)) == []
    assert severities(case(ON_ARXIV.replace("2018", "2016"), later)) == [("year-differs", Severity.WARNING)]
    old = ON_ARXIV.replace("1810.04805", "cs/9810048").replace("2018", "1998")
    assert severities(case(old, later)) == []


def test_a_publication_of_which_only_the_preprint_is_known_is_compared_in_remarks() -> None:
    printed = GOOD.replace("NAACL", "Letters of Obscure Engineering")
    near = printed.replace("for Language Understanding", "in Language Understanding")
    assert severities(case(near, ONLY_PREPRINT)) == [("title-differs", Severity.INFO)]
    fewer = printed.replace(" and Kristina Toutanova", "")
    assert severities(case(fewer, ONLY_PREPRINT)) == [("authors-differ", Severity.WARNING)]
    for comment, severity in (("16 pages, updated author list", Severity.INFO), ("updated figures", Severity.WARNING)):
        commented = merge_into_work([replace(PREPRINT, note=comment)])
        assert severities(case(fewer, commented)) == [("authors-differ", severity)]


def test_a_source_that_does_not_say_which_version_it_describes_can_describe_a_later_one() -> None:
    arxiv = identifier("arxiv", "1810.04805")
    renamed = ON_ARXIV.replace(BERT_TITLE, "Moss Counting on Walls with Wide Networks")
    for source, severity in (("catalogue", Severity.INFO), ("arxiv", Severity.INFO)):
        work = merge_into_work([replace(PREPRINT, source=source, identifiers=(arxiv,))])
        assert severities(case(renamed, named={arxiv: work})) == [("title-differs", severity)]


def test_a_renamed_preprint_changes_more_than_a_word() -> None:
    arxiv = identifier("arxiv", "1810.04805")
    longer = ON_ARXIV.replace(BERT_TITLE, f"{BERT_TITLE} with a First Benchmark of Many Tasks")
    assert severities(case(longer, named={arxiv: ONLY_PREPRINT})) == [("title-differs", Severity.INFO)]
    slip = ON_ARXIV.replace("Language Understanding", "Language Modelling")
    assert severities(case(slip, named={arxiv: ONLY_PREPRINT})) == [("title-differs", Severity.WARNING)]
    numbered = merge_into_work([replace(PREPRINT, title=f"{BERT_TITLE} v2")])
    for number, severity in (("v2.6", Severity.INFO), ("p2", Severity.WARNING)):
        later = ON_ARXIV.replace(BERT_TITLE, f"{BERT_TITLE} {number}")
        assert severities(case(later, named={arxiv: numbered})) == [("title-differs", severity)]


def test_similar_works_at_two_venues_are_two_works() -> None:
    other = GOOD.replace("for Language Understanding", "for Language Understanding Reloaded").replace("NAACL", "AAAI")
    assert "title-differs" not in reported(case(other, BERT))
    assert reported(case(other.replace("AAAI", "NAACL"), BERT)) == ["title-differs"]
    journal = merge_into_work([replace(PUBLISHED, medium=Medium.JOURNAL, venue="Letters of Moss", venue_short="")])
    obscure = other.replace("AAAI", "25th International Conference on the Theory of Mosses")
    assert "title-differs" not in reported(case(obscure, journal)), "a paper for a conference and one for a journal"
    alone = other.replace("AAAI", "NAACL").replace(" and Ming-Wei Chang and Kenton Lee and Kristina Toutanova", "")
    assert "title-differs" not in reported(case(alone, BERT)), "a title misread and all others left out is too much"
    thesis = other.replace("@inproceedings", "@phdthesis").replace("booktitle = {AAAI}", "school = {Moss University}")
    assert reported(case(thesis, BERT)) == []


def test_the_same_work_in_another_year_at_a_venue_that_may_not_be_known_is_another_version() -> None:
    elsewhere = GOOD.replace("NAACL", "25th International Conference on the Theory of Mosses").replace("2019", "2018")
    assert severities(case(elsewhere, BERT)) == [("venue-differs", Severity.INFO)]
    assert severities(case(elsewhere.replace("2018", "2019"), BERT)) == [("venue-differs", Severity.WARNING)]
    indexed = GOOD.replace("NAACL", "ECCV").replace("2019", "2018")
    assert severities(case(indexed, BERT)) == [("venue-differs", Severity.WARNING)], "the index would have it"
    assert severities(case(indexed, BERT, searched=("catalogue",))) == [("venue-differs", Severity.INFO)]
    printed = elsewhere.replace("2018", "2019").replace("@inproceedings", "@article").replace("booktitle", "journal")
    placed = printed.replace("25th International Conference on", "Journal of").replace(
        "  year", "  volume = {1},\n  pages = {49--67},\n  year"
    )
    assert severities(case(placed, BERT)) == [("venue-differs", Severity.INFO)]
    assert severities(case(placed.replace("pages", "note"), BERT)) == [("venue-differs", Severity.WARNING)]


def test_the_year_of_a_version_that_was_not_asked_for_is_remarked() -> None:
    published = merge_into_work([PUBLISHED])
    early = GOOD.replace("2019", "2017")
    for searched, severity in ((ALL, Severity.WARNING), (("catalogue",), Severity.INFO)):
        assert severities(case(early, published, searched=searched)) == [("year-differs", severity)]
    assert reported(case(GOOD.replace("2019", "2016"), published, searched=("catalogue",))) == ["year-differs"]
    assert reported(case(GOOD.replace("2019", "2021"), published, searched=("catalogue",))) == ["year-differs"]
    printed = GOOD.replace("NAACL", "Letters of Obscure Engineering").replace("2019", "2014")
    assert severities(case(printed, ONLY_PREPRINT, searched=("catalogue",))) == [("year-differs", Severity.INFO)]
    extended = GOOD.replace("2019", "2022").replace("  year", "  doi = {10.1613/jair.3994},\n  year")
    assert severities(case(extended, published)) == [("year-differs", Severity.INFO)]
    own = extended.replace("10.1613/jair.3994", "10.18653/v1/N19-1423")
    assert severities(case(own, published)) == [("year-differs", Severity.WARNING)]


def test_who_joins_a_work_is_listed_beside_all_who_wrote_it_before() -> None:
    printed = GOOD.replace("NAACL", "Letters of Obscure Engineering")
    joined = " and ".join(("Kristina Toutanova", "Vera Vole", "Bo Berg", "Ida Elm"))
    two = printed.replace("Kristina Toutanova", joined.removesuffix(" and Ida Elm"))
    assert severities(case(two, ONLY_PREPRINT)) == [("authors-differ", Severity.INFO)]
    three = printed.replace("Kristina Toutanova", joined)
    assert severities(case(three, ONLY_PREPRINT)) == [("authors-differ", Severity.WARNING)]
    swapped = two.replace("Kenton Lee and ", "")
    assert severities(case(swapped, ONLY_PREPRINT)) == [("authors-differ", Severity.WARNING)], "one left"
    assert severities(case(two.replace("Letters of Obscure Engineering", "NAACL"), BERT)) == [
        ("authors-differ", Severity.WARNING)
    ], "the publication is known"


def test_the_english_name_of_the_first_author_in_a_preprint_that_is_not_known() -> None:
    people = (parse_person("Sherry Yang"), *PEOPLE)
    published = merge_into_work([replace(PUBLISHED, authors=people)])
    text = ON_ARXIV.replace("Jacob Devlin and Ming-Wei Chang and", "Mengjiao Yang and Jacob Devlin and")
    for first, severity in (("Mengjiao", Severity.INFO), ("Beatrice", Severity.WARNING)):
        built = case(text.replace("Mengjiao", first), published)
        assert severities(built)[0] == ("authors-differ", severity)


def test_a_publication_can_have_more_authors_than_a_preprint_of_one_or_two() -> None:
    alone = merge_into_work([replace(PREPRINT, authors=PEOPLE[:1])])
    printed = GOOD.replace("NAACL", "Letters of Obscure Engineering").replace(
        " and Kenton Lee and Kristina Toutanova", ""
    )
    assert severities(case(printed, alone)) == [("authors-differ", Severity.INFO)]
    assert reported(case(printed.replace("Ming-Wei Chang", "Chang"), alone)) == ["authors-differ"], "half a name"
    assert reported(case(GOOD.replace("NAACL", "Letters of Obscure Engineering"), alone)) == ["authors-differ"]


def test_a_doi_that_was_not_looked_up_can_be_that_of_another_version() -> None:
    doi = "  doi = {10.18653/v1/N19-9999},\n  year"
    built = case(GOOD.replace("  year", doi), BERT, accepted=BERT)
    assert reported(built) == ["identifier-differs"]
    assert reported(case(GOOD.replace("  year", doi).replace("2019", "2018"), BERT, accepted=BERT)) == []


def test_two_preprints_with_titles_alike_are_two_works() -> None:
    other = ON_ARXIV.replace("Language Understanding", "Language Generation").replace("1810.04805", "1812.00001")
    unknown = {identifier("arxiv", "1812.00001"): None}
    assert reported(case(other, ONLY_PREPRINT, named=unknown)) == ["identifier-unknown", "work-not-found"]


def test_others_are_no_missing_authors() -> None:
    text = GOOD.replace("Kenton Lee and Kristina Toutanova", "Vera Vole and others")
    (finding,) = judge_reference(case(text, BERT)).findings
    assert finding.message == "Vera Vole is not an author"
    gap = GOOD.replace("Ming-Wei Chang and Kenton Lee and Kristina Toutanova", "Vera Vole and Kenton Lee and others")
    (finding,) = judge_reference(case(gap, BERT)).findings
    assert finding.message == "Vera Vole is not an author; Ming-Wei Chang is missing"


@pytest.mark.parametrize("group", ["{BERT Team}", "BERT", "{BERT}", "{Google AI}"])
def test_a_group_can_stand_for_its_people(group: str) -> None:
    listed = "Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova"
    built = case(GOOD.replace(listed, group), BERT)
    assert severities(built) == [("authors-differ", Severity.INFO)]
    assert not judge_reference(built).is_confirmed, "no name was compared"


@pytest.mark.parametrize("person", ["Vera Vole", "Vole", "Bert Vole"])
def test_a_person_stands_for_nobody(person: str) -> None:
    listed = "Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova"
    assert reported(case(GOOD.replace(listed, person), BERT)) == ["authors-of-another"]


def test_an_identifier_that_a_record_of_the_work_has_is_no_unknown_one() -> None:
    arxiv = identifier("arxiv", "1810.04805")
    published = merge_into_work([replace(PUBLISHED, identifiers=(*PUBLISHED.identifiers, *PREPRINT.identifiers))])
    assert reported(case(ON_ARXIV, published, named={arxiv: None})) == []
    assert reported(case(ON_ARXIV.replace("04805", "04850"), published, named={identifier("arxiv", "1810.04850"): None})) == [
        "identifier-unknown"
    ]  # fmt: skip


def test_a_journal_version_comes_later_than_the_conference_paper() -> None:
    journal = GOOD.replace("@inproceedings", "@article").replace(
        "booktitle = {NAACL}", "journal = {Journal of Machine Learning Research}"
    )
    for year, severity in (("2021", Severity.INFO), ("2019", Severity.WARNING)):
        built = case(journal.replace("2019", year), BERT)
        assert severities(built) == [("venue-differs", severity)]
        assert not judge_reference(built).is_confirmed, "what is listed as differing is not counted as agreeing"
    longer = journal.replace("2019", "2021").replace("Kenton Lee", "Kenton Lee and Vera Vole")
    assert {severity for _, severity in severities(case(longer, BERT))} == {Severity.INFO}


def test_the_year_of_a_publication_that_nobody_knows_is_not_that_of_the_preprint() -> None:
    printed = GOOD.replace("NAACL", "Letters of Obscure Engineering").replace("2019", "2021")
    assert reported(case(printed, ONLY_PREPRINT)) == []
    assert reported(case(printed.replace("Kenton Lee", "Kenton Lee and Vera Vole"), ONLY_PREPRINT)) == []
    assert reported(case(printed.replace(" and Kristina Toutanova", ""), ONLY_PREPRINT)) == ["authors-differ"]
    much_later = case(printed.replace("2021", "2026"), ONLY_PREPRINT)
    assert severities(much_later) == [("year-differs", Severity.INFO)], "who does not know it does not know its year"
    assert reported(case(printed.replace("2021", "2015"), ONLY_PREPRINT)) == ["year-differs"]
    assert reported(case(ON_ARXIV.replace("year = {2018}", "year = {2021}"), ONLY_PREPRINT)) == ["year-differs"]


def test_a_similar_title_of_the_same_authors_elsewhere_and_later_is_another_work() -> None:
    changed = ("Language Understanding", "Language Generation")
    assert reported(case(GOOD.replace(*changed).replace("2019", "2020"), BERT)) == ["title-differs"]
    other = GOOD.replace(*changed).replace("2019", "2023").replace("NAACL", "EMNLP")
    assert reported(case(other, BERT)) == ["work-not-found"]
    others = GOOD.replace(*changed).replace(
        "Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova", "%s and others"
    )
    assert reported(case(others % "Jacob Devlin", BERT)) == ["title-differs"]
    assert reported(case(others % "Kenton Lee", BERT)) == ["work-not-found"], "the first of the others is another"
    book = others.replace("inproceedings", "book").replace("booktitle", "publisher")
    assert reported(case(book % "Jacob Devlin", BERT)) == []


def test_words_said_twice_are_no_other_title() -> None:
    assert reported(case(GOOD.replace("for Language", "for for Language"), BERT)) == []
    assert reported(case(GOOD.replace("Pre-training of", "Pre-training of Deep Pre-training of"), BERT)) != []


@pytest.mark.parametrize("written", ["Catalogs & Dialog of Mosses", "Catalogues and Dialogue of Mosses"])
def test_american_spelling_and_ampersands_are_no_other_title(written: str) -> None:
    def titled(title: str) -> Work:
        return merge_into_work([replace(record, title=title) for record in (PUBLISHED, PREPRINT)])

    text = GOOD.replace(BERT_TITLE, written.replace("&", "\\&"))
    assert reported(case(text, titled("Catalogues and Dialogue of Mosses"))) == []
    assert reported(case(text, titled("Catalogs & Dialog of Mosses"))) == []
    assert reported(case(text, titled("Catalogues for Dialogue of Mosses"))) == ["title-differs"]


def test_who_says_arxiv_can_be_found_there() -> None:
    text = GOOD.replace("NAACL", "arXiv").replace(BERT_TITLE, "Counting Mosses: Wide Models")
    assert severities(case(text)) == [("work-not-found", Severity.WARNING)]
    assert severities(case(text.replace("arXiv", "PsyArXiv"))) == [("work-not-found", Severity.INFO)]


def test_an_entry_that_is_not_closed_is_looked_up_all_the_same() -> None:
    lost = GOOD.replace("Kenton Lee and Kristina Toutanova}", "Kenton Lee and Kristina Toutanov{\\'a}")
    state = case(lost, BERT)
    assert (state.reference.entry, state.reference.key, state.reference.record.truncated) == (None, "bert", True)
    assert [str(person) for person in state.reference.record.authors] == [
        "Jacob Devlin",
        "Ming-Wei Chang",
        "Kenton Lee",
    ]
    assert reported(state) == []
    (finding,) = judge_reference(case(lost.replace("2019", "2013"), BERT)).findings
    assert (finding.rule, finding.fix, finding.span.line) == ("year-differs", None, 1)
    title = GOOD.replace("Understanding}", "{Understanding}")
    assert reported(case(title, BERT)) == []
    for hopeless in (
        "@article{x, author = {A",
        "@article{x,\n  author = {A,\n  title = {B,\n  year = 2020\n}\n",
        "@article{",
    ):
        assert list(bib_references(SourceText("refs.bib", hopeless))) == []
