import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'

/** An ICAP or HTTP head has a few hundred bytes. */
const MAX_HEAD_BYTES = 32 * 1024
const MAX_LINE_BYTES = 1024

export interface IcapHead {
  status: number
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>
}

export type IcapIncoming = ReturnType<typeof createIcapIncoming>

/** What an ICAP server says, piece by piece; no more of it is kept than a head may have. Throws where it is none of that. */
export function createIcapIncoming(socket: Socket) {
  const chunks: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  const more = async () => {
    const { value, done } = await chunks.next()
    if (done) throw new Error('the ICAP server hung up')
    rest = Buffer.concat([rest, value])
  }
  const upTo = async (mark: string, max: number): Promise<string> => {
    let at = rest.indexOf(mark)
    while (at < 0) {
      if (rest.length > max) throw new Error('the ICAP server says too much')
      await more()
      at = rest.indexOf(mark)
    }
    const text = rest.toString('latin1', 0, at)
    rest = rest.subarray(at + mark.length)
    return text
  }
  return {
    async head(): Promise<IcapHead> {
      return toHead(await upTo('\r\n\r\n', MAX_HEAD_BYTES))
    },

    async take(length: number): Promise<Buffer> {
      if (length > MAX_HEAD_BYTES) throw new Error('the ICAP server says too much')
      while (rest.length < length) await more()
      const taken = rest.subarray(0, length)
      rest = rest.subarray(length)
      return taken
    },

    /** SHA-256 of a body in chunks (RFC 9112, section 7.1), hexadecimal. One that is longer than that is none of what we sent. */
    async digestOfChunks(maxBytes: number): Promise<string> {
      const hash = createHash('sha256')
      let size = 0
      for (;;) {
        const length = parseInt(await upTo('\r\n', MAX_LINE_BYTES), 16)
        if (!Number.isSafeInteger(length) || length < 0) throw new Error('a broken chunk')
        if (length === 0) return hash.digest('hex')
        size += length
        if (size > maxBytes) return ''
        for (let left = length; left > 0;) {
          if (rest.length === 0) await more()
          const piece = rest.subarray(0, left)
          hash.update(piece)
          left -= piece.length
          rest = rest.subarray(piece.length)
        }
        await upTo('\r\n', MAX_LINE_BYTES)
      }
    },
  }
}

/** `ICAP/1.0 204 No Content`, `HTTP/1.1 403 Forbidden`, and headers. */
export function toHead(text: string): IcapHead {
  const [first = '', ...lines] = text.split('\r\n')
  const status = /^(?:ICAP|HTTP)\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1]
  if (status === undefined) throw new Error('no answer of ICAP')
  const headers = lines.flatMap((line): [string, string][] => {
    const at = line.indexOf(':')
    return at <= 0 ? [] : [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]]
  })
  return { status: Number(status), headers: new Map(headers) }
}
