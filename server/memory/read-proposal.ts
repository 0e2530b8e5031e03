import { z } from 'zod'
import { hasSpecialWords } from './special-words.ts'

/** What a model answers that is asked for something worth remembering. */
export const Proposed = z.object({
  /** Null: there is nothing. */
  fact: z.string().nullable(),
  kind: z.enum([
    'writing_style',
    'language',
    'format',
    'tools',
    'field_of_work',
    'way_of_working',
    'other',
  ]),
  isAboutSomebodyElse: z.boolean(),
  isPrivate: z.boolean(),
})
export type Proposed = z.infer<typeof Proposed>

const MAX_LENGTH = 160
const MAX_WORDS = 20
/** Of the words of a fact, so many at least must be the person's own. */
const OWN_SHARE = 0.4

/** Longer, and it is likely to have been pasted. */
const MAX_OWN_WORDS = 600

/**
 * The message, where all of it looks typed by this very person: short, without quotations, code, addresses or a gap between
 * paragraphs. Undefined: somebody else may have written a part of it.
 */
export function ownWordsOf(message: string): string | undefined {
  const text = message.trim().normalize('NFC')
  if (text.length > MAX_OWN_WORDS || text.length < 12) return undefined
  if (/\n\s*\n|```|^\s*>|\t|<\/?\w+[^>]*>|https?:|www\./mu.test(text)) return undefined
  if (/["“”„«»‹›]/u.test(text)) return undefined
  return text
}

/**
 * What of a model's proposal may be shown to the person: a short fact about how they work, in words that are theirs. Null: nothing.
 * Whatever the model says of it, checks of our own have the last word.
 */
export function readProposal(
  proposed: Proposed | null,
  { said, isSensitive }: { said: string; isSensitive: (text: string) => boolean },
): string | null {
  if (!proposed?.fact) return null
  const { kind, isAboutSomebodyElse, isPrivate } = proposed
  if (kind === 'other' || isAboutSomebodyElse || isPrivate) return null
  const fact = proposed.fact
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\u{E0000}-\u{E007F}]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toWellFormed()
  if (fact.length < 8 || fact.length > MAX_LENGTH || fact.split(' ').length > MAX_WORDS) return null
  if (/[<>[\]{}|\\`]|https?:|www\.|\S@\S/iu.test(fact)) return null
  if (!isOf(said, fact)) return null
  return hasSpecialWords(fact) || hasSpecialWords(said) || isSensitive(fact) ? null : fact
}

/** Whether enough of its words begin as words that the person has written. */
function isOf(said: string, fact: string): boolean {
  const own = new Set(beginningsOf(said))
  const all = beginningsOf(fact)
  const shared = all.filter((word) => own.has(word)).length
  return all.length > 0 && shared / all.length >= OWN_SHARE
}

function beginningsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/[\p{L}\p{N}]{4,}/gu)].map(([word]) => word.slice(0, 4))
}
