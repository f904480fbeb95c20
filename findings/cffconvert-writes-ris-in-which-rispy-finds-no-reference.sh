#!/bin/sh
# cffconvert 2.0.0 ends the RIS that it makes of a CITATION.cff with a bare "ER", without the two blanks and the hyphen that
# belong to every tag. rispy 0.10.0 returns no reference for it and no error; citation-js 0.8.2 takes the line for the end of
# the title: "Moss tools ER ".
# One would have guessed that what one program of the field writes, the others read, or that a reader says what it left out.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
./env/bin/pip install -q "cffconvert==2.0.0" "rispy==0.10.0"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @citation-js/core@0.8.2 @citation-js/plugin-ris@0.8.2
cat >CITATION.cff <<'CFF'
cff-version: 1.2.0
message: Please cite the tools.
title: Moss tools
authors:
  - family-names: Roe
    given-names: Jane
date-released: 2024-03-05
CFF
./env/bin/cffconvert -i CITATION.cff -f ris -o moss.ris
cat moss.ris
./env/bin/python - <<'PYTHON'
import rispy

written = open("moss.ris").read()
assert written.splitlines()[-1] == "ER", written
print("rispy:", rispy.loads(written), "| with a whole end line:", len(rispy.loads(written.rstrip() + "  - \n")))
assert rispy.loads(written) == []
assert len(rispy.loads(written.rstrip() + "  - \n")) == 1
PYTHON
cat >run.js <<'SCRIPT'
const assert = require('assert')
const { Cite } = require('@citation-js/core')
require('@citation-js/plugin-ris')
const title = new Cite(require('fs').readFileSync('moss.ris', 'utf8'), { forceType: '@ris/file' }).get()[0].title
console.log('citation-js:', JSON.stringify(title))
assert.strictEqual(title, 'Moss tools ER ')
SCRIPT
node run.js
