import { crc32 } from 'node:zlib'

/**
 * One line of the write-ahead file: CRC-32 of the text (eight hex digits), its length in bytes, the text, a newline. The
 * text is JSON, which holds no newline of its own, so that a person can read the file and damage stays where it is.
 */
export function toFrame(text: string): string {
  return `${crc32(text).toString(16).padStart(8, '0')} ${Buffer.byteLength(text)} ${text}\n`
}

export interface ReadFrames {
  texts: string[]
  /** The file ends within a line: it was being written when the process died, so nobody was told that it is there. */
  isTorn: boolean
  /** Whole lines that are not what was written. */
  damaged: string[]
}

export function readFrames(bytes: Buffer): ReadFrames {
  const found: ReadFrames = { texts: [], isTorn: false, damaged: [] }
  let at = 0
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at)
    if (end < 0) {
      found.isTorn = true
      break
    }
    const line = bytes.toString('utf8', at, end)
    const text = readFrame(line)
    if (text === undefined) found.damaged.push(line)
    else found.texts.push(text)
    at = end + 1
  }
  return found
}

function readFrame(line: string): string | undefined {
  const [, crc, length, text = ''] = /^([0-9a-f]{8}) (\d{1,9}) (.*)$/s.exec(line) ?? []
  if (crc === undefined || Buffer.byteLength(text) !== Number(length)) return undefined
  return crc32(text) === Number.parseInt(crc, 16) ? text : undefined
}
