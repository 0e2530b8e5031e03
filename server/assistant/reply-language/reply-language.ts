import type { DetectLanguage } from '../detect-language.ts'
import { LANGUAGES } from '../languages.ts'
import { instructionOf } from './text-blocks.ts'

/** What may say in which language to answer, the strongest first. All are BCP 47. */
export interface ReplyWishes {
  /** Chosen for this very answer. */
  explicit?: string | null | undefined
  /** Pinned in the conversation. */
  pinned?: string | null | undefined
  /** What the user has just said; empty: nothing in words. */
  text: string
  /** Of the answer that it follows. */
  previous?: string | null | undefined
  interface?: string | null | undefined
}

export interface ReplyLanguage {
  /** What to answer in; null: nobody knows, and the model decides. */
  reply: string | null
  /** What the user's own words are in; null: not sure. */
  spoken: string | null
}

/**
 * The reply-language contract: explicit choice, then what is pinned, then the language of the last user turn, then that of the
 * conversation, then the interface. Titles, follow-ups, notices and exports ask here too.
 */
export async function replyLanguageOf(
  detect: DetectLanguage,
  wishes: ReplyWishes,
): Promise<ReplyLanguage> {
  const { explicit, pinned, text, previous } = wishes
  const hints = { conversation: previous, interface: wishes.interface }
  // Who pastes a letter and asks about it speaks the language of the question, not of the letter.
  const spoken = (await detect(instructionOf(text), hints)) ?? (await detect(text, hints))
  const reply = explicit ?? pinned ?? spoken ?? previous ?? knownOf(wishes.interface)
  return { reply: reply ?? null, spoken }
}

/** The interface may be in a language that models are not told to answer in. */
function knownOf(tag: string | null | undefined): string | null {
  const base = tag?.split('-')[0]?.toLowerCase()
  return base !== undefined && Object.hasOwn(LANGUAGES, base) ? base : null
}
