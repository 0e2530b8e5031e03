import { parseJson } from '#server/lib/parse-json.ts'
import { CheckpointLine } from './bundle-format.ts'

/** The signed notes in a file: one a line as JSON (`checkpoints.jsonl`), or as they are, one after the other. */
export function readNotes(text: string): string[] {
  const lines = text.split('\n').map((line) => CheckpointLine.safeParse(parseJson(line)))
  const notes = lines.flatMap(({ data }) => (data ? [data.note] : []))
  if (notes.length > 0) return notes
  return text.match(/(?:^|(?<=\n))(?!—)[^\n]+\n\d+\n(?:[^\n]+\n)*\n(?:— [^\n]+\n)+/g) ?? []
}
