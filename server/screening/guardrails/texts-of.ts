import type { DialectName } from '#server/dialects/conversation.ts'
import { scanObject } from '#server/lib/json-scan.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { createSseDecoder } from '#server/lib/sse.ts'
import { listTexts } from '../body/find-in-body.ts'
import { textOf, walkJson } from '../body/walk-json.ts'
import { placeOf } from '../pseudonyms/places.ts'

/** What a request says, as one text. */
export function textOfRequest(body: Buffer): string {
  const { members } = scanObject(body)
  return listTexts(body, members)
    .map(({ text }) => text)
    .join('\n')
}

/** What an answer says that people see, whole or as a stream of events. */
export function textOfAnswer(bytes: Buffer, isStream: boolean, dialect: DialectName): string {
  if (!isStream) return textIn(bytes, dialect)
  const decoder = createSseDecoder()
  const events = [...decoder.push(bytes), ...decoder.end()]
  return events
    .map((data) => (data.startsWith('{') ? textIn(Buffer.from(data), dialect) : ''))
    .join('')
}

function textIn(bytes: Buffer, dialect: DialectName): string {
  const value = parseJson(bytes.toString())
  if (typeof value !== 'object' || value === null) return ''
  let said = ''
  walkJson(bytes, { start: 0, end: bytes.length, path: [] }, (leaf) => {
    if (leaf.isString && placeOf(dialect, leaf.path, value)) said += textOf(bytes, leaf)
  })
  return said
}
