import type { Message } from '#wire/conversations.ts'
import type { ChatMessage } from './ask-model.ts'
import type { ContentPart } from './attachments-port.ts'
import { LANGUAGES, type Language } from './languages.ts'

export interface PromptOptions {
  /** Oldest first; the last one is what is answered, or, to be gone on with, a part of an answer. */
  history: readonly Message[]
  /** How many messages before those were not even read. */
  olderCount: number
  lang: string | null
  /** The model has answered in another language before: it is told so once more, where it cannot miss it. */
  isInsisting?: boolean
  /** What the model is told beside the conversation, in order. */
  additions?: readonly { text: string; isMaterial?: boolean }[]
  /** What goes along with a message, by its id. */
  contents?: ReadonlyMap<string, readonly ContentPart[]>
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
export function buildPrompt(options: PromptOptions): Prompt {
  const { history, olderCount, budgetTokens, additions = [], contents } = options
  const of = (isMaterial: boolean) =>
    additions.filter((one) => (one.isMaterial ?? false) === isMaterial).map(({ text }) => text)
  const told = [...of(false), systemLineFor(options)].join('\n\n')
  const material = of(true).join('\n\n')
  const system: ChatMessage = { role: 'system', content: told }
  const turns = toTurns(history)
  const kept: Message[][] = []
  let tokens = estimateTokens(told) + estimateTokens(material)
  const sizeOf = (message: Message) =>
    estimateTokens(message.text) + contentTokens(contents?.get(message.id) ?? [])
  for (const turn of turns.toReversed()) {
    tokens += turn.reduce((sum, message) => sum + sizeOf(message), 0)
    if (kept.length > 0 && tokens > budgetTokens) break
    kept.unshift(turn)
  }
  const shown = kept.flat()
  return {
    messages: [system, ...insistingIn(withMaterial(toChat(shown, contents), material), options)],
    omittedCount: olderCount + history.length - shown.length,
  }
}

/** Before all that was said, where it stays the same from question to question; never where we speak ourselves. */
function withMaterial(chat: ChatMessage[], material: string): ChatMessage[] {
  const [first, ...rest] = chat
  if (material === '') return chat
  if (first?.role !== 'user') return [{ role: 'user', content: material }, ...chat]
  return [{ ...first, content: joinContents(material, first.content) }, ...rest]
}

function languageOf(lang: string | null): Language | undefined {
  const base = lang?.split('-')[0] ?? ''
  return Object.hasOwn(LANGUAGES, base) ? LANGUAGES[base] : undefined
}

function systemLineFor({ lang, isInsisting = false }: PromptOptions): string {
  const known = languageOf(lang)
  if (!known) return 'Answer in the language of the last message of the user.'
  return `${isInsisting ? known.insist : known.answer} ${known.keep}`
}

/** The last words that a model reads weigh most. */
function insistingIn(
  messages: ChatMessage[],
  { lang, isInsisting = false }: PromptOptions,
): ChatMessage[] {
  const insist = isInsisting ? languageOf(lang)?.insist : undefined
  const last = messages.at(-1)
  if (insist === undefined || last?.role !== 'user') return messages
  return [...messages.slice(0, -1), { ...last, content: joinContents(last.content, insist) }]
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
function toChat(messages: readonly Message[], contents: PromptOptions['contents']): ChatMessage[] {
  const chat: ChatMessage[] = []
  for (const { id, role, text } of messages) {
    const last = chat.at(-1)
    const files = contents?.get(id) ?? []
    if (text === '' && files.length === 0) continue
    const content = joinContent(files, text)
    if (last?.role === role) last.content = joinContents(last.content, content)
    else chat.push({ role, content })
  }
  const last = chat.at(-1)
  if (last?.role === 'assistant') last.prefix = true
  return chat
}

/** Files stand before the words about them. Text alone stays a string, which every provider takes. */
function joinContent(files: readonly ContentPart[], text: string): string | ContentPart[] {
  const parts: ContentPart[] = [...files, ...(text === '' ? [] : [{ type: 'text', text } as const])]
  if (!parts.every((part) => part.type === 'text')) return parts
  return parts.map((part) => part.text).join('\n\n')
}

function joinContents(one: ChatMessage['content'], two: ChatMessage['content']) {
  if (typeof one === 'string' && typeof two === 'string') return `${one}\n\n${two}`
  const toParts = (content: ChatMessage['content']): ContentPart[] =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : content
  return [...toParts(one), ...toParts(two)]
}

/** What a picture costs differs by model and size; this is in the middle of what they say. */
const PICTURE_TOKENS = 1_000

function contentTokens(parts: readonly ContentPart[]): number {
  return parts.reduce(
    (sum, part) => sum + (part.type === 'text' ? estimateTokens(part.text) : PICTURE_TOKENS),
    0,
  )
}

/** By our estimate, of a whole message to a model. */
export function estimateMessageTokens({ content }: ChatMessage): number {
  return typeof content === 'string' ? estimateTokens(content) : contentTokens(content)
}

/**
 * Low rather than high: a prompt that is too long is refused with the numbers and tried again shorter, while turns that were
 * left out needlessly are lost. Four bytes a token is English; other languages have fewer.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4) + 4
}
