#!/bin/sh
# pandoc 3.9: its reader of EndNote's XML gives a record's pages and issue to variables that CSL does not have for articles
# ("pages", "number"): the styles set no pages, and Chicago sets the issue behind the colon, where a reader looks for them:
# "Lamps 4: 2" of volume 4, issue 2, pages 17-29. DOI, addresses, keywords and the editors of a book are dropped.
# One would have guessed "Lamps 4 (2): 17-29" with the DOI, as from the same record in RIS or BibTeX.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
./env/bin/pip install -q "pypandoc_binary==1.17"
cat >run.py <<'PYTHON'
import json

import pypandoc

RECORD = """<?xml version="1.0" encoding="UTF-8"?><xml><records><record><rec-number>7</rec-number>
<ref-type name="Journal Article">17</ref-type><contributors><authors><author>Roe, Jane</author></authors></contributors>
<titles><title>Moss in winter</title><secondary-title>Lamps</secondary-title></titles><pages>17-29</pages>
<volume>4</volume><number>2</number><dates><year>2019</year></dates>
<electronic-resource-num>10.1000/moss</electronic-resource-num></record></records></xml>"""
RIS = """TY  - JOUR\nAU  - Roe, Jane\nTI  - Moss in winter\nT2  - Lamps\nVL  - 4\nIS  - 2\nSP  - 17\nEP  - 29\nPY  - 2019
DO  - 10.1000/moss\nER  - \n"""
print("pandoc", pypandoc.get_pandoc_version())


def read(text, name):
    item = json.loads(pypandoc.convert_text(text, "csljson", format=name))[0]
    plain = pypandoc.convert_text(text, "plain", format=name, extra_args=["--citeproc", "--wrap=none"]).strip()
    print(f"{name:12}{plain}\n{'':12}{sorted(item)}")
    return item, plain


item, plain = read(RIS, "ris")
assert (item["page"], item["issue"], item["DOI"]) == ("17-29", "2", "10.1000/moss")
assert "Lamps 4 (2): 17–29." in plain
item, plain = read(RECORD, "endnotexml")
assert (item["pages"], item["number"]) == ("17-29", "2") and not {"page", "issue", "DOI"} & set(item)
assert plain.endswith("Lamps 4: 2."), plain
PYTHON
./env/bin/python run.py
