import type { AuditVerification } from '#wire/audit.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import type { KeysStore } from './keys-store.ts'
import type { ReadStore } from './read-store.ts'
import type { VerificationsStore } from './verifications-store.ts'
import { startVerifyWorker } from './verify/verify-in-worker.ts'
import type { TrailReport } from './verify/verify-trail.ts'

export interface Verifications {
  /** Under way until `last` says that it has ended. One at a time for each organisation. */
  start(tenantId: string): Promise<AuditVerification | null>
  last(tenantId: string): Promise<AuditVerification | null>
  close(): Promise<void>
}

export interface VerificationsOptions {
  read: ReadStore
  keys: KeysStore
  store: VerificationsStore
  clock: Clock
  log: Log
}

const ADVANCE_MS = 500

/** Checks whole trails, hashing in a thread of its own. */
export function createVerifications(options: VerificationsOptions): Verifications {
  const { store, read, clock, log } = options
  const running = new Map<string, Promise<void>>()
  const closing = new AbortController()

  async function verify(tenantId: string, id: string): Promise<void> {
    let saidMs = clock.now()
    const report = await verifyStored(options, tenantId, {
      signal: closing.signal,
      async onProgress(checked) {
        if (clock.now() - saidMs < ADVANCE_MS) return
        saidMs = clock.now()
        await store.advance(tenantId, id, checked)
      },
    })
    const { finding, size } = report
    if (finding) log.error('audit.trail_is_wrong', { tenantId, ...finding })
    await store.end(tenantId, id, { size, finding })
  }

  return {
    async start(tenantId) {
      if (!running.has(tenantId)) {
        const id = createId()
        await store.begin(tenantId, id, (await read.head(tenantId))?.size ?? 0)
        const work = verify(tenantId, id)
          .catch((error: unknown) => {
            if (!closing.signal.aborted) log.error('audit.verification_failed', { error })
          })
          .finally(() => running.delete(tenantId))
        running.set(tenantId, work)
      }
      return store.last(tenantId)
    },
    last: (tenantId) => store.last(tenantId),
    async close() {
      closing.abort()
      await Promise.all(running.values())
    },
  }
}

/** Reads a trail from the database, part by part, into a thread that checks it. */
async function verifyStored(
  { read, keys }: Pick<VerificationsOptions, 'read' | 'keys'>,
  tenantId: string,
  hooks: { signal: AbortSignal; onProgress: (checked: number) => Promise<void> },
): Promise<TrailReport> {
  const checkpoints = await readNotes(read, tenantId)
  const verifiers = (await keys.list(tenantId)).map(({ verifier }) => verifier)
  let part = await read.trailFrom(tenantId, 0)
  const worker = startVerifyWorker({ verifiers, checkpoints, from: part.from, prefix: part.prefix })
  try {
    for (;;) {
      hooks.signal.throwIfAborted()
      const checked = await worker.add(part)
      await hooks.onProgress(checked)
      if (part.next === null) return await worker.end()
      part = await read.trailFrom(tenantId, part.next)
    }
  } finally {
    await worker.close()
  }
}

async function readNotes(read: ReadStore, tenantId: string): Promise<string[]> {
  const notes: string[] = []
  for (let after: number | null = 0; after !== null;) {
    const { checkpoints, next } = await read.checkpointsAfter(tenantId, after)
    for (const { note } of checkpoints) notes.push(note)
    after = next
  }
  return notes
}
