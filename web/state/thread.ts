import { ApiFailure } from '#sdk/api-failure.ts'
import type { Client } from '#sdk/client.ts'
import type { Message } from '#wire/conversations.ts'
import { joinReasoning, type StartRun } from '#wire/runs.ts'
import type { Store } from './external-store.ts'
import { createLiveRuns, firstWordsIn } from './live-runs.ts'
import type { RunFold } from './run-fold.ts'
import type { KeyValueStorage } from './storage.ts'
import type { Tabs } from './tabs.ts'
import { createThreadMessages } from './thread-messages.ts'

/** Few conversations are longer; of those that are, these are read first. */
const NEWEST = 100

/** For so long the list may still have the conversation as it was before the question. */
const PATIENCE_MS = 500

export interface ThreadOptions {
  conversationId: string
  client: Client
  tabs: Tabs
  storage: KeyValueStorage
  nextFrame: (callback: () => void) => void
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** An answer began or came to its end: the conversation may have another title, and another place in the list. */
  onProgress: () => void
}

export type Thread = ReturnType<typeof createThread>

/** One conversation: its messages, the versions that are shown, and the answers that stream. */
export function createThread(options: ThreadOptions) {
  const { conversationId, client, storage, nextFrame, wait, onProgress } = options
  const messages = createThreadMessages(conversationId, storage)
  const live = createLiveRuns({ client, nextFrame, wait, onEnd, onLost })

  /** Takes the messages anew and follows what streams. Of a long conversation the end is there first. */
  async function open(): Promise<void> {
    try {
      const { messages: newest, hasEarlier } = await client.listMessages(conversationId, NEWEST)
      if (hasEarlier && messages.putEnd(newest)) follow(newest)
      put(hasEarlier ? (await client.listMessages(conversationId)).messages : newest)
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      const isMissing = error.status === 404 || error.status === 400
      messages.markFailed(isMissing ? 'missing' : 'failed')
    }
  }

  function put(fresh: readonly Message[]): void {
    messages.put(fresh)
    follow(fresh)
  }

  function follow(fresh: readonly Message[]): void {
    for (const { id, runId, status } of fresh) {
      if (status === 'streaming' && runId !== null) live.follow({ runId, messageId: id })
    }
  }

  /** Sends a message, or asks for another answer; resolves once the server has it. Throws ApiFailure. */
  async function start(run: StartRun, idempotencyKey: string): Promise<void> {
    const started = await client.startRun(conversationId, run, idempotencyKey)
    put(started.messages)
    const last = started.messages.at(-1)
    if (last) messages.select(last.id)
    // Not before the answer can be read: nothing shall be in its way.
    void tellWhenRead(last && live.of(last.id), options)
  }

  function onEnd(messageId: string, fold: RunFold): void {
    messages.change(messageId, (message) =>
      // Taken anew from the server in the meantime, it may be whole already.
      message.status === 'streaming' ? withFold(message, fold) : message,
    )
    // It came in another language than it should, and is being written once more: web/components/language/.
    const next = fold.parts.findLast((part) => part.type === 'language')?.nextMessageId
    if (next !== undefined) void openThen(open, () => messages.select(next))
    onProgress()
  }

  function onLost(messageId: string, error: unknown): void {
    if (!(error instanceof ApiFailure)) throw error
    // The run's events are gone or unreadable, but the message itself may be there in full.
    messages.change(messageId, (message) => ({ ...message, status: 'interrupted' }))
    if (error.status !== 401) void open()
  }

  return {
    conversationId,
    state: messages.state,
    select: messages.select,
    show: messages.show,
    goOnFrom: messages.goOnFrom,
    open,
    start,
    stop: (runId: string) => client.stopRun(runId),
    liveOf: live.of,
    pause: live.pause,
  }
}

/** Tells that an answer has begun once there is something of it to read and it is painted, or when that takes long. */
async function tellWhenRead(
  run: Store<RunFold | null> | undefined,
  { conversationId, tabs, onProgress, wait, nextFrame }: ThreadOptions,
): Promise<void> {
  const over = new AbortController()
  const said = run && firstWordsIn(run, over.signal)
  await Promise.race([said, wait(PATIENCE_MS, over.signal)])
  over.abort()
  await new Promise<void>((resolve) => nextFrame(() => nextFrame(resolve)))
  tabs.tell({ type: 'run-started', conversationId })
  onProgress()
}

async function openThen(open: () => Promise<void>, select: () => void): Promise<void> {
  await open()
  select()
}

/** The message as it is with what its run has written so far. While it streams, its own text is what was there before the run. */
export function withFold(message: Message, fold: RunFold): Message {
  const { reasoning, omittedMessages, ...rest } = message
  const thoughts = thoughtsOf(reasoning, fold)
  // Until the model is asked, what was said of its run before stands.
  const omitted = fold.lastSequence > 0 ? fold.omittedMessages : (omittedMessages ?? 0)
  return {
    ...rest,
    ...(thoughts && { reasoning: thoughts }),
    ...(omitted > 0 && { omittedMessages: omitted }),
    text: message.text + fold.text,
    ...(fold.parts.length > 0 && { parts: [...(message.parts ?? []), ...fold.parts] }),
    status: fold.status,
    ...(fold.finishReason !== null && { finishReason: fold.finishReason }),
    usage: fold.usage,
    ...(fold.origin && { origin: fold.origin }),
    error: fold.error,
    lang: fold.lang ?? message.lang,
    modelId: fold.modelId ?? message.modelId,
  }
}

function thoughtsOf(before: Message['reasoning'], fold: RunFold): Message['reasoning'] {
  if (fold.reasoning === '') return before
  const text = joinReasoning(before?.text ?? '', fold.reasoning)
  const times = [before?.elapsedMs ?? null, fold.reasoningMs].filter((ms) => ms !== null)
  return { text, elapsedMs: times.length === 0 ? null : times.reduce((sum, ms) => sum + ms) }
}
