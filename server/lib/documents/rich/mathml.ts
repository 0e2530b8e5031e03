import temml from 'temml'
import { escapeMarkup } from '#server/lib/escape-markup.ts'

/** An element of MathML, or its text. */
export interface MathNode {
  name: string
  attributes: Record<string, string>
  children: (MathNode | string)[]
}

const MAX_TEX_CHARS = 10_000
/** MathML Core; anything else is left out with its content kept. */
const KNOWN = new Set(
  'math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd mpadded mphantom menclose mstyle mmultiscripts mprescripts none'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set('display mathvariant stretchy fence form linethickness'.split(' '))

/** A formula of TeX as MathML; undefined: it is none, and is shown as it was written. */
export function texToMathml(tex: string, isBlock: boolean): MathNode | undefined {
  if (tex.length > MAX_TEX_CHARS) return undefined
  try {
    const markup = temml.renderToString(tex, {
      displayMode: isBlock,
      xml: true,
      annotate: false,
      throwOnError: true,
      maxExpand: 200,
      maxSize: [20, 20],
      trust: false,
    })
    return parse(markup)
  } catch {
    return undefined
  }
}

/** With nothing in it but elements and attributes of MathML. */
export function writeMathml(node: MathNode, prefix = ''): string {
  const namespace = prefix === '' ? '' : `:${prefix.slice(0, -1)}`
  const xmlns =
    node.name === 'math' ? ` xmlns${namespace}="http://www.w3.org/1998/Math/MathML"` : ''
  const attributes = Object.entries(node.attributes).map(
    ([name, value]) => ` ${name}="${escapeMarkup(value)}"`,
  )
  const inside = node.children.map((child) =>
    typeof child === 'string' ? escapeMarkup(child) : writeMathml(child, prefix),
  )
  return `<${prefix}${node.name}${xmlns}${attributes.join('')}>${inside.join('')}</${prefix}${node.name}>`
}

/** What our own formula writer wrote; not for anybody else's XML. */
function parse(markup: string): MathNode | undefined {
  const root: MathNode = { name: '', attributes: {}, children: [] }
  const open: MathNode[] = [root]
  for (const [, closing, name = '', attributes = '', empty, words] of markup.matchAll(
    /<(\/?)([a-zA-Z]+)((?:\s[^<>]*?)?)(\/?)>|([^<]+)/g,
  )) {
    const parent = open.at(-1) ?? root
    if (words !== undefined) parent.children.push(decode(words))
    else if (closing === '/') open.pop()
    else {
      const node: MathNode = { name, attributes: readAttributes(attributes), children: [] }
      parent.children.push(node)
      if (empty !== '/') open.push(node)
    }
  }
  const [math] = root.children.flatMap(known)
  return typeof math === 'object' && math.name === 'math' ? math : undefined
}

function known(node: MathNode | string): (MathNode | string)[] {
  if (typeof node === 'string') return [node]
  const children = node.children.flatMap(known)
  return KNOWN.has(node.name) ? [{ ...node, children }] : children
}

function readAttributes(source: string): Record<string, string> {
  const pairs = [...source.matchAll(/([a-z]+)="([^"]*)"/g)]
    .map(([, name = '', value = '']): [string, string] => [name, decode(value)])
    .filter(([name]) => ATTRIBUTES.has(name))
  return Object.fromEntries(pairs)
}

function decode(text: string): string {
  return text
    .replaceAll(/&#x([0-9a-f]{1,6});/gi, (_, code: string) =>
      String.fromCodePoint(parseInt(code, 16)),
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
