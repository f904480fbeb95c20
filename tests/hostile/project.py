"""Make the hostile project: every text of it has a control sequence, a bidirectional override and a zero-width sign."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["OBEYED", "make_project"]

# Sets the title of the window, clears the screen, moves up, rings; overrides the direction; joins nothing.
SIGNS = "\x1b]0;taken\x07\x1b[2J\x9b1A\x7f\u202e\u200b"
OBEYED = "".join(map(chr, [*range(9), *range(11, 32), *range(127, 160)])) + "\u202e\u200b\u2066\ufeff"
TITLE = "Lamps at Sea and Other Lights"


def _work(number: int, title: str) -> dict[str, object]:
    return {"id": f"2101.{number:05}", "title": title, "authors": [f"Ann{SIGNS} Roe", "Max Moe"], "year": 2021, "doi": "10.1000/lamps" if number == 2 else "",
            "venue": f"Journal{SIGNS} of Lamps", "abstract": f"About{SIGNS} lamps."}  # fmt: skip


def make_project(folder: Path) -> Path:
    """Make the project in `folder`; return a bibliography in it to check."""
    notes = folder / "notes"
    notes.mkdir()
    signs = "\x9b1A\u202e\u200b"  # with more controls, a text is taken for binary data
    first = f"# {TITLE}{signs}\n\nAuthors: Ann{signs} Roe\nURL: https://arxiv.org/abs/2101.00001\nTags: #a{signs}b, #plain\n\nSome{signs} words.\n"
    (notes / f"a\x1b[31m\u202e\u200b{1}.md").write_text(first, encoding="utf-8")
    (notes / "second.md").write_text(
        f'---\ntitle: "Unknown \\e]0;x\\a Work{SIGNS[-2:]}"\nauthor: Nemo\ntags: [x]\n---\nWords.\n', encoding="utf-8"
    )
    (notes / "third.md").write_text(f"# {TITLE} Again\n\nAuthors: Ann Roe\nYear: 2021\n\n{SIGNS}\n", encoding="utf-8")
    (notes / "b\x1b[2J.bin").write_bytes(b"\x00")
    (notes / "c\x1b[2J.bib").write_text(
        f"@article{{k{SIGNS}, title = {{T{SIGNS}}}, author = {{A{SIGNS} and B}}, year = 20201, doi = {{10.1000/x{SIGNS}}}}}\n"
        f"@article{{broken{SIGNS}, title = {{x\n@misc{{last, title = {{Last{SIGNS}}}}}\n",
        encoding="utf-8",
    )
    item = {"id": f"key{SIGNS}", "type": "article-journal", "title": f"{TITLE} Again{SIGNS}", "author": [{"family": f"Roe{SIGNS}", "given": "Ann"}],
            "DOI": "10.1000/lamps", "keyword": f"a{SIGNS}b, <script>x</script>, =1+1, \\input{{x}}", "note": f"own{SIGNS} words"}  # fmt: skip
    (notes / "library.json").write_text(json.dumps([item]), encoding="utf-8")
    bibliography = folder / f"refs{SIGNS[:5]}.bib"
    bibliography.write_text(
        f"@article{{k\u202e1, title = {{Lamps{SIGNS} at Sea}}, autor = {{Ann{SIGNS} Roe and and X}}, year = {{20{SIGNS}21}}, journal = abc{SIGNS},\n"
        f"pages = {{1-2}}, url = {{http://a.b/{SIGNS}}}, title = {{again}}}}\n@misc{{twice, title={{A \\input{{x}} % b}}}}\n@misc{{twice, title={{A}}}}\n",
        encoding="utf-8",
    )
    (folder / f"paper{SIGNS[:4]}.tex").write_text(
        f"\\documentclass{{article}}\\begin{{document}}\\cite{{none{SIGNS}}}\\bibliography{{refs{SIGNS[:5]}}}\\end{{document}}\n",
        encoding="utf-8",
    )
    works = [_work(1, f"{TITLE}{SIGNS}"), _work(2, f"{TITLE} Again{SIGNS}"), _work(3, f"{TITLE} Again, or{SIGNS} Not")]
    (folder / "works.jsonl").write_text("".join(json.dumps(work) + "\n" for work in works), encoding="utf-8")
    (folder / "config.toml").write_text(
        '[notes]\nsources = ["notes"]\n[catalogue]\nfolder = "works"\n[services]\noffline = true\n'
        '[exports]\nformats = ["csl-json", "hayagriva", "ris", "markdown", "html", "csv"]\n',
        encoding="utf-8",
    )
    return bibliography
