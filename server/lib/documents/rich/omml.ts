import { escapeMarkup } from '#server/lib/escape-markup.ts'
import { texToMathml, type MathNode } from './mathml.ts'

/** A formula as Word's own (Office MathML, ECMA-376 part 1, section 22.1); as text where it cannot be read. */
export function texToOmml(tex: string): string {
  const math = texToMathml(tex, false)
  return math ? write(math) : letters(tex)
}

type Child = MathNode | string

function write(node: Child | undefined): string {
  if (node === undefined) return ''
  if (typeof node === 'string') return node.trim() === '' ? '' : letters(node)
  const { name, children } = node
  const [a, b, c] = children
  switch (name) {
    case 'mi':
    case 'mn':
    case 'mo':
    case 'mtext':
      return letters(wordsOf(node), name === 'mtext')
    case 'mspace':
      return letters(' ')
    case 'mfrac':
      return `<m:f>${part('num', a)}${part('den', b)}</m:f>`
    case 'msqrt':
      return `<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>${inside(node)}</m:e></m:rad>`
    case 'mroot':
      return `<m:rad>${part('deg', b)}${part('e', a)}</m:rad>`
    case 'msub':
      return `<m:sSub>${part('e', a)}${part('sub', b)}</m:sSub>`
    case 'msup':
      return `<m:sSup>${part('e', a)}${part('sup', b)}</m:sSup>`
    case 'msubsup':
      return `<m:sSubSup>${part('e', a)}${part('sub', b)}${part('sup', c)}</m:sSubSup>`
    case 'munder':
      return `<m:limLow>${part('e', a)}${part('lim', b)}</m:limLow>`
    case 'mover':
      return `<m:limUpp>${part('e', a)}${part('lim', b)}</m:limUpp>`
    case 'munderover':
      return `<m:limUpp><m:e><m:limLow>${part('e', a)}${part('lim', b)}</m:limLow></m:e>${part('lim', c)}</m:limUpp>`
    case 'mtable':
      return matrix(node)
    default:
      return inside(node)
  }
}

const part = (name: string, child: Child | undefined) => `<m:${name}>${write(child)}</m:${name}>`
const inside = ({ children }: MathNode) => children.map(write).join('')

function matrix({ children }: MathNode): string {
  const rows = children.flatMap((row) => (typeof row === 'string' ? [] : [row]))
  const cells = (row: MathNode) =>
    row.children.flatMap((cell) => (typeof cell === 'string' ? [] : [`<m:e>${inside(cell)}</m:e>`]))
  return `<m:m>${rows.map((row) => `<m:mr>${cells(row).join('')}</m:mr>`).join('')}</m:m>`
}

function wordsOf(node: Child): string {
  return typeof node === 'string' ? node : node.children.map(wordsOf).join('')
}

function letters(words: string, isPlain = false): string {
  const style = isPlain ? '<m:rPr><m:nor/></m:rPr>' : ''
  return `<m:r>${style}<m:t xml:space="preserve">${escapeMarkup(words)}</m:t></m:r>`
}
