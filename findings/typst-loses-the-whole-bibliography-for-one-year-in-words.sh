#!/bin/sh
# Typst 0.15.2 (PyPI's typst): one entry with `year = {in press}`, `{c1988}`, `{[1988]}` or nothing in it, or with `day = {}`,
# stops the document ("failed to parse BibLaTeX"), though nobody cites that entry. The same words in `date`, and years such as
# 1988a or 1987/88, are taken, as are an empty author, edition, DOI or pages.
# One would have guessed that only a cited entry can stop a document, and that `year`, which BibTeX and biblatex let hold
# words, is read more loosely than `date`, which may not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "typst==0.15.2"
cd "$folder"
./env/bin/python - <<'PYTHON'
from importlib.metadata import version
from pathlib import Path

import typst

Path("paper.typ").write_text('@moss\n#bibliography("refs.bib")\n')
REFUSED = ["year = {in press}", "year = {c1988}", "year = {[1988]}", "year = {}", "year = 1988, month = may, day = {}"]
TAKEN = ["date = {in press}", "year = {1988a}", "year = {1987/88}", "year = 1988, doi = {}, edition = {}, author = {}"]
print("typst", version("typst"))
for when in (*REFUSED, *TAKEN):
    Path("refs.bib").write_text(
        "@book{moss, author = {Moss, Ann}, title = {On Moss}, year = 2001}\n"
        f"@book{{fern, title = {{On Ferns}}, publisher = {{Fern}}, {when}}}\n"
    )
    try:
        typst.compile("paper.typ", format="svg")
        said = "taken"
    except typst.TypstError as error:
        said = str(error)
    print(f"{when}: {said}")
    assert said.startswith("failed to parse BibLaTeX") if when in REFUSED else said == "taken"
PYTHON
