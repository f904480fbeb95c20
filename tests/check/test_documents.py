"""Manuscripts against their bibliographies, over real files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.check.check_files import CheckResult, LookupReport, check_files
from biblio.check.files_to_check import TextFile
from biblio.check.finding import Finding, FindingKind, Severity, Span, finding_fingerprint
from biblio.check.fix_files import plan_fixes
from biblio.check.reference_sources import export_references
from biblio.check.suppressions import Baseline, find_suppressions, format_baseline, parse_baseline
from biblio.settings import CheckConfig
from tests.check.tools import TODAY

BIB = """\
@article{a, title = {The First of All Trees}, author = {Ito, A.}, year = 2001}
@article{b, title = {Whales in Winter}, author = {Sato, B.}, year = 2002}
@article{b2, title = {Whales in winter}, author = {B. Sato}, year = 2002}
@inbook{c, crossref = {p}, ids = {old}}
@book{p, title = {A Parent}}
"""


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def check(self, *paths: str, rules: dict[str, str] | None = None, baseline: Baseline | None = None) -> CheckResult:
        return check_files(
            paths or (".",), base=self.path, config=CheckConfig(rules or {}), today=TODAY, baseline=baseline
        )

    def rules(self, *paths: str) -> list[tuple[str, str]]:
        return [(finding.rule, finding.key or finding.written) for finding in self.check(*paths).report.findings]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_cited_and_missing_defined_and_uncited(folder: Folder) -> None:
    folder.put("refs.bib", BIB.replace("@article{b2", "@article{z2").replace("Whales in winter", "Cats of Cairo"))
    folder.put("paper.tex", "\\cite{a} \\input{part}\n\\bibliography{refs}")
    folder.put("part.tex", "\\cite{B} \\cite{nope} \\cite{old}")
    assert folder.rules("paper.tex") == [("cite-case", "B"), ("cite-missing", "nope"), ("entry-uncited", "z2")]


def test_nocite_all_wants_every_entry(folder: Folder) -> None:
    folder.put("refs.bib", BIB)
    folder.put("paper.tex", "\\nocite{*} \\bibliography{refs}")
    assert ("entry-uncited", "a") not in folder.rules()


def test_a_work_under_two_keys(folder: Folder) -> None:
    folder.put("refs.bib", BIB)
    folder.put("paper.tex", "\\cite{b2,a,c,b} \\bibliography{refs}")
    assert ("work-cited-twice", "b") in folder.rules()
    folder.put("paper.tex", "\\cite{b2,a,c} \\bibliography{refs}")
    assert "work-cited-twice" not in [rule for rule, _ in folder.rules()]


def test_nothing_is_missing_where_a_bibliography_is(folder: Folder) -> None:
    folder.put("refs.bib", BIB)
    folder.put("paper.tex", "\\cite{elsewhere} \\bibliography{refs,lost}")
    assert ("bibliography-missing", "lost.bib") in folder.rules()
    assert ("cite-missing", "elsewhere") not in folder.rules()


def test_a_fragment_without_a_bibliography_says_nothing_unless_one_is_given(folder: Folder) -> None:
    folder.put("refs.bib", BIB)
    folder.put("part.tex", "\\cite{nope}")
    assert "cite-missing" not in [rule for rule, _ in folder.rules()]
    assert ("cite-missing", "nope") in folder.rules("part.tex", "refs.bib")


def test_a_quarto_project_has_one_bibliography(folder: Folder) -> None:
    folder.put("_quarto.yml", "project:\n  type: book\nbibliography: refs.bib\n")
    folder.put("refs.bib", "@misc{a, title={x}}\n@misc{b, title={y}}\n@misc{d, title={z}}")
    folder.put("one.qmd", "[@a] and [@nope], as @mistyped [p. 3] says")
    folder.put("two.qmd", "see @b")
    folder.put("parts/three.qmd", "and @mistyped2; me@example.org")
    expected = [("cite-missing", "nope"), ("cite-missing", "mistyped"), ("cite-missing", "mistyped2")]
    assert folder.rules() == [*expected, ("entry-uncited", "d")]


def test_what_a_projects_nocite_names_is_cited(folder: Folder) -> None:
    folder.put("_quarto.yml", "bibliography: refs.bib\nnocite: |\n  @a, @nope\n")
    folder.put("refs.bib", "@misc{a, title={x}}\n@misc{b, title={y}}\n@misc{d, title={z}}")
    folder.put("one.qmd", "As [@b; @nope] says {{< meta @no >}}.")
    assert folder.rules() == [("cite-missing", "nope"), ("entry-uncited", "d")]
    folder.put("_quarto.yml", "bibliography: refs.bib\nnocite: '@*'\n")
    assert folder.rules() == [("cite-missing", "nope")]


def test_subfiles_and_their_master_are_one_document(folder: Folder) -> None:
    folder.put("refs.bib", "@misc{a, title={x}}")
    folder.put("main.tex", "\\subfile{ch/one} \\addbibresource{refs.bib}")
    folder.put("ch/one.tex", "\\documentclass[../main.tex]{subfiles} \\cite{a} \\cite{nope}")
    assert folder.rules("ch/one.tex") == [("cite-missing", "nope")]
    assert folder.rules() == [("cite-missing", "nope")]


def test_parts_in_the_folders_that_tex_is_told_of(folder: Folder) -> None:
    folder.put("refs.bib", BIB)
    folder.put("text/one.tex", "\\cite{a} \\cite{b} \\cite{b2} \\cite{c} \\cite{nope}")
    folder.put(
        "paper.tex", "\\makeatletter\\def\\input@path{{style/} {text/}}\\makeatother\\include{one}\\bibliography{refs}"
    )
    assert ("cite-missing", "nope") in folder.rules("paper.tex")
    folder.put("paper.tex", "\\include{one}\\bibliography{refs}")
    assert ("cite-missing", "nope") not in folder.rules("paper.tex")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\def\\here {.}\\import{\\here/parts/}{one}", ["ghost", "b"]),
        ("\\newcommand{\\parts}{parts}\\input{\\parts/one}", ["ghost", "b"]),
        ("\\newcommand{\\part}[1]{parts/#1}\\include{\\part{one}}", ["ghost", "b"]),
        ("\\newcommand*\\one{one.tex}\\subfile{parts/\\one}", ["ghost", "b"]),
        ("\\input{\\computed/one}", []),  # what it cites is not known
        ("\\foreach\\x in {one,two}{\\input{parts/\\x}}", []),
    ],
)
def test_parts_with_names_that_macros_make(folder: Folder, text: str, expected: list[str]) -> None:
    folder.put("refs.bib", "@misc{a, title={Moss}}\n@misc{b, title={Fern}}")
    folder.put("parts/one.tex", "\\cite{a,ghost}")
    folder.put("paper.tex", f"{text}\\bibliography{{refs}}")
    assert [key for _, key in folder.rules("paper.tex")] == expected


def test_csl_json_is_a_bibliography(folder: Folder) -> None:
    folder.put("refs.json", '[{"id": "a", "type": "book"},\n {"type": "book", "id": "b"}]')
    folder.put("paper.md", "---\nbibliography: refs.json\n---\n[@a; @nope]")
    assert folder.rules() == [("cite-missing", "nope"), ("entry-uncited", "b")]
    (uncited,) = (finding for finding in folder.check().report.findings if finding.rule == "entry-uncited")
    assert (uncited.span.line, uncited.span.column) == (2, 25)


ITEM = '{"id": "a", "type": "article-journal", "author": [{"family": "Ito"}], "title": "x", "issued": {"raw": "2001"}}'


def test_of_a_folder_csl_json_is_taken_and_other_json_left(folder: Folder) -> None:
    folder.put("refs.json", f"[\n {ITEM}]")
    folder.put("zotero.json", f'{{"items": [{ITEM}]}}')
    folder.put("package.json", '[{"id": 1, "type": "module", "author": "Ito", "title": "x"}]')
    report = folder.check().report
    assert (report.files, report.entries, report.problems) == (2, 2, ())


def test_what_is_no_whole_csl_json_never_reads_as_clean(folder: Folder) -> None:
    folder.put("cut.json", f'[{ITEM},\n{{"id":')
    folder.put("other.json", '{"name": "x"}')
    folder.put("nameless.json", f'[{ITEM}, {{"type": "book"}}]')
    folder.put("deep.json", "[" * 100_000)
    folder.put("number.json", "7")
    report = folder.check("cut.json", "other.json", "nameless.json", "deep.json", "number.json").report
    assert [(problem.path, problem.line, problem.what) for problem in report.problems] == [
        ("cut.json", 2, "invalid JSON: Expecting value at column 7"),
        ("other.json", 0, "not CSL JSON"),
        ("nameless.json", 0, "1 of 2 items have no id and were skipped"),
        ("deep.json", 0, "unreadable JSON"),
        ("number.json", 0, "not CSL JSON"),
    ]
    assert report.exit_code == 1
    folder.put("paper.md", "---\nbibliography: cut.json\n---\n[@a]")
    assert [problem.path for problem in folder.check("paper.md").report.problems] == ["cut.json"]


def test_csl_json_that_a_manuscript_names_is_looked_up_with_it(folder: Folder) -> None:
    folder.put("refs.json", f"[{ITEM}]")
    folder.put("paper.md", "---\nbibliography: refs.json\n---\n[@a]")
    looked_up: list[str] = []

    def lookup(_: Sequence[TextFile], csl: Sequence[TextFile]) -> LookupReport:
        looked_up.extend(file.path for file in csl)
        return LookupReport()

    for given in ("paper.md", "."):
        check_files([given], base=folder.path, config=CheckConfig(), today=TODAY, lookup=lookup)
    assert looked_up == ["refs.json", "refs.json"]


RIS = "TY  - JOUR\r\nID  - ito2001x\r\nTI  - On Rivers\r\nDO  - 10.1000/x\r\nER  - \r\nTY  - JOUR\r\nAU  - Ito\r\nER  - \r\n"


def test_exports_of_reference_managers_are_bibliographies(folder: Folder) -> None:
    folder.put("refs.ris", RIS)
    folder.put("paper.md", "---\nbibliography: refs.ris\n---\n[@ito2001x; @nope]")
    assert folder.rules() == [("cite-missing", "nope")]
    looked_up: list[tuple[str, int]] = []

    def lookup(_: Sequence[TextFile], exports: Sequence[TextFile]) -> LookupReport:
        for file in exports:
            looked_up.extend((item.record.title, item.key_span.line) for item in export_references(file.source))
        return LookupReport()

    report = check_files(["refs.ris"], base=folder.path, config=CheckConfig(), today=TODAY, lookup=lookup).report
    assert looked_up == [("On Rivers", 1)]
    assert (report.entries, [problem.line for problem in report.problems]) == (1, [6])


def test_a_shared_doi_is_not_held_against_a_known_work(folder: Folder) -> None:
    folder.put(
        "refs.bib",
        "@article{a, title={Trees of Graphs}, doi={10.1000/x}}\n@article{b, title={Whales}, doi={10.1000/x}}",
    )

    def shared(lookup_report: LookupReport) -> list[str]:
        checked = check_files(
            ["."], base=folder.path, config=CheckConfig(), today=TODAY, lookup=lambda *_: lookup_report
        )
        return [finding.key for finding in checked.report.findings if finding.rule == "identifier-shared"]

    assert shared(LookupReport()) == ["b"]
    assert shared(LookupReport(clean_entries=(("refs.bib", "a"),))) == ["b"]
    assert shared(LookupReport(clean_entries=(("refs.bib", "b"),))) == []


def test_one_author_who_may_be_two_is_one_where_the_record_says_so(folder: Folder) -> None:
    folder.put("refs.bib", "@book{a, author={Ruiz Paz, Ana Eva}}\n@book{b, author={World Bank}}")

    def misread(lookup_report: LookupReport) -> list[str]:
        checked = check_files(
            ["."], base=folder.path, config=CheckConfig(), today=TODAY, lookup=lambda *_: lookup_report
        )
        return [finding.key for finding in checked.report.findings if finding.rule == "name-misread"]

    assert misread(LookupReport()) == ["a", "b"]
    clean = (("refs.bib", "a"), ("refs.bib", "b"))
    assert misread(LookupReport(clean_entries=clean)) == ["b"]


def test_names_that_no_file_can_have_are_missing_files(folder: Folder) -> None:
    name = "x" * 5000
    folder.put("paper.tex", f"\\input{{{name}}} \\bibliography{{{name},\0}} \\cite{{a}}")
    folder.put("paper.md", f"---\nbibliography: {name}.bib\n---\n[@a]")
    (folder.path / "_quarto.yml").write_text(f"bibliography: {name}.bib\n")
    report = folder.check("paper.tex", "paper.md", name).report
    rules = sorted((finding.rule, finding.span.path) for finding in report.findings)
    assert rules == [
        ("bibliography-missing", "paper.md"),
        *[("bibliography-missing", "paper.tex")] * 2,
        ("part-missing", "paper.tex"),
    ]
    assert [(problem.path, problem.what) for problem in report.problems] == [(name, "does not exist")]


def test_encodings_and_broken_files(folder: Folder) -> None:
    (folder.path / "latin.bib").write_bytes("@misc{é, title={Élan & thé à la française déjà vu}}".encode("latin-1"))
    (folder.path / "utf16.bib").write_bytes(b"\xff\xfe" + "@misc{a, title={x & y}}".encode("utf-16-le"))
    (folder.path / "image.bib").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    report = folder.check("latin.bib", "utf16.bib", "image.bib", "gone.bib").report
    assert [(finding.rule, finding.span.path) for finding in report.findings] == [
        ("tex-character", "latin.bib"), ("tex-character", "utf16.bib"),
    ]  # fmt: skip
    assert [problem.path for problem in report.problems] == ["image.bib", "gone.bib"]
    assert report.exit_code == 1


def test_severities_and_comments_and_baseline(folder: Folder) -> None:
    folder.put(
        "refs.bib",
        "@misc{a, title={x & y}}\n% biblio: ignore tex-character because I say so\n@misc{b,\n title={x & y}}\n@misc{c, title={x & y}}\n",
    )
    report = folder.check().report
    assert [finding.key for finding in report.findings] == ["a", "c"]
    assert report.suppressed == 1
    assert report.exit_code == 3
    assert folder.check(rules={"tex-character": "info"}).report.exit_code == 0
    assert folder.check(rules={"tex-character": "off"}).report.findings == ()
    text = format_baseline(report.findings[:1], Baseline())
    accepted, problems = parse_baseline(text.replace("\n", "  # known since 2020\n").replace("#   #", "#"), "x")
    assert problems == ()
    again = folder.check(baseline=accepted).report
    assert ([finding.key for finding in again.findings], again.in_baseline) == (["c"], 1)
    assert "known since 2020" in format_baseline(report.findings, accepted)
    folder.put("refs.bib", "\n\n" + (folder.path / "refs.bib").read_text())
    assert folder.check(baseline=accepted).report.in_baseline == 1, "a baseline holds wherever the line moves to"
    problem = parse_baseline("# why\n\nwhat is this", "x")[1][0]
    assert (problem.path, problem.line, problem.what) == ("x", 3, "this line is not valid in a baseline")


@pytest.mark.parametrize(
    ("path", "key", "line"),
    [
        ("refs.bib", "a", "rule refs.bib a "),
        ("my refs.bib", "two words", 'rule "my refs.bib" two_words '),
        ("論文\u3000一.bib", "a\tb", 'rule "論文\u3000一.bib" a_b '),
        ("refs.bib", "", "rule refs.bib - "),
    ],
)
def test_a_line_of_a_baseline_is_read_back_whatever_the_file_and_the_key_are_called(
    path: str, key: str, line: str
) -> None:
    finding = Finding("rule", FindingKind.FILE, Severity.ERROR, Span(path, 1, 1, 1, 1), "message", key)
    other = replace(finding, rule="other")
    text = format_baseline([finding, other], Baseline())
    assert [row for row in text.splitlines() if row.startswith(line)] == [line + finding_fingerprint(finding)]
    baseline, problems = parse_baseline(text, "baseline.txt")
    assert problems == ()
    assert baseline.accepts(finding)
    assert baseline.accepts(other)
    assert not baseline.accepts(replace(finding, rule="third"))
    assert format_baseline([other, finding], baseline) == text


def test_a_comment_in_a_bib_covers_the_next_entry_and_no_further() -> None:
    text = (
        "@misc{a,\n title = {x}}\n"
        "@comment{biblio: ignore rule , other-rule because}\n\n"
        "@misc{b,\n title = {x},\n}\n\n"
        "@misc{c, title = {x}}\n% biblio: ignore rule\n@misc{d,\n title = {x}}"
    )

    def suppressed_lines(name: str, path: str) -> list[int]:
        suppressions = find_suppressions(text, path, lambda rule: True)
        findings = [
            Finding(name, FindingKind.FILE, Severity.ERROR, Span(path, line, 1, line, 1), "message")
            for line in range(1, text.count("\n") + 2)
        ]
        return [finding.span.line for finding in findings if suppressions.is_suppressed(finding)]

    assert suppressed_lines("rule", "refs.BIB") == [3, 4, 5, 6, 7, 8, 10, 11, 12]
    assert suppressed_lines("other-rule", "refs.bib") == [3, 4, 5, 6, 7, 8]
    assert suppressed_lines("rule", "paper.tex") == [3, 4, 10, 11]
    assert suppressed_lines("third-rule", "refs.bib") == []


def test_a_comment_can_cover_a_whole_file_and_one_after_it_still_counts() -> None:
    text = "% biblio: ignore-file one, two\n% biblio: ignore three, four\n\n"
    suppressions = find_suppressions(text, "paper.tex", lambda rule: rule not in ("two", "four"))
    assert suppressions.whole_file == {"one", "two"}
    assert suppressions.lines == ((2, 3, frozenset({"three", "four"})),)
    assert [(problem.path, problem.line, problem.what) for problem in suppressions.problems] == [
        ("paper.tex", 1, "there is no rule 'two'"), ("paper.tex", 2, "there is no rule 'four'"),
    ]  # fmt: skip


def test_a_comment_silences_in_every_kind_of_file(folder: Folder) -> None:
    folder.put("refs.bib", "@misc{a, title={x}}")
    folder.put("p.tex", "\\bibliography{refs}\\cite{a}\n% biblio: ignore cite-missing\n\\cite{no}\n\\cite{yes}")
    folder.put("p.md", "---\nbibliography: refs.bib\n---\n<!-- biblio: ignore cite-missing -->\n[@no]\n\n[@yes]")
    folder.put("p.typ", '#bibliography("refs.bib")\n// biblio: ignore-file cite-missing\n@no @yes')
    assert [key for rule, key in folder.rules() if rule == "cite-missing"] == ["yes", "yes"]
    folder.put("p.tex", "% biblio: ignore no-such-rule")
    assert "no-such-rule" in folder.check().report.problems[0].what


def test_a_part_that_only_the_document_names_keeps_its_comments_and_gets_its_fixes(folder: Folder) -> None:
    folder.put("refs.bib", "@misc{Doe2020, title = {Trees}}\n")
    folder.put("main.tex", "\\input{part}\\bibliography{refs}\n")
    folder.put("part.tex", "\\cite{doe2020}\n% biblio: ignore cite-missing\n\\cite{roe}\n")
    result = folder.check("main.tex")
    (finding,) = result.report.findings
    assert finding.rule == "cite-case"
    (fixes,) = plan_fixes([finding], result.files, is_chosen=lambda _: True)
    assert fixes.file.location == folder.path / "part.tex"
    assert result.report.suppressed == 1


def test_a_book_of_r_markdown_has_the_bibliography_of_its_index(folder: Folder) -> None:
    folder.put("_bookdown.yml", "book_filename: walls\n")
    folder.put("refs.bib", "@misc{a, title={x}}\n@misc{b, title={y}}")
    folder.put("index.Rmd", "---\ntitle: Walls\nbibliography: [refs.bib]\n---\nSee [@a].\n")
    folder.put("02-moss.Rmd", "See @b and @ghost and [@ghoul].\n")
    assert folder.rules("02-moss.Rmd") == [("cite-missing", "ghost"), ("cite-missing", "ghoul"), ("entry-uncited", "a")]
    assert folder.rules() == [("cite-missing", "ghost"), ("cite-missing", "ghoul")]


def test_the_settings_of_a_folder_hold_for_its_pages(folder: Folder) -> None:
    folder.put("posts/_metadata.yml", "bibliography: ../refs.bib\n")
    folder.put("_quarto.yml", "project:\n  type: website\nmetadata-files:\n  - more.yml\n")
    folder.put("more.yml", "crossref:\n  custom:\n    - kind: float\n      key: film\n")
    folder.put("refs.bib", "@misc{a, title={x}}")
    folder.put("posts/one.qmd", "See @a, @film-one and @ghost.")
    folder.put("two.qmd", "Thanks to @someone.")
    assert folder.rules() == [("cite-missing", "ghost")]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("paper.md", "---\nbibliography: refs.bib\n---\n[@old]", [("cite-missing", "old")]),
        ("paper.md", "---\nbibliography: refs.bib\n---\n[@only] and [@d]", []),  # Pandoc finds it beside the key
        (
            "paper.md",
            "---\nbibliography: refs.bib\n---\n[@old] and [@c]",
            [("cite-missing", "old")],
        ),  # but not one of two
        ("paper.typ", '@old @c\n#bibliography("refs.bib")', [("cite-missing", "old")]),
        ("paper.tex", "\\usepackage{biblatex}\\addbibresource{refs.bib}\\cite{old}", []),
        ("paper.tex", "\\cite{old,c}\\bibliographystyle{plain}\\bibliography{refs}", [("cite-missing", "old")]),
        ("paper.tex", "\\cite{old}\\bibliography{refs}", []),  # biblatex takes this command too
    ],
)
def test_further_keys_count_where_the_tool_knows_them(
    folder: Folder, name: str, text: str, expected: list[tuple[str, str]]
) -> None:
    folder.put("refs.bib", "@book{c, title = {Moss of Walls}, ids = {old, older}} @book{d, title = {A}, ids = {only}}")
    folder.put(name, text)
    assert [row for row in folder.rules(name) if row[0] == "cite-missing"] == expected
    for finding in folder.check(name).report.findings:
        if finding.rule == "cite-missing":
            assert finding.fix is not None
            assert finding.fix.is_safe
            assert finding.fix.edits[0].new == "c"


TWO_BIBLIOGRAPHIES = [
    ("\\cite{a} \\bibliographystyle{plain}\\bibliography{one,two}", ["BibTeX stops, biber takes the one in one.bib"]),
    ("\\addbibresource{one.bib}\\addbibresource{two.bib}\\cite{a}", ["biber takes the one in one.bib"]),
    ("\\cite{b} \\bibliography{one,two}", []),
    ("\\nocite{*} \\bibliography{one,two}", ["BibTeX stops, biber takes the one in one.bib"]),
    ("\\newcites{own}{Own}\\cite{a}\\bibliography{one}\\citeown{a}\\bibliographyown{two}", []),
    ("\\addbibresource{one.bib}\\cite{a}\\begin{refsection}[two.bib]\\cite{a}\\end{refsection}", []),
]


@pytest.mark.parametrize(("text", "expected"), TWO_BIBLIOGRAPHIES)
def test_one_key_in_two_bibliographies(folder: Folder, text: str, expected: list[str]) -> None:
    folder.put("one.bib", "@book{a, title = {Moss of Walls}}\n@book{b, title = {Fern of Woods}}")
    folder.put("two.bib", "@book{a, title = {Lichen of Roofs}}\n@book{c, title = {Reed of Lakes}}")
    folder.put("paper.tex", text)
    twice = [finding for finding in folder.check("paper.tex").report.findings if finding.rule == "key-twice"]
    assert [finding.message.partition("files: ")[2] for finding in twice] == expected
    assert [(finding.span.path, finding.key) for finding in twice] == [("two.bib", "a")] * len(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[@no.]", ["no"]),
        ("A note[^1].\n\n[^1]: @no.\n", []),  # Pandoc 2.17 makes an example list of each of these
        ("A note[^1].\n\n[^1]:\n    @no. See there.\n", []),
        ("@no.\n", []),
        ("- @no. An item\n", []),
        ("1. @no) An item\n", []),
        ("A note[^1].\n\n[^1]: @no, p. 3.\n", ["no"]),
        ("- @no: an item\n", ["no"]),
        ("text\n@no. More text\n", ["no"]),
    ],
)
def test_a_block_that_begins_with_a_key_and_a_full_stop_is_an_example(
    folder: Folder, text: str, expected: list[str]
) -> None:
    folder.put("refs.bib", "@misc{a, title={x}}")
    folder.put("paper.md", f"---\nbibliography: refs.bib\n---\n\n[@a]\n\n{text}")
    assert [key for rule, key in folder.rules("paper.md") if rule == "cite-missing"] == expected


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("As @a says.[^1]\n\n[^1]: @a.\n", [8]),
        ("@a. Others doubt it.\n", [2]),
        ("- @a) One\n- [@a]\n- @a.\n", [4, 4]),
        ("(@a) An example\n\n@none. Another\n", []),  # a label in parentheses is meant as one, and @none has no entry
        ("See @a.\n\n[^1]: See @a.\n\n@a: this\n\n    @a. Code\n", []),
    ],
)
def test_a_key_that_becomes_the_label_of_an_example_is_said(folder: Folder, text: str, columns: list[int]) -> None:
    folder.put("refs.bib", "@misc{a, title={x}}")
    folder.put("paper.md", f"---\nbibliography: refs.bib\n---\n\n[@a]\n\n{text}")
    findings = [finding for finding in folder.check("paper.md").report.findings if finding.rule == "cite-example"]
    assert [(finding.key, finding.span.column) for finding in findings] == [("a", column) for column in columns]


def test_commands_of_other_files_and_of_own_packages_cite(folder: Folder) -> None:
    folder.put("refs.bib", "@misc{a, title={Moss}}")
    folder.put("macros.tex", "\\newcommand{\\page}[2][]{\\parencite[#1]{#2}}\\newcites{more}{More}\\let\\short\\citep")
    folder.put("style/own.sty", "\\newcommand{\\both}[1]{\\citep{#1}} % \\newcommand{\\none}[1]{\\citep{#1}}")
    folder.put("own.cls", "\\LoadClass{article}\\newcommand{\\classy}[1]{\\citet{#1}}")
    folder.put("chapter.tex", "\\page[p. 3]{g1}\\citemore{g2}\\short{g3}\\both{g4}\\classy{g5}\\none{x}\\both{a}")
    preamble = "\\documentclass{own}\\usepackage{multibib, style/own}\\input{macros}"
    folder.put("paper.tex", f"{preamble}\\input{{chapter}}\\bibliography{{refs}}\\bibliographymore{{refs}}")
    assert folder.rules("paper.tex") == [("cite-missing", f"g{number}") for number in range(1, 6)]


SECTIONS = [
    ("\\cite{a,b,g}", ["b"]),
    ("\\begin{refsection}[b.bib]\\cite{a,b,g}\\end{refsection}\\cite{c}", ["a", "c"]),
    ("\\begin{refsection}\\cite{a,b}\\end{refsection}\\begin{refsegment}\\cite{a}\\end{refsegment}", ["b"]),
    ("\\newrefsection[b]\\cite{b}\\newrefsection[first,c.bib]\\cite{a,b,c}\\endrefsection\\cite{b}", ["b", "b"]),
    ("\\newrefsection[c.bib]\\section{S}\\cite{c,a}\\chapter{T}\\cite{c}", ["a", "c"]),
    ("\\newrefsection[b.bib]\\input{part}\\cite{b}", ["b", "a", "b"]),  # the part begins another section
    ("\\begin{refsection}[b.bib]\\cite{b,g,c}\\end{refsection}", ["c"]),
    ("\\newrefsection[elsewhere]\\cite{a,c}", []),  # a label that nobody gives
]


@pytest.mark.parametrize(("text", "expected"), SECTIONS)
def test_a_section_of_references_has_its_own_bibliographies(folder: Folder, text: str, expected: list[str]) -> None:
    # What biber 2.18 finds no entry for.
    for name in "abcg":
        folder.put(f"{name}.bib", f"@book{{{name}, title = {{Moss of {name}}}}}")
    part = "\\cite{b}\\newrefsection[a.bib]\\cite{b,a}\\newrefsection[b.bib]\\cite{a}\\newrefsection[c.bib]"
    folder.put("part.tex", part)
    folder.put(
        "paper.tex",
        "\\documentclass{book}\\usepackage[refsection=chapter]{biblatex}\\addbibresource[label=first]{a.bib}"
        f"\\addglobalbib{{g.bib}}\\addsectionbib{{c.bib}}\\begin{{document}}{text}\\end{{document}}",
    )
    missing = [(rule, key) for rule, key in folder.rules("paper.tex") if rule != "entry-uncited"]
    assert sorted(missing) == sorted(("cite-missing", key) for key in expected)


def test_a_list_of_multibib_has_its_own_bibliographies(folder: Folder) -> None:
    folder.put("a.bib", "@book{a, title = {Moss of Walls}}")
    folder.put("b.bib", "@book{b, title = {Fern of Woods}}")
    preamble = "\\newcites{more}{More}\\newcommand{\\both}[1]{\\cite{#1}\\citemore{#1}}"
    lists = "\\bibliographystyle{plain}\\bibliography{a}\\bibliographystylemore{plain}\\bibliographymore{b}"
    folder.put("paper.tex", f"{preamble}\\cite{{a}}\\citemore{{b}}\\both{{a}}{lists}")
    assert folder.rules("paper.tex") == []
    folder.put("paper.tex", f"{preamble}\\cite{{b}}\\citemore{{a}}{lists}")
    assert folder.rules("paper.tex")[:2] == [("cite-missing", "b"), ("cite-missing", "a")]


UNITS = "\\usepackage{bibunits}\\defaultbibliography{a,b}"
CHAPTERS = "\\documentclass{report}\\usepackage{chapterbib}"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([UNITS + "\\begin{bibunit}\\cite{a,b,c}\\putbib\\end{bibunit}\\cite{a,c}\\bibliography{c}"], ["c", "a"]),
        ([UNITS + "\\begin{bibunit}[alpha]\\cite{a,c}\\putbib[c]\\end{bibunit}\\begin{bibunit}\\cite{a,c}\\putbib\\end{bibunit}"],
         ["a", "c"]),
        ([UNITS + "\\bibliographyunit[\\section]\\section{S}\\cite{a,g}\\putbib\\section{T}\\cite{a,c}\\putbib[c]"], ["g", "a"]),
        ([UNITS + "\\bibliographyunit[\\chapter]\\input{one}\\input{two}", "\\chapter{S}\\cite{a,c}\\putbib", "\\cite{a,c}\\putbib[c]"],
         ["c", "a"]),
        ([UNITS + "\\begin{bibunit}\\input{one}\\putbib[c]\\end{bibunit}", "\\cite{a,c}"], ["a"]),
        ([CHAPTERS + "\\include{one}\\include{two}", "\\cite{a,b}\\bibliography{a}", "\\cite{b,a}\\bibliography{b}"], ["b", "a"]),
        ([CHAPTERS + "\\cite{c}\\include{one}\\include{two}\\bibliography{c}", "\\cite{c}\\bibliography{a}", "\\cite{c}"], ["c"]),
    ],
)  # fmt: skip
def test_units_and_chapters_have_their_own_bibliographies(
    folder: Folder, files: list[str], expected: list[str]
) -> None:
    # What BibTeX finds no entry for in the .aux of each unit (bibunits of 2004, chapterbib 2.00).
    for name in "abc":
        folder.put(f"{name}.bib", f"@book{{{name}, title = {{Moss of {name}}}}}")
    for name, text in zip(("paper.tex", "one.tex", "two.tex"), files, strict=False):
        folder.put(name, text)
    missing = [(rule, key) for rule, key in folder.rules("paper.tex") if rule != "entry-uncited"]
    assert sorted(missing) == sorted(("cite-missing", key) for key in expected)


@pytest.mark.parametrize(
    ("own", "more"),
    [
        ("\\RequirePackage{biblatex}\\addbibresource{refs.bib}", ""),
        ("\\newcommand{\\references}{\\bibliographystyle{plain}\\bibliography{refs}}", ""),
        ("\\AtEndDocument{\\bibliography{refs}}", ""),
        ("\\RequirePackage{deep}", "\\addbibresource{refs.bib}"),
        ("\\input{setup}", "\\addbibresource{refs.bib}"),
    ],
)
@pytest.mark.parametrize("load", ["\\documentclass{own}", "\\usepackage{own}"])
def test_the_bibliography_of_an_own_class(folder: Folder, load: str, own: str, more: str) -> None:
    folder.put("refs.bib", "@misc{a, title={Moss}}")
    folder.put("own.cls" if "class" in load else "own.sty", f"\\ProvidesFile{{own}}{own}")
    folder.put("deep.sty", more)
    folder.put("setup.tex", more)
    folder.put("paper.tex", f"{load}\\begin{{document}}\\cite{{a,ghost}}\\end{{document}}")
    assert folder.rules("paper.tex") == [("cite-missing", "ghost")]


def test_what_a_class_offers_need_not_be_there(folder: Folder) -> None:
    folder.put(
        "own.cls",
        "\\newcommand{\\refs}{\\bibliography{gone}}\\input{gone}\\RequirePackage{own,gone}\\RequirePackage{own2}",
    )
    folder.put("own2.sty", "\\RequirePackage{own2}\\cite{none}")
    folder.put("paper.tex", "\\documentclass{own}\\cite{a}")
    assert folder.rules("paper.tex") == []


def test_a_key_that_a_macro_makes_is_not_corrected_where_it_is_called(folder: Folder) -> None:
    folder.put("refs.bib", "@misc{RFC793, title={Moss}} @misc{b, title={Fern}, ids={rfc1}}")
    folder.put(
        "paper.tex",
        "\\newcommand{\\rfc}[1]{\\cite{rfc#1}}\\rfc{793}\\rfc{1}\\rfc{2}\\cite{b}\\bibliographystyle{plain}\\bibliography{refs}",
    )
    findings = folder.check("paper.tex").report.findings
    assert [(finding.rule, finding.written, finding.fix) for finding in findings] == [
        ("cite-case", "rfc793", None), ("cite-missing", "rfc1", None), ("cite-missing", "rfc2", None),
    ]  # fmt: skip


def test_what_biber_was_told_about_sections(folder: Folder) -> None:
    for name in "ab":
        folder.put(f"{name}.bib", f"@book{{{name}, title = {{Moss of {name}}}}}")
    source = '<bcf:bibdata section="{0}">\n<bcf:datasource type="file" datatype="bibtex">{1}.bib</bcf:datasource>\n'
    keys = '<bcf:section number="{0}">\n<bcf:citekey order="1">a</bcf:citekey>\n<bcf:citekey>b</bcf:citekey>\n'
    folder.put("paper.bcf", "".join(source.format(n, name) + keys.format(n) for n, name in ((0, "a"), (1, "b"))))
    assert folder.rules("paper.bcf") == [("cite-missing", "b"), ("cite-missing", "a")]


@pytest.mark.parametrize("options", ["location=remote", "glob", "datatype=ris"])
def test_bibliographies_that_are_not_read_may_have_any_key(folder: Folder, options: str) -> None:
    folder.put("a.bib", "@book{a, title = {Moss of Walls}}")
    more = f"\\addbibresource[{options}]{{https://example.org/more.bib}}"
    folder.put("paper.tex", f"\\usepackage{{biblatex}}\\addbibresource{{a.bib}}{more}\\cite{{a,ghost}}")
    assert folder.rules("paper.tex") == []


ORG = "#+bibliography: one.bib\n#+bibliography: two.bib\n"


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("paper.md", "---\nbibliography: [one.bib, two.bib]\n---\n@a", "Pandoc takes the later entry"),
        ("paper.org", ORG + "[cite:@a]", "Org takes the later entry"),
        ("paper.org", ORG + "#+cite_export: basic\n[cite:@a]", "Org takes the later entry"),
        ("paper.org", ORG + "#+CITE_EXPORT: biblatex\n[cite:@a]", "biber takes the one in one.bib"),
        ("paper.org", ORG + "#+cite_export: natbib\n[cite:@a]", "BibTeX stops"),
        ("paper.org", ORG + "#+cite_export: csl x.csl\n[cite:@a]", "which one is taken depends on the exporter"),
        ("paper.typ", '@a\n#bibliography(("one.bib", "two.bib"))', "Typst stops"),
    ],
)
def test_who_takes_which_of_two_entries(folder: Folder, name: str, text: str, taken: str) -> None:
    folder.put("one.bib", "@book{a, title = {Moss of Walls}}")
    folder.put("two.bib", "@book{a, title = {Lichen of Roofs}}")
    folder.put(name, text)
    assert [finding.message.partition("files: ")[2] for finding in folder.check(name).report.findings] == [taken]


@pytest.mark.parametrize(
    "labels",
    [
        "#subpar.grid(figure([x]), <ghost>, figure([y]), label: <ghoul>)",
        '#let snippet(key, body) = [#figure(body) #label(key)]\n#snippet("ghost", [x]) #snippet("ghoul")[y]',
        '#register-glossary(((key: "ghost", short: "G"), (key: "ghoul", short: "H")))',
        "#line-label(<ghost>) x #line-label(<ghoul>) y",
        "#figure[x] <ghost>\n#figure[y] <ghoul>",
    ],
)
def test_what_typst_refers_to_may_be_a_label_that_a_function_was_given(folder: Folder, labels: str) -> None:
    # Seen in public theses: subfigures, code in functions of the author's own, glossaries, lines of algorithms.
    folder.put("refs.bib", "@misc{moss, title={x}}")
    folder.put("labels.typ", labels)
    folder.put("text.typ", "@moss @ghost @ghoul:pl @ghost:12 @spectre @moss:2 #cite(<wraith>) #link(<ghost>)")
    folder.put("paper.typ", '#include "labels.typ"\n#include "text.typ"\n#bibliography("refs.bib")')
    assert folder.rules("paper.typ") == [("cite-missing", key) for key in ("spectre", "moss:2", "wraith")]


def test_two_documents_may_share_a_file(folder: Folder) -> None:
    # Seen in a public thesis whose slides include a table of it: both name "references.bib", each its own.
    entries = "@misc{moss, title={Moss}}\n@misc{fern, title={Fern}}\n"
    folder.put("thesis/references.bib", entries)
    folder.put("slides/references.bib", entries)
    body = (
        "\\documentclass{article}\\begin{document}%s\\bibliographystyle{plain}\\bibliography{references}\\end{document}"
    )
    folder.put("thesis/thesis.tex", body % "\\cite{moss,ghost}\\input{table}")
    folder.put("slides/slides.tex", body % "\\cite{moss}\\input{../thesis/table}")
    folder.put("thesis/table.tex", "\\cite{fern,ghoul}")
    assert folder.rules(".") == [("cite-missing", "ghoul"), ("cite-missing", "ghost")]
    folder.put("thesis/thesis.tex", body % "\\cite{moss}\\input{table}\\input{../slides/slides}")  # now it is one
    assert ("key-twice", "moss") in folder.rules(".")


def test_comments_inside_an_entry_are_no_error_where_only_biber_reads_it(folder: Folder) -> None:
    folder.put("refs.bib", "@misc{moss, title={Moss},\n  %volume = {3},\n  year=2001}\n")
    folder.put("new.tex", "\\usepackage{biblatex}\\addbibresource{refs.bib}\\cite{moss}")
    assert [finding.severity for finding in folder.check(".").report.findings] == [Severity.INFO]
    folder.put("old.tex", "\\cite{moss}\\bibliographystyle{plain}\\bibliography{refs}")
    assert [finding.severity for finding in folder.check(".").report.findings] == [Severity.ERROR]


def test_bibtex_reads_entries_that_are_commented_out(folder: Folder) -> None:
    # Seen with BibTeX 0.99d: both are printed. biber finds neither.
    comments = "% @misc{moss, title={Moss}}\n@comment{ @misc{fern, title={Fern}} }\n"
    folder.put("refs.bib", f"{comments}@misc{{a, title={{Trees}}}}")
    folder.put("old.tex", "\\cite{a,moss,fern,ghost}\\bibliographystyle{plain}\\bibliography{refs}")
    folder.put("new.tex", "\\usepackage{biblatex}\\addbibresource{refs.bib}\\cite{a,moss}")
    assert folder.rules("old.tex") == [("cite-missing", "ghost")]
    assert folder.rules("new.tex") == [("cite-missing", "moss")]


@pytest.mark.parametrize(
    "text",
    [
        '#let handle = "ghost"',
        '#image("ghost") #text(font: "ghost")[x] #handles.at("ghost") #figure([x], kind: "ghost") <fig>',
        '#show: thesis.with(title: "ghost", keywords: ("ghost", "moss"))',
        "#link(<ghost>)[x] #context query(<ghost>)",
        '#authors("ghost")',
    ],
)
def test_a_text_of_typst_that_is_no_label_hides_no_mistyped_key(folder: Folder, text: str) -> None:
    folder.put("refs.bib", "@misc{moss, title={x}}")
    folder.put("paper.typ", f'{text}\n@moss @ghost @ghost:2021\n#bibliography("refs.bib")')
    expected = ["ghost:2021"] if "authors" in text else ["ghost", "ghost:2021"]  # what a function does nobody knows
    assert folder.rules("paper.typ") == [("cite-missing", key) for key in expected]


def test_a_bibliography_that_the_manuscript_writes_itself(folder: Folder) -> None:
    text = (
        "\\begin{filecontents*}[overwrite]{\\jobname.bib}\n@book{moss, title = {Moss of Walls}}\n"
        "@book{fern, title = {Fern of Woods}}\n\\end{filecontents*}\n\\documentclass{article}\n"
        "\\cite{moss,ghost}\n\\bibliography{\\jobname}\n"
    )
    folder.put("walls.tex", text)
    findings = folder.check("walls.tex").report.findings
    assert [(finding.rule, finding.key, finding.span.line) for finding in findings] == [
        ("entry-uncited", "fern", 3),
        ("cite-missing", "ghost", 6),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\bibitem[M(2001)]{moss} A \\bibitem{fern} B", [("cite-missing", "ghost")]),
        ("\\newcommand{\\ref}[1]{\\bibitem{#1}} \\bibitem{moss} A \\ref{fern} B", []),
        ("\\bibitem{moss} \\input{more-\\version}", []),
        ("", []),
    ],
)
def test_a_list_of_references_that_the_manuscript_writes_itself(
    folder: Folder, text: str, expected: list[tuple[str, str]]
) -> None:
    folder.put("walls.tex", f"\\documentclass{{article}}\n\\begin{{document}}\n\\cite{{moss,fern,ghost}}\n{text}\n")
    assert folder.rules("walls.tex") == expected


def test_lists_of_references_for_each_topic_have_their_bibliographies(folder: Folder) -> None:
    folder.put("refs.bib", "@book{moss, title = {Moss of Walls}}")
    folder.put("more.bib", "@book{fern, title = {Fern of Woods}}")
    header = "---\nbibliography:\n  main: refs.bib\n  software: 'more.bib'\n---\n"
    folder.put("a.md", f"{header}@moss, @fern and [@ghost].\n")
    assert folder.rules("a.md") == [("cite-missing", "ghost")]


def test_where_tex_searches_for_bibliographies(folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder.put("shared/deep/library.bib", "@book{moss, title = {Moss of Walls}}")
    folder.put("paper/paper.tex", "\\cite{moss,ghost}\n\\bibliography{IEEEabrv,library}\n")
    monkeypatch.delenv("TEXINPUTS", raising=False)
    monkeypatch.setenv("PATH", "")  # no kpsewhich
    assert [rule for rule, _ in folder.rules("paper/paper.tex")] == ["bibliography-missing"]
    for variable in ("BIBINPUTS", "TEXINPUTS"):
        monkeypatch.setenv(variable, f".:{tmp_path}/shared//:")
        assert folder.rules("paper/paper.tex") == [("cite-missing", "ghost")]
        monkeypatch.delenv(variable)
    folder.put("paper/paper.tex", "\\cite{moss,ghost}\n\\bibliography{xampl}\n")  # its entries cannot be read
    assert folder.rules("paper/paper.tex") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("latexmkrc", "$ENV{'BIBINPUTS'} = './lib//:' . $ENV{'BIBINPUTS'};\n"),
        (".latexmkrc", 'ensure_path("BIBINPUTS", "./lib//");\n'),
        ("Makefile", "all:\n\tBIBINPUTS=lib/deep: bibtex paper\n"),
    ],
)
def test_where_the_settings_beside_a_manuscript_let_tex_search(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv("PATH", "")
    folder.put("lib/deep/library.bib", "@book{moss, title = {Moss of Walls}}")
    folder.put("paper.tex", "\\cite{moss,ghost}\n\\bibliography{library}\n")
    folder.put(name, f"# BIBINPUTS=no\n{text}")
    assert folder.rules("paper.tex") == [("cite-missing", "ghost")]


@pytest.mark.parametrize(
    ("files", "page"),
    [
        ({"conf.py": "bibtex_bibfiles = ['lib/refs.bib']\n"}, ("a/b.rst", ":cite:`moss,ghost`")),
        ({}, ("a.rst", ":cite:`moss,ghost`\n\n.. bibliography:: lib/refs.bib\n")),
        ({"conf.py": 'bibtex_bibfiles = [\n  "lib/refs.bib",\n]\n'}, ("a/b.md", "{cite:p}`moss,ghost` @nobody")),
        ({"_config.yml": "bibtex_bibfiles:\n  - lib/refs.bib\n"}, ("a.md", "{cite}`moss,ghost` @nobody")),
        (
            {"_config.yml": "sphinx:\n  config:\n    bibtex_bibfiles: [lib/refs.bib]\n    other: x\n"},
            ("a.ipynb", '{"cells": [{"cell_type": "markdown", "source": ["{cite}`moss`,\\n", "{cite}`ghost`"]}]}'),
        ),
        ({"myst.yml": "project:\n  bibliography:\n    - lib/refs.bib\n"}, ("a.md", "{cite}`moss;10.1000/x` and [@ghost] @nobody")),
        ({"myst.yml": "version: 1\n", "all.bib": "@misc{moss, title={x}}"}, ("a.md", "[@moss] and [@ghost]")),
        ({"mkdocs.yml": "plugins:\n  - bibtex:\n      bib_file: 'lib/refs.bib'  # all\n"}, ("docs/a.md", "[@moss; @ghost] @nobody")),
        ({"mkdocs.yml": "plugins:\n  - bibtex:\n      bib_dir: lib\n"}, ("docs/a.md", "[see @ghost, p. 3; @moss] me@a.org")),
        ({"_config.yml": "scholar:\n  source: ./lib\n  bibliography: refs.bib\n"}, ("_posts/a.md", "{% cite moss ghost %}")),
        ({"_bibliography/references.bib": "@misc{moss, title={x}}", "_config.yml": ""}, ("a.md", "{% cite moss ghost %}")),
    ],
)  # fmt: skip
def test_projects_that_name_the_bibliographies_of_their_pages(
    folder: Folder, files: dict[str, str], page: tuple[str, str]
) -> None:
    folder.put("lib/refs.bib", "@book{moss, title = {Moss of Walls}}")
    for name, text in (*files.items(), page):
        folder.put(name, text)
    assert folder.rules(page[0]) == [("cite-missing", "ghost")]


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("a.rst", ":cite:`walls-moss,walls-ghost`\n\n.. bibliography::\n   :keyprefix: walls-\n"),
        ("a.md", "{cite}`walls-moss,walls-ghost`\n\n```{bibliography}\n:keyprefix: walls-\n```\n"),
        ("a.md", "{cite}`walls-moss,walls-ghost`\n\n```{bibliography}\n---\nstyle: x\nkeyprefix: walls-\n---\n```\n"),
    ],
)
def test_keys_with_a_prefix_that_sphinx_is_told_of(folder: Folder, name: str, page: str) -> None:
    folder.put("conf.py", "bibtex_bibfiles = ['refs.bib']\n")
    folder.put("refs.bib", "@book{moss, title = {Moss of Walls}}\n@book{fern, title = {Fern}}")
    folder.put(name, page)
    folder.put("b.md", "{cite}`fern`, {cite}`walls-fern` of the other page's list")
    assert folder.rules(".") == [("cite-missing", "walls-ghost")]


def test_environments_that_the_preamble_hides_cite_nothing(folder: Folder) -> None:
    folder.put("refs.bib", "@book{moss, title = {Moss of Walls}}")
    folder.put("preamble.tex", "\\newenvironment{history}{\\comment}{\\endcomment}")
    folder.put(
        "paper.tex", "\\input{preamble}\\cite{moss}\\begin{history}\\cite{ghost}\\end{history}\\bibliography{refs}"
    )
    assert folder.rules("paper.tex") == []


def test_labels_of_other_pages_are_no_keys(folder: Folder) -> None:
    folder.put("myst.yml", "version: 1\n")
    folder.put("refs.bib", "@book{moss, title = {Moss of Walls}}")
    folder.put("a.md", ":::{figure} x.png\n:label: wall\n:::\n\n(head)=\n# Head\n\n$$x$$ (eq-one)\n")
    folder.put("b.md", "[@moss], [@wall], @wall-b, [@head; @eq-one], [@10.1000/x.y] and [@ghost] [@walls]")
    assert folder.rules(".") == [("cite-missing", "ghost"), ("cite-missing", "walls")]


def test_a_bibliography_that_only_sphinx_finds_is_not_missing(folder: Folder) -> None:
    folder.put("refs.bib", "@book{moss, title = {Moss of Walls}}")
    folder.put("conf.py", "bibtex_bibfiles = ['refs.bib']\n")
    folder.put("a/b.rst", ":cite:`moss,ghost`\n\n.. bibliography:: other.bib\n")
    assert folder.rules("a/b.rst") == []


def test_separate_lists_may_have_one_work_under_two_keys(folder: Folder) -> None:
    folder.put("refs.bib", BIB)
    folder.put("more.bib", BIB.replace("@article{a,", "@article{aa,"))
    folder.put(
        "paper.tex", "\\newcites{own}{Own}\n\\cite{a,b} \\citeown{aa}\n\\bibliography{refs}\\bibliographyown{more}\n"
    )
    assert not [rule for rule, _ in folder.rules("paper.tex") if rule == "work-cited-twice"]


def test_a_path_of_typst_may_begin_at_the_root_of_the_project(folder: Folder) -> None:
    folder.put("refs.bib", "@misc{a, title={x}}")
    folder.put("text/one.typ", '@a @ghost\n#bibliography("/refs.bib")')
    assert folder.rules("text/one.typ") == [("cite-missing", "ghost")]


@pytest.mark.parametrize("name", ["`r here::here('refs.bib')`", "${ROOT}/refs.bib", "{{ site.refs }}"])
def test_a_bibliography_with_a_computed_name_is_neither_missing_nor_complete(folder: Folder, name: str) -> None:
    folder.put("paper.md", f'---\nbibliography: ["{name}", refs.bib]\n---\n@ghost')
    folder.put("refs.bib", "@misc{a, title={x}}")
    assert [rule for rule, _ in folder.rules("paper.md")] == ["entry-uncited"]


def test_what_latex_wrote_tells_whether_further_keys_count(folder: Folder) -> None:
    folder.put("refs.bib", "@book{c, title = {Moss of Walls}, ids = {old}}")
    folder.put("paper.aux", "\\citation{old}\n\\citation{c}\n\\bibstyle{plain}\n\\bibdata{refs}\n")
    assert folder.rules("paper.aux") == [("cite-missing", "old")]
    folder.put("paper.aux", "\\abx@aux@cite{0}{old}\n\\bibstyle{biblatex}\n\\bibdata{refs}\n")
    assert folder.rules("paper.aux") == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(folder: Folder) -> None:
    folder.put("refs.bib", "@misc{a, title={Moss}}")
    for name in ("pipe.bib", "pipe.md", "pipe.json"):
        os.mkfifo(folder.path / name)
    assert folder.rules(".") == []
