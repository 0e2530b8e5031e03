import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkValue, SchemaNotUnderstood } from './check-schema.ts'

/** Each schema with values that keep to it, and values that do not. */
const CASES: [name: string, schema: unknown, good: unknown[], bad: unknown[]][] = [
  ['type', { type: ['string', 'null'] }, ['a', null], [1, [], {}]],
  ['integer', { type: 'integer' }, [1, 2.0], [1.5, '1']],
  ['enum', { enum: ['a', { x: [1] }] }, ['a', { x: [1] }], ['b', { x: [2] }]],
  ['const', { const: { a: 1, b: 2 } }, [{ b: 2, a: 1 }], [{ a: 1 }]],
  ['required', { required: ['a'] }, [{ a: null }, 'no object'], [{}]],
  ['toString is no member', { required: ['toString'] }, [{ toString: 1 }], [{}]],
  [
    'additionalProperties',
    { properties: { a: { type: 'string' } }, additionalProperties: false },
    [{}, { a: 'x' }],
    [{ a: 1 }, { b: 'x' }],
  ],
  ['items', { items: { minimum: 3 } }, [[], [3, 4]], [[2]]],
  ['prefixItems', { prefixItems: [{ const: 1 }], items: false }, [[], [1]], [[2], [1, 2]]],
  ['anyOf', { anyOf: [{ type: 'string' }, { minimum: 5 }] }, ['a', 6], [4]],
  ['oneOf', { oneOf: [{ minimum: 5 }, { maximum: 10 }] }, [4, 11], [7]],
  ['allOf', { allOf: [{ minimum: 5 }, { maximum: 10 }] }, [7], [4, 11]],
  ['not', { not: { type: 'string' } }, [1], ['a']],
  ['lengths', { minLength: 2, maxLength: 3 }, ['ab', '🌍🌍🌍'], ['a', 'abcd']],
  ['items in number', { minItems: 1, maxItems: 2, uniqueItems: true }, [[1]], [[], [1, 1]]],
  ['multipleOf', { multipleOf: 0.5 }, [1, 1.5], [1.2]],
  ['pattern', { pattern: '^[a-z]+$' }, ['abc', 5], ['Abc']],
  [
    'a schema that refers to itself',
    {
      $ref: '#/$defs/node',
      $defs: { node: { properties: { next: { $ref: '#/$defs/node' } }, required: ['v'] } },
    },
    [{ v: 1, next: { v: 2 } }],
    [{ v: 1, next: {} }],
  ],
  ['what only describes', { title: 'x', description: 'y', format: 'email' }, ['anything'], []],
]

for (const [name, schema, good, bad] of CASES) {
  test(`${name} is checked as JSON Schema says`, () => {
    for (const value of good) assert.deepEqual(checkValue(schema, value), [], JSON.stringify(value))
    for (const value of bad)
      assert.notDeepEqual(checkValue(schema, value), [], JSON.stringify(value))
  })
}

test('each problem is told with its place', () => {
  const schema = { properties: { a: { items: { type: 'number' } } }, required: ['b'] }
  assert.deepEqual(checkValue(schema, { a: [1, 'x'] }), ['a.1: must be number', 'b: is missing'])
})

test('what cannot be checked is said so, and nothing takes for ever', () => {
  const refused = (schema: unknown, value: unknown) =>
    assert.throws(() => checkValue(schema, value), SchemaNotUnderstood)
  refused({ unevaluatedProperties: false }, {})
  refused({ $ref: 'https://example.org/schema' }, {})
  refused({ $ref: '#/$defs/nowhere' }, {})
  refused({ $ref: '#' }, {})
  refused({ pattern: '^(a+)+$' }, `${'a'.repeat(40)}!`)
  refused({ pattern: '^(a|a)*$' }, `${'a'.repeat(40)}!`)
  refused([], {})
})
