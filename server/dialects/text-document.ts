import type { MediaSource } from './conversation.ts'

const PLAIN_TEXT = 'text/plain'

/** A text as a document: only Anthropic's dialect has those by the text itself, all others as base64. */
export function textSource(text: string): MediaSource {
  return { kind: 'base64', mediaType: PLAIN_TEXT, base64: Buffer.from(text).toString('base64') }
}

/** The text that a document is; null: it is of another kind. */
export function textOfSource(source: MediaSource): string | null {
  if (source.kind !== 'base64' || !source.mediaType.startsWith(PLAIN_TEXT)) return null
  return Buffer.from(source.base64, 'base64').toString('utf8')
}
