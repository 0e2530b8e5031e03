import { createConnection, type Socket } from 'node:net'
import { once } from 'node:events'
import type { MalwareScanner } from './malware-scanner.ts'

export interface ClamdOptions {
  /** `tcp://host:3310`, or the path of a socket. */
  address: string
  timeoutMs: number
}

const CHUNK_BYTES = 64 * 1024
/** An answer is one line. */
const MAX_ANSWER = 4_096

/** ClamAV's daemon, by its command INSTREAM (clamd(8)): chunks with their length before them, and a chunk of none at the end. */
export function createClamdScanner({ address, timeoutMs }: ClamdOptions): MalwareScanner {
  return {
    async isClean(bytes, signal) {
      const socket = connect(address)
      const timeout = AbortSignal.timeout(timeoutMs)
      const ended = signal ? AbortSignal.any([signal, timeout]) : timeout
      const onEnd = () => socket.destroy(new Error('clamd did not answer in time'))
      ended.addEventListener('abort', onEnd)
      try {
        const answer = readAnswer(socket)
        // A failure of its own is thrown where it is waited for.
        answer.catch(() => undefined)
        await Promise.race([send(socket, bytes), answer])
        return judge(await answer)
      } finally {
        ended.removeEventListener('abort', onEnd)
        socket.destroy()
      }
    },
  }
}

function connect(address: string): Socket {
  const url = /^tcp:\/\/([^/:]+):(\d+)$/.exec(address)
  return url
    ? createConnection({ host: url[1] ?? '', port: Number(url[2]) })
    : createConnection(address)
}

async function send(
  socket: Socket,
  bytes: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<void> {
  socket.write('zINSTREAM\0')
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += CHUNK_BYTES) {
      const piece = chunk.subarray(at, at + CHUNK_BYTES)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(piece.length)
      socket.write(length)
      if (!socket.write(piece)) await once(socket, 'drain')
    }
  }
  socket.write(Buffer.alloc(4))
}

/** Up to NUL, or to the end of the connection. */
async function readAnswer(socket: Socket): Promise<string> {
  let answer = ''
  for await (const chunk of socket) {
    answer += String(chunk)
    if (answer.includes('\0') || answer.length > MAX_ANSWER) break
  }
  return answer.replaceAll('\0', '').trim()
}

/** `stream: OK`, `stream: Eicar-Test-Signature FOUND`, or an error: only the first is clean. */
function judge(answer: string): boolean {
  if (answer === 'stream: OK') return true
  if (answer.endsWith(' FOUND')) return false
  throw new Error(`clamd said: ${answer.slice(0, 200) || 'nothing'}`)
}
