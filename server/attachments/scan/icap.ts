import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { createIcapIncoming, toHead, type IcapHead, type IcapIncoming } from './icap-incoming.ts'
import type { MalwareScanner } from './malware-scanner.ts'

export interface IcapOptions {
  /** `icap://host:1344/service`. */
  url: string
  timeoutMs: number
}

const PORT = 1344
const CHUNK_BYTES = 64 * 1024
/** What a preview has at most, whatever the server wishes. */
const MAX_PREVIEW_BYTES = 64 * 1024
/** Headers by which servers tell what they found; none of them is in the standard. */
const FOUND = ['x-infection-found', 'x-virus-id', 'x-violations-found', 'x-virus-name']

/**
 * Any scanner that speaks ICAP (RFC 3507), as most products in public networks do: the file is shown as an answer of the web
 * (RESPMOD), first the preview that the server wishes, then all of it where it says so. Only 204 is clean, or the very same
 * bytes sent back; anything else that is an answer is not, and what is none is thrown.
 */
export function createIcapScanner({ url, timeoutMs }: IcapOptions): MalwareScanner {
  const { hostname, port } = new URL(url)
  return {
    async isClean(bytes, signal) {
      const socket = createConnection({
        host: hostname,
        port: Number(port) || PORT,
        noDelay: true,
      })
      const timeout = AbortSignal.timeout(timeoutMs)
      const ended = signal ? AbortSignal.any([signal, timeout]) : timeout
      const onEnd = () => socket.destroy(new Error('the ICAP server did not answer in time'))
      ended.addEventListener('abort', onEnd)
      socket.on('error', () => undefined)
      try {
        const incoming = createIcapIncoming(socket)
        const previewBytes = await askOptions(socket, incoming, url)
        return await scan(bytes, { socket, incoming, url, previewBytes })
      } finally {
        ended.removeEventListener('abort', onEnd)
        socket.destroy()
      }
    },
  }
}

interface Line {
  socket: Socket
  incoming: IcapIncoming
  url: string
  /** Null: the server wants all of it at once. */
  previewBytes: number | null
}

/** How much the server wants to see before it says whether it wants the rest. */
async function askOptions(
  socket: Socket,
  incoming: IcapIncoming,
  url: string,
): Promise<number | null> {
  socket.write(`OPTIONS ${url} ICAP/1.0\r\nHost: ${new URL(url).host}\r\n\r\n`)
  const { status, headers } = await incoming.head()
  if (status !== 200) throw new Error(`the ICAP server answered ${status} to OPTIONS`)
  const methods = headers.get('methods') ?? ''
  if (!/\bRESPMOD\b/i.test(methods)) throw new Error('the ICAP service has no RESPMOD')
  // One that says what it can in a body as well says so here.
  if (/opt-body/i.test(headers.get('encapsulated') ?? ''))
    await incoming.digestOfChunks(CHUNK_BYTES)
  const preview = headers.get('preview')
  return preview !== undefined && /^\d{1,9}$/.test(preview)
    ? Math.min(Number(preview), MAX_PREVIEW_BYTES)
    : null
}

const ASKED = 'GET /file HTTP/1.1\r\nHost: galerne.invalid\r\n\r\n'
const ANSWERED = 'HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n'

async function scan(bytes: AsyncIterable<Buffer> | Iterable<Buffer>, line: Line): Promise<boolean> {
  const { socket, incoming, url, previewBytes } = line
  const file = createOutgoing(bytes)
  const lines = [
    `RESPMOD ${url} ICAP/1.0`,
    `Host: ${new URL(url).host}`,
    'Allow: 204',
    ...(previewBytes === null ? [] : [`Preview: ${previewBytes}`]),
    `Encapsulated: req-hdr=0, res-hdr=${ASKED.length}, res-body=${ASKED.length + ANSWERED.length}`,
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n${ASKED}${ANSWERED}`)
  let head: IcapHead
  if (previewBytes === null) head = await sendRest(file, line)
  else {
    const { preview, isAll } = await file.preview(previewBytes)
    if (preview.length > 0) writeChunk(socket, preview)
    socket.write(isAll ? '0; ieof\r\n\r\n' : '0\r\n\r\n')
    head = await incoming.head()
    // All of it was there: nothing is left to go on with.
    if (head.status === 100 && !isAll) head = await sendRest(file, line)
  }
  return judge(head, { incoming, file })
}

/** A server may have seen enough before it has all: its answer ends the sending. */
async function sendRest(file: Outgoing, { socket, incoming }: Line): Promise<IcapHead> {
  let isAnswered = false
  const answer = incoming.head().finally(() => (isAnswered = true))
  // A failure of its own is thrown where it is waited for.
  answer.catch(() => undefined)
  const send = async () => {
    for await (const chunk of file.rest()) {
      if (isAnswered) return
      for (let at = 0; at < chunk.length; at += CHUNK_BYTES) {
        const isFull = !writeChunk(socket, chunk.subarray(at, at + CHUNK_BYTES))
        if (isFull) await Promise.race([once(socket, 'drain'), answer])
      }
    }
    socket.write('0\r\n\r\n')
  }
  await Promise.race([send(), answer])
  return answer
}

function writeChunk(socket: Socket, chunk: Buffer): boolean {
  socket.cork()
  socket.write(`${chunk.length.toString(16)}\r\n`)
  socket.write(chunk)
  const isRoom = socket.write('\r\n')
  socket.uncork()
  return isRoom
}

async function judge(
  { status, headers }: IcapHead,
  { incoming, file }: { incoming: IcapIncoming; file: Outgoing },
): Promise<boolean> {
  if (status === 204) return true
  if (status !== 200) throw new Error(`the ICAP server answered ${status}`)
  if (FOUND.some((name) => headers.has(name))) return false
  // It sends back what may pass: the same, where there is nothing in it.
  const place = /res-hdr=0, *res-body=(\d{1,5})$/.exec(headers.get('encapsulated') ?? '')
  if (!place) return false
  const inner = toHead((await incoming.take(Number(place[1]))).toString('latin1').trimEnd())
  if (inner.status !== 200 || FOUND.some((name) => inner.headers.has(name))) return false
  return (await incoming.digestOfChunks(file.sentBytes())) === file.digest()
}

type Outgoing = ReturnType<typeof createOutgoing>

/** A file in two parts, and what went out of it. */
function createOutgoing(bytes: AsyncIterable<Buffer> | Iterable<Buffer>) {
  const hash = createHash('sha256')
  let size = 0
  const source = (async function* () {
    yield* bytes
  })()
  let left: Buffer = Buffer.alloc(0)
  const note = (piece: Buffer) => {
    hash.update(piece)
    size += piece.length
    return piece
  }
  return {
    async preview(max: number): Promise<{ preview: Buffer; isAll: boolean }> {
      let isEnd = false
      // One more than that tells whether that is all of it.
      while (left.length <= max && !isEnd) {
        const { value, done } = await source.next()
        if (value) left = Buffer.concat([left, value])
        isEnd = done === true
      }
      const preview = note(left.subarray(0, max))
      left = left.subarray(max)
      return { preview, isAll: isEnd && left.length === 0 }
    },
    async *rest(): AsyncGenerator<Buffer> {
      if (left.length > 0) yield note(left)
      for await (const piece of source) if (piece.length > 0) yield note(piece)
    },
    digest: () => hash.copy().digest('hex'),
    sentBytes: () => size,
  }
}
