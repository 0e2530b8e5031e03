import { randomInt } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Classification } from '#wire/classification.ts'
import type { Destination, FindingKind, ScreeningChoice } from '#wire/screening.ts'
import type { Principal } from '#server/access/principal.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import { AppError } from '#server/lib/app-error.ts'
import { splice, type Edit, type JsonMember } from '#server/lib/json-scan.ts'
import type { DeploymentTags } from '#server/providers/provider.ts'
import {
  findInBody,
  listTexts,
  SLICE_CHARACTERS,
  type BodyFindings,
  type Located,
} from './body/find-in-body.ts'
import { destinationOf, isIdle, wantsNames, type Row } from './choices.ts'
import type { Finding } from './detect/finding.ts'
import { scanLongText } from './detect/scan-long-text.ts'
import { scanText } from './detect/scan-text.ts'
import { withNames, type NameLook } from './names/with-names.ts'
import { createPseudonymMap, maskOf, type PseudonymMap } from './pseudonyms/placeholders.ts'
import { ScreeningBlocked } from './screening-blocked.ts'

export interface ScreenRequest {
  principal: Principal
  body: Buffer
  /** Of the body, as json-scan.ts found them. */
  members: readonly JsonMember[]
  dialect: DialectName
  classification: Classification
  target: { name: string; tags: Pick<DeploymentTags, 'isOwnHardware' | 'jurisdiction'> }
  requestId: string
  /** Whose placeholders stay the same from one call to the next; absent: they are this call's own. */
  conversationId?: string
  /** What it is for; absent: not said. */
  purpose?: string | undefined
  /** Aborted when nobody waits any more. */
  signal?: AbortSignal | undefined
  /** Of one call, for all its attempts: what was found is found once. */
  memo: ScreenMemo
}

export interface ScreenMemo {
  found?: BodyFindings | Promise<BodyFindings>
  /** The same, with names and addresses: another destination may ask for them. */
  named?: BodyFindings | Promise<BodyFindings>
  map?: PseudonymMap
  counted?: Set<Destination>
}

/** What may leave. */
export interface Screened {
  /** The same bytes where nothing had to be changed. */
  body: Buffer
  /** What stands for what in it; null: nothing does. */
  restore: PseudonymMap | null
  /** For people: `email=2 (pseudonym)`. Never what was found. */
  warnings: string[]
}

export type Noted = { kind: FindingKind; choice: ScreeningChoice; count: number }

export interface ScreenTools {
  rowFor(tenantId: string, classification: Classification, destination: Destination): Row
  /** Counted, and on record where something was changed or held back. */
  note(request: ScreenRequest, destination: Destination, noted: readonly Noted[]): void
  /** Null or absent: names and addresses are found by rules alone. */
  namesBy?: (tenantId: string) => NameLook | null
  openMap(tenantId: string, conversationId: string): Promise<PseudonymMap>
  /** False: somebody else has added to it meanwhile, so it must be opened anew. */
  saveMap(tenantId: string, conversationId: string, map: PseudonymMap): Promise<boolean>
}

/**
 * What of a body may go to one deployment, and as what. Null: all of it, as it is. Throws ScreeningBlocked. At once for small
 * bodies in which nothing is found, which are nearly all.
 */
export function screen(
  request: ScreenRequest,
  tools: ScreenTools,
): Screened | Promise<Screened | null> | null {
  const destination = destinationOf(request.target.tags)
  const row = tools.rowFor(request.principal.tenantId, request.classification, destination)
  if (isIdle(row)) return null
  const { memo } = request
  const found = wantsNames(row)
    ? (memo.named ??= findNamed(request, tools))
    : (memo.found ??= findInBody(request.body, request.members))
  const work = { request, tools, row, destination }
  if (found instanceof Promise) return found.then((settled) => apply(settled, work))
  if (found.located.length === 0 && found.unread === 0) return null
  return apply(found, work)
}

/** With names and addresses: by rules at once, and by a model where the organisation has one for it. */
function findNamed(request: ScreenRequest, tools: ScreenTools) {
  const { body, members, principal, classification, signal, purpose } = request
  const found = findInBody(body, members, true)
  const look = tools.namesBy?.(principal.tenantId) ?? null
  if (!look) return found
  const asking = { principal, classification, signal, purpose }
  return Promise.resolve(found).then((settled) => withNames(settled, request, { ...look, asking }))
}

interface Work {
  request: ScreenRequest
  tools: ScreenTools
  row: Row
  destination: Destination
}

function apply(found: BodyFindings, work: Work): Screened | Promise<Screened> | null {
  const { located, unread } = found
  const noted = countUp(located, work.row)
  const { unreadable } = work.row
  if (unread > 0 && unreadable !== 'allow') {
    noted.push({ kind: 'unreadable', choice: unreadable, count: unread })
  }
  noteOnce(work, noted)
  if (unread > 0 && mustStay(work.row.unreadable)) throw new ScreeningBlocked(whyUnread(work))
  if (found.isUnnamed && mustBeNamed(work)) throw new ScreeningBlocked(whyUnnamed(work))
  const isBlocked = noted.some(({ choice }) => choice === 'block')
  if (isBlocked) throw new ScreeningBlocked(whyBlocked(located, work))
  const warnings = warningsOf(noted.filter(({ kind }) => kind !== 'unreadable'))
  if (unread > 0 && work.row.unreadable === 'warn') warnings.push(`not-screened=${unread}`)
  if (found.isUnnamed) warnings.push('names-not-checked=1')
  const isChanged = noted.some(({ choice }) => choice === 'mask' || choice === 'pseudonym')
  if (!isChanged) {
    return warnings.length > 0 ? { body: work.request.body, restore: null, warnings } : null
  }
  return replaceAll(located, work, warnings)
}

/** There is nothing that could be put in the place of what is in a picture. */
function mustStay(choice: ScreeningChoice): boolean {
  return choice !== 'allow' && choice !== 'warn'
}

function whyUnread({ request }: Work): string {
  return `This may not be sent to “${request.target.name}”: it holds a picture, a recording or a file, in which nothing can be looked for or replaced, and by the rules of your organisation such do not go there. Take it out, or choose a model on your own machines.`
}

/** Whether what the model might have found would not leave as it is, and the organisation wants it looked at. */
function mustBeNamed({ row, tools, request }: Work): boolean {
  const { onFailure } = tools.namesBy?.(request.principal.tenantId)?.model ?? { onFailure: 'block' }
  return onFailure === 'block' && (mustStay(row.person) || mustStay(row.address))
}

function whyUnnamed({ request }: Work): string {
  return `This may not be sent to “${request.target.name}” now: the model that looks for names and addresses in it gave no answer in time, and by the rules of your organisation nothing goes there without. Try again later, shorten it, or choose a model on your own machines.`
}

function noteOnce({ request, tools, destination }: Work, noted: readonly Noted[]): void {
  const counted = (request.memo.counted ??= new Set())
  if (counted.has(destination) || noted.length === 0) return
  counted.add(destination)
  tools.note(request, destination, noted)
}

function countUp(located: readonly Located[], row: Row): Noted[] {
  const counts = new Map<FindingKind, number>()
  for (const { findings } of located) {
    for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, count]) => ({ kind, count, choice: row[kind] }))
}

function warningsOf(noted: readonly Noted[]): string[] {
  return noted
    .filter(({ choice }) => choice !== 'allow')
    .map(({ kind, choice, count }) => `${kind}=${count} (${choice})`)
}

const SHOWN = 3

/** Kind and place; never what it is. */
function whyBlocked(located: readonly Located[], { row, request, destination }: Work): string {
  const places = located.flatMap(({ findings, path }) =>
    findings
      .filter(({ kind }) => row[kind] === 'block')
      .map(
        ({ kind, type, start, end }) =>
          `${kind === type ? kind : `${kind} (${type})`} at ${path}, characters ${start + 1} to ${end}`,
      ),
  )
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : ''
  const where = destination === 'own' ? 'there' : 'to anybody else'
  return `This may not be sent to “${request.target.name}”: it holds ${places.slice(0, SHOWN).join('; ')}${more}, which by the rules of your organisation does not go ${where}. Take it out, or choose a model on your own machines.`
}

function replaceAll(
  located: readonly Located[],
  work: Work,
  warnings: string[],
): Screened | Promise<Screened> {
  const { request, row } = work
  const { conversationId, memo } = request
  const needsMap = located.some(({ findings }) =>
    findings.some(({ kind }) => row[kind] === 'pseudonym'),
  )
  if (!needsMap || conversationId === undefined) {
    const changing = { map: (memo.map ??= newMap(request)), warnings }
    return request.body.length > SLICE_CHARACTERS
      ? editSlowly(located, work, changing)
      : editAtOnce(located, work, changing)
  }
  return withKeptMap(located, work, { conversationId, warnings })
}

/** What a provider keeps of a conversation has placeholders of other calls, which must not be taken for this one's. */
function newMap({ members }: ScreenRequest): PseudonymMap {
  const goesOn = members.some(
    ({ name }) => name === 'previous_response_id' || name === 'conversation',
  )
  return createPseudonymMap([], goesOn ? 1000 * randomInt(1, 999) : 0)
}

const MOST_OPENED = 5

/** The placeholders of a conversation are stored before anything is sent under them. */
async function withKeptMap(
  located: readonly Located[],
  work: Work,
  { conversationId, warnings }: { conversationId: string; warnings: readonly string[] },
): Promise<Screened> {
  const { tools, request } = work
  const { tenantId } = request.principal
  for (let opened = 0; opened < MOST_OPENED; opened += 1) {
    const map = await tools.openMap(tenantId, conversationId)
    const screened = await editSlowly(located, work, { map, warnings: [...warnings] })
    if (map.added().length === 0 || (await tools.saveMap(tenantId, conversationId, map))) {
      return screened
    }
  }
  throw new AppError(
    'conflict',
    'This conversation is being answered several times at once. Try again.',
  )
}

/** Values shorter than this may stand anywhere by chance. */
const SHORTEST_AGAIN = 6
const ROUNDS = 3

interface Changing {
  map: PseudonymMap
  warnings: string[]
}

/** A text to look at again; null: somebody else may have a turn. */
type Ask = { text: string; hint: string; names: boolean } | null

function editAtOnce(located: readonly Located[], work: Work, changing: Changing): Screened {
  const steps = edit(located, work, changing)
  let step = steps.next([])
  while (!step.done) step = steps.next(step.value ? scanText(step.value.text, step.value) : [])
  return step.value
}

async function editSlowly(
  located: readonly Located[],
  work: Work,
  changing: Changing,
): Promise<Screened> {
  const steps = edit(located, work, changing)
  let step = steps.next([])
  for (let count = 1; !step.done; count += 1) {
    if (step.value === null || count % 64 === 0) await turn()
    step = steps.next(step.value ? await scanLongText(step.value.text, step.value) : [])
  }
  return step.value
}

function* edit(
  located: readonly Located[],
  work: Work,
  { map, warnings }: Changing,
): Generator<Ask, Screened, Finding[]> {
  const { request, row } = work
  const { body, members } = request
  for (const { name, start, end } of members)
    if (name !== 'model') map.avoid(body.toString('utf8', start, end))
  const edits: Edit[] = []
  yield null
  for (const one of yield* withRepeats(located, work)) {
    let text = replaceIn(one.text, one.findings, { row, map })
    // What is left when something has gone: nothing, or it is taken as well.
    for (let round = 0; round < ROUNDS; round += 1) {
      const again: Finding[] = yield { text, hint: one.hint, names: wantsNames(row) }
      const left = again.filter(({ kind }) => row[kind] === 'mask' || row[kind] === 'pseudonym')
      if (left.length === 0) break
      if (round === ROUNDS - 1) onResidue(one, work, warnings)
      text = replaceIn(text, left, { row, map })
    }
    if (text !== one.text)
      edits.push({ start: one.start, end: one.end, text: JSON.stringify(one.wrap?.(text) ?? text) })
  }
  const restore = map.entries().length > 0 ? map : null
  return { body: splice(body, edits), restore, warnings }
}

/** What cannot be taken out does not leave where it matters. */
function onResidue({ path }: Located, { request }: Work, warnings: string[]): void {
  const { classification, target } = request
  if (classification === 'restricted' || classification === 'secret') {
    throw new ScreeningBlocked(
      `This may not be sent to “${target.name}”: what is personal at ${path} could not be taken out with certainty. Shorten the text, or choose a model on your own machines.`,
    )
  }
  warnings.push('residue=1')
}

export function replaceIn(
  text: string,
  findings: readonly Finding[],
  { row, map }: { row: Row; map: PseudonymMap },
): string {
  let said = ''
  let from = 0
  for (const { kind, start, end, country } of findings) {
    const choice = row[kind]
    if (choice !== 'mask' && choice !== 'pseudonym') continue
    const value = text.slice(start, end)
    said +=
      text.slice(from, start) +
      (choice === 'mask' ? maskOf(kind) : map.nameFor(kind, value, country))
    from = end
  }
  return said + text.slice(from)
}

/** What was called by its name once is known wherever it stands again. */
function* withRepeats(
  located: readonly Located[],
  { row, request }: Work,
): Generator<null, Located[], unknown> {
  const values = new Map<string, Finding>()
  for (const { text, findings } of located) {
    for (const finding of findings) {
      const value = text.slice(finding.start, finding.end)
      const isReplaced = row[finding.kind] === 'mask' || row[finding.kind] === 'pseudonym'
      if (isReplaced && value.length >= SHORTEST_AGAIN) values.set(value, finding)
    }
  }
  if (values.size === 0 || values.size > MOST_VALUES) return [...located]
  const wanted = [...values.keys()]
  const isKnown = new Set(located.map(({ start }) => start))
  const others = listTexts(request.body, request.members).filter(
    ({ start, text }) => !isKnown.has(start) && wanted.some((value) => text.includes(value)),
  )
  const all: Located[] = []
  for (const one of [...located, ...others])
    all.push({ ...one, findings: yield* addRepeats(one, values) })
  return all
}

const MOST_VALUES = 200
const LONG = 100_000

function* addRepeats(
  { text, findings }: Located,
  values: ReadonlyMap<string, Finding>,
): Generator<null, Finding[], unknown> {
  const all = [...findings]
  // A text may have a hundred thousand: to ask each of them about each would take minutes.
  const taken = new Uint8Array(text.length)
  for (const one of findings) taken.fill(1, one.start, one.end)
  const isFree = (start: number, end: number) =>
    taken[start] === 0 && taken[end - 1] === 0 && !taken.subarray(start, end).includes(1)
  for (const [value, finding] of values) {
    if (text.length > LONG) yield null
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
      const end = at + value.length
      if (!isFree(at, end) || (isName(finding) && !standsAlone(text, at, end))) continue
      all.push({ ...finding, start: at, end })
      taken.fill(1, at, end)
    }
  }
  return all.toSorted((a, b) => a.start - b.start)
}

function isName({ kind }: Finding): boolean {
  return kind === 'person' || kind === 'address'
}

/** `Müller` is not what a `Müllersberg` is called. */
function standsAlone(text: string, start: number, end: number): boolean {
  return !/\p{L}/u.test(text.slice(start - 1, start)) && !/\p{L}/u.test(text.slice(end, end + 1))
}
