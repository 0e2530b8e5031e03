import { repeated } from './grammar-builder.ts'
import { unsupported, type SchemaContext } from './schema-context.ts'
import { patternToGrammar } from './pattern-grammar.ts'

/** The rule of a JSON string of one of JSON Schema's formats. */
export function formatRule(format: unknown, context: SchemaContext): string {
  const body = typeof format === 'string' ? FORMATS[format] : undefined
  if (!body) throw unsupported(`the format ${JSON.stringify(format).slice(0, 60)}`, context)
  return context.grammar.rule(`format`, `"\\"" ${body} "\\""`)
}

/** The rule of a JSON string that a regular expression matches, of the part of them that a grammar can express. */
export function patternRule(pattern: unknown, context: SchemaContext): string {
  if (typeof pattern !== 'string') throw unsupported('a "pattern" that is no text', context)
  const { grammar, json } = context
  const isFromStart = pattern.startsWith('^')
  const isToEnd = /(?:^|[^\\])(?:\\\\)*\$$/.test(pattern)
  const inner = pattern.slice(isFromStart ? 1 : 0, isToEnd ? -1 : undefined)
  const any = repeated(json.character(), 0, null)
  const body = patternToGrammar(inner, (what) =>
    unsupported(`the pattern ${JSON.stringify(pattern.slice(0, 80))} with its ${what}`, context),
  )
  // A pattern that is not anchored may match anywhere inside.
  const parts = [isFromStart ? '' : any, `( ${body} )`, isToEnd ? '' : any]
  return grammar.rule('pattern', `"\\"" ${parts.join(' ')} "\\""`)
}

const YEAR_MONTH_DAY =
  '[0-9]{4} "-" ( "0" [1-9] | "1" [0-2] ) "-" ( "0" [1-9] | "1" [0-9] | "2" [0-8] )'
const TIME_OF_DAY = '( [01] [0-9] | "2" [0-3] ) ":" [0-5] [0-9] ":" [0-5] [0-9] ( "." [0-9]{1,6} )?'
const OFFSET = '( "Z" | [+-] ( [01] [0-9] | "2" [0-3] ) ":" [0-5] [0-9] )'
const BYTE = '( "25" [0-5] | "2" [0-4] [0-9] | "1" [0-9] [0-9] | [1-9]? [0-9] )'
const LABEL = '[a-zA-Z0-9] ( [a-zA-Z0-9-]{0,30} [a-zA-Z0-9] )?'
const HOST = `${LABEL} ( "." ${LABEL} ){0,6}`
const HEX = '[0-9a-fA-F]'

/** Days end at the 28th: a grammar does not know which months are longer, and every date it writes must be one. */
const FORMATS: Record<string, string> = {
  date: YEAR_MONTH_DAY,
  time: `${TIME_OF_DAY} ${OFFSET}`,
  'date-time': `${YEAR_MONTH_DAY} "T" ${TIME_OF_DAY} ${OFFSET}`,
  duration: '"P" ( [0-9]{1,4} [YMWD] | "T" [0-9]{1,4} [HMS] )',
  email: `[a-zA-Z0-9_+] ( [a-zA-Z0-9._+-]{0,40} [a-zA-Z0-9_+] )? "@" ${LABEL} ( "." ${LABEL} ){1,4}`,
  hostname: HOST,
  uri: `( "https" | "http" ) "://" ${HOST} ( ":" [1-9] [0-9]{0,3} )? ( "/" [a-zA-Z0-9._~%+-]{0,60} ){0,8}`,
  uuid: `${HEX}{8} "-" ${HEX}{4} "-" ${HEX}{4} "-" ${HEX}{4} "-" ${HEX}{12}`,
  ipv4: `${BYTE} ( "." ${BYTE} ){3}`,
  ipv6: `${HEX}{1,4} ( ":" ${HEX}{1,4} ){7}`,
}
