"""An existing `.bib` as notes: every entry is one, with its claims, tags and text."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.bibtex.entry_text import format_entry
from biblio.bibtex.note_entry import entry_of_note
from biblio.errors import Problem
from biblio.model.dates import PartialDate
from biblio.model.entry import Entry
from biblio.model.note import LinkRole, Note
from biblio.model.people import parse_person
from biblio.readers.base import Document
from biblio.readers.bib_file_reader import READER
from biblio.text import normalise_space

VASWANI = r"""
@inproceedings{vaswani2017attention,
  title         = {Attention Is All You Need},
  author        = {Vaswani, Ashish and Shazeer, Noam and others},
  booktitle     = nips,
  year          = 2017,
  month         = dec,
  eprint        = {1706.03762},
  archivePrefix = {arXiv},
  url           = {https://papers.nips.cc/paper/7181-attention-is-all-you-need},
  keywords      = {transformers, natural language processing; {NLP}},
  annote        = {To read first.

Twice.},
  note          = {see https://github.com/tensorflow/tensor2tensor},
  abstract      = {The dominant models are recurrent.},
  date-added    = {2024-05-01 10:00:00 +0900},
}
"""


def items(text: str, name: str = "refs.bib") -> list[Note | Problem]:
    return list(READER.read(Document(f"lib/{name}", text, name)))


def test_an_entry_whose_type_cannot_be_read_is_what_its_fields_say() -> None:
    text = (
        "@misc{a, title={Of oil}}\nSome text {x}\n@['JournalArticle', 'Conference']{b,\n author = {Roe, Ann},\n"
        " title = {Of lamps},\n booktitle = {Lights}\n}\n@{c, title = {Of wicks}, journal = {J}}\n@book{d, title={Of wax}}\n"
    )
    read = items(text)
    found = [entry_of_note(item) for item in read if isinstance(item, Note)]
    assert [(entry.type, entry.key) for entry in found if entry] == [
        ("misc", "a"), ("inproceedings", "b"), ("article", "c"), ("book", "d"),
    ]  # fmt: skip
    problems = [item for item in read if isinstance(item, Problem)]
    assert [(problem.line, problem.is_warning) for problem in problems] == [(3, True), (8, True)]


def notes(text: str) -> list[Note]:
    return [item for item in items(dedent(text)) if isinstance(item, Note)]


def test_an_entry_becomes_a_note_with_all_its_fields() -> None:
    (note,) = notes(f'% my library\n@string{{nips = "Advances in Neural Information Processing Systems"}}\n{VASWANI}')
    assert note.title == "Attention Is All You Need"
    assert (note.authors, note.et_al) == (("Ashish Vaswani", "Noam Shazeer"), True)
    assert note.venue == "Advances in Neural Information Processing Systems"
    assert (note.year, note.month, note.date) == (2017, 12, PartialDate(2024, 5, 1))
    assert note.tags == ("transformers", "natural language processing", "NLP")
    assert note.summary == "The dominant models are recurrent."
    assert note.comment == "To read first.\n\nTwice.\n\nsee https://github.com/tensorflow/tensor2tensor"
    assert [(link.url, link.role) for link in note.links] == [
        ("https://arxiv.org/abs/1706.03762", LinkRole.OWN),
        ("https://papers.nips.cc/paper/7181-attention-is-all-you-need", LinkRole.OWN),
        ("https://github.com/tensorflow/tensor2tensor", LinkRole.CODE),
    ]
    assert (note.citekey, note.kind_hint, note.layout) == ("vaswani2017attention", "paper", "bibfile")
    assert (note.source, note.line, note.end_line) == ("lib/refs.bib", 4, 20)
    assert note.fields[:3] == (
        ("entrytype", "inproceedings"),
        ("entrymacros", "month"),
        ("title", "Attention Is All You Need"),
    )
    entry = entry_of_note(note)
    assert entry is not None
    assert (entry.type, entry.key, entry.macros) == ("inproceedings", note.citekey, {"month"})
    assert dict(note.fields)["keywords"] == "transformers, natural language processing; {NLP}"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (r"Heged{\H u}s, P{\'e}ter", ("Péter Hegedűs",)),
        (r"van den Oord, A{\"a}ron and de la Cruz, Juan", ("Aäron van den Oord", "Juan de la Cruz")),
        ("{BigScience Workshop} and {OpenAI}", ("{BigScience Workshop}", "OpenAI")),
        ("García Márquez, Gabriel", ("García Márquez, Gabriel",)),
        ("King, Jr., Martin Luther", ("Martin Luther King Jr.",)),
        ("山田, 太郎", ("山田 太郎",)),
    ],
)
def test_names_are_read_as_the_same_names_again(written: str, names: tuple[str, ...]) -> None:
    (note,) = notes(f"@article{{k, title={{X}}, author={{{written}}}}}")
    assert note.authors == names


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("@book{k, title={X}}", "book"),
        ("@phdthesis{k, title={X}}", "thesis"),
        ("@techreport{k, title={X}}", "report"),
        ("@article{k, title={X}, journal={Nature}}", "paper"),
        ("@misc{k, title={X}}", ""),
        ("@misc{k, title={X}, eprint={1706.03762}, archivePrefix={arXiv}}", "paper"),
        ("@misc{k, title={X}, url={https://example.org/post}}", "webpage"),
        ("@online{k, title={X}, url={https://example.org/post}}", "webpage"),
        ("@software{k, title={X}}", "software"),
        ("@dataset{k, title={X}}", "dataset"),
    ],
)
def test_entry_types_say_the_kind(entry: str, kind: str) -> None:
    (note,) = notes(entry)
    assert note.kind_hint == kind


@pytest.mark.parametrize(
    ("fields", "urls"),
    [
        ("doi={10.1145/3292500.3330701}", ["https://doi.org/10.1145/3292500.3330701"]),
        ("doi={https://doi.org/10.1145/3292500.3330701}", ["https://doi.org/10.1145/3292500.3330701"]),
        ("journal={CoRR}, volume={abs/1706.03762}", ["https://arxiv.org/abs/1706.03762"]),
        ("journal={arXiv preprint arXiv:1706.03762}", ["https://arxiv.org/abs/1706.03762"]),
        (r"howpublished={\url{https://example.org/a_b}}", ["https://example.org/a_b"]),
        ("url={https://github.com/a/b}", ["https://github.com/a/b"]),
    ],
)
def test_identifiers_and_addresses_are_own_links(fields: str, urls: list[str]) -> None:
    (note,) = notes(f"@article{{k, title={{X}}, {fields}}}")
    assert [link.url for link in note.links if link.role is LinkRole.OWN] == urls


def test_the_code_beside_an_identifier_is_the_code() -> None:
    (note,) = notes("@misc{k, title={X}, eprint={1706.03762}, archivePrefix={arXiv}, url={https://github.com/a/b}}")
    assert [link.role for link in note.links] == [LinkRole.OWN, LinkRole.CODE]


def test_a_volume_is_a_note_beside_those_that_inherit_from_it() -> None:
    parent = "@proceedings{acl20, title={Proceedings of ACL}, year=2020, keywords={venue}}\n"
    volume, child = notes(
        f"@xdata{{pub, publisher={{ACL}}}}\n{parent}@inproceedings{{c, title={{X}}, crossref={{ACL20}}, xdata={{pub}}}}"
    )
    assert (child.title, child.venue, child.year, child.tags) == ("X", "Proceedings of ACL", 2020, ())
    assert dict(child.fields) == {
        "entrytype": "inproceedings",
        "title": "X",
        "publisher": "ACL",
        "booktitle": "Proceedings of ACL",
        "year": "2020",
    }
    assert (volume.title, volume.tags) == ("Proceedings of ACL", ("venue",))


@pytest.mark.parametrize(
    ("child", "parent", "title", "venue"),
    [
        ("article", "article", "The Parent", "J"),
        ("article", "periodical", "", "The Parent"),
        ("inbook", "book", "", "The Parent"),
        ("book", "book", "The Parent", ""),
    ],
)
def test_a_title_is_inherited_as_the_types_of_both_entries_say(child: str, parent: str, title: str, venue: str) -> None:
    journal = ", journaltitle = {J}" if parent == "article" else ""
    text = f"@{child}{{c, author={{A B}}, crossref={{p}}}}\n@{parent}{{p, title={{The Parent}}{journal}}}"
    note = next(note for note in notes(text) if note.citekey == "c")
    assert (note.title or "", note.venue) == (title, venue)


@pytest.mark.parametrize(
    ("child", "parent", "inherited"),
    [
        ("book", "mvbook", {"maintitle": "P", "mainsubtitle": "S", "author": "A B"}),
        ("incollection", "mvcollection", {"maintitle": "P", "mainsubtitle": "S", "author": "A B"}),
        ("inbook", "book", {"booktitle": "P", "booksubtitle": "S", "author": "A B", "bookauthor": "A B"}),
        ("inbook", "mvbook", {"maintitle": "P", "mainsubtitle": "S", "author": "A B", "bookauthor": "A B"}),
    ],
)
def test_titles_and_authors_of_books_are_inherited_as_biber_does(
    child: str, parent: str, inherited: dict[str, str]
) -> None:
    of_parent = "title={P}, subtitle={S}, author={A B}, shorttitle={p}, sortkey={0}, relatedtype={reprintof}"
    found = notes(f"@{child}{{c, title={{C}}, crossref={{p}}}}\n@{parent}{{p, {of_parent}}}")
    note = next(note for note in found if note.citekey == "c")
    assert dict(note.fields) == {"entrytype": child, "title": "C", **inherited}


def test_a_part_of_another_year_has_none_of_its_parents_dates() -> None:
    text = "@inproceedings{{c, title={{C}}, {}, crossref={{p}}}}\n@proceedings{{p, title={{P}}, date={{2006-05-04}}}}"
    assert [dict(notes(text.format(own))[0].fields).get("date") for own in ("year={2007}", "year={2006}")] == [
        None, "2006-05-04",
    ]  # fmt: skip


def test_everything_in_an_entry_of_data_is_shared() -> None:
    (note,) = notes(
        "@book{k, title={X}, xdata={d}}\n@xdata{d, url={https://a.example}, keywords={t}, note={N}, ids={other}}"
    )
    assert dict(note.fields) == {
        "entrytype": "book", "title": "X", "url": "https://a.example", "keywords": "t", "note": "N",
    }  # fmt: skip


def test_values_of_data_that_name_each_other_end() -> None:
    (note,) = notes(
        "@book{k, title={X}, note={xdata=a-note}}\n@xdata{a, note={xdata=b-note}}\n@xdata{b, note={xdata=a-note}}"
    )
    assert dict(note.fields)["note"] == "xdata=a-note"
    many = " ".join(["xdata=a-note"] * 1000)
    (note,) = notes(f"@book{{k, title={{X}}, note={{{many}}}}}\n@xdata{{a, note={{{'x' * 1000}}}}}")
    assert len(dict(note.fields)["note"]) < 200_000


def test_a_parent_may_be_named_by_another_of_its_keys() -> None:
    found = items(
        "@incollection{c, title={C}, crossref={Old}, xdata={before}}\n"
        "@collection{p, title={P}, ids={one, old}}\n@xdata{d, publisher={Q}, ids={before}}"
    )
    assert not [item for item in found if isinstance(item, Problem)]
    assert isinstance(found[0], Note)
    assert dict(found[0].fields) == {"entrytype": "incollection", "title": "C", "publisher": "Q", "booktitle": "P"}


def test_single_values_of_an_entry_of_data_are_shared() -> None:
    read = items(
        "@book{k, title={X}, author={xdata=d-author-2 and C D}, note={xdata = d-note}, series={xdata=none-title}}\n"
        "@xdata{d, author={Roe, Ann and xdata=e-author-1}, note={N}}\n@xdata{e, author={Poe, Max}, title={xdata=e-title}}"
    )
    (note,) = (item for item in read if isinstance(item, Note))
    assert dict(note.fields) == {
        "entrytype": "book", "title": "X", "author": "Poe, Max and C D", "note": "N", "series": "xdata=none-title",
    }  # fmt: skip
    assert len(read) == 1


@pytest.mark.parametrize(
    ("text", "titles", "said"),
    [
        ("@book{title={X}, year=1999}", ["X"], "the entry has no key"),
        ("@book(title={X}, year=1999)", ["X"], "the entry has no key"),
        ("@book{a, title={X}, year=1999\n)\n@book{b, title={Y}}", ["X", "Y"], "is not closed"),
        ("@book{a, title={X}, year=1999,\n\n@book{b, title={Y}}", ["X", "Y"], "is not closed"),
        ("@book{a, title={X {of} Y,\n year={1999}\n}\n@book{b, title={Y}}", ["Y"], "a closing brace is missing"),
    ],
)
def test_entries_of_which_only_the_key_or_the_last_brace_is_missing_are_read(
    text: str, titles: list[str], said: str
) -> None:
    read = items(text)
    assert [item.title for item in read if isinstance(item, Note)] == titles
    (problem,) = (item for item in read if isinstance(item, Problem))
    assert said in str(problem)
    assert problem.is_warning == (len(titles) == text.count("@book"))


def test_a_volume_without_a_title_has_that_of_the_book() -> None:
    (note,) = notes("@proceedings{p, editor={A B}, booktitle={Theory of Things}, maintitle={Lecture Notes}}")
    assert note.title == "Theory of Things"


def test_what_identifies_the_parent_does_not_identify_the_child() -> None:
    parent = "@proceedings{acl20, title={Proceedings of ACL}, doi={10.1000/volume}, url={https://example.org/volume}}"
    _, child = notes(f"{parent}\n@inproceedings{{c, title={{X}}, crossref={{acl20}}}}")
    assert not child.links


def test_a_reference_to_an_unknown_parent_stays() -> None:
    (child,) = notes("@inproceedings{c, title={X}, crossref={elsewhere}}")
    assert dict(child.fields)["crossref"] == "elsewhere"


def test_parents_inherit_from_their_parents() -> None:
    _, child = notes(
        "@xdata{house, publisher={P}, xdata={town}}\n@xdata{town, location={T}, xdata={house}}\n"
        "@collection{c, title={C}, editor={E F}, year={1999}, xdata={house}}\n@incollection{k, title={K}, crossref={c}}"
    )
    assert dict(child.fields) == {
        "entrytype": "incollection",
        "title": "K",
        "booktitle": "C",
        "editor": "E F",
        "year": "1999",
        "publisher": "P",
        "location": "T",
    }


def test_an_entry_without_a_key_is_nobodys_parent() -> None:
    _, other = notes("@book{, title={A}, author={A B}, year={1999}, publisher={P}}\n@article{b, title={B}}")
    assert dict(other.fields) == {"entrytype": "article", "title": "B"}


def test_a_parent_that_names_itself_ends() -> None:
    first, second = notes("@book{a, title={A}, crossref={a}}\n@incollection{b, title={B}, crossref={a}}")
    assert (first.venue, second.venue) == ("", "A")


def test_comments_in_an_entry_are_skipped_as_biber_does() -> None:
    (note,) = notes("@book{k, % of mine\n  title = {T}, % about it\n  % year = {1999},\n  year = {2000} % for sure\n}")
    assert dict(note.fields) == {"entrytype": "book", "title": "T", "year": "2000"}
    (note,) = notes("@book{k, title = {T}, , note = , year = {2000},,\n}")
    assert dict(note.fields) == {"entrytype": "book", "title": "T", "year": "2000"}
    (note,) = notes("@book{k,\n  title = {100% of it},\n}")
    assert note.title == "100% of it"


def test_an_entry_without_commas_at_the_ends_of_lines_is_read_and_told() -> None:
    text = (
        "@misc{a\n  author = {Roe, Ann}\n  title = {Lamps at Sea}\n  year = 2020\n}\n@misc{b, title = {Oars} x = {y}}\n"
    )
    found = items(text)
    (note,) = (item for item in found if isinstance(item, Note))
    assert (note.citekey, note.title, note.year) == ("a", "Lamps at Sea", 2020)
    warning, error = (item for item in found if isinstance(item, Problem))
    assert warning.is_warning
    assert "--fix" in warning.hint
    assert (error.line, error.is_warning) == (6, False)


def test_an_entry_with_blanks_in_the_names_of_fields_is_read_and_told() -> None:
    problem, note = items("@misc{a, title={Lamps at Sea}, Early Access Date = {AUG 2021}, year={2020}}\n")
    assert isinstance(note, Note)
    assert (note.title, note.year, dict(note.fields)["early-access-date"]) == ("Lamps at Sea", 2020, "AUG 2021")
    assert isinstance(problem, Problem)
    assert problem.is_warning


def test_an_entry_that_only_an_escaped_brace_leaves_open_is_read_and_told() -> None:
    problem, note, other = items("@book(k,\n  author = {Thi\\{'e, Ann},\n  title = {T}\n)\n\n@book(l, title = {U})\n")
    assert isinstance(problem, Problem)
    assert problem.is_warning
    assert isinstance(note, Note)
    assert (note.title, dict(note.fields)["author"]) == ("T", "Thi{\\textbraceleft}'e, Ann")
    assert isinstance(other, Note)


def test_a_brace_in_a_comment_closes_no_entry_that_is_closed_below() -> None:
    first, second = notes("@book{k,\n  title = {T},\n  %series = {S},\n }\n\n@book{l, title = {U}%{V} of W}\n}\n")
    assert (first.title, second.title) == ("T", "U")
    (problem,) = items("@book{k,\n  title = {T},\n  %S},\n  year = {2000},\n}\n")
    assert isinstance(problem, Problem)


def test_bad_entries_are_problems_and_the_rest_goes_on() -> None:
    good = "@article{good, title={X}}\n"
    first, date, second, third, broken = items(
        f"{good}@article{{d, title={{Y}}, date={{2020-02-31}}}}\n@article{{late, title = {{Z}}\n}}\n@article{{broken, title = {{x\n"
    )
    assert isinstance(first, Note)
    assert str(date) == "lib/refs.bib:2: entry 'd': 2020-02 has no day 31 (correct its date)"
    assert [item.citekey for item in (second, third) if isinstance(item, Note)] == ["d", "late"]
    assert isinstance(broken, Problem)
    assert broken.line == 5


def test_ids_come_from_key_and_title_and_stay_apart() -> None:
    (first, second) = notes("@article{k, title={X}}\n@article{k, title={X}}")
    assert first.id != second.id
    (moved,) = notes("% moved\n\n@article{k, title={{X}}, year=2020}")
    assert moved.id == first.id
    (other,) = notes("@article{k, title={Y}}")
    assert other.id != first.id


def test_a_key_with_commas_is_read_without_them() -> None:
    text = "@article{Roe,Poe:2020:AB, title={X}, year=2020}"
    found = list(READER.read(Document("a.bib", text, "a.bib")))
    problem, note = found
    assert isinstance(problem, Problem)
    assert problem.is_warning
    assert "a comma ends its key" in problem.hint
    assert isinstance(note, Note)
    assert (note.citekey, note.title) == ("RoePoe:2020:AB", "X")
    (broken,) = READER.read(Document("a.bib", text.replace("X}", "X"), "a.bib"))
    assert isinstance(broken, Problem)


def test_macros_and_concatenations() -> None:
    (note,) = notes(
        '@string{acl = "ACL"}\n@string{proc = "Proceedings of " # acl}\n@inproceedings{k, title={X}, booktitle=proc # " 2020"}'
    )
    assert note.venue == "Proceedings of ACL 2020"


@pytest.mark.parametrize(
    ("name", "text", "recognised"),
    [
        ("a.bib", VASWANI, True),
        ("a.bib", "", True),
        ("a.bib", "@comment{nothing yet}", True),
        ("a.bib", "just words", False),
        ("a.txt", VASWANI, True),
        ("a.txt", f"% exported\n{VASWANI}", True),
        ("a.txt", "write to me @home{if, you like}\n", False),
        ("a.md", f"# How to cite us\n\nPlease cite our work as follows, it means a lot to us.\n\n```bibtex\n{VASWANI}```\n" + "More words. " * 60, False),
        ("a.txt", "@article{broken, title = {x\n", False),
        ("a.bib", "@article{broken, title = {x\n", True),
    ],
)  # fmt: skip
def test_recognises(name: str, text: str, recognised: bool) -> None:
    assert READER.recognises(Document(f"lib/{name}", text, name)) is recognised


WORDS = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=9)


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=3)), min_size=1, max_size=5))
def test_every_entry_is_found_again(works: list[tuple[str, list[str]]]) -> None:
    entries = [
        Entry("article", f"key{number}", (("title", title), ("keywords", ", ".join(tags))))
        for number, (title, tags) in enumerate(works)
    ]
    text = "\n".join(map(format_entry, entries))
    read_notes = notes(text)
    assert [note.citekey for note in read_notes] == [entry.key for entry in entries]
    assert [note.title for note in read_notes] == [normalise_space(title) for title, _ in works]
    lines = text.count("\n") + 1
    assert all(1 <= note.line <= note.end_line <= lines for note in read_notes)


@given(st.text(max_size=60), st.sampled_from(["", "@article{a, title={X}}\n", "@article{b,\n title = "]))
def test_any_text_is_read(text: str, before: str) -> None:
    document = Document("a.bib", before + text, "a.bib")
    READER.recognises(document)
    for item in READER.read(document):
        if isinstance(item, Note):
            assert all(parse_person(name) for name in item.authors)
