import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of package.json. */
export function readVersion(): string {
  const path = join(import.meta.dirname, '..', 'package.json')
  const text: unknown = JSON.parse(readFileSync(path, 'utf8'))
  const hasVersion = typeof text === 'object' && text !== null && 'version' in text
  return hasVersion ? String(text.version) : ''
}
