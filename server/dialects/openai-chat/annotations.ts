import { objectFrom, textFrom, type JsonObject } from '../json-values.ts'

/**
 * Sources that a text was written from, as OpenAI's annotations; offsets in characters of the text. Whoever names an address
 * can be told; a place in a document of the request cannot.
 */
export function toAnnotations(value: unknown, start: number, end: number): JsonObject[] {
  const source = objectFrom(value)
  if (source.type === 'url_citation' || source.type === 'file_citation') return [source]
  const url = textFrom(source.url)
  if (url === '') return []
  const title = textFrom(source.title)
  return [
    { type: 'url_citation', url_citation: { url, title, start_index: start, end_index: end } },
  ]
}
