import { lexBlocks, type Block, type InlineText } from './blocks.ts'
import { lexInline, plainText } from './inline.ts'

/** The words of a markdown text without its marks: for a mail, a form, a field that knows no formatting. */
export function toPlainText(source: string): string {
  return blocksText(lexBlocks(source), '\n\n')
}

function blocksText(blocks: readonly Block[], gap: string): string {
  return blocks
    .map(blockText)
    .filter((text) => text !== '')
    .join(gap)
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return words(block.text)
    case 'code':
      return block.code
    case 'maths':
      return block.tex
    case 'quote':
      return blocksText(block.blocks, '\n\n')
    case 'list':
      return block.items
        .map((item, at) => {
          const mark = block.start === undefined ? '•' : `${block.start + at}.`
          const text = blocksText(item.blocks, '\n').replaceAll('\n', '\n  ')
          return `${item.isDone === true ? '✓' : mark} ${text}`
        })
        .join('\n')
    case 'table':
      return [block.header, ...block.rows]
        .map((cells) => cells.map((source) => words({ source, isPlain: false })).join('\t'))
        .join('\n')
    case 'footnote':
      return `[${block.label}] ${blocksText(block.blocks, '\n')}`
    case 'rule':
    case 'definition':
    case 'space':
    default:
      return ''
  }
}

function words({ source, isPlain }: InlineText): string {
  return plainText(lexInline({ source, isPlain }, {}))
}
