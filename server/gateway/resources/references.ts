import { REFERENCES, type ResourceKind } from './kinds.ts'

export interface Reference {
  kind: ResourceKind
  id: string
  /** The member that names it. */
  param: string
}

/** Deeper than this nothing of any API stands. */
const MAX_DEPTH = 64

/** Everything that a request names of what is kept at providers, each once. */
export function findReferences(value: unknown): Reference[] {
  const found = new Map<string, Reference>()
  walk(value, 0, (reference) => found.set(`${reference.kind} ${reference.id}`, reference))
  return [...found.values()]
}

function walk(value: unknown, depth: number, note: (reference: Reference) => void): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return
  if (isOwnWord(value)) return
  if (Array.isArray(value)) {
    for (const one of value) walk(one, depth + 1, note)
    return
  }
  for (const [name, inner] of Object.entries(value)) {
    if (SKIPPED.has(name)) continue
    const kind = Object.hasOwn(REFERENCES, name) ? REFERENCES[name] : undefined
    for (const id of kind ? idsIn(inner) : []) if (kind) note({ kind, id, param: name })
    walk(inner, depth + 1, note)
  }
}

/** What a tool is called with is the caller's own affair, whatever its members are called. */
function isOwnWord(value: object): boolean {
  return 'type' in value && OWN_WORDS.has(String(value.type))
}

/** Members that may hold anything. */
const SKIPPED = new Set(['metadata', 'tool_calls', 'parameters', 'input_schema', 'schema'])
const OWN_WORDS = new Set(['tool_use', 'function_call', 'tool_call', 'function'])

function idsIn(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((one) => typeof one === 'string' && one !== '').map(String)
}

/**
 * Whether the bytes of a call of a model may name something that is kept, so that those of nearly all calls need not be read.
 * A name may hide behind escapes of its letters, which no honest writer makes.
 */
export function mayReferTo(bytes: Buffer): boolean {
  return FILE_NAMES.some((name) => bytes.includes(name))
}

/** Of calls of models: files alone. `\u005` and `\u006` begin the escapes of `_` and of the letters. */
const FILE_NAMES = ['"file_id"', '"file_ids"', String.raw`\u005`, String.raw`\u006`].map((text) =>
  Buffer.from(text),
)
