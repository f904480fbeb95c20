#!/bin/sh
# Typst 0.15.2 (the package typst of PyPI) shows no `school`, `institution` or `organization` of a .bib and no
# `howpublished`, in none of the five styles tried: a thesis has no university, a technical report no institute. It is not
# the reading: with `organization` of a .yml it is the same. The same name in `publisher` is shown in both formats.
# One would have guessed that a thesis names its university, as biblatex, pandoc and the BibTeX styles do with the same file.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "typst==0.15.2" "pypdfium2==5.0.0"
cd "$folder"
cat >works.bib <<'BIB'
@phdthesis{a, author = {Roe, Jane}, title = {Moss in winter}, school = {University of Fern}, year = {2020}}
@thesis{b, author = {Roe, Jane}, title = {Moss in spring}, type = {phdthesis}, institution = {University of Fern}, date = {2020}}
@techreport{c, author = {Roe, Jane}, title = {Moss in summer}, institution = {University of Fern}, year = {2020}}
@manual{d, author = {Roe, Jane}, title = {Moss manual}, organization = {University of Fern}, year = {2020}}
@misc{e, author = {Roe, Jane}, title = {Moss leaflet}, howpublished = {University of Fern}, year = {2020}}
@phdthesis{f, author = {Roe, Jane}, title = {Moss in autumn}, publisher = {University of Fern}, year = {2020}}
BIB
cat >works.yml <<'YAML'
a: {type: thesis, author: "Roe, Jane", title: Moss in winter, organization: University of Fern, date: 2020}
b: {type: thesis, author: "Roe, Jane", title: Moss in autumn, publisher: University of Fern, date: 2020}
YAML
./env/bin/python - <<'PYTHON'
from importlib.metadata import version
from pathlib import Path

import pypdfium2
import typst

print("typst", version("typst"))
STYLES = ["ieee", "apa", "chicago-author-date", "mla", "harvard-cite-them-right"]
for bibliography, works in [("works.bib", 6), ("works.yml", 2)]:
    for style in STYLES:
        page = "#set page(width: 40cm, height: auto)\n"
        Path("page.typ").write_text(f'{page}#bibliography("{bibliography}", full: true, style: "{style}")')
        pdf = pypdfium2.PdfDocument(typst.compile("page.typ"))
        lines = pdf[0].get_textpage().get_text_range().splitlines()
        shown = [line for line in lines if "moss" in line.casefold()]
        named = [line for line in shown if "University of Fern" in line]
        print(f"{bibliography}, {style}: {len(shown)} works, with the university: {named}")
        assert len(shown) == works
        assert len(named) == 1 and "autumn" in named[0].casefold(), named
PYTHON
