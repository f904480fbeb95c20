#!/bin/sh
# citeproc-js 1.4 (citeproc 2.4.63 of npm) prints the prefix of a <date> in front of both ends of a range:
# "published 1998–published 2001". A prefix of the <group> around it is printed once.
# One would have guessed that an affix belongs to the date as a whole, as pandoc and citeproc-py print it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit citeproc@2.4.63
cat >run.js <<'SCRIPT'
const assert = require('assert')
const CSL = require('citeproc')
const locale = `<locale xmlns="http://purl.org/net/xbiblio/csl" version="1.0" xml:lang="en-US">
  <date form="text"><date-part name="year"/></date><terms><term name="open-quote">“</term></terms></locale>`
const style = date => `<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>t</title><id>t</id></info><citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout>${date}</layout></bibliography></style>`
const item = { id: 'a', type: 'book', title: 'Moss', issued: { 'date-parts': [[1998], [2001]] } }
const printed = date => {
  const engine = new CSL.Engine({ retrieveLocale: () => locale, retrieveItem: () => item }, style(date))
  engine.setOutputFormat('text')
  engine.updateItems(['a'])
  return engine.makeBibliography()[1][0].trim()
}
const own = printed('<date variable="issued" prefix="published " form="text" date-parts="year"/>')
const group = printed('<group prefix="published "><date variable="issued" form="text" date-parts="year"/></group>')
console.log(CSL.PROCESSOR_VERSION, '|', own, '|', group)
assert.strictEqual(own, 'published 1998–published 2001')
assert.strictEqual(group, 'published 1998–2001')
SCRIPT
node run.js
