import type { MessageStatus, Usage } from '#wire/conversations.ts'
import type { ApiError } from '#wire/errors.ts'
import type { RunEvent } from '#wire/runs.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { LiveRun } from './live-runs.ts'
import type { RunAppend, RunEventsStore } from './run-events-store.ts'

type WithoutSequence<E> = E extends RunEvent ? Omit<E, 'sequence'> : never
export type EventDraft = WithoutSequence<RunEvent>
export type EndDraft = Extract<
  EventDraft,
  { type: 'finished' | 'stopped' | 'failed' | 'interrupted' }
>

/** How a run's events reach the table, and then its listeners. */
export interface RunWriter {
  /** Queued; text that follows text joins it until it is written. */
  write(draft: EventDraft): void
  /** Resolves when there is room again: a model must not outrun the database by more than MAX_QUEUED_CHARACTERS. */
  room(): Promise<void>
  /** Resolves when everything is stored, the end included. Rejects with what went wrong when it could not be. */
  end(draft: EndDraft): Promise<void>
}

export interface EventWriterOptions {
  store: RunEventsStore
  processId: number
  clock: Clock
  /** The least time between the starts of two commits, for runs that have shown something already. */
  commitIntervalMs?: number
}

const MAX_QUEUED_CHARACTERS = 256 * 1024
const MAX_EVENT_CHARACTERS = 16 * 1024

interface Queue {
  live: LiveRun
  drafts: EventDraft[]
  queuedCharacters: number
  end: { draft: EndDraft; resolve: () => void } | null
  onLost: (error: unknown) => void
}

export type EventWriter = ReturnType<typeof createEventWriter>

/**
 * Group commit: the events of all runs in flight are stored in one transaction (one a tenant), then shown. At once when
 * nothing was written for `commitIntervalMs`, or when they are the first words of a run; else together with what comes
 * until then and while the transaction before is under way. Nothing is shown that is not stored.
 */
export function createEventWriter(options: EventWriterOptions) {
  const commits = createGroupCommit(options)
  return {
    /** `onLost` is told once when the run's events could not be stored; nothing of it can be written after that. */
    open: (live: LiveRun, onLost: (error: unknown) => void): RunWriter =>
      createRunWriter(commits, live, onLost),
  }
}

function createGroupCommit(options: EventWriterOptions) {
  const { store, processId, clock, commitIntervalMs = 20 } = options
  const queues = new Map<string, Queue>()
  let committing: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let lastCommitMs = -Infinity

  const storeGroup = async (group: Queue[]): Promise<void> => {
    const appends = group.map(toAppend)
    try {
      await store.append(processId, appends)
    } catch (error) {
      const [only] = group
      // One bad run must not take the others with it.
      if (group.length === 1 && only) only.onLost(error)
      else for (const queue of group) await storeGroup([queue])
      return
    }
    group.forEach((queue, index) => show(queue, appends[index]))
  }
  const commit = async () => {
    clearTimeout(timer)
    timer = undefined
    lastCommitMs = clock.now()
    const batch = [...queues.values()]
    queues.clear()
    const tenants = Map.groupBy(batch, ({ live }) => live.tenantId)
    await Promise.all([...tenants.values()].map(storeGroup))
    committing = null
    schedule()
  }
  const schedule = () => {
    if (committing || queues.size === 0) return
    const waiting = [...queues.values()]
    const isUrgent = waiting.some((queue) => queue.end || hasFirstWords(queue))
    // The first words come with the beginning or right after it: they shall not wait for a transaction of its own.
    const from = waiting.every(isBeginning) ? clock.now() : lastCommitMs
    const waitMs = isUrgent ? 0 : from + commitIntervalMs - clock.now()
    // A microtask later, so that what is written in the same breath goes along.
    if (waitMs <= 0) committing = Promise.resolve().then(commit)
    else timer ??= setTimeout(() => (committing ??= commit()), waitMs)
  }
  return { queues, schedule, done: () => committing }
}

function createRunWriter(
  { queues, schedule, done }: ReturnType<typeof createGroupCommit>,
  live: LiveRun,
  onLost: (error: unknown) => void,
): RunWriter {
  let isLost = false
  const lost = Promise.withResolvers<never>()
  // Whoever waits hears of it through `room` and `end`.
  lost.promise.catch(() => {})
  const lose = (error: unknown) => {
    isLost = true
    queues.delete(live.runId)
    lost.reject(error)
    onLost(error)
  }
  const queueOf = (): Queue => {
    const known = queues.get(live.runId)
    if (known) return known
    const queue: Queue = { live, drafts: [], queuedCharacters: 0, end: null, onLost: lose }
    queues.set(live.runId, queue)
    return queue
  }
  return {
    write(draft) {
      if (isLost) return
      enqueue(queueOf(), draft)
      schedule()
    },
    async room() {
      const queued = queues.get(live.runId)?.queuedCharacters ?? 0
      if (queued > MAX_QUEUED_CHARACTERS) await Promise.race([done(), lost.promise])
    },
    async end(draft) {
      if (isLost) return lost.promise
      const stored = Promise.withResolvers<void>()
      queueOf().end = { draft, resolve: stored.resolve }
      schedule()
      return Promise.race([stored.promise, lost.promise])
    },
  }
}

function hasFirstWords(queue: Queue): boolean {
  return queue.live.events.every(isOfBeginning) && !isBeginning(queue)
}

/** Nothing of it was shown yet, and there are no words among what is to be. */
function isBeginning({ live, drafts, end }: Queue): boolean {
  return !end && live.events.length === 0 && drafts.every(isOfBeginning)
}

/** The model has taken the question; what it was told beside. */
function isOfBeginning({ type }: EventDraft): boolean {
  return type === 'started' || type === 'part'
}

function enqueue(queue: Queue, draft: EventDraft): void {
  const last = queue.drafts.at(-1)
  if (draft.type !== 'text' && draft.type !== 'reasoning') {
    queue.drafts.push(draft)
    return
  }
  queue.queuedCharacters += draft.text.length
  const fits =
    last?.type === draft.type && last.text.length + draft.text.length <= MAX_EVENT_CHARACTERS
  if (fits) queue.drafts.splice(-1, 1, { ...draft, text: last.text + draft.text })
  else queue.drafts.push(draft)
}

/** Gives the drafts their sequences, which follow on from what is stored. */
function toAppend({ live, drafts, end }: Queue): RunAppend {
  const all = end ? [...drafts, end.draft] : drafts
  const events = all.map((draft, index): RunEvent => ({
    ...draft,
    sequence: live.events.length + index + 1,
  }))
  const { tenantId, runId } = live
  const ending = end && { ...endingFrom(end.draft), events: [...live.events, ...events] }
  return { tenantId, runId, events, ending }
}

function show({ live, end }: Queue, append: RunAppend | undefined): void {
  live.add(append?.events ?? [])
  if (!end) return
  live.close()
  end.resolve()
}

const STATUS = {
  finished: 'complete',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
} as const satisfies Record<EndDraft['type'], MessageStatus>

/** What a last event says about its message. */
export function endingFrom(draft: EndDraft): {
  status: (typeof STATUS)[EndDraft['type']]
  lang: string | null
  usage: Usage | null
  error: ApiError | null
} {
  return {
    status: STATUS[draft.type],
    lang: draft.type === 'finished' ? draft.lang : null,
    usage: draft.type === 'finished' ? draft.usage : null,
    error: draft.type === 'failed' ? draft.error : null,
  }
}
