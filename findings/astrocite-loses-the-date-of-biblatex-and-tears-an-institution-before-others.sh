#!/bin/sh
# astrocite-bibtex 0.16.4 reads @online as an article and takes neither date, urldate nor journaltitle from a biblatex entry,
# without a word: the work has a title, an author and no year. "{World Health Organization} and others" becomes a person named
# World, of the family Health Organization. Both are read without an error by a parser that stops at macros joined by "#".
# One would have guessed that a parser that is strict about syntax says which fields it does not know, and keeps braced names.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit astrocite-bibtex@0.16.4
cat >run.js <<'SCRIPT'
const assert = require('assert')
const { parse } = require('astrocite-bibtex')

const page = parse(`@online{moss, author={Roe, Jane}, title={Moss}, date={1994-05-06}, urldate={2020-01-01},
  journaltitle={Lamps}}`)[0]
const report = parse('@book{who, author={{World Health Organization} and others}, title={Moss}, year=1994}')[0]
console.log(JSON.stringify(page))
console.log(JSON.stringify(report.author))
assert.deepStrictEqual(Object.keys(page).sort(), ['author', 'id', 'title', 'type'])
assert.strictEqual(page.type, 'article')
assert.deepStrictEqual(report.author, [{ family: 'Health Organization', given: 'World' }])
SCRIPT
node run.js
