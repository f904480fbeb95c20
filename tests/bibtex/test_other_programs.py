"""The real programs read what we write: biber with its data model, BibTeX with the standard styles."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from biblio.bibtex.entry_text import format_entry
from biblio.bibtex.record_to_entry import to_entry
from biblio.bibtex.text_to_latex import Dialect
from biblio.model.dates import PartialDate
from tests.bibtex.works import VARIED, work
from tests.check.tools import broken

STYLES = ("plain", "alpha", "unsrt", "abbrv", "apalike", "ieeetr", "plainnat", "unsrtnat")
HERE = Path(__file__).parent


def export(dialect: Dialect) -> str:
    return "\n".join(entries(dialect))


def entries(dialect: Dialect) -> list[str]:
    return [
        format_entry(
            to_entry(
                work,
                key=key,
                tags=tags,
                dialect=dialect,
                include_abstract=True,
                accessed=PartialDate(2024, 5, 17),
            )
        )
        for key, (work, tags) in sorted(VARIED.items())
    ]


def run(command: list[str], folder: Path) -> str:
    program = shutil.which(command[0])
    if not program:
        pytest.skip(f"needs the program {command[0]} (Debian: biber, texlive-binaries)")
    # Without the rest of TeX Live the programs do not know that they may look here; ":" adds their own places.
    here = {name: os.environ.get(name, "") + ":.:" for name in ("BSTINPUTS", "BIBINPUTS")}
    environment = {**os.environ, **here, "HOME": str(folder)}
    done = subprocess.run(
        [program, *command[1:]], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    return done.stdout + done.stderr


def run_biber(text: str, folder: Path) -> tuple[str, str]:
    """Return biber's complaints about a .bib, and the .bib as it understood it."""
    (folder / "x.bib").write_text(text, encoding="utf-8")
    output = run(["biber", "--tool", "--validate-datamodel", "--output-fieldcase=lower", "x.bib"], folder)
    assert "Output to x_bibertool.bib" in output, output
    complaints = "\n".join(line for line in output.splitlines() if re.match(r"WARN|ERROR", line))
    return complaints, (folder / "x_bibertool.bib").read_text(encoding="utf-8")


def run_bibtex(text: str, style: str, folder: Path) -> tuple[str, str]:
    """Return BibTeX's complaints about a .bib under a style, and the .bbl it made."""
    (folder / "x.bib").write_text(text, encoding="utf-8")
    (folder / "x.aux").write_text(f"\\bibstyle{{{style}}}\n\\bibdata{{x}}\n\\citation{{*}}\n", encoding="utf-8")
    output = run(["bibtex", "x"], folder)
    complaints = "\n".join(
        line
        for line in output.splitlines()
        if re.search(r"warning|error|line \d+ of|couldn't|skipping", line, re.IGNORECASE)
    )
    return complaints, (folder / "x.bbl").read_text(encoding="utf-8")


def test_biber_has_nothing_to_say(tmp_path: Path) -> None:
    complaints, _ = run_biber(export("biblatex"), tmp_path)
    assert complaints == ""


def test_biber_takes_the_classic_dialect_too(tmp_path: Path) -> None:
    complaints, _ = run_biber(export("bibtex"), tmp_path)
    # `pmid` is a name of the classic world; for editors alone or missing biblatex has types of its own.
    known = r"'pmid' invalid|'editor2001collected'.*'author'|'smith2006part'.*'editor'"
    assert [line for line in complaints.splitlines() if not re.search(known, line)] == []


def test_biber_reads_names_preprints_and_keywords_as_we_mean_them(tmp_path: Path) -> None:
    _, text = run_biber(export("biblatex"), tmp_path)
    entry = text[text.index("radford2018gpt") :].partition("\n}\n")[0].lower()
    assert "eprinttype = {arxiv}" in entry
    assert "eprintclass = {cs.lg}" in entry
    assert (
        "author = {{openai} and van den oord, aäron and 山田, 太郎 and king, jr., martin luther and hegedűs, ákos and others}"
        in entry
    )
    keywords = re.search(r"keywords\s*=\s*\{(.*)\}", text[text.index("vaswani2017attention") :], re.IGNORECASE)
    assert keywords
    assert keywords[1].split(",") == ["NLP", "Vision Language", "Q\\&A", "C\\#", "3D (Scene)"]


def test_biber_misses_the_date_of_an_undated_page_and_nothing_else(tmp_path: Path) -> None:
    page = work("A page", "", "", kind=VARIED["web2020page"][0].best.kind, url="https://example.org/")
    complaints, _ = run_biber(format_entry(to_entry(page, key="page")), tmp_path)
    assert re.fullmatch(
        r"WARN - Datamodel: Entry 'page' \(x\.bib\): Missing mandatory field - one of 'date, year' .*", complaints
    )


def test_classic_bibtex_with_a_style_of_ours(tmp_path: Path) -> None:
    shutil.copy(HERE / "data" / "check.bst", tmp_path)
    complaints, bbl = run_bibtex(export("bibtex"), "check", tmp_path)
    assert complaints == ""
    assert "{BERT}: Pre-training of deep bidirectional" in bbl


@pytest.mark.parametrize("style", STYLES)
def test_classic_bibtex_with_the_usual_styles(style: str, tmp_path: Path) -> None:
    if not run(["kpsewhich", f"{style}.bst"], tmp_path).strip():
        pytest.skip(f"needs {style}.bst (Debian: texlive-base, the natbib ones texlive-latex-base)")
    complaints, bbl = run_bibtex(export("bibtex"), style, tmp_path)
    assert complaints == ""
    assert bbl.count("\\bibitem") == len(VARIED)


def test_tex_sets_what_the_classic_dialect_says(tmp_path: Path) -> None:
    for needed in ("article.cls", "natbib.sty", "url.sty", "plainnat.bst"):
        if not run(["kpsewhich", needed], tmp_path).strip():
            pytest.skip(f"needs {needed} (Debian: texlive-latex-base)")
    (tmp_path / "x.tex").write_text(
        "\\documentclass{article}\\usepackage{natbib,url}\\begin{document}\\nocite{*}\\bibliographystyle{plainnat}"
        "\\bibliography{x}\\end{document}"
    )
    latex = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "-halt-on-error", "x"]
    # What LaTeX has no name for needs a package, whatever the .bib says.
    (tmp_path / "x.bib").write_text("\n".join(text for text in entries("bibtex") if text.isascii()))
    run(latex, tmp_path)
    run(["bibtex", "x"], tmp_path)
    output = run(latex, tmp_path)
    assert "\\bibitem" in (tmp_path / "x.bbl").read_text()
    assert [line for line in output.splitlines() if line.startswith("!")] == []


@pytest.mark.parametrize("dialect", ["biblatex", "bibtex"])
def test_our_own_check_agrees(dialect: Dialect) -> None:
    assert broken(export(dialect)) == []
