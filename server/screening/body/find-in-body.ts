import { setImmediate as turn } from 'node:timers/promises'
import type { JsonMember } from '#server/lib/json-scan.ts'
import type { Finding } from '../detect/finding.ts'
import { scanLongText } from '../detect/scan-long-text.ts'
import { scanText, withoutOverlaps } from '../detect/scan-text.ts'
import { joinTexts, type Piece } from './across-texts.ts'
import { readEncoded } from './read-encoded.ts'
import { printPath, textOf, walkJson, type JsonLeaf } from './walk-json.ts'

/** A text of a request in which something was found. */
export interface Located {
  /** Offsets of its bytes in the body, quotes included. */
  start: number
  end: number
  text: string
  /** For people: `messages[0].content`. */
  path: string
  /** The name of the field that it is the value of. */
  hint: string
  findings: Finding[]
  /** How the text is carried, where it is not carried as it is: what the value becomes with another text in it. */
  wrap?: ((text: string) => string) | undefined
}

export interface BodyFindings {
  located: Located[]
  /** Pictures, recordings and files, which nobody here can read. */
  unread: number
  /** The model that was to look for names has not; absent: it has, or there is none. */
  isUnnamed?: boolean
}

interface Looking extends BodyFindings {
  /** Whether names and addresses are looked for. */
  names: boolean
  pieces: Piece[]
  /** Who says each message, by where it stands. */
  roles: Map<string, string>
}

/** Such as name things of the protocol; their values are no words of people. */
const OF_THE_PROTOCOL = new Set(
  (
    'role type id model object status name tool_call_id tool_use_id call_id item_id previous_response_id signature ' +
    'encrypted_content thought_signature thoughtSignature detail media_type mime_type encoding_format output_dtype ' +
    'finish_reason service_tier effort summary truncation b64_json file_id language voice'
  ).split(' '),
)
/** Beyond so much the event loop has its turn in between. */
export const SLICE_CHARACTERS = 256 * 1024
/** Shorter ones are no numbers of anybody. */
const SHORTEST_NUMBER = 7

/** Everything that is text in the members of a request. In small bodies at once, in large ones with pauses. */
export function findInBody(
  bytes: Buffer,
  members: readonly JsonMember[],
  names = false,
): BodyFindings | Promise<BodyFindings> {
  const leaves = bytes.length > SLICE_CHARACTERS ? [] : undefined
  const found: Looking = { located: [], unread: 0, names, pieces: [], roles: new Map() }
  const addAcross = (placed: Placed) => addPlaced(found, placed, () => listTexts(bytes, members))
  for (const { name, start, end } of members) {
    if (OF_THE_PROTOCOL.has(name)) continue
    const byte = bytes[start]
    // Numbers and switches of the request itself are wishes.
    if (byte !== 0x22 && byte !== 0x5b && byte !== 0x7b) continue
    walkJson(bytes, { start, end, path: [name] }, (leaf) => {
      if (leaves) keepLeaf(leaves, leaf)
      else look(bytes, leaf, found)
    })
  }
  if (leaves) return lookSlowly(bytes, leaves, { found, addAcross })
  for (const joined of joinTexts(found.pieces, found.roles)) {
    addAcross(joined.place(scanText(joined.text)))
  }
  return settled(found)
}

function keepLeaf(leaves: JsonLeaf[], leaf: JsonLeaf): void {
  // A body may be a list of a million small numbers.
  const isRole = leaf.isString && hintOf(leaf.path) === 'role'
  if (leaf.end - leaf.start < SHORTEST_NUMBER && !isRole) return
  leaves.push({ ...leaf, path: [...leaf.path] })
}

/** To look at the smallest costs as much as so many characters. */
const COST_OF_A_LEAF = 256

const settled = ({ located, unread }: Looking): BodyFindings => ({ located, unread })

async function lookSlowly(
  bytes: Buffer,
  leaves: JsonLeaf[],
  { found, addAcross }: { found: Looking; addAcross: (placed: Placed) => void },
) {
  let seen = 0
  for (const leaf of leaves) {
    if (leaf.end - leaf.start > SLICE_CHARACTERS / 8) await lookLong(bytes, leaf, found)
    else look(bytes, leaf, found)
    seen += leaf.end - leaf.start + COST_OF_A_LEAF
    if (seen < SLICE_CHARACTERS) continue
    seen = 0
    await turn()
  }
  for (const joined of joinTexts(found.pieces, found.roles)) {
    addAcross(joined.place(await scanLongText(joined.text)))
  }
  return settled(found)
}

function look(bytes: Buffer, leaf: JsonLeaf, found: Looking): void {
  const read = readLeaf(bytes, leaf, found)
  if (read === null) return
  const options = { hint: meaningOf(read.hint), names: found.names }
  keepFindings(found, { leaf, ...read, findings: scanText(read.text, options) })
}

async function lookLong(bytes: Buffer, leaf: JsonLeaf, found: Looking): Promise<void> {
  const read = readLeaf(bytes, leaf, found)
  if (read === null) return
  const options = { hint: meaningOf(read.hint), names: found.names }
  keepFindings(found, { leaf, ...read, findings: await scanLongText(read.text, options) })
}

interface ReadLeaf {
  text: string
  /** The name of the field. */
  hint: string
  wrap?: ((text: string) => string) | undefined
}

/** What a leaf says; null: there is nothing to read in it. */
function readLeaf(bytes: Buffer, leaf: JsonLeaf, found: Looking): ReadLeaf | null {
  const hint = leaf.isName ? '' : hintOf(leaf.path)
  if (hint === 'role') found.roles.set(itemOf(leaf.path), textOf(bytes, leaf))
  const isShort = leaf.end - leaf.start < SHORTEST_NUMBER
  if (!leaf.isName && isOfTheProtocol(leaf.path)) return null
  if (isShort && !leaf.isString) return null
  if (isShort || !leaf.isString || !isEncoded(bytes, leaf, hint)) {
    return { text: textOf(bytes, leaf), hint }
  }
  const read = readEncoded(textOf(bytes, leaf))
  if (!read) found.unread += 1
  return read && { ...read, hint }
}

interface Looked extends ReadLeaf {
  leaf: JsonLeaf
  findings: Finding[]
}

function keepFindings({ located, pieces }: Looking, looked: Looked): void {
  const { leaf, text, hint, findings, wrap } = looked
  const { start, end, path } = leaf
  if (leaf.isString && !leaf.isName && !wrap)
    pieces.push({ leaf: start, text, item: itemOf(path), findings })
  if (findings.length === 0) return
  located.push({ start, end, text, path: printPath(path), hint, findings, wrap })
}

/** `messages[3]`, of whatever is within. */
function itemOf([list = '', index = '']: JsonLeaf['path']): string {
  return `${list} ${index}`
}

type Placed = ReadonlyMap<number, readonly Finding[]>

/** What goes on from one text to the next, beside what each of them holds. */
function addPlaced({ located }: Looking, placed: Placed, texts: () => Located[]): void {
  if (placed.size === 0) return
  const byStart = new Map([...texts(), ...located].map((one) => [one.start, one]))
  const isKnown = new Set(located.map(({ start }) => start))
  for (const [start, findings] of placed) {
    const one = byStart.get(start)
    if (!one) continue
    one.findings = withoutOverlaps([...one.findings, ...findings])
    if (!isKnown.has(start)) located.push(one)
  }
  located.sort((a, b) => a.start - b.start)
}

function meaningOf(hint: string): string {
  return WITHOUT_MEANING.has(hint) ? '' : hint
}

/** Whatever is in these is the caller's own, however it is called there. */
const OF_THE_CALLER = new Set(['metadata', 'input', 'args', 'arguments', 'response', 'variables'])

function isOfTheProtocol(path: readonly (string | number)[]): boolean {
  if (!OF_THE_PROTOCOL.has(hintOf(path))) return false
  // `input` of a tool is an object; that of the Responses API a list of items with ids and roles.
  const isOwn = path.some(
    (step, at) =>
      typeof step === 'string' && OF_THE_CALLER.has(step) && typeof path[at + 1] === 'string',
  )
  return !isOwn
}

/** Every text of the members, whatever is in it. */
export function listTexts(bytes: Buffer, members: readonly JsonMember[]): Located[] {
  const texts: Located[] = []
  for (const { name, start, end } of members) {
    if (OF_THE_PROTOCOL.has(name)) continue
    walkJson(bytes, { start, end, path: [name] }, (leaf) => {
      const hint = hintOf(leaf.path)
      if (!leaf.isString || leaf.isName || isOfTheProtocol(leaf.path)) return
      const value = textOf(bytes, leaf)
      const read = isEncoded(bytes, leaf, hint) ? readEncoded(value) : { text: value }
      if (read) texts.push({ ...leaf, path: printPath(leaf.path), hint, findings: [], ...read })
    })
  }
  return texts
}

/** Names that say nothing of what their value is. */
const WITHOUT_MEANING = new Set(
  'content text input messages prompt suffix system instructions arguments output documents query description data'.split(
    ' ',
  ),
)

/** The name of the nearest member: elements of a list are what the list is called. */
function hintOf(path: readonly (string | number)[]): string {
  for (let at = path.length - 1; at >= 0; at -= 1) {
    const step = path[at]
    if (typeof step === 'string') return step
  }
  return ''
}

/** As far as the media type of a data URL goes. */
const HEAD_BYTES = 200
/** Of base64, at its beginning and at its end: what is none, or goes on as words, shows it there. */
const LOOKED_AT_BYTES = 256
/** By its whole form: a pasted event stream or a YAML file begins with `data:` as well, and has words to look at. */
const DATA_URL = /^data:[\w.+-]+\/[\w.+-]+(?:;[\w.+-]+=[\w.+-]*)*;base64,/i
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/
const SHORTEST_FILE = 64

/** A data URL, or base64 as long as a file. */
function isEncoded(bytes: Buffer, { start, end }: JsonLeaf, hint: string): boolean {
  const first = start + 1
  const last = end - 1
  // JSON may escape the slashes of media types and of base64.
  const head = bytes.toString('latin1', first, Math.min(first + HEAD_BYTES, last))
  const scheme = head.startsWith('data:') ? DATA_URL.exec(head.replaceAll('\\/', '/')) : null
  const from = first + (scheme ? head.indexOf(',') + 1 : 0)
  const isLong = hint === 'data' || hint === 'file_data' || hint === 'bytes'
  if (!scheme && (!isLong || last - from < SHORTEST_FILE)) return false
  return (
    isBase64(bytes, from, Math.min(from + LOOKED_AT_BYTES, last)) &&
    isBase64(bytes, Math.max(from, last - LOOKED_AT_BYTES), last)
  )
}

function isBase64(bytes: Buffer, start: number, end: number): boolean {
  return BASE64.test(bytes.toString('latin1', start, end).replaceAll('\\', ''))
}
