#!/bin/sh
# Typst 0.15.2 (the package typst of PyPI): one `url` without "http://", one language code that does not exist or one
# `page-total` in Roman numerals, and no entry of a YAML bibliography is read; the document does not compile. The same
# values in a .bib are passed over.
# One would have guessed that the field is left out, or the entry, and that both formats behave alike.
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

print("typst", version("typst"))


def compiles(name: str, text: str) -> bool:
    Path(name).write_text(text)
    Path("page.typ").write_text(f'#bibliography("{name}", full: true, style: "apa")')
    try:
        typst.compile("page.typ", format="pdf")
    except typst.TypstError as error:
        print(f"  {name}: {error}".replace("\n", " "))
        return False
    return True


FIELDS = [("url", "url", "www.example.org"), ("language", "langid", "en-abc"), ("page-total", "pagetotal", "xii")]
for field, bib_field, value in FIELDS:
    print(f"{field} {value}")
    good = "good: {type: book, title: Ferns, date: 2020}\n"
    assert not compiles("works.yml", f'{good}bad: {{type: book, title: Moss, date: 2020, {field}: "{value}"}}\n')
    assert compiles("works.bib", f"@book{{bad, title = {{Moss}}, year = 2020, {bib_field} = {{{value}}}}}\n")
PYTHON
