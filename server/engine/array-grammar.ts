import { repeated } from './grammar-builder.ts'
import { countOf, unsupported, type SchemaContext } from './schema-context.ts'

/** The rule of an array: a tuple's items in their places, then as many of the same kind as there may be. */
export function arrayRule(schema: Record<string, unknown>, context: SchemaContext): string {
  const { grammar, json, toRule } = context
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems : []
  const least = countOf(schema.minItems, 'minItems', context) ?? 0
  const most = countOf(schema.maxItems, 'maxItems', context)
  const hasRest = schema.items !== false && (most === null || most > first.length)
  if ((most !== null && most < least) || (!hasRest && least > first.length))
    throw unsupported('"minItems" above what the array may hold', context)
  const space = json.space()
  const fixed = first.slice(0, most ?? first.length).map((one: unknown) => toRule(one, context))
  const item = hasRest ? toRule(schema.items ?? true, context) : null
  const inner = inOrder({ fixed, item, least, most, comma: `"," ${space}` })
  return grammar.rule('array', `"[" ${space} ${inner} ${space} "]"`)
}

interface Items {
  fixed: string[]
  item: string | null
  least: number
  most: number | null
  comma: string
}

function inOrder(items: Items): string {
  const { fixed, least, comma } = items
  let inner = rest(items)
  // From the last to the first: each may be missing only where all after it are.
  for (const [index, rule] of [...fixed.entries()].toReversed()) {
    const one = `${index > 0 ? `${comma} ` : ''}${rule} ${inner}`
    inner = index < least ? one : `( ${one} )?`
  }
  return inner
}

function rest({ fixed, item, least, most, comma }: Items): string {
  if (item === null) return ''
  const restLeast = Math.max(0, least - fixed.length)
  const restMost = most === null ? null : most - fixed.length
  const next = `( ${comma} ${item} )`
  if (fixed.length > 0) return repeated(next, restLeast, restMost)
  const more = repeated(next, Math.max(0, restLeast - 1), restMost === null ? null : restMost - 1)
  return restLeast > 0 ? `${item} ${more}` : `( ${item} ${more} )?`
}
