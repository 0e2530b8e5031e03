/** One sentence of what is on the page. */
export interface SpokenSentence<Place = Range> {
  text: string
  /** BCP 47, of the block that it stands in. */
  lang: string
  range: Place
}

const BLOCKS = 'p, h1, h2, h3, h4, h5, h6, li, td, th, blockquote, .md-line'
/** What a voice would only spell out, or what is no text. */
const SILENT = 'pre, figure, button, math, iframe, sup, .md-maths, [aria-hidden="true"]'

/** The sentences of an element in reading order, each with its language: code, formulas and diagrams are left out. */
export function findSentences(root: Element, fallbackLang: string): SpokenSentence[] {
  const sentences: SpokenSentence[] = []
  let nodes: Text[] = []
  let block: Element | null = null
  const finish = () => {
    if (block) sentences.push(...splitBlock(nodes, langOf(block, fallbackLang)))
    nodes = []
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!(node instanceof Text) || !parent || parent.closest(SILENT)) continue
    const own = parent.closest(BLOCKS) ?? root
    if (own !== block) finish()
    block = own
    nodes.push(node)
  }
  finish()
  return sentences
}

function langOf(block: Element, fallback: string): string {
  const near = block.closest('[lang]')?.getAttribute('lang') ?? ''
  return near === '' ? fallback : near
}

function splitBlock(nodes: readonly Text[], lang: string): SpokenSentence[] {
  const text = nodes.map((node) => node.data).join('')
  return [...segmenterOf(lang).segment(text)].flatMap(({ segment, index }) => {
    if (!/[\p{L}\p{N}]/u.test(segment)) return []
    const range = document.createRange()
    const start = placeAt(nodes, index)
    const end = placeAt(nodes, index + segment.trimEnd().length)
    if (!start || !end) return []
    range.setStart(start.node, start.offset)
    range.setEnd(end.node, end.offset)
    return [{ text: segment.trim(), lang, range }]
  })
}

function placeAt(
  nodes: readonly Text[],
  index: number,
): { node: Text; offset: number } | undefined {
  let before = 0
  for (const node of nodes) {
    if (index <= before + node.length) return { node, offset: index - before }
    before += node.length
  }
  return undefined
}

function segmenterOf(lang: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(lang, { granularity: 'sentence' })
  } catch {
    return new Intl.Segmenter(undefined, { granularity: 'sentence' })
  }
}
