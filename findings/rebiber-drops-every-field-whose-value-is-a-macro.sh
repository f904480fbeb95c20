#!/bin/sh
# rebiber 1.1.3 takes out each line of an entry whose value is a macro, with months that BibTeX knows by itself, and writes
# neither the @string lines nor entries without a title (a volume known by its editor, a letter). So a file of a journal's
# papers comes back without the journal, although it changed none of them: "Num of converted items: 0".
# One would have guessed that entries it knows nothing about are written back as they were, or that the loss is reported.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
./env/bin/pip install -q "rebiber==1.1.3" "bibtexparser==1.4.3"
cat >mine.bib <<'BIB'
@string{jl = "Journal of Lamps"}

@article{moss,
  author = {Roe, Jane},
  title = {Moss on lamps at sea},
  journal = jl,
  month = may,
  year = {2001},
}

@misc{letter,
  author = {Roe, Jane},
  howpublished = {Letter to Ada Poe},
  year = {2002},
}
BIB
./env/bin/rebiber -i mine.bib -o theirs.bib | grep -v '^Loaded'
cat theirs.bib
./env/bin/python - <<'PYTHON'
import bibtexparser

written = open("theirs.bib").read()
entries = bibtexparser.loads(written).entries_dict
assert set(entries) == {"moss"}, entries
assert set(entries["moss"]) == {"ENTRYTYPE", "ID", "author", "title", "year"}, entries
assert "string" not in written
PYTHON
