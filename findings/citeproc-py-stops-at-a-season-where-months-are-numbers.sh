#!/bin/sh
# citeproc-py 0.11.1 raises an AssertionError, without a message, for the whole bibliography if an item has a season and
# the style's date shows the month as a number; a style that names months prints the season.
# One would have guessed that the season is left out, or printed by its name, as citeproc-js does.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "citeproc-py==0.11.1"
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import warnings
from importlib.metadata import version
from pathlib import Path

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

warnings.simplefilter("ignore")
print("citeproc-py", version("citeproc-py"))
STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>t</title><id>t</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout><text variable="title" suffix=", "/>
    <date variable="issued"><date-part name="month" form="FORM" suffix=" "/><date-part name="year"/></date>
  </layout></bibliography>
</style>"""
ITEM = {"id": "a", "type": "book", "title": "Moss", "issued": {"date-parts": [[2019]], "season": 1}}


def printed(form: str) -> str:
    Path("style.csl").write_text(STYLE.replace("FORM", form))
    style = CitationStylesStyle("style.csl", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON([ITEM]), formatter.plain)
    bibliography.register(Citation([CitationItem("a")]))
    return str(bibliography.bibliography()[0])


print("months by name:", printed("long"))
assert printed("long") == "Moss, Spring 2019", printed("long")
try:
    printed("numeric")
except AssertionError as error:
    print("months in numbers: AssertionError", repr(str(error)))
else:
    raise SystemExit("no error any more")
PYTHON
