import type { MessageQueue, QueuedMessage, QueueMessage, UpdateQueuedMessage } from '#wire/queue.ts'
import type { StartedRun, StartRun } from '#wire/runs.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId, isId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { ownerOf, type ConversationsStore } from '../conversations-store.ts'
import type { MessagesStore } from '../messages-store.ts'
import type { Runs } from '../runs.ts'
import { toStorableText } from '../storable-text.ts'
import { keyOf, MAX_QUEUED, type QueueStore, type StoredQueued } from './queue-store.ts'

export interface QueueOptions {
  store: QueueStore
  conversations: Pick<ConversationsStore, 'find'>
  messages: Pick<MessagesStore, 'find'>
  runs: Pick<Runs, 'start'>
  /** Who somebody is now, with the rights of now; undefined: nobody any more. */
  findPerson: (tenantId: string, id: string) => Principal | undefined
  clock: Clock
  log: Log
}

export type Queue = ReturnType<typeof createQueue>

/**
 * Messages that wait for the answer before them. They are kept here, not in a browser: a reload, another tab or a closed laptop
 * changes nothing. After a complete answer the next one is sent; after one that failed, was stopped or was cut off they wait for
 * their owner, because what they rest on is not there.
 */
export function createQueue(options: QueueOptions) {
  return { ...waitingCalls(options), ...sendingCalls(options) }
}

async function allow(
  { conversations }: QueueOptions,
  principal: Principal,
  { action, id }: { action: 'run.read' | 'run.start'; id: string },
): Promise<void> {
  requireAllowed(principal, action, { kind: 'conversation', id })
  const found = isId(id) ? await conversations.find(ownerOf(principal), id) : undefined
  if (!found) throw new AppError('not_found', 'This conversation does not exist.')
  const context = { classification: found.classification }
  const about = { kind: 'conversation', id, ownerId: principal.id, context } as const
  requireAllowed(principal, 'conversation.read', about)
}

function waitingCalls(options: QueueOptions) {
  const { store, clock } = options
  const list = async (principal: Principal, id: string): Promise<MessageQueue> => ({
    queue: (await store.list(ownerOf(principal), id)).map(toQueued),
  })
  return {
    async list(principal: Principal, conversationId: string): Promise<MessageQueue> {
      await allow(options, principal, { action: 'run.read', id: conversationId })
      return list(principal, conversationId)
    },

    async add(
      principal: Principal,
      conversationId: string,
      wish: QueueMessage & { idempotencyKey: string | null },
    ): Promise<MessageQueue> {
      await allow(options, principal, { action: 'run.start', id: conversationId })
      await findAnswer(options, principal, { conversationId, id: wish.parentId })
      const text = toStorableText(wish.text, wish.attachmentIds)
      const message = { ...wish, text, id: createId(), conversationId, atMs: clock.now() }
      const isIn = await store.add(ownerOf(principal), message)
      if (isIn) return list(principal, conversationId)
      throw new AppError('conflict', `${MAX_QUEUED} messages wait already: let some be answered.`)
    },

    async change(
      principal: Principal,
      { conversationId, id }: Place,
      { text, beforeId }: UpdateQueuedMessage,
    ): Promise<MessageQueue> {
      await allow(options, principal, { action: 'run.start', id: conversationId })
      const owner = ownerOf(principal)
      const isThere =
        isId(id) &&
        (text === undefined || (await store.setText(owner, id, toStorableText(text)))) &&
        (beforeId === undefined || (await store.move(owner, { conversationId, id, beforeId })))
      if (isThere) return list(principal, conversationId)
      throw new AppError('not_found', 'This message does not wait any more: it may have been sent.')
    },

    async remove(principal: Principal, { conversationId, id }: Place): Promise<MessageQueue> {
      await allow(options, principal, { action: 'run.start', id: conversationId })
      if (isId(id)) await store.remove(ownerOf(principal), id)
      return list(principal, conversationId)
    },
  }
}

function sendingCalls(options: QueueOptions) {
  const { store, log } = options

  /** Sends the first one now; null: none waits. Whoever asks twice gets the same run. */
  async function sendNext(
    principal: Principal,
    conversationId: string,
  ): Promise<StartedRun | null> {
    await allow(options, principal, { action: 'run.start', id: conversationId })
    const owner = ownerOf(principal)
    const [first] = await store.list(owner, conversationId)
    if (!first) return null
    const started = await options.runs.start(principal, {
      conversationId,
      request: toRequest(first),
      idempotencyKey: keyOf(first.id),
    })
    const answerId = started.messages.at(-1)?.id ?? first.parentId
    await store.sent(owner, { conversationId, id: first.id, answerId })
    return started
  }

  return {
    sendNext,

    /** An answer has come to its own end: what waited for it is sent. Never throws. */
    async afterAnswer(tenantId: string, answer: AnsweredBy): Promise<void> {
      try {
        const principal = options.findPerson(tenantId, answer.ownerId)
        if (!principal) return
        const [first] = await store.list(ownerOf(principal), answer.conversationId)
        if (first?.parentId !== answer.messageId) return
        await sendNext(principal, answer.conversationId)
      } catch (error) {
        // It waits on, and its owner sees that it does.
        log.warn('assistant.queue_not_sent', { error })
      }
    },
  }
}

interface Place {
  conversationId: string
  id: string
}

export interface AnsweredBy {
  messageId: string
  conversationId: string
  ownerId: string
}

function toQueued(stored: StoredQueued): QueuedMessage {
  const { interfaceLang: _, ...queued } = stored
  return queued
}

function toRequest(queued: StoredQueued): StartRun {
  const { parentId, text, attachmentIds, modelId, interfaceLang, replyLang } = queued
  return {
    kind: 'message',
    parentId,
    text,
    ...(attachmentIds.length > 0 && { attachmentIds }),
    ...(modelId !== null && { modelId }),
    ...(interfaceLang !== null && { interfaceLang }),
    ...(replyLang !== null && { replyLang }),
  }
}

async function findAnswer(
  { messages }: QueueOptions,
  { tenantId }: Principal,
  { conversationId, id }: Place,
): Promise<void> {
  const found = await messages.find(tenantId, { conversationId, id })
  if (found?.role === 'assistant') return
  throw new AppError('invalid_request', 'parentId is of no answer in this conversation.')
}
