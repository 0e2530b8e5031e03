import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect as connectPlain, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectTls } from 'node:tls'
import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { AppError } from '#server/lib/app-error.ts'
import { messageOf } from '#server/lib/thrown.ts'
import type { AuditSettings } from '../settings.ts'
import { readCertificates } from './dial.ts'
import type { Sink } from './sink.ts'

type SyslogSettings = NonNullable<AuditSettings['syslog']>

/** Facility 13 (log audit), severity 6 (informational) or 5 (notice). */
const INFORMATIONAL = 13 * 8 + 6
const NOTICE = 13 * 8 + 5
const TIMEOUT_MS = 10_000
/** What a receiver may take to close its side, once ours is closed. */
const CLOSE_WAIT_MS = 3000

/** RFC 5424, a message an entry, over TLS (RFC 5425), TCP with counted octets (RFC 6587) or UDP (RFC 5426). */
export function createSyslogSink(settings: SyslogSettings): Sink {
  const { transport } = settings
  return {
    id: 'syslog',
    async deliver({ records, checkpoints }) {
      const messages = [
        ...records.map(toMessage),
        ...checkpoints.map(({ note }) =>
          format({
            priority: INFORMATIONAL,
            at: /^time (\S+)$/m.exec(note)?.[1] ?? '-',
            id: 'audit.checkpoint',
            text: JSON.stringify({ note }),
          }),
        ),
      ]
      try {
        await (transport === 'udp' ? sendDatagrams : sendStream)(messages, settings)
      } catch (cause) {
        throw new AppError('provider_unavailable', `It did not take them: ${messageOf(cause)}`, {
          cause,
        })
      }
    },
    close: () => Promise.resolve(),
  }
}

function toMessage(record: string): string {
  const value = parseJson(record)
  const at = fieldOf(value, 'at')
  const action = fieldOf(value, 'action')
  const isRefused = fieldOf(value, 'outcome') === 'denied'
  return format({
    priority: isRefused ? NOTICE : INFORMATIONAL,
    at: typeof at === 'string' ? at : '-',
    id: typeof action === 'string' ? action : '-',
    text: record,
  })
}

function format(of: { priority: number; at: string; id: string; text: string }): string {
  const id = of.id.replaceAll(/[^!-~]/g, '_').slice(0, 32) || '-'
  const host =
    hostname()
      .replaceAll(/[^!-~]/g, '_')
      .slice(0, 255) || '-'
  return `<${of.priority}>1 ${of.at} ${host} galerne ${process.pid} ${id} - ${of.text}`
}

async function sendDatagrams(messages: string[], { host, port }: SyslogSettings): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  try {
    for (const message of messages) {
      await new Promise<void>((resolve, reject) => {
        socket.send(message, port, host, (error) => (error ? reject(error) : resolve()))
      })
    }
  } finally {
    socket.close()
  }
}

/**
 * Syslog has no receipts. A connection for each batch has: the receiver closes its side when it has read to the end of ours. One
 * that keeps it open for some seconds without an error is believed to have read it.
 */
async function sendStream(messages: string[], settings: SyslogSettings): Promise<void> {
  const socket = open(settings)
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    await once(socket, settings.transport === 'tls' ? 'secureConnect' : 'connect', { signal })
    const ended = once(socket, 'close', { signal: AbortSignal.timeout(TIMEOUT_MS) })
    // Nobody waits for it where writing fails first.
    ended.catch(() => undefined)
    socket.resume()
    const bytes = messages.map((message) => `${Buffer.byteLength(message)} ${message}`).join('')
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.end(bytes, resolve)
    })
    await Promise.race([ended, new Promise((done) => setTimeout(done, CLOSE_WAIT_MS).unref())])
    if (socket.errored) throw socket.errored
  } finally {
    socket.destroy()
  }
}

function open({ host, port, transport, caFile }: SyslogSettings): Socket {
  if (transport === 'tcp') return connectPlain({ host, port })
  const ca = caFile === null ? undefined : readCertificates(caFile)
  return connectTls({ host, port, servername: host, ...(ca && { ca }) })
}
