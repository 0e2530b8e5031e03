/** The part of JSON Schema that the fake understands. */
export interface Schema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minItems?: number
  minimum?: number
  anyOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
}

/** A value that the schema allows, the same one every time. A schema that refers to itself ends in null. */
export function sampleOf(schema: Schema, root: Schema = schema, depth = 0): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0] ?? null
  if (depth > 20) return null
  if (schema.$ref) return sampleOf(referredTo(schema.$ref, root), root, depth + 1)
  if (schema.anyOf?.[0]) return sampleOf(schema.anyOf[0], root, depth + 1)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object' || schema.properties) {
    const entries = Object.entries(schema.properties ?? {})
    return Object.fromEntries(entries.map(([name, one]) => [name, sampleOf(one, root, depth + 1)]))
  }
  if (type === 'array') {
    return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () =>
      sampleOf(schema.items ?? {}, root, depth + 1),
    )
  }
  if (type === 'integer' || type === 'number') return Math.max(21, schema.minimum ?? 21)
  if (type === 'boolean') return true
  if (type === 'null') return null
  return 'Łódź'
}

function referredTo(ref: string, root: Schema): Schema {
  return root.$defs?.[ref.replace('#/$defs/', '')] ?? {}
}
