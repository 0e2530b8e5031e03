import { Unreadable } from './reading.ts'

/** An element. Names are without their prefix: what a prefix means is the writer's choice. */
export interface XmlNode {
  name: string
  attributes: Readonly<Record<string, string>>
  children: (XmlNode | string)[]
}

export interface XmlListener {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

export interface XmlLimits {
  maxDepth: number
  maxNodes: number
  /** False in tests alone: a document type may define entities. */
  refusesDoctype?: boolean
}

export const XML_LIMITS: XmlLimits = { maxDepth: 200, maxNodes: 4_000_000 }

/**
 * Goes over XML once. No document type, so no entities but the five of XML itself: nothing can grow, and nothing is fetched.
 * Throws Unreadable.
 */
export function scanXml(text: string, listener: XmlListener, limits: XmlLimits = XML_LIMITS): void {
  const entities = new Map<string, string>()
  const stack: string[] = []
  let nodes = 0
  let at = 0
  while (at < text.length) {
    const start = text.indexOf('<', at)
    const said = start < 0 ? text.slice(at) : text.slice(at, start)
    if (said !== '' && stack.length > 0) listener.text(decode(said, entities))
    if (start < 0) break
    if ((nodes += 1) > limits.maxNodes) throw new Unreadable('bomb', 'too many elements')
    if (text[start + 1] === '!' || text[start + 1] === '?') {
      at = skipSpecial(text, start, { listener, stack, limits, entities })
      continue
    }
    const end = endOfTag(text, start)
    if (text[start + 1] === '/') closeTag(text.slice(start + 2, end), stack, listener)
    else openTag(text.slice(start + 1, end), { listener, stack, limits, entities })
    at = end + 1
  }
  if (stack.length > 0) throw new Unreadable('damaged', 'XML that ends in the middle')
}

/** All of it as a tree: for what is small, or not made of a million cells. */
export function parseXml(text: string | undefined, limits: XmlLimits = XML_LIMITS): XmlNode {
  const root: XmlNode = { name: '', attributes: {}, children: [] }
  if (text === undefined) return root
  const stack = [root]
  scanXml(
    text,
    {
      open(name, attributes) {
        const node = { name, attributes, children: [] }
        stack.at(-1)?.children.push(node)
        stack.push(node)
      },
      close: () => void stack.pop(),
      text: (said) => void stack.at(-1)?.children.push(said),
    },
    limits,
  )
  return root
}

interface Scanning {
  listener: XmlListener
  stack: string[]
  limits: XmlLimits
  entities: Map<string, string>
}

/** Comments, instructions, CDATA. Returns where it goes on. */
function skipSpecial(text: string, start: number, scanning: Scanning): number {
  const after = (end: string) => {
    const at = text.indexOf(end, start)
    if (at < 0) throw new Unreadable('damaged', 'XML that ends in the middle')
    return at + end.length
  }
  if (text.startsWith('<!--', start)) return after('-->')
  if (text.startsWith('<?', start)) return after('?>')
  if (text.startsWith('<![CDATA[', start)) {
    const end = after(']]>')
    if (scanning.stack.length > 0) scanning.listener.text(text.slice(start + 9, end - 3))
    return end
  }
  if (scanning.limits.refusesDoctype !== false) throw new Unreadable('bomb', 'a document type')
  const end = after(']>')
  for (const [, name = '', value = ''] of text
    .slice(start, end)
    .matchAll(/<!ENTITY\s+(\w+)\s+"([^"]*)"/g)) {
    scanning.entities.set(name, value)
  }
  return end
}

/** The `>` that ends it: one in a value does not. */
function endOfTag(text: string, start: number): number {
  let at = start
  for (;;) {
    const quote = /["'>]/g
    quote.lastIndex = at
    const found = quote.exec(text)
    if (!found) throw new Unreadable('damaged', 'XML that ends in the middle')
    if (found[0] === '>') return found.index
    const end = text.indexOf(found[0], found.index + 1)
    if (end < 0) throw new Unreadable('damaged', 'XML that ends in the middle')
    at = end + 1
  }
}

function openTag(tag: string, { listener, stack, limits, entities }: Scanning): void {
  const isEmpty = tag.endsWith('/')
  const nameEnd = /[\s/]|$/.exec(tag)?.index ?? tag.length
  const name = withoutPrefix(tag.slice(0, nameEnd))
  listener.open(name, readAttributes(tag.slice(nameEnd), entities))
  if (isEmpty) return listener.close(name)
  stack.push(name)
  if (stack.length > limits.maxDepth) throw new Unreadable('bomb', 'too deep')
}

function closeTag(tag: string, stack: string[], listener: XmlListener): void {
  const name = withoutPrefix(tag.trim())
  if (stack.pop() !== name) throw new Unreadable('damaged', 'tags that do not match')
  listener.close(name)
}

const NONE: Readonly<Record<string, string>> = Object.freeze({})

function readAttributes(text: string, entities: Map<string, string>): XmlNode['attributes'] {
  if (!text.includes('=')) return NONE
  const found: Record<string, string> = {}
  for (const [, name = '', , one, two] of text.matchAll(
    /([^\s=/]+)\s*=\s*("([^"]*)"|'([^']*)')/g,
  )) {
    // `r:id` and `id` may stand on one element: the first has its prefix as well.
    const value = decode(one ?? two ?? '', entities)
    const local = withoutPrefix(name)
    if (!Object.hasOwn(found, local)) found[local] = value
    if (local !== name) found[name] = value
  }
  return found
}

function withoutPrefix(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

const KNOWN: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string, entities: Map<string, string>): string {
  if (!text.includes('&')) return text
  return text.replaceAll(
    /&(#x[\da-f]{1,6}|#\d{1,7}|\w{1,20});/gi,
    (whole: string, name: string) => {
      if (name.startsWith('#')) return fromNumber(name)
      const own = entities.get(name)
      return own === undefined ? (KNOWN[name] ?? whole) : decode(own, entities)
    },
  )
}

function fromNumber(name: string): string {
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : '\uFFFD'
}

/** The first element of that name, anywhere below. */
export function findFirst(node: XmlNode, name: string): XmlNode | undefined {
  for (const child of node.children) {
    if (typeof child === 'string') continue
    const found = child.name === name ? child : findFirst(child, name)
    if (found) return found
  }
  return undefined
}

/** Every element of that name below, in order; of those found, not what is in them. */
export function* findAll(node: XmlNode, name: string): Generator<XmlNode> {
  for (const child of node.children) {
    if (typeof child === 'string') continue
    if (child.name === name) yield child
    else yield* findAll(child, name)
  }
}

/** Directly below. */
export function childrenOf(node: XmlNode, name?: string): XmlNode[] {
  return node.children.filter(
    (child): child is XmlNode =>
      typeof child !== 'string' && (name === undefined || child.name === name),
  )
}

export function textOf(node: XmlNode): string {
  return node.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
}
