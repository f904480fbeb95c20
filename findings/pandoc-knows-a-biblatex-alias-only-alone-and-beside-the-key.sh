#!/bin/sh
# Pandoc 3.9 (pypandoc_binary 1.17; the same with 2.17, 2.19 and 3.6) reads the field `ids` of a .bib, biblatex's further
# keys of an entry, but a citation of such a key is found only if the entry is also cited by its own key, and only if
# `ids` has a single key: a list is taken as one key that nobody can cite.
# One would have guessed that it resolves them as biblatex does (manual, 2.2.3: a comma-separated list of keys, each
# of which can be cited), or that it knows none of them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "pypandoc_binary==1.17"
cd "$folder"
cat >one.bib <<'BIB'
@book{new2020, ids = {old2019}, author = {Roe, Jane}, title = {Moss in winter}, publisher = {Fern}, date = {2020}}
BIB
sed 's/{old2019}/{old2019, older2018}/' one.bib >two.bib
./env/bin/python - <<'PYTHON'
import subprocess

import pypandoc

pandoc = pypandoc.get_pandoc_path()
version = subprocess.run([pandoc, "--version"], capture_output=True, text=True).stdout.split()[1]
print("pandoc", version)
assert version == "3.9", version

EXPECTED = {
    ("one.bib", "[@old2019]"): "(old2019?)",
    ("one.bib", "[@new2020] [@old2019]"): "(Roe 2020) (Roe 2020)",
    ("two.bib", "[@new2020] [@old2019]"): "(Roe 2020) (old2019?)",
}
for (bibliography, text), expected in EXPECTED.items():
    command = [pandoc, "--citeproc", f"--bibliography={bibliography}", "--to=plain", "--wrap=none"]
    first_line = subprocess.run(command, input=text, capture_output=True, text=True).stdout.splitlines()[0]
    print(f"{bibliography}, {text}: {first_line}")
    assert first_line == expected, (first_line, expected)
PYTHON
