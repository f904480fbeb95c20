#!/bin/sh
# sphinxcontrib-bibtex 2.7.0 with pybtex 0.26.1: the types @online, @software and @dataset of biblatex are set, but one cited
# @thesis (or @report) ends the whole build with an AttributeError of the style ('Style' object has no attribute
# 'format_thesis'), without the key or the file. The same entry as @phdthesis is set.
# One would have guessed that an unknown type falls back to @misc, as BibTeX's own styles do, with a warning that names the key.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
./env/bin/pip install -q "sphinx==8.1.3" "sphinxcontrib-bibtex==2.7.0" "pybtex==0.26.1"
cat >conf.py <<'CONF'
extensions = ["sphinxcontrib.bibtex"]
bibtex_bibfiles = ["refs.bib"]
CONF
printf 'Moss\n====\n\n:cite:p:`moss` :cite:p:`page`\n\n.. bibliography::\n' >index.rst
build() {
  printf '@online{page, author={Roe, Jane}, title={A page}, year={2020}}\n@%s{moss, author={Roe, Jane}, title={Moss}, %s={Moss School}, year={2020}}\n' "$1" "$2" >refs.bib
  rm -rf out
  ./env/bin/sphinx-build -q -b text . out >log 2>&1
}
build phdthesis school
grep 'Moss School' out/index.txt
for kind in thesis report; do
  if build "$kind" institution; then echo "@$kind is set now"; exit 1; fi
  grep -h -o "'Style' object has no attribute 'format_$kind'" log
done
