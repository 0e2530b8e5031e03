import { createServer, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { BerReader, BerWriter } from 'ldapts'
import { listenOnLoopback } from '#server/lib/loopback.ts'

export interface TestEntry {
  dn: string
  /** Never shown. */
  password?: string
  attributes: Record<string, string[]>
}

export interface TestDirectoryOptions {
  entries: TestEntry[]
  /** Offers StartTLS with these, in PEM. */
  tls?: { key: string; cert: string }
  /** Says no to searches by whom it does not know. */
  needsBind?: boolean
  /** Sends this along with every search. */
  referral?: string
  /** Cuts the connection right after it was made secure. */
  dropsAfterTls?: boolean
}

export interface TestDirectory {
  url: string
  /** What came, in words: `bind cn=… (plain)`, `search …`. */
  heard: string[]
  close(): Promise<void>
}

const OPERATION = { bind: 0x60, unbind: 0x42, search: 0x63, extended: 0x77 }
const ANSWER = { bind: 0x61, entry: 0x64, done: 0x65, reference: 0x73, extended: 0x78 }
const RESULT = { ok: 0, invalidCredentials: 49, insufficientAccess: 50, protocolError: 2 }

/** An LDAP server, as far as signing in needs one (RFC 4511), on a free port; with the misbehaviour that a test wants. */
export async function startTestDirectory(options: TestDirectoryOptions): Promise<TestDirectory> {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    serve(socket, { ...options, heard, boundAs: '' })
  })
  const port = await listenOnLoopback(server)
  return {
    url: `ldap://127.0.0.1:${port}`,
    heard,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

interface Talk extends TestDirectoryOptions {
  heard: string[]
  boundAs: string
}

function serve(socket: Socket | TLSSocket, talk: Talk): void {
  let buffer = Buffer.alloc(0)
  const listen = (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const reader = new BerReader(buffer)
      const tag = reader.readSequence()
      if (tag === null || reader.remain < reader.length) return
      const end = reader.offset + reader.length
      const message = buffer.subarray(0, end)
      buffer = buffer.subarray(end)
      if (answer(socket, message, talk) === 'secured') {
        socket.off('data', listen)
        return secure(socket, talk)
      }
    }
  }
  socket.on('data', listen)
}

function secure(socket: Socket, talk: Talk): void {
  const { tls } = talk
  if (!tls) return
  const safe = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls) })
  safe.on('error', () => undefined)
  if (talk.dropsAfterTls) safe.once('secure', () => socket.destroy())
  serve(safe, talk)
}

function answer(socket: Socket | TLSSocket, message: Buffer, talk: Talk): 'secured' | undefined {
  const reader = new BerReader(message)
  reader.readSequence()
  const id = reader.readInt() ?? 0
  const operation = reader.readSequence()
  const send = (tag: number, write: (writer: BerWriter) => void) => {
    const writer = new BerWriter()
    writer.startSequence()
    writer.writeInt(id)
    writer.startSequence(tag)
    write(writer)
    writer.endSequence()
    writer.endSequence()
    socket.write(writer.buffer)
  }
  const result = (tag: number, code: number) =>
    send(tag, (writer) => {
      writer.writeEnumeration(code)
      writer.writeString('')
      writer.writeString('')
    })
  const how = socket instanceof TLSSocket ? 'secure' : 'plain'
  if (operation === OPERATION.bind) result(ANSWER.bind, bind(reader, talk, how))
  else if (operation === OPERATION.search) search(reader, talk, { send, result })
  else if (operation === OPERATION.extended && talk.tls) {
    result(ANSWER.extended, RESULT.ok)
    return 'secured'
  } else if (operation === OPERATION.extended) result(ANSWER.extended, RESULT.protocolError)
  else socket.end()
  return undefined
}

function bind(reader: BerReader, talk: Talk, how: string): number {
  reader.readInt()
  const dn = reader.readString() ?? ''
  const password = reader.readString(0x80) ?? ''
  talk.heard.push(`bind ${dn} (${how})`)
  // Unauthenticated: as real servers do it, this succeeds and means nobody.
  if (password === '') return RESULT.ok
  const known = talk.entries.find((entry) => entry.dn.toLowerCase() === dn.toLowerCase())
  if (known?.password === undefined || known.password !== password) return RESULT.invalidCredentials
  talk.boundAs = dn
  return RESULT.ok
}

interface Answering {
  send: (tag: number, write: (writer: BerWriter) => void) => void
  result: (tag: number, code: number) => void
}

function search(reader: BerReader, talk: Talk, { send, result }: Answering): void {
  if (talk.needsBind && talk.boundAs === '') return result(ANSWER.done, RESULT.insufficientAccess)
  const base = (reader.readString() ?? '').toLowerCase()
  const scope = reader.readEnumeration()
  reader.readEnumeration()
  const sizeLimit = reader.readInt() ?? 0
  reader.readInt()
  reader.readBoolean()
  const isMeant = readFilter(reader)
  talk.heard.push(`search ${base}`)
  const inside = ({ dn }: TestEntry) =>
    scope === 0 ? dn.toLowerCase() === base : dn.toLowerCase().endsWith(base)
  const found = talk.entries.filter((entry) => inside(entry) && isMeant(entry))
  for (const { dn, attributes } of found.slice(0, sizeLimit || undefined)) {
    send(ANSWER.entry, (writer) => {
      writer.writeString(dn)
      writer.startSequence()
      for (const [name, values] of Object.entries(attributes)) {
        writer.startSequence()
        writer.writeString(name)
        writer.startSequence(0x31)
        for (const value of values) writer.writeString(value)
        writer.endSequence()
        writer.endSequence()
      }
      writer.endSequence()
    })
  }
  const { referral } = talk
  if (referral !== undefined) send(ANSWER.reference, (writer) => writer.writeString(referral))
  result(ANSWER.done, RESULT.ok)
}

type Test = (entry: TestEntry) => boolean

function readFilter(reader: BerReader): Test {
  const tag = reader.peek()
  if (tag === 0x87) return present(reader.readString(0x87) ?? '')
  const length = reader.readSequence() === null ? 0 : reader.length
  const end = reader.offset + length
  const all: Test[] = []
  if (tag === 0xa0 || tag === 0xa1 || tag === 0xa2) {
    while (reader.offset < end) all.push(readFilter(reader))
    if (tag === 0xa0) return (entry) => all.every((one) => one(entry))
    if (tag === 0xa1) return (entry) => all.some((one) => one(entry))
    return (entry) => !all[0]?.(entry)
  }
  const name = reader.readString() ?? ''
  if (tag === 0xa3) return equal(name, reader.readString() ?? '')
  // Substrings, of which any counts here.
  const parts: string[] = []
  reader.readSequence()
  while (reader.offset < end) parts.push(reader.readString(reader.peek() ?? 0) ?? '')
  return (entry) =>
    valuesOf(entry, name).some((value) => parts.every((part) => value.includes(part.toLowerCase())))
}

const present =
  (name: string): Test =>
  (entry) =>
    valuesOf(entry, name).length > 0

const equal =
  (name: string, wanted: string): Test =>
  (entry) =>
    valuesOf(entry, name).includes(wanted.toLowerCase())

function valuesOf({ attributes }: TestEntry, name: string): string[] {
  const own = Object.keys(attributes).find((one) => one.toLowerCase() === name.toLowerCase())
  return (attributes[own ?? ''] ?? []).map((value) => value.toLowerCase())
}
