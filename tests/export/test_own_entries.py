"""Entries of the user's own `.bib`: exported as they were if nobody knows their works, completed if somebody does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from biblio.bibtex.entry_text import format_entry, parse_entry
from biblio.bibtex.scanner import scan
from biblio.export.classic_names import with_classic_names
from biblio.export.other_keys import with_aliases
from biblio.export.own_entries import complete_entry, unchanged_entry
from biblio.export.same_entry import agree
from biblio.model.entry import Entry
from biblio.project.project import open_project
from biblio.project.summary import Summary
from biblio.project.sync import sync

OWN = r"""
@software{grapher,
  author    = {{Graph Team} and van der Berg, Bo},
  title     = {{Grapher}: drawing $\alpha_i$ of Cu$_2$O},
  version   = {v2.3.1},
  date      = {2023-04-05},
  urldate   = {2024-01-02},
  url       = {https://github.com/graph-team/grapher},
  license   = {MIT},
}

@phdthesis{roe2010, author = "Roe, Ann", title = {On the drawing of things}, school = {Town University},
  year = 2010, month = may, note = {printed in B5}, address = {Town}}

@article{roe1987, author = {Roe, Ann}, title = {Things that nobody indexed}, journal = {Acta Mirabilia}, volume = {3},
  number = {4}, pages = {12--34}, year = {1987}, translator = {Bo Berg}, keywords = {things,  old ones}}

@misc{untitled, author = {Roe, Ann}, howpublished = {A leaflet}}
"""


def export(folder: Path, bib: str, settings: str = "") -> tuple[str, Summary]:
    """Sync a project whose only source is `bib`, offline; return all.bib and the summary."""
    (folder / "own.bib").write_text(bib, encoding="utf-8")
    (folder / "config.toml").write_text(
        f'[notes]\nsources = ["own.bib"]\n[services]\noffline = true\n[catalogue]\npath = "empty.jsonl"\n{settings}',
        encoding="utf-8",
    )
    (folder / "empty.jsonl").write_text("", encoding="utf-8")
    with open_project(folder) as project:
        summary = sync(project).summary
    path = folder / "exports" / "all.bib"
    return (path.read_text(encoding="utf-8") if path.exists() else ""), summary


@pytest.mark.parametrize("dialect", ["biblatex", "bibtex"])
def test_an_entry_that_nobody_knows_is_exported_as_it_was(tmp_path: Path, dialect: str) -> None:
    text, _ = export(tmp_path, OWN, f'[exports]\ndialect = "{dialect}"\n')
    for source in OWN.strip().split("\n\n"):
        entry = parse_entry(source)
        assert format_entry(with_classic_names(entry) if dialect == "bibtex" else entry) in text


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("date = {2019-03-04}", {"year": "2019", "month": "mar", "date": "2019-03-04"}),
        ("date = {2019-03}", {"year": "2019", "month": "mar", "date": ""}),
        ("date = {2019}", {"year": "2019", "month": "", "date": ""}),
        ("date = {2019-21}", {"year": "2019", "month": "", "date": "2019-21"}),
        ("date = {1998/2001}", {"year": "1998--2001", "date": "1998/2001"}),
        ("date = {1998-03/1998-05}", {"year": "1998", "month": "mar", "date": "1998-03/1998-05"}),
        ("date = {1998/..}", {"year": "1998--", "date": "1998/.."}),
        ("date = {199X}", {"year": "199X", "date": ""}),
        ("date = {2019-03-04}, year = {2020}", {"year": "2020", "month": "", "date": "2019-03-04"}),
        ("date = {May 2020}", {"year": "May 2020", "date": ""}),
        ("date = ieee", {"year": "", "date": "ieee"}),
        ("journaltitle = {Acta}, location = {Oslo}", {"journal": "Acta", "address": "Oslo", "journaltitle": ""}),
        ("journaltitle = {Acta}, journal = {Act.}", {"journal": "Act.", "journaltitle": "Acta"}),
        ("institution = {Town}", {"school": "Town", "institution": ""}),
    ],
)
def test_the_classic_dialect_has_the_names_that_its_styles_print(fields: str, expected: dict[str, str]) -> None:
    entry = parse_entry(f"@phdthesis{{k, title={{A thing}}, {fields}}}")
    classic = with_classic_names(entry)
    assert {name: classic.get(name) for name in expected} == expected
    assert {value for _, value in entry.fields} - {entry.get("date")} <= {value for _, value in classic.fields}
    assert with_classic_names(classic) == classic
    assert format_entry(classic)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("family=Berg, given=Bo, prefix=van den, useprefix=true", "van den Berg, Bo"),
        ("family=King, given=Al, suffix=Jr. and {A and B Lab} and Roe, Ann and others",
         "King, Jr., Al and {A and B Lab} and Roe, Ann and others"),
        ("given=Ana, family={de la Cruz}", "{de la Cruz}, Ana"),
        ("{family=no, given=name} and Roe,  Ann", "{family=no, given=name} and Roe,  Ann"),
        ("family=Roe, given=Ann, id=x1", "family=Roe, given=Ann, id=x1"),  # the id would be lost
    ],
)  # fmt: skip
def test_the_classic_dialect_has_the_names_of_people_as_bibtex_reads_them(names: str, expected: str) -> None:
    assert with_classic_names(parse_entry(f"@book{{k, editor={{{names}}}}}")).get("editor") == expected


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("@thesis{k, type={mathesis}, institution={Town}}", "@mastersthesis{k, school={Town}}"),
        ("@thesis{k, type={Habilitation}, institution={T}}", "@phdthesis{k, type={Habilitation}, school={T}}"),
        ("@thesis{k, institution={Town}}", "@thesis{k, institution={Town}}"),  # its degree is unknown
        ("@report{k, type={White paper}, institution={L}}", "@techreport{k, type={White paper}, institution={L}}"),
        ("@online{k, url={https://example.org}}", "@online{k, url={https://example.org}}"),  # printed as @misc
    ],
)
def test_the_classic_dialect_has_the_types_of_its_styles(own: str, expected: str) -> None:
    assert with_classic_names(parse_entry(own)) == parse_entry(expected)


def test_it_stays_the_same_in_the_second_run_and_changes_with_the_file(tmp_path: Path) -> None:
    first, _ = export(tmp_path, OWN)
    second, _ = export(tmp_path, OWN)
    assert second == first
    third, _ = export(tmp_path, OWN.replace("v2.3.1", "v3"))
    assert third == first.replace("v2.3.1", "v3")


def test_a_field_that_is_there_twice_is_said(tmp_path: Path) -> None:
    bib = '@misc{a, title={One}, series={x}, series={y}, note={n}, note = "n"}\n@misc{b, title={Two}}'
    _, summary = export(tmp_path, bib)
    assert [problem.what for problem in summary.warnings] == [
        "a: the field series is there twice, and only the first counts, as in BibTeX"
    ]


@pytest.mark.parametrize(
    ("fields", "joined"),
    [
        ("keywords={moss, wall}, keywords={wall, roof}", "keywords = {moss, wall, roof}"),
        ("keywords={moss; wall}, keywords={roof}", "keywords = {moss; wall; roof}"),
        ("file={:a.pdf:PDF}, file={:b.pdf:PDF}", "file = {:a.pdf:PDF;:b.pdf:PDF}"),
        ("note={In press}, note={}, note={Read it}", "note = {In press\n\nRead it}"),
    ],
)
def test_of_keywords_files_and_notes_that_are_there_twice_all_stay(tmp_path: Path, fields: str, joined: str) -> None:
    text, summary = export(tmp_path, f"@misc{{a, title={{One}}, {fields}}}")
    assert joined in text
    assert not [problem for problem in summary.warnings if "twice" in problem.what]


@pytest.mark.parametrize("dialect", ["biblatex", "bibtex"])
@pytest.mark.parametrize(
    ("own", "written"),
    [
        ("year={in press}", "year = {in press},\n  date = {in press},"),
        ("year={{n.d.}}", "year = {{n.d.}},\n  date = {{n.d.}},"),
        ("year={c. 1920}", "year = {c. 1920},\n  date = {c. 1920},"),
        ("year={May 2020}", "year = {May 2020},\n  date = {2020-05},"),
        ("year={Spring 2020}", "year = {Spring 2020},\n  date = {2020-21},"),
        ("year=2019, month=may, day={3--5}", "day = {3--5},\n  date = {2019-05-03/2019-05-05},"),
        ("year=2019, month=may, day={x}", "day = {x},\n  date = {2019-05},"),
        ("year=2019, month=may, day={5th}", "day = {5th},\n  date = {2019-05-05},"),
        (r"year={{\noopsort{1998b}}1998}", "1998},\n  date = {1998},"),
        ("year=2019, month={{MAY-JUN}}", "month = {{MAY-JUN}},\n  date = {2019-05/2019-06},"),
        ("year={2019}, month={15 Sept.}", "month = {15 Sept.},\n  date = {2019-09-15},"),
        ("year={2019}, month={30 May - 2 June}", "month = {30 May - 2 June},\n  date = {2019-05-30/2019-06-02},"),
        ("year={2019}, month={Lamps and Wicks}", "month = {Lamps and Wicks},\n  date = {2019},"),
        ("year={2019}, month={May--June}", "month = {May--June},\n}"),
        ("year=2019, month={3~} # may", "month = {3~} # may,\n  date = {2019-05-03},"),
        ("year=2019, month=may # {--} # jun", "month = may # {--} # jun,\n  date = {2019-05/2019-06},"),
        (
            "year=2019, month=aug # {~30--} # sep # {~2}",
            "month = aug # {~30--} # sep # {~2},\n  date = {2019-08-30/2019-09-02},",
        ),
        ("year={{2019}}", "year = {{2019}},\n}"),
        ("year={2023, to appear}", "year = {2023, to appear},\n}"),
        ("year={1998--2001}", "year = {1998--2001},\n}"),
    ],
)
def test_a_year_or_day_that_is_no_number_has_a_date_beside_it_because_typst_stops_at_it(
    tmp_path: Path, own: str, written: str, dialect: str
) -> None:
    settings = f'[exports]\ndialect = "{dialect}"\n'
    text, _ = export(tmp_path, f"@misc{{a, title={{One}}, author={{Roe, Ann}}, {own}}}", settings)
    assert written in text
    again, _ = export(tmp_path, f"@misc{{a, title={{One}}, author={{Roe, Ann}}, {own}}}", settings)
    assert again == text


@pytest.mark.parametrize(
    ("own", "written"),
    [
        ("abstract={It costs $5.}", r"abstract = {It costs \$5.}"),
        ("note={$a$ for $5}", r"note = {$a$ for \$5}"),
        ("note={$a$$b$ and $$c$$}", "note = {$a$$b$ and $$c$$}"),
        ("note={$a {b$ c}}", r"note = {\$a {b\$ c}}"),
        (r"note={\$5 and \url{http://a.example/$b}}", r"note = {\$5 and \url{http://a.example/$b}}"),
        ("url={http://a.example/$b}", "url = {http://a.example/$b}"),
    ],
)
def test_a_dollar_sign_without_another_is_escaped_because_typst_stops_at_it(
    tmp_path: Path, own: str, written: str
) -> None:
    text, _ = export(
        tmp_path, f"@misc{{a, title={{One}}, author={{Roe, Ann}}, {own}}}", "[exports]\nabstracts = true\n"
    )
    assert written in text


@pytest.mark.parametrize(
    ("own", "written"),
    [
        (r"\{\vphantom{\}}A\vphantom\{\}", r"\{\vphantom\}A\vphantom\{\}"),
        (r"\{\{\hphantom{\}\}} A", r"\{\{\hphantom\}\hphantom\} A"),
        (r"\phantom{\{\}} \emph{\{A\}}", r"\phantom{\{\}} \emph{\{A\}}"),
    ],
)
def test_a_phantom_of_braces_is_one_of_each_because_typst_stops_at_it(tmp_path: Path, own: str, written: str) -> None:
    text, _ = export(tmp_path, f"@misc{{a, title={{One}}, author={{Roe, Ann}}, note={{{own}}}}}")
    assert f"note = {{{written}}}" in text


def test_an_entry_that_refers_to_itself_does_not_because_typst_crashes_at_it(tmp_path: Path) -> None:
    text, _ = export(tmp_path, "@inproceedings{a, title={One}, author={Roe, Ann}, booktitle={P}, crossref={a}}")
    assert "crossref" not in text


def test_a_group_without_braces_gets_them(tmp_path: Path) -> None:
    names = "Roe, Ann and the {XYZ} Study Group and World Health Organization and {Moth Team} and others"
    text, _ = export(tmp_path, f"@misc{{a, title={{One}}, author={{{names}}}}}")
    assert (
        "author = {Roe, Ann and {the {XYZ} Study Group} and {World Health Organization} and {Moth Team} and others}"
    ) in text


def test_empty_parts_of_a_date_are_left_out(tmp_path: Path) -> None:
    text, _ = export(
        tmp_path, "@article{a, author={Roe, Ann}, title={One thing}, year=2000, month={}, day={ }, pages={}}"
    )
    assert "month" not in text
    assert "day" not in text
    assert "pages = {}" in text


SET = r"""
@set{both, entryset = {mossone, mosstwo}, keywords = {moss}}
@set{nobody, entryset = {elsewhere}}
@xdata{press, publisher = {Invented Press}, location = {Oslo}}
@xdata{unused, note = {nothing}}
@preamble{"\newcommand{\noop}[1]{}"}
@book{mossone, author = {Roe, Ann}, title = {Lantern moss of walls}, xdata = {press}, keywords = {moss, wall}}
@book{mosstwo, author = {Roe, Ann}, title = {Lantern moss of roofs}, date = {2020}, keywords = {moss}}
"""


def test_a_set_is_exported_beside_its_members(tmp_path: Path) -> None:
    text, summary = export(tmp_path, SET)
    written = "@set{both,\n  entryset = {mossone, mosstwo},\n  keywords = {moss},\n}\n"
    assert written in text
    assert written in (tmp_path / "exports" / "tags" / "moss.bib").read_text(encoding="utf-8")
    assert "@set" not in (tmp_path / "exports" / "tags" / "wall.bib").read_text(encoding="utf-8")
    assert "publisher = {Invented Press}" in text
    assert [(problem.line, problem.what) for problem in summary.warnings] == [
        (3, "the @set entry nobody is not exported: none of its entries is in this file"),
        (5, "the @xdata entry unused is not exported: no entry uses it"),
        (6, "the @preamble is not exported; entries may need its commands"),
    ]
    assert summary.problems == ()
    again, _ = export(tmp_path, SET)
    assert again == text
    changed, _ = export(tmp_path, SET.replace("{mossone, mosstwo}", "{mosstwo}"))
    assert "entryset = {mosstwo}" in changed
    gone, _ = export(tmp_path, SET.replace("@set{both, entryset = {mossone, mosstwo}, keywords = {moss}}", ""))
    assert "@set" not in gone


def test_a_set_names_its_members_by_the_keys_that_they_have_now(tmp_path: Path) -> None:
    other = "@book{mossone, author = {Berg, Bo}, title = {Bogs of another sea}, date = {2001}}\n"
    (tmp_path / "a.bib").write_text(other, encoding="utf-8")
    export(tmp_path, "")
    (tmp_path / "own.bib").write_text(SET, encoding="utf-8")
    with_other = (tmp_path / "config.toml").read_text(encoding="utf-8").replace('["own.bib"]', '["a.bib", "own.bib"]')
    (tmp_path / "config.toml").write_text(with_other, encoding="utf-8")
    with open_project(tmp_path) as project:
        sync(project)
    text = (tmp_path / "exports" / "all.bib").read_text(encoding="utf-8")
    keys = [block.key for block in scan(text) if block.type == "book"]
    members = parse_entry(text[text.index("@set") : text.index("}\n", text.index("@set")) + 2]).get("entryset")
    assert set(members.split(", ")) < set(keys)


def test_a_set_that_cannot_be_exported_is_said(tmp_path: Path) -> None:
    text, summary = export(tmp_path, SET, '[exports]\ndialect = "bibtex"\n')
    assert "@set" not in text
    assert "the @set both is left out: BibTeX knows no sets" in [problem.what for problem in summary.flaws]
    only = SET.replace("mosstwo}, key", "mosstwo, ghost}, key")
    assert "the @set both is left out: ghost is not exported" in [one.what for one in export(tmp_path, only)[1].flaws]


def test_a_macro_of_the_file_is_resolved_and_those_of_lists_and_months_stay(tmp_path: Path) -> None:
    text, _ = export(
        tmp_path,
        '@string{am = "Acta Mirabilia"}\n'
        "@article{a, title={One thing}, author={Roe, Ann}, journal=am, month=jun, year=1999}\n"
        "@article{b, title={Two things}, author={Roe, Ann}, journal=ieee_t_th, month=jun # {~3}, year=1999}\n",
    )
    assert "journal = {Acta Mirabilia}" in text
    assert "journal = ieee_t_th" in text
    assert "month = jun # {~3}" in text


@pytest.mark.parametrize(
    ("dialect", "doi", "url"),
    [
        ("biblatex", "10.1000/a_b", "https://a.example/~roe/x_y"),
        ("bibtex", r"10.1000/a\_b", r"https://a.example/$\sim$roe/x\_y"),
    ],
)
def test_biblatex_gets_dois_and_addresses_without_backslashes(tmp_path: Path, dialect: str, doi: str, url: str) -> None:
    text, _ = export(
        tmp_path,
        r"@misc{k, title={One thing}, author={Roe, Ann}, year=1999, doi={10.1000/a\_b}, "
        r"url={https://a.example/$\sim$roe/x\_y}}",
        f'[exports]\ndialect = "{dialect}"\n',
    )
    assert f"doi = {{{doi}}}" in text
    assert f"url = {{{url}}}" in text


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        (r"10.1002/(SICI)1097:8\textless{}693::AID-ASI4\textgreater{}3.0.CO;2-O", "10.1002/(SICI)1097:8<693::AID-ASI4>3.0.CO;2-O"),
        ("https://doi.org/10.1000/a_b", "10.1000/a_b"),
        ("DOI: 10.1000/AbC", "10.1000/AbC"),
        ("unknown", "unknown"),
    ],
)  # fmt: skip
def test_biblatex_gets_the_doi_alone(tmp_path: Path, written: str, doi: str) -> None:
    text, _ = export(tmp_path, f"@misc{{k, title={{One thing}}, author={{Roe, Ann}}, year=1999, doi={{{written}}}}}")
    assert f"doi = {{{doi}}}" in text


def test_et_al_becomes_and_others(tmp_path: Path) -> None:
    text, _ = export(tmp_path, "@book{etal, author={Frisch, H. and R. Viday et al.}, title={Many hands}, year=2021}\n")
    assert "author = {Frisch, H. and R. Viday and others}" in text


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (", M. F. and Roe, Ann", "{M. F.} and Roe, Ann"),
        ("Roe, A. S. and , G., Moe", "Roe, A. S. and G. Moe"),
        ("Roe,, V. and Moe, , Max and Poe, III, Cy", "Roe, V. and Moe, Max and Poe, III, Cy"),
        ("and Roe, Ann", "Roe, Ann"),
        ("{Department for Lamps}, and Roe, Ann", "{Department for Lamps}, and Roe, Ann"),
    ],
)
def test_names_at_which_biber_crashes_are_written_without_their_empty_parts(
    tmp_path: Path, names: str, written: str
) -> None:
    text, _ = export(tmp_path, f"@misc{{k, author={{{names}}}, title={{Of lamps}}, year=2021, note={{x}}}}\n")
    assert f"author = {{{written}}}" in text


def test_an_entry_stands_without_the_volume_it_refers_to(tmp_path: Path) -> None:
    text, _ = export(
        tmp_path,
        "@inproceedings{child, title={A thing}, author={Roe, Ann}, crossref={vol}, pages={1--2}}\n"
        "@proceedings{vol, title={Proceedings of Things}, editor={Moe, Max}, year=1999, doi={10.1000/vol}}\n",
    )
    assert "crossref" not in text
    assert "booktitle = {Proceedings of Things}" in text
    child, volume = sorted(text[text.index("@inp") :].split("\n\n"), key=lambda entry: "@proc" in entry)
    assert "10.1000/vol" not in child
    assert "10.1000/vol" in volume, "it may be cited itself"


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("@book{a, title={A Thing}, year=1999}", "@book{b, title={A {Thing}}, year=1999, publisher={P}}", True),
        ("@book{a, title={A Thing}, year=1, file={x.pdf}}", "@book{b, title={A thing}, year=1, file={y.pdf}}", True),
        ("@misc{a, title={Introduction}}", "@misc{b, title={Introduction}, keywords={x}}", False),
        ("@misc{a, title={Introduction}}", "@misc{b, title={Introduction}, author={Roe, Ann}}", False),
        ("@misc{a, title={Introduction}}", "@misc{a, title={Introduction}, keywords={x}}", True),
        ("@book{a, title={A Thing}, edition={1}}", "@book{b, title={A Thing}, edition={2}}", False),
        ("@article{a, title={A Thing}, journal={J}}", "@article{b, title={A Thing}, journaltitle={K}}", False),
        ("@article{a, title={A Thing}}", "@misc{b, title={A Thing}}", False),
        ("@book{a, title={A Thing: On It}, pages={1--5}}", "@book{b, title={A thing, on it.}, pages={1-5}}", True),
        ("@book{a, author={Roe, A.B.}}", "@book{b, author={Roe, A. B}}", True),
        ("@book{a, author={Smol{\\v c}i{\\'c}, V.}}", "@book{b, author={Smolcic, V.}}", False),
        ("@book{a, title={C++}}", "@book{b, title={C}}", False),
        ("@book{a, pages={1-5}}", "@book{b, pages={15}}", False),
        ("@book{a, version={1.2}}", "@book{b, version={12}}", False),
        ("@book{a, date={1996-01-01/..}}", "@book{b, date={1996-01-01}}", False),
        ("@book{a, date={1996/..}}", "@book{b, date={1996/}}", False),
    ],
)
def test_entries_are_one_if_they_contradict_each_other_nowhere(first: str, second: str, is_one: bool) -> None:
    assert agree(parse_entry(first), parse_entry(second)) is is_one


def test_two_of_three_entries_that_are_one_do_not_take_the_place_of_the_third(tmp_path: Path) -> None:
    text, _ = export(
        tmp_path,
        "@book{k, author={Roe, A.}, title={A Thing}, year=1999, publisher={P}}\n"
        "@book{k, author={Roe, Ann}, title={A Thing}, year=1999, publisher={Q}}\n"
        "@book{k, author={Roe, Ann}, title={A Thing}, year=1999, publisher={Q}, edition={2}}\n",
    )
    assert text.count("@book{") == 2
    assert "publisher = {P}" in text
    assert "edition = {2}" in text


def test_chapters_and_editions_that_share_an_identifier_stay_apart(tmp_path: Path) -> None:
    text, _ = export(
        tmp_path,
        "@incollection{one, title={First chapter}, author={Roe, Ann}, isbn={978-3-16-148410-0}, year=1999}\n"
        "@incollection{two, title={Second chapter}, author={Roe, Ann}, isbn={978-3-16-148410-0}, year=1999}\n"
        "@book{ed1, title={A Book of Things}, author={Roe, Ann}, year=1999, edition={1}}\n"
        "@book{ed2, title={A Book of Things}, author={Roe, Ann}, year=1999, edition={2}}\n",
    )
    assert [text.count(f"{{{key},") for key in ("one", "two", "ed1", "ed2")] == [1, 1, 1, 1]


TWO_KEYS = (
    "@book{mine20, title={A work with two keys}, author={Smythe, Bo}, year=2020}\n"
    "@book{smythe:2020, title={A work with two keys}, author={Smythe, Bo}, year=2020, publisher={P}}\n"
)


def test_a_second_key_becomes_an_alias_where_there_are_aliases(tmp_path: Path) -> None:
    text, summary = export(tmp_path, TWO_KEYS)
    assert "@book{mine20," in text
    assert "publisher = {P}" in text
    assert "ids = {smythe:2020}" in text
    assert not summary.flaws


def test_a_second_key_is_reported_where_there_are_no_aliases(tmp_path: Path) -> None:
    text, summary = export(tmp_path, TWO_KEYS, '[exports]\ndialect = "bibtex"\n')
    assert "ids" not in text
    (flaw,) = summary.flaws
    assert (flaw.path, flaw.line) == ("own.bib", 2)
    assert "smythe:2020" in str(flaw)
    assert "mine20" in str(flaw)


@pytest.mark.parametrize(("dialect", "is_kept"), [("bibtex", True), ("biblatex", False)])
def test_a_key_is_kept_where_the_program_takes_it_and_else_reported(
    tmp_path: Path, dialect: str, is_kept: bool
) -> None:
    text, summary = export(
        tmp_path,
        "@book{o'neil2020, title={A key with an apostrophe}, author={O'Neil, Ann}, year=2020}\n",
        f'[exports]\ndialect = "{dialect}"\n',
    )
    assert ("@book{o'neil2020," in text) is is_kept
    assert ("o'neil2020" in "".join(map(str, summary.flaws))) is not is_kept


@pytest.mark.parametrize(
    ("first", "second", "date"),
    [
        ("year = 1986", "year = 1986, month = jul", {"year": "1986", "month": "jul"}),
        ("year = 1986", "year = 1986, month = {10~} # jan", {"year": "1986", "month": "{10~} # jan"}),
        ("year = 1986", "date = {1986-07-03}", {"year": "1986", "month": "jul", "day": "3"}),
        ("date = {1986}", "year = 1986, month = jul", {"date": "1986-07"}),
        ("date = {1986-07}", "date = {1986-07-03}", {"date": "1986-07-03"}),
    ],
)
def test_of_two_entries_that_are_one_the_date_that_says_more_stays(
    first: str, second: str, date: dict[str, str]
) -> None:
    one, other = (parse_entry(f"@book{{k, title = {{T}}, {text}}}", strings={}) for text in (first, second))
    merged = unchanged_entry([one, other], one, one, keep_keywords=True)
    assert {name: value for name, value in merged.fields if name in ("date", "year", "month", "day")} == date
    assert ("month" in merged.macros) == ("month" in date)


def test_of_two_entries_that_are_one_all_files_stay() -> None:
    one, other = (parse_entry(f"@misc{{k, title = {{T}}, file = {{{file}}}}}") for file in (":a.pdf:PDF", ":b.pdf:PDF"))
    assert unchanged_entry([one, other], one, one, keep_keywords=True).get("file") == ":a.pdf:PDF;:b.pdf:PDF"
    assert unchanged_entry([one, one], one, one, keep_keywords=True).get("file") == ":a.pdf:PDF"


def test_of_two_entries_that_are_one_both_organisations_stay() -> None:
    one = parse_entry("@manual{k, title = {T}, institution = {A}}")
    other = parse_entry("@manual{k, title = {T}, organization = {B}}")
    merged = unchanged_entry([one, other], one, one, keep_keywords=True)
    assert (merged.get("institution"), merged.get("organization")) == ("A", "B")


def test_a_field_whose_name_no_program_reads_is_left_out_and_reported(tmp_path: Path) -> None:
    text, summary = export(tmp_path, "@book{k, title={A Thing}, @author={Roe, Ann}, year=1999}")
    assert "@book{k,\n  title = {A Thing},\n  year = {1999},\n}" in text
    assert [str(problem) for problem in summary.problems] == [
        "own.bib:1: k: the field '@author' is left out (rename it)"
    ]


def test_of_two_entries_with_one_key_the_first_keeps_it(tmp_path: Path) -> None:
    bib = """@book{roe, author = {Roe, Zoe}, title = {Zebras in winter}, publisher = {P}, year = 2020}
@book{roe, author = {Roe, Ann}, title = {Ants in summer}, publisher = {P}, year = 2020}"""
    text, _ = export(tmp_path, bib)
    assert "Zebras" in text[text.index("@book{roe,") :].partition("\n}")[0]
    swapped = "\n".join(reversed(bib.splitlines()))
    (other := tmp_path / "other").mkdir()
    text, _ = export(other, swapped)
    assert "Ants" in text[text.index("@book{roe,") :].partition("\n}")[0]


def test_aliases_follow_those_that_the_entry_has() -> None:
    entry = parse_entry("@book{a, title={T}, ids={old, older}}")
    assert with_aliases(entry, ["older", "new"]).get("ids") == "old, older, new"
    assert with_aliases(entry, ["old"]) == entry


KNOWN = parse_entry(
    dedent("""
    @inproceedings{key,
      author = {Roe, Ann and Berg, Bo},
      title = {A Thing: Drawn Again},
      booktitle = {Proceedings of Things},
      year = {2019},
      month = jun,
      doi = {10.1000/thing},
      eprint = {1901.00001},
      archiveprefix = {arXiv},
    }
    """)
)


def completed(own: str) -> Entry:
    return complete_entry(KNOWN, [parse_entry(own)], dialect="biblatex")


@pytest.mark.parametrize(
    "field",
    [
        "note = {Read it twice}", "edition = {2}", "address = {Town}", "translator = {Moe, Max}", "file = {a.pdf}",
        "addendum = {With a map}", "abstract = {About things.}", "url = {https://example.org/thing}",
    ],
)  # fmt: skip
def test_a_field_of_the_user_is_never_dropped(field: str) -> None:
    name, _, value = field.partition(" = ")
    assert completed(f"@inproceedings{{k, title={{A thing}}, booktitle={{Things}}, {field}}}").get(name) == value[1:-1]


@pytest.mark.parametrize(
    "fields",
    [
        "author = {A. Roe}, year = {2018}, month = may",
        "journal = {arXiv preprint arXiv:1901.00001}, volume = {abs/1901.00001}",
        "subtitle = {Drawn again}",
        "url = {https://doi.org/10.1000/thing}",
        "url = {https://arxiv.org/abs/1901.00001}",
        "eprinttype = {arxiv}, eprint = {1901.00001}",
        "note = {To appear}, howpublished = {arXiv}",
        "date = {2019}",
    ],
)
def test_what_the_entry_says_already_or_better_is_not_added(fields: str) -> None:
    assert completed(f"@article{{k, title={{A thing}}, {fields}}}") == KNOWN


def test_the_day_of_a_date_that_agrees_is_kept() -> None:
    entry = completed("@article{k, title={A thing}, date={2019-06-03}}")
    assert (entry.get("date"), entry.get("year"), entry.get("month")) == ("2019-06-03", "", "")
    assert completed("@article{k, title={A thing}, date={2018-06-03}}") == KNOWN
    classic = complete_entry(KNOWN, [parse_entry("@article{k, title={A thing}, date={2019-06-03}}")], dialect="bibtex")
    assert classic == KNOWN
    parts = completed("@article{k, title={A thing}, year={2019}, month=jun, day={3}}")
    assert [(name, value) for name, value in parts.fields if name in ("year", "month", "day", "date")] == [
        ("year", "2019"), ("month", "jun"), ("day", "3"),
    ]  # fmt: skip
    assert parts.macros == {"month"}


@pytest.mark.parametrize(
    ("known", "own", "added"),
    [
        ("@phdthesis{key, title={T}, school={U}}", "@thesis{k, institution={U}, type={phdthesis}}", {}),
        ("@phdthesis{key, title={T}, school={U}}", "@thesis{k, type={Habilitation}}", {"type": "Habilitation"}),
        ("@techreport{key, title={T}, institution={U}}", "@report{k, type={techreport}}", {}),
        ("@misc{key, title={T}, eprint={1}, eprinttype={arxiv}}", "@misc{k, eprint={1}, archiveprefix={arXiv}}", {}),
        ("@online{key, title={T}, date={2020-01}}", "@online{k, date={2020-01-07}}", {"date": "2020-01-07"}),
        (
            "@online{key, title={T}, date={2020-01}}",
            "@online{k, year={2020}, month=jan, day={7}}",
            {"date": "2020-01-07"},
        ),
    ],
)
def test_the_users_spelling_of_what_the_entry_says_is_not_added(known: str, own: str, added: dict[str, str]) -> None:
    entry = parse_entry(known)
    completed_entry = complete_entry(entry, [parse_entry(own)], dialect="biblatex")
    assert dict(completed_entry.fields) == {**dict(entry.fields), **added}


def test_corrections_replace_the_fields_that_they_are_about_under_their_own_names() -> None:
    own = parse_entry("@thesis{k, author={Roe, Ann}, title={A thing}, location={Town}, date={2010-05-03}, school={U}}")
    before = parse_entry("@thesis{key, author={Roe, Ann}, title={A thing}, institution={U}, year={2010}, month=may}")
    values = {"title": "A better thing", "institution": "Town University", "year": "2011", "author": "Roe, Anne"}
    after = replace(before, fields=tuple((name, values.get(name, value)) for name, value in before.fields))
    entry = unchanged_entry([own], after, before, keep_keywords=True)
    assert dict(entry.fields) == {
        "author": "Roe, Anne",
        "title": "A better thing",
        "location": "Town",
        "date": "2011-05",
        "school": "Town University",
    }
    assert entry.key == "key"


@pytest.mark.parametrize(
    ("own", "corrected", "expected"),
    [
        (
            "@online{k, year={2020}, month=jan}",
            "@online{key, date={2021-02-03}}",
            {"year": "2021", "month": "feb", "day": "3"},
        ),
        ("@online{k, date={2020-01-05}}", "@online{key, date={2021}}", {"date": "2021"}),
        ("@misc{k, date={2020-01-05}}", "@misc{key, year={2021}, month=feb}", {"date": "2021-02"}),
        ("@online{k, year={2020}, month=jan, day={5}}", "@online{key, date={2021}}", {"year": "2021"}),
    ],
)
def test_a_corrected_date_takes_the_spelling_that_the_entry_has(
    own: str, corrected: str, expected: dict[str, str]
) -> None:
    before = parse_entry(corrected)
    before = replace(before, fields=tuple((name, "1999") for name, _ in before.fields if name in ("date", "year")))
    entry = unchanged_entry([parse_entry(own)], parse_entry(corrected), before, keep_keywords=True)
    assert dict(entry.fields) == expected
    assert entry.macros == {"month"} & expected.keys()


def test_a_corrected_degree_replaces_the_code_that_would_contradict_it() -> None:
    own = parse_entry("@thesis{k, title={T}, institution={U}, type={phdthesis}}")
    before = parse_entry("@phdthesis{key, title={T}, school={U}}")
    after = replace(before, type="mastersthesis")
    entry = unchanged_entry([own], after, before, keep_keywords=True)
    assert (entry.type, entry.get("type"), entry.get("institution")) == ("mastersthesis", "", "U")


def test_keywords_are_the_tags_but_the_own_text_stays_if_it_says_the_same() -> None:
    own = parse_entry("@misc{k, title={A thing}, keywords={a;  b}}")
    written = parse_entry("@misc{key, title={A thing}, keywords={a, b}}")
    assert unchanged_entry([own], written, written, keep_keywords=False).get("keywords") == "a;  b"
    tagged = parse_entry("@misc{key, title={A thing}, keywords={a, c}}")
    assert unchanged_entry([own], tagged, tagged, keep_keywords=False).get("keywords") == "a, c"
