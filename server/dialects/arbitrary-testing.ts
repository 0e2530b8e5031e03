import { createRandom } from '#server/lib/random-testing.ts'

/** Choices of a seeded generator of requests. */
export interface Arbitrary {
  /** One of them. */
  one<T>(values: readonly T[]): T
  /** From none to `most` of what is made. */
  some<T>(most: number, make: () => T): T[]
  /** What is made, or nothing, to be spread. */
  may<T extends object>(make: () => T): T | Record<string, never>
  int(below: number): number
  text(): string
}

const TEXTS = ['Łódź', '👩🏽‍🚀 ž', 'a "quote" \\ and \n a line', 'ok', '{"x":1}', 'مرحبا', ' padded ']

export function createArbitrary(seed: number): Arbitrary {
  const random = createRandom(seed)
  const int = (below: number) => Math.floor(random() * below)
  const one = <T>(values: readonly T[]): T => {
    const value = values[int(values.length)]
    if (value === undefined) throw new Error('There is nothing to choose from.')
    return value
  }
  return {
    int,
    one,
    some: (most, make) => Array.from({ length: int(most + 1) }, make),
    may: (make) => (random() < 0.5 ? make() : {}),
    text: () => `${one(TEXTS)} ${int(1000)}`,
  }
}

/**
 * A copy in which something is not as it was: a member is gone, doubled, of another type or another's value. What a provider
 * or a caller could send, and should not.
 */
export function mutate(value: unknown, arbitrary: Arbitrary): unknown {
  const places = placesIn(value)
  const { holder, key } = arbitrary.one(places)
  const copy: unknown = structuredClone(value)
  const target = places.length > 1 ? follow(copy, holder) : undefined
  if (typeof target !== 'object' || target === null) return arbitrary.one(ODD)
  const values = [...ODD, undefined, follow(value, arbitrary.one(places).holder)]
  Reflect.set(target, key, arbitrary.one(values.map((odd) => ({ odd }))).odd)
  return copy
}

const ODD: readonly unknown[] = [
  null,
  '',
  'text',
  0,
  -1,
  1e300,
  true,
  [],
  {},
  [null],
  [[]],
  { type: 'text' },
  { type: 'tool_use' },
  { type: {} },
]

interface Place {
  /** The way to the object or array that holds it. */
  holder: string[]
  key: string
}

function placesIn(value: unknown, path: string[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return [{ holder: path.slice(0, -1), key: '' }]
  return Object.entries(value).flatMap(([key, inner]) => [
    { holder: path, key },
    ...(typeof inner === 'object' ? placesIn(inner, [...path, key]) : []),
  ])
}

function follow(value: unknown, path: string[]): unknown {
  let found = value
  for (const key of path) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined
  }
  return found
}
