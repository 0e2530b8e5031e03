import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { TransactionSql } from '#server/lib/database.ts'
import { isId } from '#server/lib/ids.ts'
import type { ActorsStore } from './actors-store.ts'
import type { KeysStore } from './keys-store.ts'
import { readOutbox, type OutboxEvent } from './outbox-event.ts'
import { toEntry, type EntryContext } from './to-entries.ts'
import { hashOfNote, signCheckpoint } from './trail/checkpoint.ts'
import type { Json } from './trail/canonical-json.ts'
import { createFrontier } from './trail/merkle.ts'
import type { SubjectKeys } from './trail/trail-record.ts'
import type { NoteSigner } from './trail/signed-note.ts'
import type { TrailState, TrailStore, Turn } from './trail-store.ts'

export interface SequencerOptions {
  store: TrailStore
  keys: KeysStore
  actors: ActorsStore
  clock: Clock
  /** The first line of checkpoints of a trail that begins. */
  origin: (tenantId: string) => string
  checkpoints: { everyMs: number; everyEntries: number }
  /** Rows of the outbox in one transaction. */
  batchRows?: number
}

export interface Sequencer {
  /**
   * Takes what waits in the outbox into the trail, in one transaction: exactly once, whatever dies, and whoever else tries.
   * Resolves with how many entries there were; undefined: another process is at it.
   */
  takeSome(tenantId: string): Promise<number | undefined>
  /** Another key signs from now on; the checkpoint in which it takes over is signed by both. */
  rotateKey(tenantId: string): Promise<void>
  /** For commitments outside of the trail. */
  commitment(sql: TransactionSql, tenantId: string): Promise<SubjectKeys>
  /** Signs what is not signed yet, without waiting for the minute. */
  signNow(tenantId: string): Promise<void>
}

const BATCH_ROWS = 500

export function createSequencer(options: SequencerOptions): Sequencer {
  const { store, clock, origin } = options
  // Read each time: one made in a transaction that failed, or before an import, must not be used again.
  const commitment = (sql: TransactionSql, tenantId: string) =>
    options.keys.readCommitment(sql, tenantId)
  const inTurn = <T>(tenantId: string, work: (turn: Turn) => Promise<T>) =>
    store.takeTurn(tenantId, () => origin(tenantId), work)
  const takeIn = (turn: Turn, tenantId: string) =>
    takeBatch(turn, tenantId, { ...options, commitment })

  return {
    commitment,
    takeSome: (tenantId) =>
      inTurn(tenantId, async (turn) => {
        const taken = await takeIn(turn, tenantId)
        const isDue = isCheckpointDue(turn.state, clock.now(), options.checkpoints)
        if (isDue) await sign(turn, tenantId, options)
        if (taken > 0 || isDue) await turn.save(turn.state)
        return taken
      }),
    async signNow(tenantId) {
      await inTurn(tenantId, async (turn) => {
        await sign(turn, tenantId, options)
        await turn.save(turn.state)
      })
    },
    async rotateKey(tenantId) {
      const done = await inTurn(tenantId, async (turn) => {
        await rotate(turn, tenantId, { ...options, takeIn })
        return true
      })
      if (!done) {
        throw new AppError('conflict', 'The trail is being written to. Try again in a moment.')
      }
    },
  }
}

async function takeBatch(
  turn: Turn,
  tenantId: string,
  options: SequencerOptions & Pick<Sequencer, 'commitment'>,
): Promise<number> {
  const { clock, actors, commitment, batchRows = BATCH_ROWS } = options
  const events = readOutbox(await turn.takeOutbox(batchRows), clock.now())
  if (events.length === 0) return 0
  const own = await commitment(turn.sql, tenantId)
  const context = await readContext(actors, turn.sql, { tenantId, own, events })
  const { size, hashes } = turn.state
  const frontier = createFrontier(size, hashes)
  const made = events.map((event, at) => toEntry(event, size + at, context))
  for (const { leaf } of made) frontier.append(leaf)
  const rows = made.map(({ row }) => row)
  await turn.append(rows, frontier.takeWhole())
  // That they were erased is the last that the trail knows of them.
  for (const { action, resource } of events) {
    if (action === 'person.erase' && resource.id !== null) await actors.erase(turn.sql, resource.id)
  }
  turn.state = { ...turn.state, size: frontier.size, hashes: frontier.hashes() }
  return events.length
}

async function sign(
  turn: Turn,
  tenantId: string,
  { keys, clock }: Pick<SequencerOptions, 'keys' | 'clock'>,
): Promise<void> {
  if (turn.state.size === turn.state.signedSize) return
  const signers = await keys.readSigners(turn.sql, tenantId, turn.state.origin)
  await addCheckpoint(turn, signers, { nowMs: clock.now() })
}

/** The old key signs the entry that brings in the new one, so that nobody has to be told of it by other ways. */
async function rotate(
  turn: Turn,
  tenantId: string,
  options: SequencerOptions & { takeIn: (turn: Turn, tenantId: string) => Promise<number> },
): Promise<void> {
  const { keys, clock, takeIn } = options
  const { sql, state } = turn
  const old = await keys.readSigners(sql, tenantId, state.origin)
  const next = await keys.addSigner(sql, tenantId, state.origin)
  await turn.note('audit.rotate-key', { key: next.verifier.keyId })
  while ((await takeIn(turn, tenantId)) > 0);
  await addCheckpoint(turn, [...old, next], {
    nowMs: clock.now(),
    nextKey: next.verifier.text,
  })
  for (const { verifier } of old) await keys.retire(sql, verifier.keyId)
  await turn.save(turn.state)
}

function isCheckpointDue(
  { size, signedSize, signedAtMs }: TrailState,
  nowMs: number,
  { everyMs, everyEntries }: SequencerOptions['checkpoints'],
): boolean {
  if (size === signedSize) return false
  return signedAtMs === null || size - signedSize >= everyEntries || nowMs - signedAtMs >= everyMs
}

async function addCheckpoint(
  turn: Turn,
  signers: readonly NoteSigner[],
  { nowMs, nextKey }: { nowMs: number; nextKey?: string },
): Promise<void> {
  const { origin, size, hashes, noteHash } = turn.state
  const at = new Date(nowMs).toISOString()
  const root = createFrontier(size, hashes).root()
  const note = signCheckpoint(
    { origin, size, root, at, previous: noteHash, ...(nextKey !== undefined && { nextKey }) },
    signers,
  )
  await turn.addCheckpoint({ size, note, at })
  turn.state = { ...turn.state, signedSize: size, signedAtMs: nowMs, noteHash: hashOfNote(note) }
}

/** Who the events are about. */
async function readContext(
  actors: ActorsStore,
  sql: TransactionSql,
  { tenantId, own, events }: { tenantId: string; own: SubjectKeys; events: OutboxEvent[] },
): Promise<EntryContext> {
  const ids = new Set<string>()
  const named = new Map<string, string>()
  const others = new Map<string, OutboxEvent['actor']>()
  const seeText = (text: Json) => {
    if (typeof text === 'string' && isId(text)) ids.add(text)
  }
  for (const { actor, resource, facts } of events) {
    if (actor.kind === 'person') named.set(actor.id, actor.name)
    else others.set(`${actor.kind} ${actor.id}`, actor)
    if (PERSONAL.has(resource.kind) && resource.id !== null && !named.has(resource.id)) {
      named.set(resource.id, '')
    }
    seeText(resource.id)
    for (const fact of Object.values(facts)) seeText(fact)
  }
  for (const id of named.keys()) ids.add(id)
  const people = await actors.readPeople(sql, tenantId, { ids: [...ids], named })
  await actors.rememberOthers(sql, tenantId, [...others.values()])
  const names = new Set([...people.values()].map(({ name }) => name).filter((name) => name !== ''))
  return { tenantId, own, people, names }
}

/** What these are called is a person's id. */
const PERSONAL: ReadonlySet<string> = new Set(['person', 'account'])
