// Read an export with a package of npm and print what it understood as JSON:
// node read.mjs citeproc-js|citation-js|yaml|papaparse|commonmark FILE
// NODE_PATH does not count for modules, so the packages are resolved from the folder in BIBTEX_READERS.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
const require = createRequire(process.env.BIBTEX_READERS + '/')
const here = name => fileURLToPath(new URL(name, import.meta.url))
const [program, file] = process.argv.slice(2)
const text = readFileSync(file, 'utf8')
const version = name => `${name} ` + JSON.parse(readFileSync(`${process.env.BIBTEX_READERS}/node_modules/${name}/package.json`, 'utf8')).version

const programs = {
  'citeproc-js': () => {
    const CSL = require('citeproc')
    const items = JSON.parse(text)
    const locale = readFileSync(here('locale.xml'), 'utf8')
    const system = { retrieveLocale: () => locale, retrieveItem: id => items.find(item => item.id === id) }
    const engine = new CSL.Engine(system, readFileSync(here('labelled.csl'), 'utf8'))
    engine.setOutputFormat('text')
    engine.updateItems(items.map(item => item.id))
    const [data, entries] = engine.makeBibliography()
    return [version('citeproc'), Object.fromEntries(data.entry_ids.map(([id], index) => [id, entries[index].trim()]))]
  },
  'citation-js': () => {
    const { Cite } = require('@citation-js/core')
    require('@citation-js/plugin-ris')
    const items = new Cite(text, { forceType: '@ris/file' }).get()
    return [version('@citation-js/plugin-ris'), Object.fromEntries(items.map(item => [item.id, item]))]
  },
  yaml: () => [version('yaml'), require('yaml').parse(text)],
  papaparse: () => [version('papaparse'), require('papaparse').parse(text, { header: true, skipEmptyLines: true }).data],
  commonmark: () => {
    const { Parser } = require('commonmark')
    const items = []
    const walker = new Parser().parse(text).walker()
    for (let step; (step = walker.next());) {
      const { node, entering } = step
      if (node.type === 'item' && entering) items.push({ text: '', links: [] })
      const item = items.at(-1)
      if (!item || !entering) continue
      if (['text', 'code'].includes(node.type)) item.text += node.literal
      else if (['softbreak', 'linebreak'].includes(node.type)) item.text += ' '
      else if (node.type === 'link') item.links.push(node.destination)
      else if (!['item', 'paragraph', 'emph', 'list'].includes(node.type)) item.text += `[${node.type}]`
    }
    return [version('commonmark'), items]
  }
}
const [name, read] = programs[program]()
console.log(JSON.stringify({ version: name, read }))
