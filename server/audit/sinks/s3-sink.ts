import { hash } from 'node:crypto'
import type { Clock } from '#server/lib/clock.ts'
import type { AuditSettings } from '../settings.ts'
import type { Dial } from './dial.ts'
import { signS3 } from './s3-signature.ts'
import { slugOf, type Sink } from './sink.ts'

type S3Settings = NonNullable<AuditSettings['s3']>

const DAY_MS = 24 * 3600 * 1000

/** Objects that nobody may delete before their time, where the bucket has object lock. The same object again is the same. */
export function createS3Sink(
  settings: S3Settings,
  { dial, clock }: { dial: Dial; clock: Clock },
): Sink {
  const put = async (name: string, body: string) => {
    const url = new URL(settings.endpoint)
    const path = `${settings.bucket}/${settings.prefix}${name}`
    url.pathname = [url.pathname.replace(/\/$/, ''), ...path.split('/').map(encode)].join('/')
    const nowMs = clock.now()
    const headers = {
      'content-type': 'application/octet-stream',
      // Object lock wants a digest of the body beside its hash.
      'content-md5': hash('md5', body, 'base64'),
      'x-amz-content-sha256': hash('sha256', body, 'hex'),
      'x-amz-date': new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, ''),
      ...(settings.lockDays !== null && {
        'x-amz-object-lock-mode': settings.lockMode,
        'x-amz-object-lock-retain-until-date': new Date(
          nowMs + settings.lockDays * DAY_MS,
        ).toISOString(),
      }),
    }
    const signed = { ...headers, host: url.host }
    const authorization = signS3({ method: 'PUT', url, headers: signed }, settings)
    await dial.send({ method: 'PUT', url, headers: { ...headers, authorization }, body })
  }
  const known = new Set<string>()
  return {
    id: 's3',
    isSignedOnly: true,
    async deliver({ origin, from, records, checkpoints, keys }) {
      const folder = slugOf(origin)
      for (const key of keys) {
        if (known.has(key)) continue
        await put(`${folder}/keys/${hash('sha256', key, 'hex').slice(0, 16)}.txt`, `${key}\n`)
        known.add(key)
      }
      if (records.length > 0) {
        const name = `${digits(from)}-${digits(from + records.length - 1)}`
        await put(`${folder}/entries/${name}.jsonl`, records.map((one) => `${one}\n`).join(''))
      }
      for (const { size, note, timeStamp } of checkpoints) {
        await put(`${folder}/checkpoints/${digits(size)}.txt`, note)
        if (timeStamp === null) continue
        await put(`${folder}/time-stamps/${digits(size)}.txt`, timeStamp)
      }
    },
    close: () => Promise.resolve(),
  }
}

/** So that names sort as numbers. */
function digits(number: number): string {
  return String(number).padStart(12, '0')
}

function encode(segment: string): string {
  return encodeURIComponent(segment).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
