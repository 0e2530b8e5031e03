import type { GrammarBuilder } from './grammar-builder.ts'
import { repeated } from './grammar-builder.ts'
import { arrayRule } from './array-grammar.ts'
import { constantRule } from './constant-grammar.ts'
import { createJsonRules } from './json-grammar.ts'
import { integerRange, numberRange } from './number-grammar.ts'
import { objectRule } from './object-grammar.ts'
import {
  asRecord,
  countOf,
  isRecord,
  unsupported,
  type JsonSchema,
  type SchemaContext,
} from './schema-context.ts'
import { formatRule, patternRule } from './string-grammar.ts'

/**
 * A GBNF rule that matches exactly the JSON texts of a schema, of those JSON Schema (2020-12) keywords that a grammar can
 * express. Throws AppError `invalid_request` naming any other keyword: output is valid or the request is refused, never neither.
 */
export function addJsonSchema(grammar: GrammarBuilder, schema: JsonSchema, param: string): string {
  const json = createJsonRules(grammar)
  return toRule(schema, { grammar, json, root: schema, refs: new Map(), depth: 0, param, toRule })
}

const MAX_DEPTH = 48

/** The name of the schema's rule. */
function toRule(value: unknown, outer: SchemaContext): string {
  const context = { ...outer, depth: outer.depth + 1 }
  if (context.depth > MAX_DEPTH) throw unsupported('more than 48 levels of nesting', context)
  if (value === true) return context.json.value()
  const schema = asRecord(value, context)
  checkKeywords(schema, context)
  if (typeof schema.$ref === 'string') return refRule(schema.$ref, context)
  if ('const' in schema) return constantRule([schema.const], context)
  if (Array.isArray(schema.enum)) return constantRule(schema.enum, context)
  const branches = schema.anyOf ?? schema.oneOf
  if (branches !== undefined) return alternatives(schema, branches, context)
  if (schema.allOf !== undefined) return toRule(mergeAll(schema, context), context)
  const types = typesOf(schema)
  const rules = types.map((type) => typeRule(type, schema, context))
  return rules.length === 1 && rules[0]
    ? rules[0]
    : context.grammar.rule('types', rules.join(' | '))
}

/** They describe, and restrict nothing. */
const ANNOTATIONS =
  '$schema $id $anchor $comment $defs definitions title description default examples example ' +
  'deprecated readOnly writeOnly nullable'
const RESTRICTIONS =
  '$ref type const enum anyOf oneOf allOf properties required additionalProperties items ' +
  'prefixItems minItems maxItems minLength maxLength pattern format minimum maximum ' +
  'exclusiveMinimum exclusiveMaximum'
const annotations = new Set(ANNOTATIONS.split(' '))
const known = new Set([...annotations, ...RESTRICTIONS.split(' ')])

function checkKeywords(schema: object, context: SchemaContext): void {
  const unknown = Object.keys(schema).find(
    (keyword) => !known.has(keyword) && !keyword.startsWith('x-'),
  )
  if (unknown !== undefined) throw unsupported(`the keyword "${unknown.slice(0, 60)}"`, context)
}

function refRule(pointer: string, context: SchemaContext): string {
  const earlier = context.refs.get(pointer)
  if (earlier) return earlier
  const { name, define } = context.grammar.reserve('ref')
  context.refs.set(pointer, name)
  define(toRule(resolve(pointer, context), context))
  return name
}

function resolve(pointer: string, context: SchemaContext): unknown {
  const refused = unsupported(`the reference "${pointer.slice(0, 80)}"`, context)
  if (pointer !== '#' && !pointer.startsWith('#/')) throw refused
  let found: unknown = context.root
  for (const part of pointer.split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    const members = Array.isArray(found)
      ? Object.fromEntries(found.entries())
      : asRecord(found, context)
    if (!Object.hasOwn(members, key)) throw refused
    found = members[key]
  }
  return found
}

/** `anyOf` and `oneOf` alike: a text that the grammar lets through matches the branch that let it through. */
function alternatives(
  schema: Record<string, unknown>,
  branches: unknown,
  context: SchemaContext,
): string {
  if (!Array.isArray(branches) || branches.length === 0)
    throw unsupported('anyOf without branches', context)
  const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = schema
  const rules = branches.map((branch: unknown) =>
    toRule(branch === true ? rest : merge(rest, branch, context), context),
  )
  return context.grammar.rule('any', [...new Set(rules)].join(' | '))
}

function mergeAll(schema: Schema, context: SchemaContext): Schema {
  const { allOf, ...rest } = schema
  if (!Array.isArray(allOf)) throw unsupported('this "allOf"', context)
  return allOf.reduce<Schema>((all, one: unknown) => merge(all, one, context), rest)
}

/** Both at once: properties are joined, and no other keyword may be said twice and differently. */
function merge(one: Schema, other: unknown, context: SchemaContext): Schema {
  const more = asRecord(other, context)
  const own = Object.keys(one).filter((keyword) => !annotations.has(keyword))
  if (own.length === 0) return more
  if (context.depth > MAX_DEPTH) throw unsupported('references in a circle', context)
  if (typeof more.$ref === 'string')
    return merge(one, resolve(more.$ref, context), { ...context, depth: context.depth + 1 })
  const merged: Schema = { ...one, ...more }
  for (const keyword of own.filter((name) => name in more)) {
    const [mine, theirs] = [one[keyword], more[keyword]]
    if (keyword === 'properties') merged.properties = { ...asObject(mine), ...asObject(theirs) }
    else if (keyword === 'required') merged.required = [...asList(mine), ...asList(theirs)]
    else if (JSON.stringify(mine) !== JSON.stringify(theirs))
      throw unsupported(`"${keyword}" said twice and differently`, context)
  }
  return merged
}

type Schema = Record<string, unknown>
const asObject = (value: unknown) => (isRecord(value) ? value : {})
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null']

/** Where no type is said, the keywords tell; where they do not, anything may come. */
function typesOf(schema: Record<string, unknown>): string[] {
  const { type } = schema
  const said = typeof type === 'string' ? [type] : Array.isArray(type) ? type.map(String) : null
  const types = said ?? guessed(schema)
  if (schema.nullable === true && !types.includes('null')) return [...types, 'null']
  // Every integer is a number: twice the same text would only confuse the sampler.
  return types.includes('number') ? types.filter((one) => one !== 'integer') : types
}

function guessed(schema: Record<string, unknown>): string[] {
  const has = (...keywords: string[]) => keywords.some((keyword) => keyword in schema)
  if (has('properties', 'required', 'additionalProperties')) return ['object']
  if (has('items', 'prefixItems', 'minItems', 'maxItems')) return ['array']
  if (has('pattern', 'format', 'minLength', 'maxLength')) return ['string']
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum')) return ['number']
  return ['any']
}

function typeRule(type: string, schema: Record<string, unknown>, context: SchemaContext): string {
  const { grammar, json } = context
  if (type === 'any') return json.value()
  if (type === 'object') return objectRule(schema, context)
  if (type === 'array') return arrayRule(schema, context)
  if (type === 'string') return stringRule(schema, context)
  if (type === 'integer') return integerRange(schema, context) ?? json.integer()
  if (type === 'number') return numberRange(schema, context) ?? json.number()
  if (type === 'boolean') return grammar.rule('boolean', '"true" | "false"')
  if (type === 'null') return grammar.rule('null', '"null"')
  throw unsupported(`the type "${type.slice(0, 40)}" (types are ${TYPES.join(', ')})`, context)
}

function stringRule(schema: Record<string, unknown>, context: SchemaContext): string {
  const { pattern, format } = schema
  const least = countOf(schema.minLength, 'minLength', context) ?? 0
  const most = countOf(schema.maxLength, 'maxLength', context)
  const hasLength = least > 0 || most !== null
  if ([pattern !== undefined, format !== undefined, hasLength].filter(Boolean).length > 1)
    throw unsupported('"pattern", "format" and lengths of one string together', context)
  if (pattern !== undefined) return patternRule(pattern, context)
  if (format !== undefined) return formatRule(format, context)
  if (most !== null && most < least) throw unsupported('"maxLength" below "minLength"', context)
  if (!hasLength) return context.json.string()
  const inner = repeated(context.json.character(), least, most)
  return context.grammar.rule('string', String.raw`"\"" ${inner} "\""`)
}
