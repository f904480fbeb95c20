#!/bin/sh
# citation-js (@citation-js/core 0.8.2, plugin-ris 0.8.2) knows the RIS type UNPB, but not UNPD, which EndNote and others
# write for the same (Zotero knows only UNPD). Of a record with an unknown type nothing but its id is left, without an error.
# One would have guessed that title, authors and year are read all the same, since their tags do not depend on the type.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @citation-js/core@0.8.2 @citation-js/plugin-ris@0.8.2
cat >run.js <<'SCRIPT'
const assert = require('assert')
const { Cite } = require('@citation-js/core')
require('@citation-js/plugin-ris')

const read = type => new Cite(
  `TY  - ${type}\nID  - a\nAU  - Roe, Jane\nTI  - Moss in winter\nPY  - 2020\nER  - \n`, { forceType: '@ris/file' }
).get()[0]
for (const type of ['UNPB', 'MANSCPT', 'UNPD']) console.log(type, JSON.stringify(read(type)))
assert.strictEqual(read('UNPB').title, 'Moss in winter')
assert.strictEqual(read('MANSCPT').title, 'Moss in winter')
assert.deepStrictEqual(read('UNPD'), { id: 'a' })
SCRIPT
node run.js
