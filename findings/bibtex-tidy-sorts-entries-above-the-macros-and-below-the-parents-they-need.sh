#!/bin/sh
# bibtex-tidy 1.14.0 with --sort carries a @string along with the entry that happens to follow it, so that entries which
# sort before that one stand above the definition of their macro; and it sorts a proceedings volume above the papers that
# refer to it by crossref. BibTeX reads a file once from top to bottom: it knows a macro only below its definition, and a
# parent only below its children. pybtex 0.26.1 stops at the sorted file and reads the one before.
# One would have guessed that definitions stay at the top, and that sorting never makes a file mean something else.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit bibtex-tidy@1.14.0
python3 -m venv env
./env/bin/pip install -q "pybtex==0.26.1"
cat >moss.bib <<'BIB'
@string{jl = "Journal of Lamps"}
@article{moss, author = {Roe, Jane}, title = {Moss}, journal = jl, year = 2020}
@article{fern, author = {Roe, Jane}, title = {Fern}, journal = jl, year = 2020}
@inproceedings{rush, author = {Roe, Jane}, title = {Rush}, crossref = {acts}}
@proceedings{acts, editor = {Poe, Ada}, title = {Acts on Plants}, year = 2021}
BIB
cp moss.bib sorted.bib
./node_modules/.bin/bibtex-tidy sorted.bib --modify --sort >/dev/null
grep '^@' sorted.bib
./env/bin/python - <<'PYTHON'
import re

from pybtex.database import parse_file
from pybtex.exceptions import PybtexError

order = re.findall(r"^@\w+\{(\w+)", open("sorted.bib").read(), re.MULTILINE)
assert order == ["acts", "fern", "jl", "moss", "rush"], order
assert parse_file("moss.bib").entries["fern"].fields["journal"] == "Journal of Lamps"
try:
    parse_file("sorted.bib")
except PybtexError as error:
    print("pybtex, sorted file:", error)
else:
    raise SystemExit("pybtex reads the sorted file now")
PYTHON
