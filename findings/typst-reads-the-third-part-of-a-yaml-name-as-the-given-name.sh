#!/bin/sh
# Typst 0.15.2 (the package typst of PyPI) takes the second part of a name in its YAML for the suffix and the third for the
# given name, as BibTeX does. The format's documentation (docs/file-format.md, "Person") has them the other way round:
# "prefix and the last name first, then a comma, followed by a given name, another comma, and then finally the suffix".
# One would have guessed that "King, Martin Luther, Jr." is Martin Luther King Jr. Only names in fields are safe.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "typst==0.15.2"
cd "$folder"
cat >works.yml <<'YAML'
documented: {type: book, title: Moss, date: 2020, author: "King, Martin Luther, Jr."}
fields: {type: book, title: Ferns, date: 2021, author: {name: King, given-name: Martin Luther, suffix: Jr.}}
bibtex: {type: book, title: Reeds, date: 2022, author: "King, Jr., Martin Luther"}
YAML
./env/bin/python - <<'PYTHON'
import re
from importlib.metadata import version
from pathlib import Path

import typst

print("typst", version("typst"))
Path("page.typ").write_text('#bibliography("works.yml", full: true, style: "apa")')
page = typst.compile("page.typ", format="html").decode()
shown = [re.sub(r"<[^>]+>", "", item) for item in re.findall(r"<li.*?</li>", page, re.DOTALL)]
print("\n".join(shown))
authors = {title: text.partition(" (")[0] for text in shown for title in ("Moss", "Ferns", "Reeds") if title in text}
assert authors["Ferns"] == authors["Reeds"] == "King, M. L., Jr.", authors
assert authors["Moss"] == "King, J., Martin Luther.", authors
PYTHON
