import { promptRoomOf } from '#wire/context-room.ts'
import type { Message } from '#wire/conversations.ts'
import { estimateTokens } from './estimate-tokens.ts'

/** How full a conversation is against what its model reads at once. */
export interface ContextUse {
  usedTokens: number
  roomTokens: number
  /** From 0, full, to 1. */
  leftShare: number
  /** Pages of 1,800 characters that still fit, in the language of this conversation. */
  pagesLeft: number
  /** The model has not seen its oldest messages any more. */
  isOver: boolean
}

const PAGE = 1_800
/** Fewer characters say little about how a model counts. */
const TELLING = 400
const USUAL_TOKENS_A_CHARACTER = 0.28

/**
 * As the model itself counted, with instructions, files and memories, when it gave its last answer; what has come since is
 * estimated. Reasoning is written anew each time, so it takes no room.
 * @param path What is shown, oldest first.
 * @param draft What is being written.
 */
export function contextUseOf(
  path: readonly Message[],
  draft: string,
  contextTokens: number,
): ContextUse {
  const at = path.findLastIndex(({ role, usage }) => role === 'assistant' && usage !== null)
  const last = path[at]
  const since = path.slice(at + 1).reduce((sum, { text }) => sum + estimateTokens(text), 0)
  const usedTokens = (last ? countedIn(last) : 0) + since + estimateTokens(draft)
  const roomTokens = promptRoomOf(contextTokens)
  const left = Math.max(0, roomTokens - usedTokens)
  return {
    usedTokens,
    roomTokens,
    leftShare: left / roomTokens,
    pagesLeft: Math.floor(left / (PAGE * tokensACharacter(path))),
    isOver: (last?.omittedMessages ?? 0) > 0,
  }
}

function countedIn({ usage, text, reasoning }: Message): number {
  const answer = reasoning ? estimateTokens(text) : (usage?.outputTokens ?? 0)
  return (usage?.inputTokens ?? 0) + answer
}

function tokensACharacter(path: readonly Message[]): number {
  const telling = path.findLast(
    ({ role, usage, reasoning, text }) =>
      role === 'assistant' && usage !== null && !reasoning && text.length >= TELLING,
  )
  if (!telling?.usage) return USUAL_TOKENS_A_CHARACTER
  return Math.min(1.5, Math.max(0.1, telling.usage.outputTokens / telling.text.length))
}
