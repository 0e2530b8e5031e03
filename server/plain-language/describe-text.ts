import { createHash } from 'node:crypto'
import type { FactDifference, PlainText, PlainTextHead } from '#wire/plain-language.ts'
import { findProblems } from './checks/find-problems.ts'
import { compareFacts } from './facts/compare-facts.ts'
import type { StoredHead, StoredText } from './plain-texts-store.ts'
import { measure } from './readability/measure.ts'
import type { Standard } from './standards/standard.ts'

/** Who asks, as far as it matters to what they see. */
export interface Viewer {
  id: string
  isFourEyes: boolean
  nameOf: (personId: string) => string | null
}

export function describeHead(head: StoredHead, viewer: Viewer): PlainTextHead {
  const { id, title, standardId, lang, classification, state, reviewerId, ownerId } = head
  return {
    id,
    title,
    standardId,
    lang,
    classification,
    state,
    ownerName: viewer.nameOf(ownerId) ?? '',
    isOwn: ownerId === viewer.id,
    reviewerName: reviewerId === null ? null : (viewer.nameOf(reviewerId) ?? ''),
    updatedAt: head.updatedAt.toISOString(),
  }
}

/** All of a text, measured and compared anew: nothing of that is stored, so that none of it can be old. */
export function describeText(text: StoredText, standard: Standard, viewer: Viewer): PlainText {
  const { blocks, version, readSha256 } = text
  const { lang } = standard
  const differences = differencesOf(text, lang)
  return {
    ...describeHead(text, viewer),
    version,
    blocks: blocks.map((block) => ({
      ...block,
      findings: findProblems(block.text, standard),
      sourceFindings: findProblems(block.source, standard),
    })),
    check: {
      before: measure(
        blocks.map(({ source }) => source),
        lang,
      ),
      after: measure(
        blocks.map((block) => block.text),
        lang,
      ),
      differences,
    },
    isSecondRead: readSha256 !== null && readSha256 === hashesOf(text).textSha256,
    signOff: signOffOf(text),
    obstacles: obstaclesOf(text, differences, viewer),
  }
}

/** Parts that nobody has rewritten yet lack everything; that is no news. */
function differencesOf(text: StoredText, lang: string): FactDifference[] {
  const written = text.blocks.filter((block) => block.text.trim() !== '')
  const opinions = text.opinions.filter((opinion) => isStillThere(opinion, text))
  const decisions = new Map(text.decisions.map((one) => [one.key, one]))
  return [...compareFacts(written, lang), ...opinions].map((difference) => {
    const made = decisions.get(difference.key)
    const decision = made
      ? { is: made.decision, byName: made.byName, at: made.at.toISOString() }
      : null
    return { ...difference, decision }
  })
}

/** An opinion about words that have gone is none any more. */
function isStillThere(
  { source, result }: StoredText['opinions'][number],
  text: StoredText,
): boolean {
  const place = source ?? result
  const block = text.blocks.find(({ id }) => id === place?.blockId)
  const whole = source ? block?.source : block?.text
  return place !== null && whole?.slice(place.start, place.end) === place.text
}

function signOffOf(text: StoredText): PlainText['signOff'] {
  const { signedAt, signedByName, sourceSha256, textSha256, isFourEyes } = text
  if (!signedAt || sourceSha256 === null || textSha256 === null) return null
  const at = signedAt.toISOString()
  return { byName: signedByName ?? '', at, sourceSha256, textSha256, isFourEyes }
}

function obstaclesOf(
  { blocks, state, ownerId, reviewerId }: StoredText,
  differences: readonly FactDifference[],
  { id, isFourEyes }: Viewer,
): PlainText['obstacles'] {
  return [
    ...(blocks.some(({ text }) => text.trim() === '') ? (['not-rewritten'] as const) : []),
    ...(differences.some(({ decision }) => decision === null) ? (['open-facts'] as const) : []),
    ...(isFourEyes && ownerId === id ? (['four-eyes'] as const) : []),
    ...(state === 'review' && reviewerId !== id ? (['not-reviewer'] as const) : []),
  ]
}

/** SHA-256, hex, of source and text: their parts with an empty line between them, in UTF-8. */
export function hashesOf({ blocks }: Pick<StoredText, 'blocks'>) {
  return {
    sourceSha256: sha256(blocks.map(({ source }) => source).join('\n\n')),
    textSha256: sha256(wholeText(blocks)),
  }
}

export function wholeText(blocks: readonly { text: string }[]): string {
  return blocks.map(({ text }) => text.trim()).join('\n\n')
}

function sha256(text: string): string {
  return createHash('sha256').update(text.toWellFormed(), 'utf8').digest('hex')
}
