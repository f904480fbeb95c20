#!/bin/sh
# biblatex-csl-converter 3.2.2 (of Fidus Writer): its export to CSL turns not only titles into sentence case, as CSL asks,
# but also the names of journals, books and series: "Journal of the Royal Society" becomes "Journal of the royal society",
# and no style can give the capitals back. Publishers keep theirs.
# One would have guessed that names of journals, which CSL keeps as they are, go through as written.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit biblatex-csl-converter@3.2.2
cat >run.mjs <<'SCRIPT'
import assert from 'assert'
import { BibLatexParser, CSLExporter } from 'biblatex-csl-converter'

const read = source => {
  const parsed = new BibLatexParser(source, { processUnexpected: true, processUnknown: true }).parse()
  assert.deepStrictEqual(parsed.errors, [])
  return Object.values(new CSLExporter(parsed.entries).parse())[0]
}
const article = read(`@article{moss, author = {Roe, Jane}, title = {Moss in Winter}, date = {2020},
  journaltitle = {Journal of the Royal Society of Botany}, series = {New Series of Works}}`)
const paper = read(`@inproceedings{fern, author = {Roe, Jane}, title = {Fern}, date = {2020},
  booktitle = {Proceedings of the ACM Conference on Ferns}, publisher = {Oxford University Press}}`)
console.log(article['container-title'], '|', article['collection-title'], '|', article.title)
console.log(paper['container-title'], '|', paper.publisher)
assert.strictEqual(article['container-title'], 'Journal of the royal society of botany')
assert.strictEqual(article['collection-title'], 'New series of works')
assert.strictEqual(paper['container-title'], 'Proceedings of the ACM conference on ferns')
assert.strictEqual(paper.publisher, 'Oxford University Press')
SCRIPT
node run.mjs
