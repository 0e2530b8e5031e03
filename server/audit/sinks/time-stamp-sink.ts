import type { Clock } from '#server/lib/clock.ts'
import type { AuditSettings } from '../settings.ts'
import { readCertificates, type Dial } from './dial.ts'
import type { Sink } from './sink.ts'
import type { TimeStampsStore } from './time-stamps-store.ts'
import { openTimeStamp, readTimeStampResponse, writeTimeStampRequest } from './time-stamp.ts'

/** Asks an authority (RFC 3161) to say that a checkpoint was there at that time, and checks what it says before it is kept. */
export function createTimeStampSink(
  { url, everyMinutes, caFile }: NonNullable<AuditSettings['timeStamps']>,
  { dial, clock, stamps }: { dial: Dial; clock: Clock; stamps: TimeStampsStore },
): Sink {
  const dueMs = new Map<string, number>()
  return {
    id: 'timeStamps',
    isSignedOnly: true,
    isDue: (tenantId) => clock.now() >= (dueMs.get(tenantId) ?? 0),
    async deliver({ tenantId, checkpoints }) {
      // What the last one signs, all before it sign too.
      const last = checkpoints.at(-1)
      if (!last) return
      const { size, note } = last
      const { request, nonce } = writeTimeStampRequest(note)
      const headers = { 'content-type': 'application/timestamp-query' }
      const answer = await dial.send({ method: 'POST', url, headers, body: request })
      const token = readTimeStampResponse(answer)
      const { at } = openTimeStamp(token, note, { authorities: readCertificates(caFile), nonce })
      await stamps.add(tenantId, { size, token, at })
      dueMs.set(tenantId, clock.now() + everyMinutes * 60_000)
    },
    close: () => Promise.resolve(),
  }
}
