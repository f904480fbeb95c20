#!/bin/sh
# biblatex-csl-converter 3.2.2: in a value between quotation marks, a quotation mark in braces ends the value, although the
# braces are how BibTeX's manual says that one is written. Of the entry only the beginning of the title is left; author, date
# and all fields behind it are gone, and the lists of errors and warnings are empty. An accent such as {\"U} is read rightly.
# One would have guessed that braces protect the sign here as for BibTeX, biber and pybtex, or that an error is reported.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit biblatex-csl-converter@3.2.2
cat >run.mjs <<'SCRIPT'
import assert from 'assert'
import { BibLatexParser } from 'biblatex-csl-converter'

const read = title => {
  const source = `@book{moss, title = "${title}", author = {Roe, Jane}, date = {1994}}`
  const parsed = new BibLatexParser(source, { processUnexpected: true, processUnknown: true }).parse()
  const fields = Object.values(parsed.entries)[0].fields
  console.log(title, '->', Object.keys(fields).join(' '), parsed.errors.length + parsed.warnings.length)
  return { names: Object.keys(fields).sort(), said: parsed.errors.length + parsed.warnings.length }
}
assert.deepStrictEqual(read('An {\\"U}ber moss'), { names: ['author', 'date', 'title'], said: 0 })
assert.deepStrictEqual(read('A {"}soft{"} moss'), { names: ['title'], said: 0 })
SCRIPT
node run.mjs
