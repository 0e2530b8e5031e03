import { crc32 } from 'node:zlib'
import { AppError } from '#server/lib/app-error.ts'
import type { FrameDecoder, RawFrame } from '../dialect.ts'

/** Two lengths and their checksum. */
const PRELUDE_BYTES = 12
const CRC_BYTES = 4
const MIN_MESSAGE_BYTES = PRELUDE_BYTES + CRC_BYTES
/** AWS sends at most 16 MiB of payload and 128 KiB of headers. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024 + 128 * 1024 + MIN_MESSAGE_BYTES

/**
 * Takes the messages out of `application/vnd.amazon.eventstream`, both checksums checked. Throws `provider_error` for a
 * message that is damaged: what follows it cannot be found any more.
 * Source: https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html
 */
export function createEventStreamDecoder(): FrameDecoder {
  let held: Buffer[] = []
  let heldBytes = 0
  /** Until so many are there, nothing can be read. */
  let neededBytes = PRELUDE_BYTES

  const gather = (): Buffer => {
    const [first] = held
    const all = held.length === 1 && first ? first : Buffer.concat(held)
    held = [all]
    return all
  }
  const next = (): RawFrame | undefined => {
    if (heldBytes < neededBytes) return undefined
    const bytes = gather()
    const length = lengthOf(bytes)
    neededBytes = length
    if (heldBytes < length) return undefined
    held = [bytes.subarray(length)]
    heldBytes -= length
    neededBytes = PRELUDE_BYTES
    return readMessage(bytes.subarray(0, length))
  }

  return {
    push(chunk) {
      held.push(chunk)
      heldBytes += chunk.length
      const frames: RawFrame[] = []
      for (let frame = next(); frame; frame = next()) frames.push(frame)
      return frames
    },
    // Half a message is none: the stream was cut off, and the reader notices that its end is missing.
    end: () => [],
  }
}

function lengthOf(bytes: Buffer): number {
  const length = bytes.readUInt32BE(0)
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw damaged()
  if (length < MIN_MESSAGE_BYTES || length > MAX_MESSAGE_BYTES) throw damaged()
  return length
}

function readMessage(bytes: Buffer): RawFrame {
  const payloadEnd = bytes.length - CRC_BYTES
  if (crc32(bytes.subarray(0, payloadEnd)) !== bytes.readUInt32BE(payloadEnd)) throw damaged()
  const headersEnd = PRELUDE_BYTES + bytes.readUInt32BE(4)
  if (headersEnd > payloadEnd) throw damaged()
  const headers = readHeaders(bytes.subarray(PRELUDE_BYTES, headersEnd))
  const data = bytes.toString('utf8', headersEnd, payloadEnd)
  if (headers.get(':message-type') !== 'error') {
    return {
      event: headers.get(':exception-type') ?? headers.get(':event-type') ?? null,
      data,
      bytes,
    }
  }
  // Errors that the service has no model of: all is in the headers.
  const error = { code: headers.get(':error-code'), message: headers.get(':error-message') }
  return { event: 'error', data: JSON.stringify(error), bytes }
}

/** How long the values of each type are; null: two bytes say it. */
const VALUE_BYTES: readonly (number | null)[] = [0, 0, 1, 2, 4, 8, null, null, 8, 16]
const TEXT_TYPE = 7

/** Those that are texts; the others say nothing that we need. */
function readHeaders(bytes: Buffer): Map<string, string> {
  const headers = new Map<string, string>()
  let at = 0
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) throw damaged()
    at += count
    return bytes.subarray(at - count, at)
  }
  while (at < bytes.length) {
    const name = take(take(1).readUInt8()).toString('utf8')
    const type = take(1).readUInt8()
    const fixed = VALUE_BYTES[type]
    if (fixed === undefined) throw damaged()
    const value = take(fixed ?? take(2).readUInt16BE())
    if (type === TEXT_TYPE) headers.set(name, value.toString('utf8'))
  }
  return headers
}

function damaged(): AppError {
  return new AppError('provider_error', 'The stream of the provider is damaged.')
}
