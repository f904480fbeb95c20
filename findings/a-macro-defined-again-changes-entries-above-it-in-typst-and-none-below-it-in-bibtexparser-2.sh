#!/bin/sh
# A .bib may define an @string again further down; BibTeX replaces the macro there, so an entry has the text that stands
# last above it. pybtex 0.25.1, bibtexparser 1.4.3 and pandoc 3.6.1 (pypandoc-binary 1.15) read it so. Typst 0.15.2 gives
# the entries above the second definition its text as well; bibtexparser 2.0.0b8 keeps the first text for the entries
# below it, and counts the second definition among its failed blocks. Files that were put together from two have this.
# One would have guessed that they all follow BibTeX, or that Typst warns: it shows another journal and says nothing.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
pip="$folder/env/bin/pip"
"$pip" install -q "pybtex==0.25.1" "bibtexparser==2.0.0b8" "pypandoc-binary==1.15" "typst==0.15.2" "pypdfium2==5.0.0"
"$pip" install -q --target "$folder/first" "bibtexparser==1.4.3"
cd "$folder"
cat >works.bib <<'BIB'
@string{j = {Journal of Moss}}
@article{a, author = {Roe, Jane}, title = {In winter}, journal = j, year = {2020}}
@string{j = {Journal of Fern}}
@article{b, author = {Roe, Jane}, title = {In spring}, journal = j, year = {2021}}
BIB
PYTHONPATH="$folder/first" ./env/bin/python - 2>/dev/null <<'PYTHON'
from pathlib import Path

import bibtexparser

entries = bibtexparser.loads(Path("works.bib").read_text()).entries
print("bibtexparser", bibtexparser.__version__, [entry["journal"] for entry in entries])
assert [entry["journal"] for entry in entries] == ["Journal of Moss", "Journal of Fern"]
PYTHON
./env/bin/python - 2>/dev/null <<'PYTHON'
import json
from importlib.metadata import version
from pathlib import Path

import bibtexparser
import pypandoc
import pypdfium2
import typst
from pybtex.database import parse_file

AS_BIBTEX = ["Journal of Moss", "Journal of Fern"]
pybtex = [entry.fields["journal"] for entry in parse_file("works.bib").entries.values()]
print("pybtex", version("pybtex"), pybtex)
assert pybtex == AS_BIBTEX

items = json.loads(pypandoc.convert_file("works.bib", "csljson", format="bibtex"))
pandoc = [item["container-title"] for item in items]
print("pandoc", pypandoc.get_pandoc_version(), pandoc)
assert pandoc == AS_BIBTEX

library = bibtexparser.parse_file("works.bib")
second = [entry["journal"] for entry in library.entries]
print("bibtexparser", version("bibtexparser"), second, "failed blocks:", len(library.failed_blocks))
assert second == ["Journal of Moss", "Journal of Moss"]
assert len(library.failed_blocks) == 1

Path("page.typ").write_text('#set page(width: 40cm, height: auto)\n#bibliography("works.bib", full: true)')
page, warnings = typst.compile_with_warnings("page.typ")
lines = pypdfium2.PdfDocument(page)[0].get_textpage().get_text_range().splitlines()
shown = [line for line in lines if "Roe" in line]
print("typst", version("typst"), shown, "warnings:", len(warnings))
assert ["Journal of Fern" in line for line in shown] == [True, True], shown
assert not warnings
PYTHON
