import { createHmac, hash } from 'node:crypto'
import type { Clock } from '#server/lib/clock.ts'
import type { AuditSettings } from '../settings.ts'
import type { Dial } from './dial.ts'
import type { Sink } from './sink.ts'

/**
 * Posts entries as they are hashed, one a line, then checkpoints as `{"note":…}`; signed by Standard Webhooks. The same entries
 * again have the same `webhook-id`.
 */
export function createWebhookSink(
  { url, secret, headers }: NonNullable<AuditSettings['webhook']>,
  { dial, clock }: { dial: Dial; clock: Clock },
): Sink {
  return {
    id: 'webhook',
    async deliver({ origin, from, records, checkpoints }) {
      const lines = [...records, ...checkpoints.map(({ note }) => JSON.stringify({ note }))]
      const body = `${lines.join('\n')}\n`
      const signed = checkpoints.at(-1)?.size ?? 0
      const place = `${origin} ${from} ${records.length} ${signed}`
      const id = `audit_${hash('sha256', place, 'hex').slice(0, 32)}`
      const timestamp = String(Math.floor(clock.now() / 1000))
      await dial.send({
        method: 'POST',
        url,
        headers: {
          ...Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.expose()]),
          ),
          'content-type': 'application/x-ndjson',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': sign(`${id}.${timestamp}.${body}`, secret.expose()),
          'x-galerne-audit-origin': origin,
          'x-galerne-audit-from': String(from),
        },
        body,
      })
    },
    close: () => Promise.resolve(),
  }
}

const PREFIX = 'whsec_'

/** github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, symmetric. */
function sign(text: string, secret: string): string {
  const key = secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret)
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`
}
