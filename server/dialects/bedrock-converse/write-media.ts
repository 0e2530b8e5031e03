import type { MediaSource, Part } from '../conversation.ts'
import { cannotSay, type JsonObject } from '../json-values.ts'
import { lookup } from '#server/lib/lookup.ts'

type Media = Extract<Part, { type: 'image' | 'document' | 'audio' }>

/** Names of formats, where they are not the last word of the media type. */
const FORMATS: Readonly<Record<string, string>> = lookup({
  'image/jpg': 'jpeg',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'audio/mpeg': 'mp3',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/mp4': 'm4a',
})

/** What Converse reads. Source: its API reference, ImageBlock, DocumentBlock, AudioBlock. */
const KNOWN = {
  image: ['png', 'jpeg', 'gif', 'webp'],
  document: ['pdf', 'csv', 'doc', 'docx', 'xls', 'xlsx', 'html', 'txt', 'md'],
  audio: ['mp3', 'wav', 'flac', 'ogg', 'opus', 'aac', 'm4a', 'mp4', 'webm', 'pcm'],
}

/** A picture, a document or a sound. Throws `invalid_request` for what is not in the request itself: nothing is fetched. */
export function writeMedia(part: Media): JsonObject {
  const { format, source } = contentOf(part.type, part.source)
  if (part.type !== 'document') return { [part.type]: { format, source } }
  return { document: { format, name: documentName(part.name), source } }
}

function contentOf(kind: Media['type'], source: MediaSource) {
  if (source.kind === 'file') throw cannotSay('messages', 'a file by its id')
  if (source.kind === 'base64') {
    const mediaType = source.mediaType.split(';')[0]?.trim().toLowerCase() ?? ''
    return { format: formatOf(kind, mediaType), source: { bytes: source.base64 } }
  }
  // The one kind of address that Bedrock reads itself.
  const extension = /^s3:\/\/.+\.(\w+)$/i.exec(source.url)?.[1]
  if (extension === undefined) {
    throw cannotSay('messages', 'what must be fetched from the web (send it as a data: URL)')
  }
  const format = formatOf(kind, extension.toLowerCase().replace(/^jpg$/, 'jpeg'))
  return { format, source: { s3Location: { uri: source.url } } }
}

function formatOf(kind: Media['type'], mediaType: string): string {
  const format = FORMATS[mediaType] ?? mediaType.split('/').at(-1) ?? ''
  if (KNOWN[kind].includes(format)) return format
  throw cannotSay('messages', `content of the type “${mediaType.slice(0, 100)}”`)
}

/** Letters, digits, single blanks, hyphens, round and square brackets: all that a name may have. */
function documentName(name: string | undefined): string {
  const clean = (name ?? '')
    .replaceAll(/[^A-Za-z0-9\s()[\]-]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
  return clean === '' ? 'document' : clean
}
