import type { DialectName } from '#server/dialects/conversation.ts'
import { scanObject, splice, type Edit } from '#server/lib/json-scan.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { textOf, walkJson } from '../body/walk-json.ts'
import { placeOf } from './places.ts'
import type { PseudonymMap } from './placeholders.ts'
import { restoreText } from './restore-text.ts'

/** A whole answer with the values put back; every byte that none of them concerns is as it was. */
export function restoreAnswer(bytes: Buffer, dialect: DialectName, map: PseudonymMap): Buffer {
  const answer = parseJson(bytes.toString('utf8'))
  if (typeof answer !== 'object' || answer === null) return bytes
  const edits: Edit[] = []
  for (const { name, start, end } of scanObject(bytes).members) {
    walkJson(bytes, { start, end, path: [name] }, (leaf) => {
      const place = leaf.isString ? placeOf(dialect, leaf.path, answer) : null
      if (!place) return
      const text = textOf(bytes, leaf)
      const restored = restoreText(text, map, place)
      if (restored !== text)
        edits.push({ start: leaf.start, end: leaf.end, text: JSON.stringify(restored) })
    })
  }
  return edits.length > 0 ? splice(bytes, edits) : bytes
}
