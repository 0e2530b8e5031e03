import type { ImportEvent, ImportQuery } from '#wire/exchange.ts'
import { classificationOf, requireMayReclassify } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError, toApiError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { ImportedConversation, Reading } from './imported.ts'
import type { ImportStore, Owner, Placed, Standing } from './import-store.ts'
import { place } from './place.ts'
import { createPlaces, type PlaceLimits } from './places.ts'
import type { FileItem } from './read-file.ts'
import { openArchiveFiles, takeFiles, type FileKeeper, type Taking } from './take-files.ts'
import { createTally, type Tally } from './tally.ts'

export interface ImportsOptions {
  store: ImportStore
  /** Batches of what is in a file; server/exchange/import/reader.ts does it in a thread. */
  read: (file: { path: string; name: string }) => AsyncIterable<FileItem[]>
  clock: Clock
  log: Log
  limits?: PlaceLimits
  /** Absent: files of archives stay behind. */
  keeper?: FileKeeper
}

export interface SentFile {
  path: string
  bytes: number
}

export type Imports = ReturnType<typeof createImports>

/** Of one process. */
const LIMITS: PlaceLimits = { atOnce: 2, perPerson: 2, inAll: 8 }

/** Conversations out of other programs' files. What was taken stays where something fails; doing it again takes the rest. */
export function createImports(options: ImportsOptions) {
  const places = createPlaces(options.limits ?? LIMITS)
  return {
    /** Before the first byte: what comes lies here until it was read. Gives what ends it; throws `forbidden` and `busy`. */
    enter(principal: Principal, query: ImportQuery): () => void {
      const usual = classificationOf(principal)
      const classification = query.classification ?? usual
      const resource = { kind: 'conversation', context: { classification } } as const
      requireAllowed(principal, 'conversation.import', resource)
      requireAllowed(principal, 'conversation.write', resource)
      requireMayReclassify(principal, { from: usual, to: classification, kind: 'conversation' })
      return places.enter(`${principal.tenantId} ${principal.id}`)
    },

    /** The last event is the report, or why there is none. */
    async *run(
      principal: Principal,
      file: SentFile,
      query: ImportQuery,
    ): AsyncGenerator<ImportEvent> {
      const end = await places.turn()
      try {
        yield* run(principal, { file, query, options })
      } catch (error) {
        if (!(error instanceof AppError)) options.log.error('import.failed', { error })
        yield { type: 'failed', error: toApiError(error) }
      } finally {
        end()
      }
    },
  }
}

interface Running {
  file: SentFile
  query: ImportQuery
  options: ImportsOptions
}

async function* run(
  principal: Principal,
  { file, query, options }: Running,
): AsyncGenerator<ImportEvent> {
  const { mode, name = '' } = query
  const { store, clock } = options
  const owner: Owner = { tenantId: principal.tenantId, ownerId: principal.id }
  const classification = query.classification ?? classificationOf(principal)
  const tally = createTally(mode)
  const seen = new Set<string>()
  const files = openArchiveFiles(file.path)
  const taking = { principal, mode, files, keeper: options.keeper, tally }
  const placing = { owner, classification, nowMs: clock.now() }
  for await (const items of options.read({ path: file.path, name })) {
    let readBytes = 0
    const placed: Placed[] = []
    for (const item of items) {
      if (item.type === 'other-file') {
        tally.otherFile(item.name)
        continue
      }
      readBytes = item.readBytes
      const conversation = accept(item.reading, { tally, seen })
      if (conversation) placed.push(place(conversation, placing))
    }
    await takeBatch(owner, placed, { store, taking })
    yield { type: 'progress', ...tally.progress(), readBytes, totalBytes: file.bytes }
  }
  yield { type: 'report', report: tally.report() }
}

function accept(
  reading: Reading,
  { tally, seen }: { tally: Tally; seen: Set<string> },
): ImportedConversation | undefined {
  tally.found(reading)
  const { conversation } = reading
  if (!conversation) return undefined
  const { source, sourceId } = conversation
  const key = `${source} ${sourceId}`
  if (sourceId === '' || seen.has(key)) {
    tally.refused(sourceId === '' ? 'unreadable' : 'twice_in_the_file', conversation)
    return undefined
  }
  seen.add(key)
  return conversation
}

interface Batch {
  store: ImportStore
  taking: Taking
}

async function takeBatch(owner: Owner, placed: Placed[], { store, taking }: Batch): Promise<void> {
  if (placed.length === 0) return
  const { tally, keeper, principal, mode } = taking
  const standings = await store.standings(owner, placed)
  const wanted: { one: Placed; files: string[] }[] = []
  for (const [at, one] of placed.entries()) {
    const standing = standings[at]
    const isWanted = count(one, standing, tally)
    const isNew = (id: string) => isWanted && !standing?.messageIds.has(id)
    // What lies in the bin has been told as a whole.
    const files = standing?.state === 'bin' ? [] : await takeFiles(one, isNew, taking)
    if (isWanted) wanted.push({ one, files })
  }
  if (mode === 'check' || wanted.length === 0) return
  const [first] = wanted
  await store.insert(
    owner,
    wanted.map(({ one }) => one),
    first?.one.conversation.source ?? 'other',
  )
  for (const { one, files } of wanted) {
    if (files.length > 0) await keeper?.claim(principal, files, one.id)
  }
}

/** Whether something of it is to be written. */
function count(
  { conversation, messages }: Placed,
  standing: Standing | undefined,
  tally: Tally,
): boolean {
  const { state = 'new', messageIds = new Set<string>() } = standing ?? {}
  if (state === 'bin') {
    tally.refused('in_the_bin', conversation)
    return false
  }
  const missing = state === 'original' ? 0 : messages.filter(({ id }) => !messageIds.has(id)).length
  if (state === 'new') tally.taken('conversation', 1)
  else tally.already('conversation', 1)
  tally.taken('message', missing)
  tally.already('message', messages.length - missing)
  return missing > 0
}
