import type { Message } from '#wire/conversations.ts'
import type { ChatMessage } from './ask-model.ts'
import { LANGUAGES } from './languages.ts'

export interface PromptOptions {
  /** Oldest first; the last one is what is answered, or, to be gone on with, a part of an answer. */
  history: readonly Message[]
  /** How many messages before those were not even read. */
  olderCount: number
  lang: string | null
  /** How many tokens the prompt may have; by our estimate, for every model counts differently. */
  budgetTokens: number
}

export interface Prompt {
  messages: ChatMessage[]
  /** Messages of the conversation that the model does not see. */
  omittedCount: number
}

/**
 * What a model is sent: one line about the language, in that language, then as many of the last turns as fit, whole. The last
 * message is always there, however long: whether it fits is for the model to say.
 */
export function buildPrompt({ history, olderCount, lang, budgetTokens }: PromptOptions): Prompt {
  const system: ChatMessage = { role: 'system', content: systemLineFor(lang) }
  const turns = toTurns(history)
  const kept: Message[][] = []
  let tokens = estimateTokens(system.content)
  for (const turn of turns.toReversed()) {
    tokens += turn.reduce((sum, { text }) => sum + estimateTokens(text), 0)
    if (kept.length > 0 && tokens > budgetTokens) break
    kept.unshift(turn)
  }
  const shown = kept.flat()
  return {
    messages: [system, ...toChat(shown)],
    omittedCount: olderCount + history.length - shown.length,
  }
}

function systemLineFor(lang: string | null): string {
  const known = lang === null ? undefined : LANGUAGES[lang.split('-')[0] ?? '']
  return known?.answer ?? 'Answer in the language of the last message of the user.'
}

/** A question with all that answers it. */
function toTurns(history: readonly Message[]): Message[][] {
  const turns: Message[][] = []
  for (const message of history) {
    const last = turns.at(-1)
    if (message.role === 'user' || !last) turns.push([message])
    else last.push(message)
  }
  return turns
}

/** Strictly by turns, as many models' templates demand: an answer that never came leaves two questions, which become one. */
function toChat(messages: readonly Message[]): ChatMessage[] {
  const chat: ChatMessage[] = []
  for (const { role, text } of messages) {
    const last = chat.at(-1)
    if (text === '') continue
    if (last?.role === role) last.content += `\n\n${text}`
    else chat.push({ role, content: text })
  }
  const last = chat.at(-1)
  if (last?.role === 'assistant') last.prefix = true
  return chat
}

/**
 * Low rather than high: a prompt that is too long is refused with the numbers and tried again shorter, while turns that were
 * left out needlessly are lost. Four bytes a token is English; other languages have fewer.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4) + 4
}
