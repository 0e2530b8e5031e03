import { literal, repeated } from './grammar-builder.ts'
import { asRecord, unsupported, type SchemaContext } from './schema-context.ts'

/**
 * The rule of an object: its properties in the order in which the schema names them, optional ones left out or not, and others
 * after them only where `additionalProperties` says so outright. Where nothing is declared, any object.
 */
export function objectRule(schema: Record<string, unknown>, context: SchemaContext): string {
  const { grammar, json, toRule } = context
  const properties = Object.entries(asRecord(schema.properties ?? {}, context))
  if (properties.length > MAX_PROPERTIES)
    throw unsupported(`an object of more than ${MAX_PROPERTIES} properties`, context)
  const required = new Set(requiredOf(schema, context))
  const additional = schema.additionalProperties
  const undeclared = [...required].filter((name) => !properties.some(([one]) => one === name))
  if (properties.length === 0 && undeclared.length === 0 && (additional ?? true) === true)
    return json.object()
  const all = [...properties, ...undeclared.map((name) => [name, additional ?? true] as const)]
  const space = json.space()
  const comma = `"," ${space}`
  const pairs = all.map(([name, value]) => ({
    rule: grammar.rule(
      'pair',
      `${literal(JSON.stringify(name))} ":" ${space} ${toRule(value, context)}`,
    ),
    isRequired: required.has(name),
  }))
  const names = all.map(([name]) => name)
  const others = additional ? othersRule(names, additional, context) : null
  const inner = inOrder(pairs, others, { comma, add: (body) => grammar.rule('rest', body) })
  return grammar.rule('object', `"{" ${space} ${inner} ${space} "}"`)
}

/** Each optional one may come next, and is held against the whole vocabulary at each token. */
const MAX_PROPERTIES = 300

function requiredOf(schema: Record<string, unknown>, context: SchemaContext): string[] {
  const { required = [] } = schema
  if (Array.isArray(required) && required.every((name) => typeof name === 'string')) return required
  throw unsupported('a "required" that is no list of names', context)
}

interface Pair {
  rule: string
  isRequired: boolean
}

interface Writer {
  comma: string
  add: (body: string) => string
}

/**
 * Two rules a property, built from the last to the first: what may follow once something is written (with a comma), and what may
 * begin. So the grammar grows with the number of properties, not with the number of their combinations.
 */
function inOrder(pairs: Pair[], others: string | null, { comma, add }: Writer): string {
  const another = others === null ? '' : repeated(`( ${comma} ${others} )`, 0, null)
  let following = another
  let beginning = others === null ? '' : `( ${others} ${another} )?`
  for (const { rule, isRequired } of pairs.toReversed()) {
    const after = following === '' ? '' : add(following)
    const before = beginning === '' ? '""' : add(beginning)
    following = isRequired ? `${comma} ${rule} ${after}` : `( ${comma} ${rule} )? ${after}`
    beginning = isRequired ? `${rule} ${after}` : `${rule} ${after} | ${before}`
  }
  return beginning === '' ? '' : add(beginning)
}

/** A pair of any other name than the declared ones, whose schemas it would escape. */
function othersRule(names: string[], schema: unknown, context: SchemaContext): string {
  const { grammar, json, toRule } = context
  const value = toRule(schema, context)
  const name = otherName(
    names.map((one) => JSON.stringify(one).slice(1, -1)),
    context,
  )
  return grammar.rule('other', `"\\"" ${name} "\\"" ":" ${json.space()} ${value}`)
}

const MAX_NAMES = 64

/** A text that is none of these, character by character: it leaves them all, or ends before or after them. */
function otherName(names: string[], context: SchemaContext): string {
  const { grammar, json } = context
  if (names.length > MAX_NAMES)
    throw unsupported(`"additionalProperties" beside more than ${MAX_NAMES} properties`, context)
  const character = json.character()
  const any = `${character}*`
  const begun = names.filter((name) => name !== '')
  const firsts = [...new Set(begun.map((name) => String.fromCodePoint(name.codePointAt(0)!)))]
  if (firsts.some((first) => first === '\\' || first === '"')) {
    throw unsupported('"additionalProperties" beside property names with quotes', context)
  }
  const branches = firsts.map((first) => {
    const rests = begun
      .filter((name) => name.startsWith(first))
      .map((name) => name.slice(first.length))
    return `${literal(first)} ${otherName(rests, context)}`
  })
  if (firsts.length === 0) return grammar.rule('name', names.length === 0 ? any : `${character}+`)
  const left = String.raw`[^"\\\x7F\x00-\x1F${firsts.map(inClass).join('')}] ${any}`
  const escaped = String.raw`"\\" ["\\/bfnrt] ${any}`
  const nothing = names.includes('') ? [] : ['""']
  return grammar.rule('name', [...branches, left, escaped, ...nothing].join(' | '))
}

/** A character as a class of GBNF writes it. */
function inClass(character: string): string {
  return /[\]\\^[-]/.test(character) ? `\\${character}` : character
}
