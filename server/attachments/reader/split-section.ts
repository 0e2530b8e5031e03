import type { ReadSection } from './reading.ts'

/** About four pages: what somebody may want to choose by itself. */
const PART_CHARACTERS = 12_000

/** What is long, in parts that a person can choose from; each part of a table has the table's head. */
export function splitSection(section: ReadSection): ReadSection[] {
  const { text, title } = section
  if (text.length <= PART_CHARACTERS * 2) return [section]
  const parts = toParts(text)
  const name = title === '' ? '' : `${title} `
  return parts.map((part, index) => ({
    ...section,
    title: `${name}${index + 1}/${parts.length}`,
    text: part,
  }))
}

function toParts(text: string): string[] {
  const parts: string[] = []
  let lines: string[] = []
  let length = 0
  let head: string[] = []
  let last = ''
  for (const line of text.split('\n').flatMap(inPieces)) {
    if (/^\|(?: --- \|)+$/.test(line)) head = [last, line]
    else if (!line.startsWith('|')) head = []
    if (length > PART_CHARACTERS) {
      parts.push(lines.join('\n'))
      lines = head.length > 0 ? [...head] : []
      length = 0
    }
    lines.push(line)
    length += line.length + 1
    last = line
  }
  parts.push(lines.join('\n'))
  return parts
}

/** A line may be the whole file. */
function inPieces(line: string): string[] {
  if (line.length <= PART_CHARACTERS) return [line]
  return line.match(new RegExp(`.{1,${PART_CHARACTERS}}`, 'gsu')) ?? [line]
}
