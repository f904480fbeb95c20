#!/bin/sh
# mkdocs-bibtex 4.4.0 ends a key within brackets at the first sign that is no letter, digit, hyphen or underscore: [@roe:2020]
# cites the entry "roe" if there is one, another work, without a warning; keys of DBLP ("DBLP:conf/moss/Roe21") and Better
# BibTeX end the same way. Outside brackets, @roe:2020 is read as a whole.
# One would have guessed that a key ends where pandoc ends it, whose syntax the plugin takes over, and alike in both places.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
./env/bin/pip install -q "mkdocs==1.6.1" "mkdocs-bibtex==4.4.0" "pybtex==0.26.1"
mkdir docs
printf 'site_name: Moss\nplugins:\n  - bibtex:\n      bib_file: refs.bib\n' >mkdocs.yml
cat >refs.bib <<'BIB'
@article{roe:2020, author={Jane Roe}, title={Moss in winter}, journal={Lamps}, year={2020}}
@article{roe, author={Jane Roe}, title={Ferns}, journal={Lamps}, year={1999}}
BIB
printf '# Moss\n\nIn brackets [@roe:2020], outside @roe:2020.\n\n\\bibliography\n' >docs/index.md
./env/bin/mkdocs build -q 2>log
cat log
grep -e 'In brackets' -e 'Ferns' site/index.html
test ! -s log
grep -q 'In brackets \[^roe\], outside Jane Roe. Moss in winter.' site/index.html
grep -q '\[^roe\]: Jane Roe. Ferns.' site/index.html
