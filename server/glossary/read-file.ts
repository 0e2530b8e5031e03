import { AppError } from '#server/lib/app-error.ts'
import { readCsvGlossary } from './read-csv.ts'
import type { FileEntry } from './read-entries.ts'
import { readTbxGlossary } from './read-tbx.ts'

/** A glossary's file by what is in it, whatever it is called. Throws `invalid_request`. */
export function readGlossaryFile(bytes: Uint8Array): {
  format: 'csv' | 'tbx'
  entries: FileEntry[]
} {
  const text = decode(bytes)
  if (/^\uFEFF?\s*</.test(text)) return { format: 'tbx', entries: readTbxGlossary(text) }
  return { format: 'csv', entries: readCsvGlossary(text) }
}

/** UTF-8, UTF-16 with its mark, or what old spreadsheets of Western and Central Europe write. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (bytes.includes(0)) {
    throw new AppError(
      'invalid_request',
      'This is no text. Save the table as CSV (UTF-8), or export TBX.',
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
