import type { AttachmentNote } from '#wire/attachments.ts'
import { Parser } from 'htmlparser2'
import { decodeText } from './charset.ts'
import { joinBlocks, markHidden, toTable, whole, type ReadText } from './reading.ts'

/** A page as a person reads it. */
export async function readHtml(bytes: Buffer): Promise<ReadText> {
  const declared = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(bytes.toString('latin1', 0, 2_048))
  const { text, isGuessed } = await decodeText(bytes, declared?.[1])
  const notes = new Set<AttachmentNote>(isGuessed ? ['encoding_guessed'] : [])
  return { sections: [whole(htmlToMarkdown(text, notes))], notes }
}

const SILENT = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'svg',
  'math',
  'object',
  'iframe',
])
const BLOCKS = new Set(
  (
    'p div section article aside header footer main nav ul ol table form fieldset address dl dt dd ' +
    'figure figcaption hr blockquote pre h1 h2 h3 h4 h5 h6 body html'
  ).split(' '),
)
/** They have no end. */
const VOID = new Set('br hr img input meta link area base col embed source track wbr'.split(' '))

interface Open {
  name: string
  isHidden: boolean
  href: string
  /** Where its text begins in the current block. */
  from: number
}

/** Structure as Markdown; scripts and styles left out, what is styled away marked. */
export function htmlToMarkdown(html: string, notes: Set<AttachmentNote>): string {
  const writer = createWriter(notes)
  const parser = new Parser(
    {
      onopentag: (name, attributes) => writer.open(name, attributes),
      onclosetag: (name) => writer.close(name),
      ontext: (text) => writer.text(text),
    },
    { decodeEntities: true, lowerCaseTags: true },
  )
  parser.write(html)
  parser.end()
  return writer.end()
}

function createWriter(notes: Set<AttachmentNote>) {
  const blocks: string[] = []
  const stack: Open[] = []
  const tables: string[][][] = []
  let block = ''
  let silent = 0
  let lists = 0

  const endBlock = () => {
    const text = tidied(block)
    block = ''
    if (text === '') return
    const heading = stack.findLast(({ name }) => /^h[1-6]$/.test(name))
    const item = stack.findLast(({ name }) => name === 'li')
    const indent = '   '.repeat(Math.max(0, Math.min(lists, 9) - 1))
    if (heading) blocks.push(headingOf(heading.name, text))
    else blocks.push(item ? `${indent}- ${text}` : text)
  }
  const endCell = () => {
    tables.at(-1)?.at(-1)?.push(block.replaceAll(/\s+/g, ' ').trim())
    block = ''
  }
  const closeOne = (open: Open) => {
    if (SILENT.has(open.name)) silent -= 1
    const inner = block.slice(open.from)
    if (open.isHidden && inner.trim() !== '') {
      notes.add('hidden_text')
      block = `${block.slice(0, open.from)}${markHidden(inner)}`
    } else if (open.href !== '' && inner.trim() !== '' && !inner.includes(open.href)) {
      block += ` (${open.href})`
    }
    if (/^t[dh]$/.test(open.name)) endCell()
    else if (open.name === 'table') endTable(tables, blocks)
    else if (open.name === 'ul' || open.name === 'ol') lists -= 1
  }
  return {
    open(name: string, attributes: Record<string, string>) {
      if (name === 'br') block += '\n'
      if (name === 'img' && attributes['alt']) block += `[picture: ${attributes['alt']}]`
      const inCell = stack.some((one) => one.name === 'td' || one.name === 'th')
      if (!inCell && (BLOCKS.has(name) || name === 'li')) endBlock()
      else if (inCell && BLOCKS.has(name)) block += ' '
      if (VOID.has(name) || stack.length > 500) return
      if (SILENT.has(name)) silent += 1
      if (name === 'ul' || name === 'ol') lists += 1
      if (name === 'table') tables.push([])
      if (name === 'tr') tables.at(-1)?.push([])
      const href = name === 'a' ? linkFrom(attributes['href'] ?? '') : ''
      stack.push({ name, isHidden: isHidden(attributes), href, from: block.length })
    },
    close(name: string) {
      const at = stack.findLastIndex((one) => one.name === name)
      if (at < 0) return
      const inCell = stack.slice(0, at).some((one) => one.name === 'td' || one.name === 'th')
      for (const open of stack.slice(at).toReversed()) closeOne(open)
      if (!inCell && (BLOCKS.has(name) || name === 'li') && name !== 'table') endBlock()
      stack.splice(at)
    },
    text(said: string) {
      if (silent === 0) block += said
    },
    end() {
      endBlock()
      return joinLists(blocks)
    },
  }
}

function headingOf(name: string, text: string): string {
  return `${'#'.repeat(Number(name[1]))} ${text.replaceAll('\n', ' ')}`
}

function tidied(block: string): string {
  return block
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .trim()
}

function endTable(tables: string[][][], blocks: string[]): void {
  const rows = tables.pop() ?? []
  const table = toTable(rows.filter((row) => row.some((cell) => cell !== '')))
  if (table !== '') blocks.push(table)
}

function linkFrom(href: string): string {
  return /^(?:https?:|mailto:)/i.test(href) ? href : ''
}

/** Ways in which a page keeps words from its readers. */
const UNSEEN =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])|(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white)|text-indent\s*:\s*-\d{3,}|left\s*:\s*-\d{3,}/i

function isHidden(attributes: Record<string, string>): boolean {
  const style = attributes['style'] ?? ''
  return 'hidden' in attributes || (UNSEEN.test(style) && !/background/i.test(style))
}

/** Items of a list stand together. */
function joinLists(blocks: readonly string[]): string {
  const joined: string[] = []
  for (const block of blocks) {
    const last = joined.at(-1)
    const isItem = /^ *- /.test(block)
    if (isItem && last !== undefined && /^ *- /.test(last))
      joined[joined.length - 1] = `${last}\n${block}`
    else joined.push(block)
  }
  return joinBlocks(joined)
}
