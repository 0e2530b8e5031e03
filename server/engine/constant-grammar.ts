import { literal } from './grammar-builder.ts'
import { unsupported, type SchemaContext } from './schema-context.ts'

/** As many as OpenAI takes. */
const MAX_CONSTANTS = 1000

/** The rule of a value that is one of these, exactly. */
export function constantRule(values: unknown[], context: SchemaContext): string {
  if (values.length === 0) throw unsupported('an empty "enum"', context)
  if (values.length > MAX_CONSTANTS)
    throw unsupported(`an "enum" of more than ${MAX_CONSTANTS} values`, context)
  const texts = new Set(values.map((value) => JSON.stringify(value)))
  return context.grammar.rule('constant', oneOf([...texts], context, 0))
}

const FEW = 4
const MAX_BRANCHINGS = 64

/**
 * Written as a tree of what the texts begin with. The matcher holds every alternative that is still possible against the whole
 * vocabulary at each token, so a flat list of a thousand would cost seconds.
 */
function oneOf(texts: string[], context: SchemaContext, depth: number): string {
  const shared = sharedStart(texts)
  const rests = texts.map((text) => text.slice(shared.length))
  if (texts.length <= FEW || depth === MAX_BRANCHINGS)
    return texts.map((text) => literal(text)).join(' | ')
  const branches = Map.groupBy(rests, (rest) => String.fromCodePoint(rest.codePointAt(0) ?? 0))
  const bodies = [...branches.values()].map((branch) => oneOf(branch, context, depth + 1))
  const rest = context.grammar.rule('constant', bodies.join(' | '))
  return shared === '' ? rest : `${literal(shared)} ${rest}`
}

/** What all begin with, whole characters only; nothing where there is one text. */
function sharedStart(texts: string[]): string {
  const [first = '', ...others] = texts
  let shared = ''
  for (const character of first) {
    if (!others.every((text) => text.startsWith(shared + character))) break
    shared += character
  }
  return texts.length === 1 ? '' : shared
}
