import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'

const WIRE = join(import.meta.dirname, '..', '..', 'wire')
const SMALL = '?small'

// A module that is asked for with `?small`, and what it imports itself, gets the browser's schemas in the place of zod.
registerHooks({
  resolve(specifier, context, next) {
    const isSmall = context.parentURL?.endsWith(SMALL) ?? false
    if (isSmall && specifier === 'zod') return next(new URL('zod.ts', import.meta.url).href)
    const resolved = next(specifier, context)
    return isSmall ? { ...resolved, url: `${resolved.url}${SMALL}` } : resolved
  },
})

interface Readable {
  safeParse: (value: unknown) => { success: boolean; data?: unknown }
}
interface Pair {
  name: string
  whole: z.ZodType
  small: Readable
}

const pairs = await listPairs()

test('the browser reads every answer of the contract as zod does', () => {
  let compared = 0
  for (const { name, whole, small } of pairs) {
    for (const sample of samplesOf(whole)) {
      const expected = whole.safeParse(sample)
      const got = small.safeParse(sample)
      // What zod refuses for the form of a text only, the browser may take: the server has checked it.
      if (!expected.success && isAboutForm(expected.error)) continue
      assert.equal(got.success, expected.success, `${name}: ${JSON.stringify(sample)}`)
      if (expected.success) assert.deepEqual(got.data, expected.data, name)
      compared += 1
    }
  }
  assert.ok(pairs.length > 200, `${pairs.length} schemas`)
  assert.ok(compared > 1000, `${compared} values`)
})

test('what is missing, of another type or unknown is refused or left out as zod does it', () => {
  let refused = 0
  for (const { name, whole, small } of pairs) {
    for (const sample of samplesOf(whole).slice(0, 2).flatMap(listMutations)) {
      const expected = whole.safeParse(sample)
      if (!expected.success && isAboutForm(expected.error)) continue
      const got = small.safeParse(sample)
      assert.equal(got.success, expected.success, `${name}: ${JSON.stringify(sample)}`)
      if (expected.success) assert.deepEqual(got.data, expected.data, name)
      else refused += 1
    }
  }
  assert.ok(refused > 1000, `${refused} refusals`)
})

async function listPairs(): Promise<Pair[]> {
  const files = (await readdir(WIRE)).filter((name) => /^[^.]+\.ts$/.test(name))
  const found: Pair[] = []
  for (const file of files) {
    const { href } = pathToFileURL(join(WIRE, file))
    const whole: Record<string, unknown> = await import(href)
    const small: Record<string, unknown> = await import(href + SMALL)
    for (const [name, schema] of Object.entries(whole)) {
      const other = small[name]
      if (!(schema instanceof z.ZodType)) continue
      assert.ok(isReadable(other), `${file}: ${name}`)
      found.push({ name: `${file}: ${name}`, whole: schema, small: other })
    }
  }
  return found
}

function isReadable(value: unknown): value is Readable {
  return typeof value === 'object' && value !== null && 'safeParse' in value
}

function isAboutForm(error: z.ZodError): boolean {
  return error.issues.every(({ code }) => code === 'invalid_format')
}

const JsonSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  /** Of a tuple. */
  prefixItems: z.array(z.unknown()).optional(),
  minItems: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
})

function samplesOf(schema: z.ZodType): unknown[] {
  const described = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  })
  return listSamples(described, 0)
}

const TEXTS: Record<string, string> = {
  uuid: '0193a1f0-0000-7000-8000-000000000001',
  'date-time': '2026-01-02T03:04:05.678Z',
  date: '2026-01-02',
  email: 'anna@amt.example',
  uri: 'https://amt.example/',
  ipv4: '10.0.0.1',
  ipv6: '::1',
}

/** A few values that the description allows; of an object one with all members and one with the needed ones. */
function listSamples(described: unknown, depth: number): unknown[] {
  const schema = JsonSchema.parse(described)
  if ('const' in schema && schema.const !== undefined) return [schema.const]
  if (schema.enum) return schema.enum
  const options = schema.anyOf ?? schema.oneOf
  if (options) return options.flatMap((option) => listSamples(option, depth)).slice(0, 12)
  if (Array.isArray(schema.type)) {
    return schema.type.flatMap((type) => listSamples({ ...schema, type }, depth))
  }
  switch (schema.type ?? 'any') {
    case 'string':
      return [TEXTS[schema.format ?? ''] ?? 'abcd'.padEnd(schema.minLength ?? 0, 'e')]
    case 'integer':
    case 'number':
      return [Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1)]
    case 'boolean':
      return [true, false]
    case 'null':
      return [null]
    case 'array':
      return listArrays(schema, depth)
    case 'object':
      return listObjects(schema, depth)
    default:
      return [{ any: 'thing' }]
  }
}

function listArrays(
  { items, prefixItems, minItems = 0 }: z.infer<typeof JsonSchema>,
  depth: number,
) {
  if (prefixItems) return [prefixItems.map((each) => listSamples(each, depth + 1)[0])]
  if (items === undefined || depth > 8) return [[]]
  const [item] = listSamples(items, depth + 1)
  return [
    ...(minItems === 0 ? [[]] : []),
    Array.from({ length: Math.max(1, minItems) }, () => item),
  ]
}

function listObjects(
  { properties = {}, required = [] }: z.infer<typeof JsonSchema>,
  depth: number,
) {
  if (depth > 8) return [{}]
  const samples = Object.entries(properties).map(
    ([key, property]) => [key, listSamples(property, depth + 1)] as const,
  )
  const most = Math.max(1, ...samples.map(([, values]) => values.length))
  const whole = Array.from({ length: Math.min(most, 6) }, (_, at) =>
    Object.fromEntries(samples.map(([key, values]) => [key, values[at % values.length]])),
  )
  const least = Object.fromEntries(
    samples.filter(([key]) => required.includes(key)).map(([key, values]) => [key, values[0]]),
  )
  return [...whole, least]
}

/** The value with each member gone, of each other type, and with one that nobody knows. */
function listMutations(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [{}, [], 7.5, 'nothing like it', null]
  if (Array.isArray(value)) return [{}, 'text', [...value, { strange: true }]]
  const keys = Object.keys(value)
  return [
    { ...value, stranger: 1 },
    null,
    ...keys.flatMap((key) => [
      Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
      ...[null, 12.5, -1, 'text', true, [], {}].map((other) => ({ ...value, [key]: other })),
    ]),
  ]
}
