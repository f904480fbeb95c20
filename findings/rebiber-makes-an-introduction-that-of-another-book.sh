#!/bin/sh
# rebiber 1.1.3 replaces an entry by a published one of its own lists that has the same title, and looks at nothing else: the
# "Introduction" of one's own author, book and year becomes an introduction of 1993 by somebody else under one's own key. It
# says "Converted". A note, keywords and the file of an entry that it rightly replaces go too.
# One would have guessed that authors or years are compared, at least for titles that many works have.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
./env/bin/pip install -q "rebiber==1.1.3" "bibtexparser==1.4.3"
cat >mine.bib <<'BIB'
@inproceedings{moe2001, author={Moe, Max}, title={Introduction}, booktitle={Moss and Ferns}, year={2001}}
@article{bert, author={Devlin, Jacob}, year=2018, note={read it twice}, keywords={language},
  title={BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding}}
BIB
./env/bin/rebiber -i mine.bib -o theirs.bib | grep -v '^Loaded'
grep -e "^@" -e year theirs.bib
./env/bin/python - <<'PYTHON'
import bibtexparser

entries = bibtexparser.loads(open("theirs.bib").read()).entries_dict
assert entries["moe2001"]["author"] != "Moe, Max", entries["moe2001"]
assert entries["moe2001"]["year"] == "1993", entries["moe2001"]
assert entries["bert"]["year"] == "2019" and not {"note", "keywords"} & set(entries["bert"]), entries["bert"]
PYTHON
