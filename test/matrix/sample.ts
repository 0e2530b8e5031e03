import { z } from 'zod'

interface JsonSchema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  default?: unknown
  examples?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  minItems?: number
  minLength?: number
  minimum?: number
  exclusiveMinimum?: number
  format?: string
}

/** The smallest value that a schema takes, as far as its JSON Schema says; throws where it does not take it. */
export function sampleOf(schema: z.ZodType): unknown {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const value = sample(z.custom<JsonSchema>().parse(json))
  const { success, error } = schema.safeParse(value)
  if (success) return value
  throw new Error(`no sample: ${JSON.stringify(value)}: ${error.issues[0]?.message}`)
}

const OF_FORMAT: Record<string, string> = {
  uuid: '00000000-0000-7000-8000-00000000abcd',
  'date-time': '2099-01-01T00:00:00Z',
  date: '2026-01-01',
  email: 'somebody@example.eu',
  uri: 'https://example.eu/',
  ipv4: '192.0.2.7',
}

function sample(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.examples?.length) return schema.examples[0]
  if (schema.enum) return schema.enum[0]
  const one = schema.anyOf ?? schema.oneOf
  if (one) return sample(one.find(({ type }) => type !== 'null') ?? {})
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(sample))
  return ofType(schema)
}

function ofType(schema: JsonSchema): unknown {
  const [type] = [schema.type].flat()
  switch (type ?? 'null') {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sample(schema.properties?.[name] ?? {})]),
      )
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}))
    case 'string':
      return OF_FORMAT[schema.format ?? ''] ?? 'a'.repeat(Math.max(schema.minLength ?? 0, 1))
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, (schema.exclusiveMinimum ?? -1) + 1)
    case 'boolean':
      return false
    default:
      return null
  }
}
