import { createElement, use, useMemo, type ReactNode } from 'react'
import { CHEMISTRY, loadChemistry, temml } from './temml.ts'

interface FormulaProps {
  tex: string
  isDisplay: boolean
  /** As it was written: shown where it cannot be set. */
  source: string
  failedLabel: string
}

/** A formula as MathML, which browsers set and assistive technology reads. Heavy: import it lazily. */
export function Formula({ tex, isDisplay, source, failedLabel }: FormulaProps): ReactNode {
  if (CHEMISTRY.test(tex)) use(loadChemistry())
  const drawn = useMemo(() => set(tex, isDisplay), [tex, isDisplay])
  if (drawn !== undefined) return drawn
  return (
    <code className="md-maths-failed" dir="ltr" title={failedLabel}>
      {source}
    </code>
  )
}

const MAX_DEPTH = 120
const MAX_NODES = 6_000

/** Undefined: it is no TeX that we can set, or would never end. */
function set(tex: string, isDisplay: boolean): ReactNode {
  if (deepest(tex) > MAX_DEPTH) return undefined
  try {
    // `trust` off: nothing of it names an address, a class or an id. `maxExpand`: macros that breed end here.
    // The name is Temml's.
    // oxlint-disable-next-line no-underscore-dangle
    const tree: unknown = temml.__renderToMathMLTree(tex, {
      displayMode: isDisplay,
      throwOnError: true,
      trust: false,
      maxExpand: 500,
      maxSize: [20, 20],
    })
    return draw(tree, { count: 0 }, 0)
  } catch {
    return undefined
  }
}

/** How deep braces and environments lie in each other, at most: beyond a stack's depth nothing is set. */
function deepest(tex: string): number {
  let depth = 0
  let most = 0
  for (const [mark] of tex.matchAll(/\\left\b|\\begin\b|[{^_]|\\right\b|\\end\b|\}/g)) {
    depth += mark === '}' || mark === '\\right' || mark === '\\end' ? -1 : 1
    // A superscript without braces closes by itself.
    if (mark === '^' || mark === '_') depth -= 1
    most = Math.max(most, depth)
  }
  return Math.max(most, (tex.match(/\\(?:d?frac|sqrt|left)\b/g)?.length ?? 0) - 200)
}

const TAGS = new Set(
  'math mrow mfrac mi mo mn ms mtext mspace msqrt mroot mtable mtr mtd munder mover munderover msub msup msubsup mmultiscripts mprescripts none menclose mphantom mpadded mstyle semantics'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set(
  'display width height depth fence form stretchy scriptlevel displaystyle notation accent accentunder lspace rspace movablelimits voffset mathvariant linethickness mathsize symmetric separator largeop minsize maxsize columnalign rowspacing columnspacing columnlines rowlines columnspan rowspan'.split(
    ' ',
  ),
)
const STYLES =
  /^(?:width|padding|padding(?:Left|Right|Top|Bottom)|border|border(?:Left|Right|Top|Bottom))$/
const CLASS = /^(?:tml|chr|wbk)-[a-z-]+$|^(?:upstrike|downstrike|cancel|mathcal|mathscr)$/

/** Elements of our own making, out of Temml's tree: what is on no list is not drawn. Colours are the reader's own. */
function draw(node: unknown, budget: { count: number }, key: number): ReactNode {
  if (typeof node !== 'object' || node === null) return null
  budget.count += 1
  if (budget.count > MAX_NODES) throw new RangeError('The formula is too large')
  if ('text' in node && typeof node.text === 'string') return node.text
  const children =
    'children' in node && Array.isArray(node.children)
      ? node.children.map((child: unknown, at: number) => draw(child, budget, at))
      : []
  const tag = 'type' in node && typeof node.type === 'string' ? node.type : ''
  if (!TAGS.has(tag)) return children
  return createElement(tag, { key, ...attributesOf(node), ...looksOf(node) }, ...children)
}

function attributesOf(node: object): Record<string, string> {
  return Object.fromEntries(
    entriesOf('attributes' in node ? node.attributes : undefined).filter(([name]) =>
      ATTRIBUTES.has(name),
    ),
  )
}

function looksOf(node: object): { style?: Record<string, string>; className?: string } {
  const style = entriesOf('style' in node ? node.style : undefined).filter(([name]) =>
    STYLES.test(name),
  )
  const given: unknown[] = 'classes' in node && Array.isArray(node.classes) ? node.classes : []
  const classes = given.filter((name) => typeof name === 'string' && CLASS.test(name))
  return {
    ...(style.length > 0 && { style: Object.fromEntries(style) }),
    ...(classes.length > 0 && { className: classes.join(' ') }),
  }
}

function entriesOf(record: unknown): [string, string][] {
  if (typeof record !== 'object' || record === null) return []
  return Object.entries(record).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && value !== '' && !/url|[<>\\@;]/i.test(value)
      ? [[name, value]]
      : [],
  )
}
