import {
  RecordFacts,
  type CheckAnswer,
  type CheckRequest,
  type PublishedKeys,
  type SignedProvenance,
  PROVENANCE_CONTEXT,
} from '#wire/provenance.ts'
import {
  blocksOf,
  exactText,
  NORMALISATION,
  paragraphsOf,
  SHORTEST_PARAGRAPH,
  wordsOf,
} from '#wire/provenance-text.ts'
import type { Organisations } from '#server/access/organisations.ts'
import { isId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import type { Provenance } from './provenance.ts'
import type { FoundRecord, RecordsStore } from './records-store.ts'
import type { PublishedKey, SigningKeys } from './signing-keys.ts'

export interface Check {
  /** What is known of a text or a record, for whoever holds it. Unknown and never heard of look the same. */
  check(request: CheckRequest): Promise<CheckAnswer>
  published(): Promise<PublishedKeys>
}

export interface CheckOptions {
  keys: SigningKeys
  store: RecordsStore
  provenance: Pick<Provenance, 'open'>
  organisations: Pick<Organisations, 'ids'>
  /** Where the page is, for the published keys to say. */
  checkUrl: () => string
  log: Log
}

type Match = CheckAnswer['match']
interface Found {
  match: Match
  signed: SignedProvenance
}

/** More paragraphs than a letter has are not gone through. */
const MAX_BLOCKS = 200
const NOTHING: CheckAnswer = { match: 'none', facts: null, signed: null, paragraphs: [] }

/**
 * The open side of provenance. The tables are each organisation's own, and nothing but an organisation's own key finds a text in
 * them: so each organisation is asked in turn, as itself, and the one whose key the asker names is asked alone.
 */
export function createCheck(options: CheckOptions): Check {
  return {
    async check({ text, id, key }) {
      const tenants = await tenantsOf(options, key)
      if (id !== undefined) return checkId(options, tenants, id)
      return checkText(options, tenants, text ?? '')
    },
    async published() {
      const keys: PublishedKey[] = []
      for (const tenantId of options.organisations.ids()) {
        keys.push(...(await publishedOf(options, tenantId)))
      }
      return {
        context: PROVENANCE_CONTEXT,
        normalisation: NORMALISATION,
        check: options.checkUrl(),
        keys: keys.map(({ kid, publicKey, from, until }) => ({
          kid,
          kty: 'OKP',
          crv: 'Ed25519',
          x: publicKey,
          from: from.toISOString(),
          until: until?.toISOString() ?? null,
        })),
      }
    },
  }
}

async function publishedOf({ keys, log }: CheckOptions, tenantId: string) {
  try {
    return (await keys.of(tenantId)).published
  } catch (error) {
    // One organisation whose keys cannot be opened must not silence the others.
    log.error('provenance.keys_not_opened', { tenantId, error })
    return []
  }
}

async function tenantsOf(options: CheckOptions, key: string | undefined): Promise<string[]> {
  const all = [...options.organisations.ids()]
  if (key === undefined || all.length === 1) return all
  for (const tenantId of all) {
    const published = await publishedOf(options, tenantId)
    if (published.some(({ kid }) => kid === key)) return [tenantId]
  }
  return []
}

async function checkId(
  { store, provenance }: CheckOptions,
  tenants: readonly string[],
  given: string,
): Promise<CheckAnswer> {
  const id = given.trim().toLowerCase()
  if (!isId(id)) return NOTHING
  for (const tenantId of tenants) {
    const stored = await store.find(tenantId, id)
    const signed = stored && provenance.open(tenantId, stored)
    // Without the hash: who knows all of a text but one word could find that word by trying.
    if (signed) return { ...NOTHING, match: 'record', facts: factsOf(signed) }
  }
  return NOTHING
}

async function checkText(
  options: CheckOptions,
  tenants: readonly string[],
  text: string,
): Promise<CheckAnswer> {
  if (wordsOf(text).length < SHORTEST_PARAGRAPH) return { ...NOTHING, match: 'too-short' }
  const blocks = blocksOf(text)
  // Copies end in a line that says what they are: it is no part of the text.
  const body = text.slice(0, text.lastIndexOf(blocks.at(-1) ?? ''))
  const forms = blocks.length > 1 ? [text, body] : [text]
  for (const form of forms) {
    const found = await findWhole(options, tenants, form)
    if (found) {
      const { match, signed } = found
      return { match, facts: factsOf(signed), signed, paragraphs: [] }
    }
  }
  return findParts(options, tenants, blocks.slice(0, MAX_BLOCKS))
}

async function findWhole(
  { keys, store, provenance }: CheckOptions,
  tenants: readonly string[],
  text: string,
): Promise<Found | undefined> {
  let words: Found | undefined
  for (const tenantId of tenants) {
    const { markOf } = await keys.of(tenantId)
    const marks = [markOf('exact', exactText(text)), markOf('words', wordsOf(text))]
    for (const found of await store.findByMarks(tenantId, marks)) {
      const signed = provenance.open(tenantId, found)
      if (signed && found.kind === 'exact') return { match: 'exact', signed }
      if (signed && found.kind === 'words') words ??= { match: 'words', signed }
    }
  }
  return words
}

async function findParts(
  options: CheckOptions,
  tenants: readonly string[],
  blocks: readonly string[],
): Promise<CheckAnswer> {
  const best = new Map<string, SignedProvenance>()
  for (const tenantId of tenants) {
    for (const [block, signed] of await findBlocks(options, tenantId, blocks)) {
      const before = best.get(block)
      if (!before || (!before.record.approval && signed.record.approval)) best.set(block, signed)
    }
  }
  const [first] = best.values()
  if (!first) return NOTHING
  const paragraphs = blocks.map((text) => {
    const signed = best.get(text)
    return { text, facts: signed ? factsOf(signed) : null }
  })
  return { match: 'part', facts: factsOf(first), signed: null, paragraphs }
}

/** A block is known where it is a known paragraph itself, or one of its lines is. */
async function findBlocks(
  { keys, store, provenance }: CheckOptions,
  tenantId: string,
  blocks: readonly string[],
): Promise<[string, SignedProvenance][]> {
  const { markOf } = await keys.of(tenantId)
  const marked = blocks.map((block) => ({
    block,
    marks: paragraphsOf(block).map((one) => markOf('paragraph', one)),
  }))
  const found = await store.findByMarks(
    tenantId,
    marked.flatMap(({ marks }) => marks),
  )
  const byMark = new Map<string, FoundRecord>(found.map((one) => [one.mark, one]))
  return marked.flatMap(({ block, marks }) => {
    const record = marks.map((mark) => byMark.get(mark)).find((one) => one !== undefined)
    const signed = record && provenance.open(tenantId, record)
    return signed ? [[block, signed] as [string, SignedProvenance]] : []
  })
}

function factsOf({ record }: SignedProvenance): RecordFacts {
  return RecordFacts.parse(record)
}
