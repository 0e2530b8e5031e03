import { objectFrom, textFrom, type JsonObject } from '../json-values.ts'

/** Sources of a text as Anthropic's clients read them: web pages. Without Anthropic's proof, as nobody else has one. */
export function toCitations(value: unknown): JsonObject[] {
  const source = objectFrom(value)
  const page = source.type === 'url_citation' ? objectFrom(source.url_citation ?? source) : source
  const url = textFrom(page.url)
  if (url === '') return []
  return [
    {
      type: 'web_search_result_location',
      url,
      title: textFrom(page.title) || null,
      cited_text: textFrom(page.cited_text),
      encrypted_index: '',
    },
  ]
}
