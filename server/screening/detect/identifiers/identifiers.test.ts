import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '#server/lib/random-testing.ts'
import { makeValue, nameOf, peerSays, PEERS } from '../../corpus/values-testing.ts'
import { IDENTIFIERS } from './identifiers.ts'

/** Where we know better, and why. What the peer accepts beyond that, we must accept. */
const STRICTER: Readonly<Record<string, (value: string) => boolean>> = {
  // Serial numbers begin at 100.
  'AT svnr': (value) => value.startsWith('0'),
  // Check digits are 01 to 97.
  'BE rijksregisternummer': (value) => Number(value.slice(9)) > 97,
  // Of ten digits exactly one is repeated; its comparison of that never fails.
  'DE steuer-id': (value) => new Set(value.slice(0, 10)).size !== 9 && !hasTriple(value),
  'NL bsn': (value) => value.startsWith('00'),
  // Numbers begin at 10000000; eleven as a check digit is none.
  'SI davcna-stevilka': () => true,
  // A serial number that would need ten for its check digit is not given.
  'SI emso': (value) => value.endsWith('0'),
}

/** Where the peer is stricter than the law, or reckons with a date that it would have to know. */
const LOOSER = new Set([
  'AT svnr',
  'BE rijksregisternummer',
  'CZ rodne-cislo',
  'SK rodne-cislo',
  'ES nuss',
])

function hasTriple(value: string): boolean {
  const digits = Array.from(value.slice(0, 10))
  return (
    new Set(digits).size === 8 &&
    digits.some((one) => digits.filter((other) => other === one).length === 3)
  )
}

const random = createRandom(20_261_122)
const digit = () => String(Math.floor(random() * 10))

for (const identifier of IDENTIFIERS) {
  const name = nameOf(identifier)

  test(`${name}: what is made by its rules is valid, and one digit more or less of it is not as a rule`, () => {
    let changed = 0
    for (let round = 0; round < 40; round += 1) {
      const value = makeValue(identifier, random)
      const compact = value.replaceAll(/[^\dA-Za-z]/g, '')
      assert.ok(identifier.isValid(compact), value)
      const at = 1 + Math.floor(random() * (compact.length - 2))
      const other = compact.slice(0, at) + digit() + compact.slice(at + 1)
      if (other !== compact && /\d/.test(compact[at] ?? '') && identifier.isValid(other))
        changed += 1
    }
    // Those without a check digit live by their names alone.
    const hasNoCheck = identifier.isBare || identifier.type === 'cpr'
    assert.ok(hasNoCheck || changed <= 12, `${changed} of 40 were valid with another digit`)
  })

  if (PEERS[name] === undefined) continue
  test(`${name}: an independent validator agrees`, () => {
    for (let round = 0; round < 1000; round += 1) {
      const value = mutated(makeOnce(identifier))
      const compact = value.replaceAll(/[^\dA-Za-z]/g, '')
      const peer = peerSays(identifier, value)
      const ours = identifier.isValid(compact)
      if (peer === ours) continue
      const isKnown = peer === true ? STRICTER[name]?.(value) === true : LOOSER.has(name)
      assert.ok(isKnown, `${value}: we say ${ours}`)
    }
  })
}

const made = new Map<string, string>()

function makeOnce(identifier: (typeof IDENTIFIERS)[number]): string {
  const name = nameOf(identifier)
  const value = made.get(name) ?? makeValue(identifier, random)
  made.set(name, value)
  return value
}

/** The last digits anew, so that about one in ten is valid. */
function mutated(value: string): string {
  const letters = Array.from(value)
  for (let round = 0; round < 3; round += 1) {
    const at = letters.length - 1 - Math.floor(random() * 4)
    if (/\d/.test(letters[at] ?? '')) letters[at] = digit()
  }
  return letters.join('')
}
