#!/bin/sh
# biblatex writes names also by the names of their parts ("family=Berg, given=Bo, prefix=van der"; biblatex manual, 3.4;
# Better BibLaTeX exports every name with a particle so). pybtex 0.25.1 and bibtexparser 2.0.0b8 read such a name by the
# commas alone: family name "family=Berg", suffix "given=Bo", given names "prefix=van der", and neither warns.
# One would have guessed that they know the form or refuse it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "pybtex==0.25.1" "bibtexparser==2.0.0b8"
"$folder/env/bin/python" -W error - <<'PYTHON'
import bibtexparser
from bibtexparser import middlewares
from pybtex.database import parse_string

ENTRY = "@book{berg, title = {Moss}, author = {family=Berg, given=Bo, prefix=van der}}"

(person,) = parse_string(ENTRY, "bibtex").entries["berg"].persons["author"]
print("pybtex:       family", person.last_names, "suffix", person.lineage_names, "given", person.first_names)
assert person.last_names == ["family=Berg"], person.last_names
assert person.lineage_names == ["given=Bo"], person.lineage_names
assert person.prelast_names == [], person.prelast_names

library = bibtexparser.parse_string(
    ENTRY, append_middleware=[middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
)
(name,) = library.entries[0]["author"]
print("bibtexparser: family", name.last, "suffix", name.jr, "given", name.first)
assert (name.last, name.jr, name.von) == (["family=Berg"], ["given=Bo"], []), name
assert not library.failed_blocks
PYTHON
