import type { FindingKind } from '#wire/screening.ts'
import type { Finding } from '../detect/finding.ts'

/** A text of a request, as far as its neighbours may go on with what is said in it. */
export interface Piece {
  /** Offset of its bytes in the body: whose text it is. */
  leaf: number
  text: string
  /** `messages[3]`: what has a role. */
  item: string
  findings: readonly Finding[]
}

/** What is looked through once more, and where each of its characters stands. */
export interface Joined {
  text: string
  /** What the scan of it says of the pieces that it was made of, by leaf. */
  place(findings: readonly Finding[]): Map<number, Finding[]>
}

/** Of a longer text the beginning and the end: what is split is near where it was. */
const EDGE = 80
/** Nothing goes on over it. */
const BORDER = '\n\u0001\n'

/**
 * The texts of a request one after the other, without and with a space between, and once more without what the model said: what
 * stands in two parts or two messages, and numbers that the message before asked for.
 */
export function joinTexts(pieces: readonly Piece[], roles: ReadonlyMap<string, string>): Joined[] {
  if (pieces.length < 2) return []
  const ofPeople = pieces.filter(({ item }) => !BY_MODELS.has(roles.get(item) ?? ''))
  const chains = ofPeople.length === pieces.length ? [pieces] : [pieces, ofPeople]
  return chains
    .flatMap((chain) => (chain.length < 2 ? [] : [join(chain, ''), join(chain, ' ')]))
    .filter(({ text }) => MAY_TELL.test(text))
}

/** Nothing that is split has none of these. */
const MAY_TELL = /[0-9@\u0660-\uffff]/

const BY_MODELS = new Set(['assistant', 'model'])

interface Part {
  piece: Piece
  /** Where it begins in the joined text, and in its own. */
  at: number
  from: number
  length: number
}

function join(chain: readonly Piece[], between: string): Joined {
  const parts: Part[] = []
  let text = ''
  const add = (piece: Piece, from: number, to: number) => {
    parts.push({ piece, at: text.length, from, length: to - from })
    text += piece.text.slice(from, to)
  }
  for (const piece of chain) {
    const { length } = piece.text
    if (text !== '') text += between
    if (length <= 2 * EDGE) add(piece, 0, length)
    else {
      add(piece, 0, EDGE)
      text += BORDER
      add(piece, length - EDGE, length)
    }
  }
  const kinds = between === '' ? SPLIT : ASKED_FOR
  return {
    text,
    place(findings) {
      const placed = new Map<number, Finding[]>()
      for (const finding of findings) {
        if (!kinds.has(finding.kind) || finding.score < SURE) continue
        const touched = partsOf(parts, finding)
        const isNew = touched.length > 0 && !touched.some((one) => isKnown(one))
        if (!isNew || (between === '') === (touched.length === 1)) continue
        for (const { piece, start, end } of touched) {
          const list = placed.get(piece.leaf) ?? []
          placed.set(piece.leaf, [...list, { ...finding, start, end }])
        }
      }
      return placed
    },
  }
}

const SURE = 0.7
/** Of what people write in one go, and break up to get it past somebody. */
const SPLIT: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'secret',
  'national-id',
  'iban',
  'payment-card',
  'email',
  'phone',
])
/** “What is your BSN?” – “123456782” */
const ASKED_FOR: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'national-id',
  'payment-card',
  'document-number',
])

interface Touched {
  piece: Piece
  start: number
  end: number
}

function partsOf(parts: readonly Part[], { start, end }: Finding): Touched[] {
  const touched: Touched[] = []
  for (let index = firstEnding(parts, start); index < parts.length; index += 1) {
    const part = parts[index]
    if (!part || part.at >= end) break
    const from = Math.max(start, part.at) - part.at + part.from
    const to = Math.min(end, part.at + part.length) - part.at + part.from
    if (to > from) touched.push({ piece: part.piece, start: from, end: to })
  }
  return touched
}

/** The first part that ends behind a place: there may be many thousands. */
function firstEnding(parts: readonly Part[], start: number): number {
  let low = 0
  let high = parts.length
  while (low < high) {
    const middle = (low + high) >> 1
    const part = parts[middle]
    if (part && part.at + part.length <= start) low = middle + 1
    else high = middle
  }
  return low
}

function isKnown({ piece, start, end }: Touched): boolean {
  return piece.findings.some((one) => one.start < end && start < one.end)
}
