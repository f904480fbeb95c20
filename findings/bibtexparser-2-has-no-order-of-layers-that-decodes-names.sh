#!/bin/sh
# bibtexparser 2.1.0: no order of its layers gives decoded names. LatexDecodingMiddleware before SeparateCoAuthors takes the
# braces away that keep `{Barnes and Noble}` together, so one publisher becomes two people and a company's braced name is
# split into given and family name. After SeparateCoAuthors or SplitNameParts it passes over the names, now lists, without a
# word: `M{\"u}ller` stays TeX while the title of the same entry is decoded.
# One would have guessed that the layer decodes every text of an entry wherever it stands, or raises where it cannot.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "bibtexparser==2.1.0"
cd "$folder"
./env/bin/python - <<'PYTHON'
import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts

ENTRY = r'@book{moss, author = {{Barnes and Noble} and {M{\"u}ller GmbH} and M{\"u}ller, Eva}, title = {{\"U}ber Moos}}'
DECODED_FIRST = [("", "Barnes"), ("", "Noble"), ("Müller", "GmbH"), ("Eva", "Müller")]
DECODED_LATER = [("", "{Barnes and Noble}"), ("", r'{M{\"u}ller GmbH}'), ("Eva", r'M{\"u}ller')]
ORDERS = {
    (LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts): DECODED_FIRST,
    (SeparateCoAuthors, LatexDecodingMiddleware, SplitNameParts): DECODED_LATER,
    (SeparateCoAuthors, SplitNameParts, LatexDecodingMiddleware): DECODED_LATER,
}
print("bibtexparser", bibtexparser.__version__)
for order, expected in ORDERS.items():
    library = bibtexparser.parse_string(ENTRY, append_middleware=[layer() for layer in order])
    assert not library.failed_blocks
    entry = library.entries[0]
    names = [(" ".join(name.first), " ".join(name.last)) for name in entry["author"]]
    print(", ".join(layer.__name__ for layer in order), names, entry["title"], sep="\n    ")
    assert names == expected, names
    assert entry["title"] == "Über Moos"
PYTHON
