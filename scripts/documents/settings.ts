import { z } from 'zod'

/** One setting of galerne.yaml, as the documents list it. */
export interface Setting {
  /** `server.port`; `*` stands for a name of one's own, `[]` for each of a list. */
  path: string
  /** What it may be, for people. */
  values: string
  /** As YAML writes it; null: it must be given, or is left out. */
  fallback: string | null
  isRequired: boolean
  example: string | null
}

type AnySchema = z.core.$ZodType

/** Every setting that has no settings below it, in the order of the schema. */
export function listSettings(schema: AnySchema, inside: Inside = {}): Setting[] {
  return walk(schema, '', inside)
}

/** What a schema that only looks at values holds, by its path. */
export type Inside = Record<string, AnySchema>

function walk(given: AnySchema, path: string, inside: Inside): Setting[] {
  const schema = inside[path] ?? unwrap(given)
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, AnySchema> = schema.shape
    return Object.entries(shape).flatMap(([name, one]) => walk(one, join(path, name), inside))
  }
  if (schema instanceof z.ZodRecord) {
    const value = unwrap(schema.valueType)
    if (value instanceof z.ZodObject) return walk(value, join(path, '*'), inside)
  }
  if (schema instanceof z.ZodArray) {
    const element = inside[`${path}[]`] ?? unwrap(schema.element)
    if (element instanceof z.ZodObject) return walk(element, `${path}[]`, inside)
  }
  return [describe(given, path)]
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function describe(schema: AnySchema, path: string): Setting {
  const fallback = defaultOf(schema)
  const isOptional = schema instanceof z.ZodType && schema.safeParse(undefined).success
  return {
    path,
    values: valuesOf(schema),
    fallback: fallback === undefined ? null : toYaml(fallback),
    isRequired: !isOptional,
    example: exampleOf(schema),
  }
}

function defaultOf(schema: AnySchema): unknown {
  for (let at: AnySchema | undefined = schema; at; at = unwrapOnce(at)) {
    if (at instanceof z.ZodDefault || at instanceof z.ZodPrefault) return at.def.defaultValue
  }
  return undefined
}

function exampleOf(schema: AnySchema): string | null {
  for (let at: AnySchema | undefined = schema; at; at = unwrapOnce(at)) {
    const examples: unknown = z.globalRegistry.get(at)?.examples
    const example: unknown = Array.isArray(examples) ? examples[0] : undefined
    if (example !== undefined) return toYaml(example)
  }
  return null
}

/** One line of YAML: JSON is YAML, and plain words need no quotes. */
function toYaml(value: unknown): string {
  if (typeof value === 'string' && /^[\w${}./:@-]+$/.test(value)) return value
  if (Array.isArray(value)) return `[${value.map(toYaml).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, one]) => `${name}: ${toYaml(one)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

const WORDS: [new (...given: never[]) => AnySchema, string][] = [
  [z.ZodBoolean, 'true or false'],
  [z.ZodURL, 'an address'],
  [z.ZodNumber, 'a number'],
  [z.ZodString, 'a text'],
  [z.ZodISODate, 'a day'],
  [z.ZodDate, 'a day'],
]

function valuesOf(given: AnySchema): string {
  const schema = unwrap(given)
  if (schema instanceof z.ZodEnum) return schema.options.map(String).join(', ')
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String).join(', ')
  if (schema instanceof z.ZodUnion) {
    return [...new Set(schema.options.map(valuesOf))].join(', or ')
  }
  if (schema instanceof z.ZodArray) return `a list of: ${valuesOf(schema.element)}`
  if (schema instanceof z.ZodRecord) return 'names and values'
  if (schema instanceof z.ZodNumber) return rangeOf(schema)
  return WORDS.find(([kind]) => schema instanceof kind)?.[1] ?? 'a text'
}

function rangeOf(schema: z.ZodNumber): string {
  const kind = schema.isInt ? 'a whole number' : 'a number'
  const [from, to] = [schema.minValue, schema.maxValue]
  const isFrom = from !== null && from > -Number.MAX_SAFE_INTEGER
  const isTo = to !== null && to < Number.MAX_SAFE_INTEGER
  if (isFrom && isTo) return `${kind}, ${from} to ${to}`
  return isFrom ? `${kind} from ${from}` : kind
}

function unwrap(schema: AnySchema): AnySchema {
  let at = schema
  for (let inner = unwrapOnce(at); inner; inner = unwrapOnce(at)) at = inner
  return at
}

function unwrapOnce(schema: AnySchema): AnySchema | undefined {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  ) {
    return schema.unwrap()
  }
  if (!(schema instanceof z.ZodPipe)) return undefined
  // What is made ready first (a text for a group) is what comes after.
  return schema.in instanceof z.ZodTransform ? schema.out : schema.in
}
