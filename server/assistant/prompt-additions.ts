import type { Conversation, Message } from '#wire/conversations.ts'
import type { UsedPart } from '#wire/message-parts.ts'
import type { Principal } from '#server/access/principal.ts'
import type { ProviderModel } from '#server/providers/provider.ts'

/** What an answer is asked for with: all that an addition may depend on. */
export interface AnswerRequest {
  principal: Principal
  /** As it was when the answer was asked for. */
  conversation: Conversation
  /** The user's message that is answered, or whose answer is gone on with. */
  question: Message
  /** By this very person, with this request: not read again in what somebody else wrote, shared or had in a file. */
  isSaidNow: boolean
  model: ProviderModel
  /** The language to answer in, BCP 47; null: left to the model. */
  lang: string | null
}

/** Something that the model is told before the conversation. */
export interface PromptAddition {
  what: UsedPart['what']
  /** Goes into the system message, in the order of the list of additions. */
  text: string
  /** What a person calls each thing in it; the answer's `used` part shows them. Empty: not worth telling. */
  names: readonly string[]
  /** Of those, or beside them, what did not fit; the `used` part shows them apart. */
  leftOut?: readonly string[]
  /** Not told by us or by the person, but to be worked with: it stands before the first message, and taints the call. */
  isMaterial?: boolean
}

/** Settings of the call, as the OpenAI dialect names them. */
export interface AnswerParameters {
  temperature?: number
  top_p?: number
  max_tokens?: number
}

/** Instructions, memories, terms…: one function a capability, asked anew for each answer. Throws only what shall fail the answer. */
export type AddToPrompt = (request: AnswerRequest) => Promise<{
  additions: readonly PromptAddition[]
  parameters?: AnswerParameters
  /** What one token of the call counts of a person's limits; absent: 1. */
  tokenWeight?: number
}>

/** All of them, asked at once. */
export async function gatherAdditions(sources: readonly AddToPrompt[], request: AnswerRequest) {
  const gathered = await Promise.all(sources.map((source) => source(request)))
  const parameters: AnswerParameters = {}
  for (const each of gathered) Object.assign(parameters, each.parameters)
  const tokenWeight = Math.min(1, ...gathered.map((each) => each.tokenWeight ?? 1))
  return { additions: gathered.flatMap(({ additions }) => additions), parameters, tokenWeight }
}

/** One `used` part a kind, for what is worth telling. */
export function toUsedParts(additions: readonly PromptAddition[]): UsedPart[] {
  const used = new Map<UsedPart['what'], UsedPart>()
  for (const { what, names, leftOut = [] } of additions) {
    if (names.length === 0) continue
    const before = used.get(what) ?? { type: 'used', what, names: [] }
    const missing = [...(before.leftOut ?? []), ...leftOut]
    used.set(what, {
      ...before,
      names: [...before.names, ...names],
      ...(missing.length > 0 && { leftOut: missing }),
    })
  }
  return [...used.values()]
}
