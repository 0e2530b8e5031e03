import { literal, repeated } from './grammar-builder.ts'
import { unsupported, type SchemaContext } from './schema-context.ts'

const KEYWORDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const
const MAX_DIGITS = 15

interface Bounds {
  least: number | null
  most: number | null
  isLeastOpen: boolean
  isMostOpen: boolean
}

/** The rule of the integers between the schema's bounds; null: it has none. */
export function integerRange(
  schema: Record<string, unknown>,
  context: SchemaContext,
): string | null {
  const bounds = boundsOf(schema, context)
  if (!bounds) return null
  const { least, most, isLeastOpen, isMostOpen } = bounds
  const from = least === null ? null : isLeastOpen ? Math.floor(least) + 1 : Math.ceil(least)
  const to = most === null ? null : isMostOpen ? Math.ceil(most) - 1 : Math.floor(most)
  if (from !== null && to !== null && from > to)
    throw unsupported('a number in an empty range', context)
  const positive = to === null || to >= 0 ? [natural(Math.max(from ?? 0, 0), to)] : []
  const negative =
    from === null || from < 0
      ? [`"-" ${natural(to === null ? 1 : Math.max(1, -to), from === null ? null : -from)}`]
      : []
  return context.grammar.rule('integer', [...positive, ...negative].join(' | '))
}

/** The rule of the decimal numbers between whole bounds, without exponents; null: the schema has no bounds. */
export function numberRange(
  schema: Record<string, unknown>,
  context: SchemaContext,
): string | null {
  const bounds = boundsOf(schema, context)
  if (!bounds) return null
  const { least, most, isLeastOpen, isMostOpen } = bounds
  if (!Number.isInteger(least ?? 0) || !Number.isInteger(most ?? 0))
    throw unsupported('bounds of a number that are not whole', context)
  const isEmpty = least !== null && most !== null && least >= most
  if (isEmpty && (least > most || isLeastOpen || isMostOpen))
    throw unsupported('a number in an empty range', context)
  const rules: string[] = []
  if (most === null || most > 0 || (most === 0 && !isMostOpen)) {
    const from = least !== null && least >= 0 ? { at: least, isOpen: isLeastOpen } : ZERO
    rules.push(...decimals(from, most === null ? null : { at: most, isOpen: isMostOpen }))
  }
  if (least === null || least < 0) {
    const from = most !== null && most <= 0 ? { at: -most, isOpen: isMostOpen } : OPEN_ZERO
    const to = least === null ? null : { at: -least, isOpen: isLeastOpen }
    rules.push(...decimals(from, to).map((rule) => `"-" ${rule}`))
  }
  return context.grammar.rule('number', rules.map((rule) => `( ${rule} )`).join(' | '))
}

interface Bound {
  at: number
  isOpen: boolean
}

const ZERO: Bound = { at: 0, isOpen: false }
const OPEN_ZERO: Bound = { at: 0, isOpen: true }
const FRACTION = '( "." [0-9]{1,16} )?'
const ZEROS = '( "." "0"{1,16} )?'
const SOME_FRACTION = '"." "0"{0,12} [1-9] [0-9]{0,4}'

/** From one number that is not negative to a larger one. */
function decimals(from: Bound, to: Bound | null): string[] {
  const first = literal(String(from.at))
  if (to?.at === from.at) return from.isOpen || to.isOpen ? [] : [`${first} ${ZEROS}`]
  const rules = [from.isOpen ? `${first} ${SOME_FRACTION}` : `${first} ${FRACTION}`]
  if (to === null || to.at - 1 > from.at)
    rules.push(`${natural(from.at + 1, to === null ? null : to.at - 1)} ${FRACTION}`)
  if (to && !to.isOpen) rules.push(`${literal(String(to.at))} ${ZEROS}`)
  return rules
}

function boundsOf(schema: Record<string, unknown>, context: SchemaContext): Bounds | null {
  if (!KEYWORDS.some((keyword) => keyword in schema)) return null
  for (const keyword of KEYWORDS) {
    const value = schema[keyword] ?? 0
    if (typeof value !== 'number' || Math.abs(value) >= 10 ** MAX_DIGITS)
      throw unsupported(`"${keyword}" of ${JSON.stringify(value).slice(0, 40)}`, context)
  }
  const bound = (keyword: (typeof KEYWORDS)[number]) => {
    const value = schema[keyword]
    return typeof value === 'number' ? value : null
  }
  const [minimum, maximum, above, below] = KEYWORDS.map(bound)
  const isLeastOpen = above != null && (minimum == null || above >= minimum)
  const isMostOpen = below != null && (maximum == null || below <= maximum)
  return {
    least: (isLeastOpen ? above : minimum) ?? null,
    most: (isMostOpen ? below : maximum) ?? null,
    isLeastOpen,
    isMostOpen,
  }
}

/** The whole numbers from one that is not negative on, as digits. */
function natural(from: number, to: number | null): string {
  const rules: string[] = []
  const longest = to === null ? String(from).length : String(to).length
  for (let digits = String(from).length; digits <= longest; digits += 1) {
    const least = Math.max(from, digits === 1 ? 0 : 10 ** (digits - 1))
    const most = Math.min(to ?? Infinity, 10 ** digits - 1)
    rules.push(sameLength(String(least), String(most)))
  }
  if (to === null && longest < MAX_DIGITS)
    rules.push(`[1-9] ${repeated('[0-9]', longest, MAX_DIGITS)}`)
  return `( ${rules.join(' | ')} )`
}

function sameLength(least: string, most: string): string {
  if (least === most) return literal(least)
  const [low = '', high = ''] = [least[0], most[0]]
  const [lowRest, highRest] = [least.slice(1), most.slice(1)]
  if (low === high) return `${literal(low)} ${sameLength(lowRest, highRest)}`
  const rules: string[] = []
  let [from, to] = [Number(low), Number(high)]
  if (/[^0]/.test(lowRest)) {
    rules.push(`${literal(low)} ${sameLength(lowRest, '9'.repeat(lowRest.length))}`)
    from += 1
  }
  if (/[^9]/.test(highRest)) {
    rules.push(`${literal(high)} ${sameLength('0'.repeat(highRest.length), highRest)}`)
    to -= 1
  }
  if (from <= to) {
    const rest = lowRest.length > 0 ? ` ${repeated('[0-9]', lowRest.length, lowRest.length)}` : ''
    rules.push(`[${from}-${to}]${rest}`)
  }
  return `( ${rules.join(' | ')} )`
}
