#!/bin/sh
# bibtexparser 2.1.0 with pylatexenc 2.11: LatexDecodingMiddleware takes a percent sign in any field for the beginning of a
# comment of TeX, as in a running text, and drops what follows. An address with an escaped blank or tilde loses its end, and
# so does an abstract with "5% of"; nothing is reported. BibTeX has no such comments: the sign is a character of the value,
# and biblatex writes the url field without reading it as TeX.
# One would have guessed that fields with addresses are left alone, or that only TeX's commands and accents are decoded.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "bibtexparser==2.1.0" "pylatexenc==2.11"
"$folder/env/bin/python" - <<'PYTHON'
import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware

ENTRY = r"""@article{moss,
  title = {Caf{\'e} moss: 100\% of it},
  url = {https://example.org/a%20page/%7Eroe/moss.pdf},
  abstract = {We found 5% of all mosses in caf{\'e}s.},
}"""
print("bibtexparser", bibtexparser.__version__)
plain = bibtexparser.parse_string(ENTRY).entries[0]
assert plain["url"] == "https://example.org/a%20page/%7Eroe/moss.pdf"
decoded = bibtexparser.parse_string(ENTRY, append_middleware=[LatexDecodingMiddleware()])
assert not decoded.failed_blocks
entry = decoded.entries[0]
for name in ("title", "url", "abstract"):
    print(f"{name:9}{entry[name]}")
assert entry["title"] == "Café moss: 100% of it"
assert entry["url"] == "https://example.org/a"
assert entry["abstract"] == "We found 5"
PYTHON
