import { z } from 'zod'
import { AnswerOrigin, FinishReason, Message, Usage } from './conversations.ts'
import { ApiError } from './errors.ts'
import { MessagePart } from './message-parts.ts'
import { plainText } from './plain-text.ts'

/** The header that makes `POST …/runs` safe to send twice: the same key returns the same run. */
export const IDEMPOTENCY_HEADER = 'idempotency-key'

/**
 * Starts an answer.
 * - `message`: the user says something new under `parentId` (null: at the root). An edit is a new sibling of the edited one.
 * - `regenerate`: another answer to the user message `messageId`.
 * - `continue`: goes on with the assistant message `messageId`, interrupted, stopped or cut by a limit of length, in place of starting again.
 */
export const StartRun = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('message'),
    parentId: z.uuid().nullable(),
    /** May be empty where files go along. */
    text: z.string().max(200_000),
    /** Files that were uploaded before, each of which goes with one message. */
    attachmentIds: z.array(z.uuid()).max(20).optional(),
    modelId: plainText(200).nullable().optional(),
    /** BCP 47 language of the interface: the last resort when the message's own language is unclear. */
    interfaceLang: z.string().max(35).optional(),
    /** The language that was chosen for this very answer, BCP 47; absent: as the conversation and the message have it. */
    replyLang: z.string().max(35).optional(),
  }),
  z.strictObject({
    kind: z.literal('regenerate'),
    messageId: z.uuid(),
    modelId: plainText(200).nullable().optional(),
    replyLang: z.string().max(35).optional(),
    interfaceLang: z.string().max(35).optional(),
  }),
  z.strictObject({
    kind: z.literal('continue'),
    messageId: z.uuid(),
    interfaceLang: z.string().max(35).optional(),
  }),
])
export type StartRun = z.infer<typeof StartRun>

/** The answer to StartRun: the run, and the messages that it added to the tree (user first, if any). */
export const StartedRun = z.object({ runId: z.uuid(), messages: z.array(Message) })
export type StartedRun = z.infer<typeof StartedRun>

const sequence = z.int().positive()

/**
 * One event of a run, in `GET /api/runs/:id/events` (SSE: `id:` is the sequence, `data:` this object).
 * Sequences start at 1 and have no gaps; folding the same event twice changes nothing. Every event is stored before it is sent.
 * The last event is one of finished, stopped, failed, interrupted.
 */
export const RunEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    sequence,
    messageId: z.uuid(),
    modelId: z.string(),
    /** The language that the model was told to answer in; null: it was left to the model. */
    lang: z.string().nullable(),
    /** The oldest messages of the conversation that did not fit the model's context; absent: none. */
    omittedMessages: z.int().nonnegative().optional(),
  }),
  z.object({ type: z.literal('text'), sequence, text: z.string() }),
  /** One more part of the answer; a tool call that is there already is replaced by its next state. */
  z.object({ type: z.literal('part'), sequence, part: MessagePart }),
  z.object({
    type: z.literal('reasoning'),
    sequence,
    text: z.string(),
    /** From when the model took the question until this piece. */
    elapsedMs: z.int().nonnegative().optional(),
  }),
  z.object({
    type: z.literal('finished'),
    sequence,
    reason: FinishReason,
    usage: Usage,
    lang: z.string().nullable(),
    origin: AnswerOrigin.optional(),
  }),
  z.object({ type: z.literal('stopped'), sequence, origin: AnswerOrigin.optional() }),
  /** `origin`: what is known of the call that failed. */
  z.object({
    type: z.literal('failed'),
    sequence,
    error: ApiError,
    origin: AnswerOrigin.optional(),
  }),
  z.object({ type: z.literal('interrupted'), sequence }),
])
export type RunEvent = z.infer<typeof RunEvent>

const GOING_ON: ReadonlySet<RunEvent['type']> = new Set(['started', 'text', 'reasoning', 'part'])

export function isLastEvent(event: RunEvent): boolean {
  return !GOING_ON.has(event.type)
}

/** The parts with one more, or with a tool call in its next state. */
export function withPart(parts: readonly MessagePart[], part: MessagePart): MessagePart[] {
  if (part.type !== 'tool_call') return [...parts, part]
  const isSame = (other: MessagePart) => other.type === 'tool_call' && other.callId === part.callId
  if (!parts.some(isSame)) return [...parts, part]
  return parts.map((other) => (isSame(other) ? part : other))
}

/** Thoughts before an answer was stopped, and those when it was gone on with. */
export function joinReasoning(before: string, more: string): string {
  return before === '' || more === '' ? before + more : before + REASONING_GAP + more
}

export const REASONING_GAP = '\n\n'
