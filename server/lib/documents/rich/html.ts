import { createHash } from 'node:crypto'
import { escapeMarkup as text } from '#server/lib/escape-markup.ts'
import { texToMathml, writeMathml } from './mathml.ts'
import {
  directionOf,
  type RichBlock,
  type RichDocument,
  type RichInline,
  type RichTable,
} from './rich-document.ts'

const STYLE = `:root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;overflow-wrap:break-word}h1,h2,h3,h4,h5,h6{line-height:1.25;break-after:avoid}h2{margin-block-start:2rem;border-block-start:1px solid;padding-block-start:1rem}.label{font-size:.875rem;opacity:.8}pre{overflow-x:auto;padding:.75rem;border:1px solid;direction:ltr}code{font-family:ui-monospace,monospace;font-size:.9em}table{border-collapse:collapse;margin-block:1rem}th,td{border:1px solid;padding:.3rem .6rem;text-align:start;vertical-align:top}.c{text-align:center}.e{text-align:end}blockquote{margin-inline:0;padding-inline-start:1rem;border-inline-start:3px solid}.task{list-style:none}@media print{body{max-width:none;margin:0}pre{white-space:pre-wrap}a::after{content:" (" attr(href) ")";font-size:.8em}thead{display:table-header-group}tr,pre{break-inside:avoid}}`

const HASH = createHash('sha256').update(STYLE).digest('base64')
/** Whatever is in the text, the page loads nothing and runs nothing. */
const POLICY = `default-src 'none'; style-src 'sha256-${HASH}'; base-uri 'none'; form-action 'none'`

interface Place {
  notes: { id: number; blocks: RichBlock[] }[]
}

/** One page with nothing beside it: no script, no request, each block in its language. */
export function writeRichHtml(document: RichDocument): string {
  const { title, lang, author, words } = document
  const place: Place = { notes: [] }
  const body = all(document.blocks, place)
  const notes = writeNotes(place, words.notes)
  return `<!doctype html>\n<html lang="${text(lang)}" dir="${directionOf(lang)}">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${text(POLICY)}">\n<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="author" content="${text(author)}">\n<meta name="generator" content="Galerne">\n<title>${text(title)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>\n<h1>${text(title)}</h1>\n${body}${notes}</main>\n</body>\n</html>\n`
}

const all = (blocks: readonly RichBlock[], place: Place) =>
  blocks.map((block) => write(block, place)).join('')

function write(block: RichBlock, place: Place): string {
  switch (block.type) {
    case 'heading': {
      const level = Math.min(6, Math.max(1, block.level))
      return `<h${level}>${runs(block.inlines, place)}</h${level}>\n`
    }
    case 'paragraph': {
      const style = block.style === 'label' ? ' class="label"' : ''
      return `<p${style}>${runs(block.inlines, place)}</p>\n`
    }
    case 'code':
      return `<pre tabindex="0"><code translate="no">${text(block.text)}</code></pre>\n`
    case 'quote':
      return `<blockquote>\n${all(block.blocks, place)}</blockquote>\n`
    case 'list':
      return list(block, place)
    case 'table':
      return table(block, place)
    case 'rule':
      return '<hr>\n'
    case 'math':
      return `<p>${formula(block.tex, true)}</p>\n`
    case 'region':
    default:
      return `<div lang="${text(block.lang)}" dir="${block.dir}">\n${all(block.blocks, place)}</div>\n`
  }
}

function runs(inlines: readonly RichInline[], place: Place): string {
  return inlines.map((inline) => run(inline, place)).join('')
}

function run(inline: RichInline, place: Place): string {
  switch (inline.type) {
    case 'text':
      return text(inline.text)
    case 'code':
      return `<code dir="ltr" translate="no">${text(inline.text)}</code>`
    case 'strong':
    case 'em':
    case 'del':
      return `<${inline.type}>${runs(inline.children, place)}</${inline.type}>`
    case 'break':
      return '<br>\n'
    case 'math':
      return formula(inline.tex, false)
    case 'link':
      return `<a href="${text(inline.href)}" rel="noreferrer nofollow">${runs(inline.children, place)}</a>`
    case 'note':
    default: {
      const id = place.notes.push({ id: place.notes.length + 1, blocks: inline.blocks })
      return `<sup><a id="mark-${id}" href="#note-${id}" role="doc-noteref">${id}</a></sup>`
    }
  }
}

function formula(tex: string, isBlock: boolean): string {
  const math = texToMathml(tex, isBlock)
  return math ? writeMathml(math) : `<code>${text(tex)}</code>`
}

function list({ start, items }: Extract<RichBlock, { type: 'list' }>, place: Place): string {
  const name = start === undefined ? 'ul' : 'ol'
  const from = start === undefined || start === 1 ? '' : ` start="${start}"`
  const rows = items.map(({ isDone, blocks }) => {
    const box = isDone === undefined ? '' : isDone ? '☑ ' : '☐ '
    const task = isDone === undefined ? '' : ' class="task"'
    const [only] = blocks
    const inside =
      blocks.length === 1 && only?.type === 'paragraph'
        ? runs(only.inlines, place)
        : `\n${all(blocks, place)}`
    return `<li${task}>${box}${inside}</li>\n`
  })
  return `<${name}${from}>\n${rows.join('')}</${name}>\n`
}

const SIDES = { left: '', center: ' class="c"', right: ' class="e"' } as const

function table({ align, header, rows }: RichTable, place: Place): string {
  const cell = (inlines: readonly RichInline[], at: number, name: 'td' | 'th') => {
    const side = align[at] ?? 'left'
    const scope = name === 'th' ? ' scope="col"' : ''
    return `<${name}${scope}${SIDES[side]}>${runs(inlines, place)}</${name}>`
  }
  const head = header.map((one, at) => cell(one, at, 'th')).join('')
  const body = rows.map((row) => `<tr>${row.map((one, at) => cell(one, at, 'td')).join('')}</tr>\n`)
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('')}</tbody>\n</table>\n`
}

function writeNotes(place: Place, title: string): string {
  if (place.notes.length === 0) return ''
  const items: string[] = []
  // A note may mention another one, which is then added at the end.
  for (let at = 0; at < place.notes.length; at += 1) {
    const note = place.notes[at]
    if (note) {
      items.push(
        `<li id="note-${note.id}">${all(note.blocks, place)}<a href="#mark-${note.id}" role="doc-backlink" aria-label="${note.id}">↩</a></li>\n`,
      )
    }
  }
  return `<section role="doc-endnotes">\n<h2>${text(title)}</h2>\n<ol>\n${items.join('')}</ol>\n</section>\n`
}
