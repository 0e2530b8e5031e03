import { z } from 'zod'
import { findNearest } from './nearest.ts'
import type { Path } from './yaml-source.ts'

/** Says where a setting came from: `galerne.yaml:3:5`, `--port`, `DATABASE_URL`. */
export type WhereIs = (path: Path, name?: string) => string

/** Turns zod's issues into one line each: where, what was wrong, what it should have been, an example. */
export function describeIssues(error: z.ZodError, schema: z.ZodType, whereIs: WhereIs): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((name) => describeUnknown({ path: issue.path, name, schema, whereIs }))
    }
    const example = exampleFor(schema, issue.path)
    const name = nameOf(issue.path) || 'The file'
    const where = whereIs(issue.path)
    return [`${where}  ${name}: ${wording(issue)}.${example}`]
  })
}

function describeUnknown(unknown: {
  path: Path
  name: string
  schema: z.ZodType
  whereIs: WhereIs
}): string {
  const { path, name, schema, whereIs } = unknown
  const known = namesIn(schemaAt(schema, path))
  const nearest = findNearest(name, known)
  const hint =
    nearest === undefined
      ? known.length > 0
        ? `Known here: ${known.join(', ')}.`
        : ''
      : `Did you mean ${nearest}?${exampleFor(schema, [...path, nearest])}`
  return `${whereIs(path, name)}  ${nameOf([...path, name])} is not a setting. ${hint}`
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') {
    return issue.message.replace(/^Invalid input: /, '').replace(/^Invalid option: /, '')
  }
  const received = /received (\w+)$/.exec(issue.message)?.[1]
  if (received === 'undefined') return `is missing (${issue.expected} expected)`
  return `must be ${articleFor(issue.expected)}${received ? `, not ${articleFor(received)}` : ''}`
}

const WORDS: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
  null: 'empty',
}

function articleFor(type: string): string {
  return WORDS[type] ?? type
}

function nameOf(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}

/** ` Example: port: 4380`, from the schema's `.meta({ examples })`; empty where it has none. */
function exampleFor(schema: z.ZodType, path: Path): string {
  for (let at = schemaAt(schema, path); at; at = unwrapOnce(at)) {
    const examples: unknown = z.globalRegistry.get(at)?.examples
    const example: unknown = Array.isArray(examples) ? examples[0] : undefined
    if (example === undefined) continue
    const name = path.findLast((key) => typeof key === 'string')
    return ` Example: ${name === undefined ? '' : `${name}: `}${JSON.stringify(example)}`
  }
  return ''
}

function namesIn(schema: z.core.$ZodType | undefined): string[] {
  const inner = schema && unwrap(schema)
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
}

function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  let at: z.core.$ZodType | undefined = schema
  for (const key of path) {
    const inner: z.core.$ZodType | undefined = at && unwrap(at)
    if (inner instanceof z.ZodObject) {
      const shape: Record<string, z.core.$ZodType> = inner.shape
      at = shape[String(key)]
    } else if (inner instanceof z.ZodArray) at = inner.element
    else if (inner instanceof z.ZodRecord) at = inner.valueType
    else return undefined
  }
  return at
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let at = schema
  for (let inner = unwrapOnce(at); inner; inner = unwrapOnce(at)) at = inner
  return at
}

function unwrapOnce(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  ) {
    return schema.unwrap()
  }
  return schema instanceof z.ZodPipe ? schema.in : undefined
}
