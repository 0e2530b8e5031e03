import type { FactDifference, FactKind } from '#wire/plain-language.ts'
import { wordsOf } from '../text/words.ts'
import { extractFacts } from './extract-facts.ts'
import type { Fact } from './fact.ts'

export interface ComparedBlock {
  id: string
  source: string
  text: string
}

export type Difference = Omit<FactDifference, 'decision'>

interface Placed extends Fact {
  blockId: string
  text: string
}

/** Words, not meanings: only whether a part still has any of them is told. */
const SOFT: ReadonlySet<FactKind> = new Set(['negation', 'obligation', 'permission'])
/** More than anybody goes through; the first ones come first. */
const MAX_DIFFERENCES = 300

/**
 * What source and text do not both say. A fact may move from part to part; where one of a kind is gone from a part and
 * another has come, it was changed.
 */
export function compareFacts(blocks: readonly ComparedBlock[], lang: string): Difference[] {
  const before = blocks.flatMap(({ id, source }) => place(source, id, lang))
  const after = blocks.flatMap(({ id, text }) => place(text, id, lang))
  const texts = blocks.map(({ text }) => text)
  const sources = blocks.map(({ source }) => source)
  const missing = notIn(before, after, { texts, lang })
  const added = notIn(after, before, { texts: sources, lang })
  const found: Difference[] = []
  for (const { id } of blocks) {
    const gone = missing.filter(({ blockId }) => blockId === id)
    const come = added.filter(({ blockId }) => blockId === id)
    for (const one of gone) {
      const at = come.findIndex((other) => isSameKind(one.kind, other.kind))
      const other = at < 0 ? undefined : come.splice(at, 1)[0]
      found.push(toDifference(one, other))
    }
    for (const other of come) found.push(toDifference(undefined, other))
    found.push(...softDifferences(id, before, after))
  }
  return numbered(found).slice(0, MAX_DIFFERENCES)
}

function place(text: string, blockId: string, lang: string): Placed[] {
  return extractFacts(text, lang).map((fact) => ({
    ...fact,
    blockId,
    text: text.slice(fact.start, fact.end),
  }))
}

/** Each once, the first time that it is said. */
function notIn(
  facts: readonly Placed[],
  others: readonly Placed[],
  { texts, lang }: { texts: readonly string[]; lang: string },
): Placed[] {
  const known = new Set(others.filter(isHard).map(identityOf))
  const isSaid = createNameFinder(texts, lang)
  const seen = new Set<string>()
  return facts.filter((fact) => {
    if (!isHard(fact)) return false
    const identity = identityOf(fact)
    if (known.has(identity) || seen.has(identity)) return false
    seen.add(identity)
    if (fact.kind === 'date')
      return !others.some((other) => other.kind === 'date' && isSameDay(fact.value, other.value))
    if (fact.kind !== 'name') return true
    // At the beginning of a sentence, in another case: the same name all the same.
    return !wordsOf(fact.text).every((word) => isSaid(word.text))
  })
}

function isHard({ kind }: Fact): boolean {
  return !SOFT.has(kind)
}

function identityOf({ kind, value }: Fact): string {
  return `${kind} ${kind === 'name' ? value.toLowerCase() : value}`
}

/** A year that one of them leaves out is no difference: a person sees both, and the day is what matters. */
function isSameDay(a: string, b: string): boolean {
  const hasNoYear = a.startsWith('--') || b.startsWith('--')
  return hasNoYear && a.length >= 7 && b.length >= 7 && a.slice(-5) === b.slice(-5)
}

/** Words that begin alike and are looked at; no text has more that could be the same name. */
const MAX_ALIKE = 50

/** Cases change the end of a name, not its beginning. */
function createNameFinder(texts: readonly string[], lang: string): (word: string) => boolean {
  const isSame = BENT.has(lang) ? isBent : isPossessive
  const byBeginning = new Map<string, Set<string>>()
  for (const word of texts.flatMap((text) => wordsOf(text))) {
    const plain = plainly(word.text)
    const alike = byBeginning.get(plain.slice(0, 3)) ?? new Set()
    if (alike.size < MAX_ALIKE) alike.add(plain)
    byBeginning.set(plain.slice(0, 3), alike)
  }
  return (word) => {
    const plain = plainly(word)
    const alike = byBeginning.get(plain.slice(0, 3)) ?? []
    return [...alike].some((other) => isSame(plain, other))
  }
}

function plainly(word: string): string {
  return word
    .slice(0, 60)
    .toLowerCase()
    .replaceAll(/[\u00AD·•‧]/gu, '')
}

/** Languages that bend the names of people and places. */
const BENT = new Set('bg cs el et fi ga hr hu lt lv pl ro sk sl'.split(' '))

/** "Kowalski" and "Kowalskiego", "Virtanen" and "Virtasen": what the shorter one has before its last letters. */
function isBent(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  const shared = Math.max(Math.min(3, length), length - 3)
  return Math.abs(a.length - b.length) <= 4 && a.slice(0, shared) === b.slice(0, shared)
}

function isPossessive(a: string, b: string): boolean {
  const bare = (word: string) => word.replace(/[’']?s$/u, '')
  return a === b || bare(a) === bare(b)
}

const NUMERIC: ReadonlySet<FactKind> = new Set(['number', 'percent', 'money', 'duration'])

function isSameKind(a: FactKind, b: FactKind): boolean {
  return a === b || (NUMERIC.has(a) && NUMERIC.has(b))
}

function softDifferences(
  blockId: string,
  before: readonly Placed[],
  after: readonly Placed[],
): Difference[] {
  const found: Difference[] = []
  for (const kind of SOFT) {
    const own = (facts: readonly Placed[]) =>
      facts.filter((fact) => fact.blockId === blockId && fact.kind === kind)
    const source = own(before)
    const result = own(after)
    if (source.length > 0 && result.length === 0) found.push(toDifference(source[0], undefined))
    // That one must or may do something is often only said more clearly; a "not" that has come is another matter.
    else if (source.length === 0 && result.length > 0 && kind === 'negation') {
      found.push(toDifference(undefined, result[0]))
    }
  }
  return found
}

function toDifference(source: Placed | undefined, result: Placed | undefined): Difference {
  const kind = source?.kind ?? result?.kind ?? 'number'
  const change = source && result ? 'changed' : source ? 'missing' : 'added'
  return {
    key: [kind, change, source?.value ?? '', result?.value ?? ''].join('|').slice(0, 300),
    kind,
    change,
    foundBy: 'count',
    source: source ? placeOf(source) : null,
    result: result ? placeOf(result) : null,
  }
}

function placeOf({ blockId, start, end, text }: Placed) {
  return { blockId, start, end, text }
}

/** The second "not" that has gone is another one than the first. */
function numbered(differences: readonly Difference[]): Difference[] {
  const counts = new Map<string, number>()
  return differences.map((one) => {
    const count = (counts.get(one.key) ?? 0) + 1
    counts.set(one.key, count)
    return count === 1 ? one : { ...one, key: `${one.key}#${count}` }
  })
}
