import { AppError } from '../lib/app-error.ts'
import type { GrammarBuilder } from './grammar-builder.ts'
import type { JsonRules } from './json-grammar.ts'

export type JsonSchema = boolean | { [keyword: string]: unknown }

/** What the parts of the translation from JSON Schema to GBNF share. */
export interface SchemaContext {
  grammar: GrammarBuilder
  json: JsonRules
  /** The whole schema, which `$ref` points into. */
  root: JsonSchema
  /** Rules of `$ref`s, by pointer: a schema that contains itself becomes a rule that names itself. */
  refs: Map<string, string>
  /** How deep we are. */
  depth: number
  /** Where the schema stands in the request, for messages. */
  param: string
  /** The name of a schema's rule. What is no schema is refused. */
  toRule: (schema: unknown, context: SchemaContext) => string
}

export function asRecord(value: unknown, context: SchemaContext): Record<string, unknown> {
  if (isRecord(value)) return value
  throw unsupported(`${JSON.stringify(value)?.slice(0, 40)} as a schema`, context)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Output is valid or the request is refused, never neither: this is the refusal. */
export function unsupported(what: string, { param }: { param: string }): AppError {
  return new AppError(
    'invalid_request',
    `${param}: this engine cannot guarantee ${what}. Leave it out, or say it in the prompt instead.`,
    { param },
  )
}

/** llama.cpp refuses a grammar that repeats something more than 2,000 times. */
const MAX_REPEATS = 1000

export function countOf(value: unknown, keyword: string, context: SchemaContext): number | null {
  if (value === undefined) return null
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_REPEATS)
    return value
  throw unsupported(`"${keyword}" of ${JSON.stringify(value)} (0 to ${MAX_REPEATS})`, context)
}
