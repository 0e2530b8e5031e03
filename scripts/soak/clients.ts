import { connect, type Socket } from 'node:net'
import type { Soaked } from './processes.ts'

/** A complete request for a chat, as bytes. */
export function chatRequest({ key, port }: Soaked, isStream: boolean): string {
  const body = JSON.stringify({
    model: 'soak',
    stream: isStream,
    max_tokens: 20,
    messages: [{ role: 'user', content: 'Dzień dobry! Jak się masz?' }],
  })
  return (
    `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
    `authorization: Bearer ${key}\r\ncontent-type: application/json\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  )
}

export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      socket.on('error', () => socket.destroy())
      resolve(socket)
    })
  })
}

/** Sends requests over one connection, one after the other, as long as there are any to take. Rejects at the first answer that is not whole and good. */
export async function sendMany(
  server: Soaked,
  take: () => boolean | Promise<boolean>,
  onAnswer: () => void,
): Promise<void> {
  const socket = await open(server.port)
  const bytes = Buffer.from(chatRequest(server, false))
  await new Promise<void>((resolve, reject) => {
    let text = ''
    const next = async () => {
      if (await take()) socket.write(bytes)
      else socket.end(resolve)
    }
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      const whole = isWhole(text)
      if (whole === undefined) return
      if (!whole) return reject(new Error(text.slice(0, 500)))
      text = ''
      onAnswer()
      void next()
    })
    socket.on('close', () => reject(new Error('The connection was closed.')))
    void next()
  })
}

/** Undefined: more must come; false: it is not what was asked for. */
function isWhole(text: string): boolean | undefined {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const length = Number(/content-length: *(\d+)/i.exec(text.slice(0, head))?.[1])
  if (text.length < head + 4 + length) return undefined
  return text.startsWith('HTTP/1.1 200 ') && text.length === head + 4 + length
}

/** Milliseconds of small chats one after the other, each on a new connection. */
export async function timeChats(server: Soaked, count: number): Promise<number[]> {
  const times: number[] = []
  for (let at = 0; at < count; at += 1) {
    let left = 1
    const startedMs = performance.now()
    await sendMany(
      server,
      () => left-- > 0,
      () => times.push(performance.now() - startedMs),
    )
  }
  return times.toSorted((a, b) => a - b)
}

/** Does `work` for 0…count-1, so many at once. */
export async function inTurns(
  count: number,
  atOnce: number,
  work: (at: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const run = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, run))
}
