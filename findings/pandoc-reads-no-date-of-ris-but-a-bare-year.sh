#!/bin/sh
# pandoc 3.9: its reader of RIS takes a year alone. The form that the specification gives for the tags PY and Y1 (year, month,
# day and other words between slashes: "2019/05/06/", and "2019///" for a year) makes an empty date, so that every style sets
# "n.d.", or a range from the year to the year 0 ("2019–"), and the slashes go into the citation key; DA, where newer exports
# have the day, is not read at all. No warning.
# One would have guessed that the specification's own form of a date is read, at least for its year.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
./env/bin/pip install -q "pypandoc_binary==1.17"
cat >run.py <<'PYTHON'
import json

import pypandoc

print("pandoc", pypandoc.get_pandoc_version())


def issued(date):
    text = f"TY  - JOUR\nAU  - Roe, Jane\nTI  - Moss in winter\n{date}\nER  - \n"
    item = json.loads(pypandoc.convert_text(text, "csljson", format="ris"))[0]
    plain = pypandoc.convert_text(text, "plain", format="ris", extra_args=["--citeproc"]).strip()
    print(f"{date:25}{item['id']:20}{item.get('issued')}  {plain}")
    return item.get("issued", {}).get("date-parts")


assert issued("PY  - 2019") == [[2019]]
assert issued("PY  - 2019///") == [[2019], [0], [0], [0]]
assert issued("PY  - 2019/05/06/") == []
assert issued("Y1  - 2019/05//") == []
assert issued("DA  - 2019/05/06") is None
PYTHON
./env/bin/python run.py
