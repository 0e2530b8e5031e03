import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../lib/app-error.ts'
import { createGrammarTester } from './grammar-testing.ts'
import type { JsonSchema } from './schema-context.ts'

const grammars = await createGrammarTester()

/** JSON texts that a schema must let through, and texts that it must not. */
interface Case {
  name: string
  schema: JsonSchema
  yes: string[]
  no: string[]
}

const CASES: Case[] = [
  {
    name: 'anything',
    schema: {},
    yes: ['1', '"a"', 'null', '[1, {"a": []}]', '{}', '-1.5e3'],
    no: ['', '{', "'a'", '01', 'nul', '{"a"}', '"\n"'],
  },
  {
    name: 'an object with required and optional properties',
    schema: {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'integer' }, c: { type: 'boolean' } },
      required: ['b'],
      additionalProperties: false,
    },
    yes: ['{"b": 1}', '{"a":"x","b":2}', '{"b":0,"c":true}', '{"a":"","b":-7,"c":false}'],
    no: ['{}', '{"a":"x"}', '{"c":true,"b":1}', '{"b":1,}', '{"b":1,"d":2}', '{"b":"1"}'],
  },
  {
    name: 'only optional properties',
    schema: { properties: { a: { type: 'null' }, b: { type: 'null' } } },
    yes: ['{}', '{"a":null}', '{"b":null}', '{"a":null,"b":null}', '{\n  "a": null\n}'],
    no: ['{"b":null,"a":null}', '{"a":null,"a":null}', '{,}'],
  },
  {
    name: 'further properties of a kind, which are not the declared ones',
    schema: {
      type: 'object',
      properties: { name: { type: 'string' } },
      additionalProperties: { type: 'integer' },
    },
    yes: ['{"name":"x","age":3}', '{"nam":1}', '{"names":2}', '{"é":4,"":5}', '{}'],
    no: ['{"name":1}', '{"age":"x"}', '{"name":"x","name":1}'],
  },
  {
    name: 'arrays of bounded length',
    schema: { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 3 },
    yes: ['[1]', '[1, 2]', '[1,2,3]'],
    no: ['[]', '[1,2,3,4]', '["1"]', '[1,]'],
  },
  {
    name: 'tuples',
    schema: { prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 1 },
    yes: ['["a"]', '["a",1]'],
    no: ['[]', '[1]', '["a",1,2]'],
  },
  { name: 'empty arrays', schema: { type: 'array', maxItems: 0 }, yes: ['[]'], no: ['[1]'] },
  {
    name: 'many constants, some of which begin with others',
    schema: { enum: [1, 12, 123, 'Ö', 'Öl', 'Öls', 'öl', '', 'abcdef', 'abc', 'abcd', '👍🏽', '👍'] },
    yes: ['1', '12', '123', '"Ö"', '"Öls"', '""', '"abc"', '"abcdef"', '"👍🏽"', '"👍"'],
    no: ['13', '1234', '"abcde"', '"ab"', '"ÖL"', '"👍🏽🏽"', 'abc', ''],
  },
  {
    name: 'constants and enumerations of any kind',
    schema: { enum: ['ä"\\', 1, null, { a: [true] }] },
    yes: ['"ä\\"\\\\"', '1', 'null', '{"a":[true]}'],
    no: ['"a"', '2', 'true'],
  },
  {
    name: 'alternatives beside shared properties',
    schema: {
      type: 'object',
      properties: { id: { type: 'integer' } },
      required: ['id'],
      anyOf: [
        { properties: { a: { type: 'null' } }, required: ['a'] },
        { properties: { b: { type: 'null' } }, required: ['b'] },
      ],
    },
    yes: ['{"id":1,"a":null}', '{"id":1,"b":null}'],
    no: ['{"id":1}', '{"a":null}', '{"id":1,"a":null,"b":null}'],
  },
  {
    name: 'several types',
    schema: { type: ['string', 'null'] },
    yes: ['"a"', 'null'],
    no: ['1'],
  },
  {
    name: 'schemas that contain themselves',
    schema: {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          type: 'object',
          properties: {
            value: { type: 'integer' },
            next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
          },
          required: ['value', 'next'],
        },
      },
    },
    yes: ['{"value":1,"next":null}', '{"value":1,"next":{"value":2,"next":null}}'],
    no: ['{"value":1}', '{"value":1,"next":{}}'],
  },
  {
    name: 'all of several schemas',
    schema: {
      allOf: [
        { type: 'object', properties: { a: { type: 'null' } }, required: ['a'] },
        { type: 'object', properties: { b: { type: 'null' } }, required: ['b'] },
      ],
    },
    yes: ['{"a":null,"b":null}'],
    no: ['{"a":null}', '{"b":null}'],
  },
  {
    name: 'string lengths, counted in characters',
    schema: { type: 'string', minLength: 2, maxLength: 3 },
    yes: ['"ab"', '"😀é"', '"\\n\\"x"'],
    no: ['"a"', '"abcd"', '""'],
  },
  {
    name: 'whole numbers in a range',
    schema: { type: 'integer', minimum: -12, maximum: 345 },
    yes: ['-12', '-9', '-1', '0', '7', '99', '100', '345'],
    no: ['-13', '-20', '346', '1000', '1.5', '007'],
  },
  {
    name: 'whole numbers beyond a bound',
    schema: { type: 'integer', exclusiveMinimum: 17 },
    yes: ['18', '99', '100', '123456'],
    no: ['17', '0', '-18', '5'],
  },
  {
    name: 'whole numbers below a bound',
    schema: { type: 'integer', exclusiveMaximum: 0 },
    yes: ['-1', '-10', '-99999'],
    no: ['0', '1', '-0'],
  },
  {
    name: 'probabilities',
    schema: { type: 'number', minimum: 0, maximum: 1 },
    yes: ['0', '1', '0.25', '1.0', '0.999'],
    no: ['1.1', '-0.1', '2', '.5'],
  },
  {
    name: 'numbers on both sides of zero',
    schema: { type: 'number', minimum: -2, exclusiveMaximum: 3 },
    yes: ['-2', '-1.5', '-0.1', '0', '2.99', '-2.0'],
    no: ['3', '3.0', '-2.1', '-3', '4'],
  },
  {
    name: 'positive numbers',
    schema: { type: 'number', exclusiveMinimum: 0 },
    yes: ['0.001', '1', '12.5'],
    no: ['0', '0.0', '-1'],
  },
  {
    name: 'anchored patterns',
    schema: { type: 'string', pattern: String.raw`^[A-Z]{2}-\d{3,4}(?:-(?:x|y)+)?$` },
    yes: ['"DE-123"', '"FR-1234-xyx"'],
    no: ['"D-123"', '"DE-12"', '"DE-123-"', '"DE-123 "'],
  },
  {
    name: 'patterns that may match anywhere',
    schema: { type: 'string', pattern: 'b+' },
    yes: ['"abc"', '"b"', '"xxbbyy"'],
    no: ['"ac"', '""'],
  },
  {
    name: 'patterns with letters that JSON escapes',
    schema: { type: 'string', pattern: String.raw`^"[^a\]]\\.$` },
    yes: [String.raw`"\"b\\x"`, String.raw`"\"é\\z"`],
    no: [String.raw`"\"a\\x"`, String.raw`"\"]\\x"`],
  },
  {
    name: 'dates and times',
    schema: { type: 'string', format: 'date-time' },
    yes: ['"2026-02-28T23:59:59Z"', '"2026-11-01T00:00:00.5+02:00"'],
    no: ['"2026-13-01T00:00:00Z"', '"2026-02-01"', '"2026-02-01T24:00:00Z"'],
  },
  {
    name: 'e-mail addresses',
    schema: { type: 'string', format: 'email' },
    yes: ['"a@b.eu"', '"ana.maria+x@post.example.org"'],
    no: ['"a@b"', '"@b.eu"', '"a b@c.eu"'],
  },
  {
    name: 'identifiers and addresses',
    schema: { anyOf: [{ format: 'uuid' }, { format: 'ipv4' }] },
    yes: ['"123e4567-e89b-12d3-a456-426614174000"', '"255.0.10.1"'],
    no: ['"256.0.0.1"', '"1.2.3"', '"123e4567"'],
  },
]

for (const { name, schema, yes, no } of CASES) {
  test(`a grammar lets through exactly: ${name}`, () => {
    const matches = grammars.schema(schema)
    for (const text of yes) assert.ok(matches(text), `${text} should match`)
    for (const text of no) assert.ok(!matches(text), `${text} should not match`)
    for (const text of yes) assert.doesNotThrow(() => JSON.parse(text), text)
  })
}

const REFUSED: [string, JsonSchema, RegExp][] = [
  ['an unknown keyword', { type: 'array', uniqueItems: true }, /"uniqueItems"/],
  ['a keyword deep inside', { properties: { a: { items: { multipleOf: 2 } } } }, /"multipleOf"/],
  ['an unknown format', { format: 'iban' }, /"iban"/],
  ['a look-ahead', { type: 'string', pattern: '^(?=a)b$' }, /look-around/],
  ['a back-reference', { type: 'string', pattern: String.raw`^(a)\1$` }, /\\1/],
  ['an empty range', { type: 'integer', minimum: 3, maximum: 2 }, /empty range/],
  ['fractions as bounds', { type: 'number', minimum: 0.5 }, /not whole/],
  ['a remote reference', { $ref: 'https://example.org/schema' }, /reference/],
  ['a reference to nothing', { $ref: '#/$defs/none' }, /reference/],
  ['a schema of false', { properties: { a: false } }, /false/],
  ['a choice of nothing', { enum: [] }, /enum/],
  ['a choice of too much', { enum: Array.from({ length: 1001 }, (_, n) => n) }, /1000 values/],
  [
    'an object of too much',
    { properties: Object.fromEntries(Array.from({ length: 301 }, (_, n) => [`p${n}`, true])) },
    /300 properties/,
  ],
  ['an unknown type', { type: 'date' }, /"date"/],
  ['endless lengths', { type: 'string', maxLength: 1e9 }, /maxLength/],
  ['contradictions', { allOf: [{ type: 'string' }, { type: 'integer' }] }, /"type"/],
]

for (const [name, schema, message] of REFUSED) {
  test(`refused with its name, and never half obeyed: ${name}`, () => {
    assert.throws(
      () => grammars.schema(schema),
      (error) =>
        error instanceof AppError &&
        error.code === 'invalid_request' &&
        message.test(error.message),
    )
  })
}

test('hostile schemas are refused, or compile, but never hang or overflow', () => {
  let deep: JsonSchema = { type: 'string' }
  for (let level = 0; level < 5000; level += 1) deep = { type: 'array', items: deep }
  assert.throws(() => grammars.schema(deep), AppError)
  const wide = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`p${index}`, { type: 'string' }]),
  )
  assert.throws(() => grammars.schema({ properties: wide }), AppError)
  assert.throws(() => grammars.schema({ $ref: '#' }), Error)
  assert.throws(() => grammars.schema({ anyOf: [{ $ref: '#' }] }), Error)
  const circle = {
    $defs: { a: { title: 'x', allOf: [{ type: 'object' }, { $ref: '#/$defs/a' }] } },
  }
  assert.throws(() => grammars.schema({ ...circle, $ref: '#/$defs/a' }), Error)
})

test('a hundred optional properties make a small grammar, not one for each combination', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`p${index}`, { type: 'integer' }]),
  )
  const matches = grammars.schema({ type: 'object', properties })
  assert.ok(matches('{"p3":1,"p50":2,"p99":3}'))
  assert.ok(!matches('{"p50":1,"p3":2}'))
})
