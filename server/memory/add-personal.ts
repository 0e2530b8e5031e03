import { Classification, stricter } from '#wire/classification.ts'
import type { AssistantSettings, Memory, Preferences } from '#wire/preferences.ts'
import type {
  AddToPrompt,
  AnswerRequest,
  PromptAddition,
} from '#server/assistant/prompt-additions.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import { findWish } from './find-wish.ts'
import { tokenWeightOf } from './token-weights.ts'
import type { KeptMemory, Personal, PersonalStore } from './personal-store.ts'

export interface PersonalOptions {
  store: Pick<PersonalStore, 'read' | 'remember' | 'noteUsed'>
  clock: Clock
}

/** What a person has told about themself, and what is remembered of them; and how their language is counted. */
export function addPersonal({ store, clock }: PersonalOptions): AddToPrompt {
  return async (request) => {
    const { principal, lang } = request
    if (principal.kind !== 'person') return { additions: [] }
    const personal = await store.read(principal)
    const memories = mayRemember(request, personal)
      ? await withWish({ store, clock }, request, personal.memories.filter(isTold(request)))
      : []
    if (memories.length > 0) {
      const ids = memories.map(({ id }) => id)
      await store.noteUsed(principal, ids, clock.now())
    }
    const tokenWeight = personal.settings.isCountingFair ? tokenWeightOf(lang) : 1
    return {
      additions: [...toInstructions(personal.preferences), ...toMemories(memories)],
      tokenWeight,
    }
  }
}

/** Off by default; the organisation may forbid it, and never for conversations that are stricter than it says. */
function mayRemember(
  { conversation: { classification } }: AnswerRequest,
  { settings, preferences }: Personal,
): boolean {
  return settings.isMemoryAllowed && preferences.isMemoryOn && isWithin(classification, settings)
}

/** What was said under a class is not told under a lesser one, whose models may be anywhere. */
function isTold({ conversation }: AnswerRequest) {
  return ({ classification: said }: KeptMemory): boolean =>
    said === null || stricter(said, conversation.classification) === conversation.classification
}

export function isWithin(
  classification: Classification,
  { memoryClass }: Pick<AssistantSettings, 'memoryClass'>,
): boolean {
  const order = Classification.options
  return order.indexOf(classification) <= order.indexOf(memoryClass)
}

/**
 * The question itself may ask for something to be remembered: only what is said now, by its own words, never a file's, an
 * answer's, or those of a conversation that somebody shared.
 */
async function withWish(
  { store, clock }: PersonalOptions,
  { principal, question, isSaidNow, conversation }: AnswerRequest,
  known: readonly Memory[],
): Promise<readonly Memory[]> {
  const wish = isSaidNow ? findWish(question.text) : undefined
  if (wish === undefined || known.some(({ text }) => text === wish)) return known
  const memory = await store.remember(principal, {
    id: createId(),
    text: wish,
    conversationId: conversation.id,
    messageId: question.id,
    atMs: clock.now(),
  })
  return memory ? [memory, ...known] : known
}

function toInstructions({
  aboutMe,
  howToAnswer,
  areInstructionsOn,
}: Preferences): PromptAddition[] {
  if (!areInstructionsOn) return []
  const told = [
    aboutMe.trim() !== '' && `What the user says about themself:\n${aboutMe.trim()}`,
    howToAnswer.trim() !== '' && `How the user wants to be answered:\n${howToAnswer.trim()}`,
  ].filter((text) => text !== false)
  // People know what they have set: an answer need not tell each time.
  return told.length === 0 ? [] : [{ what: 'instructions', text: told.join('\n\n'), names: [] }]
}

/** As much as a model should be told beside every question. */
const MAX_TOLD_LENGTH = 4000

function toMemories(memories: readonly Memory[]): PromptAddition[] {
  const told: string[] = []
  let length = 0
  for (const { text } of memories) {
    length += text.length
    if (length > MAX_TOLD_LENGTH) break
    told.push(text.replaceAll(/\s+/g, ' '))
  }
  if (told.length === 0) return []
  const list = told.map((text) => `- ${text}`).join('\n')
  const text = `What the user has asked you to remember. These are facts about the user, use them where they help and do not recite them:\n${list}`
  return [{ what: 'memory', text, names: told }]
}
