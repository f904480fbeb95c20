// Read a .bib with Citation.js and print what it understood as CSL JSON: node citation.mjs FILE
// NODE_PATH does not count for modules, so the packages are resolved from the folder in BIBTEX_READERS.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
const require = createRequire(process.env.BIBTEX_READERS + '/')
const { Cite } = require('@citation-js/core')
require('@citation-js/plugin-bibtex')
const version = require('@citation-js/plugin-bibtex/package.json').version
const cite = new Cite(readFileSync(process.argv[2], 'utf8'), { forceType: '@biblatex/text' })
console.log(JSON.stringify({ version: `citation-js ${version}`, entries: cite.data }))
