#!/bin/sh
# citation-js (@citation-js/core 0.8.2, plugin-bibtex 0.8.2): each item in `data` of a Cite has a member `_graph` with the
# text of the whole .bib that was parsed, not of its own entry. JSON made of `data` therefore grows with the square of
# the file: twice the entries, almost four times the text. `get()` leaves the member out.
# One would have guessed that the items of `data` are plain CSL-JSON, and that an entry's provenance is the entry.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @citation-js/core@0.8.2 @citation-js/plugin-bibtex@0.8.2
cat >run.js <<'SCRIPT'
const assert = require('assert')
const { Cite } = require('@citation-js/core')
require('@citation-js/plugin-bibtex')

const sizes = [20, 40, 80].map(count => {
  const keys = [...Array(count).keys()]
  const text = keys.map(n => `@book{k${n}, author = {Roe, Jane}, title = {Moss in winter ${n}}, year = {2020}}`).join('\n')
  const cite = new Cite(text)
  assert(JSON.stringify(cite.data[0]._graph).includes(`Moss in winter ${count - 1}}`), 'the last entry, in the first item')
  assert(!('_graph' in cite.get()[0]))
  return { count, text: text.length, data: JSON.stringify(cite.data).length, get: JSON.stringify(cite.get()).length }
})
console.table(sizes)
for (const [fewer, more] of [[0, 1], [1, 2]]) {
  assert(sizes[more].data > 3.3 * sizes[fewer].data)
  assert(sizes[more].get < 2.2 * sizes[fewer].get)
}
SCRIPT
node run.js
