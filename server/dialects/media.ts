import type { MediaSource } from './conversation.ts'
import { lookup } from '#server/lib/lookup.ts'

const DATA_URL = /^data:([^;,]+)(?:;[^;,]+)*;base64,/i

/** Where a picture or a file is, of the address that a caller gave; a `data:` URL holds it. */
export function sourceFrom(url: string): MediaSource {
  const head = DATA_URL.exec(url.slice(0, 200))
  if (!head?.[1]) return { kind: 'url', url }
  return { kind: 'base64', mediaType: head[1].toLowerCase(), base64: url.slice(head[0].length) }
}

/** The address of what is held in the request itself. */
export function dataUrlOf({ mediaType, base64 }: { mediaType: string; base64: string }): string {
  return `data:${mediaType};base64,${base64}`
}

const TYPES: Record<string, string> = lookup({
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  csv: 'text/csv',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  mp4: 'video/mp4',
})

/** What kind of file an address names, by the end of its path; undefined: it does not say. */
export function mediaTypeOf(url: string): string | undefined {
  const end = /\.(\w{2,4})(?:[?#]|$)/.exec(url)?.[1]
  return end === undefined ? undefined : TYPES[end.toLowerCase()]
}
