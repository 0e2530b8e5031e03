import type { ArchivedMessage, ExportRequest } from '#wire/exchange.ts'
import { authorize } from '#server/access/authorize.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { inSlices, type SliceLimits } from '../in-slices.ts'
import { findTexts } from '../texts/export-texts.ts'
import { SHEET_TYPES } from '../tables/write-table.ts'
import type { ExportedHead, ExportStore } from './export-store.ts'
import { safeName } from './file-names.ts'
import type { ExportAbout } from './labels.ts'
import { pathTo } from './paths.ts'
import { MEDIA_TYPES } from './render.ts'
import type { Renderer, Renderers } from './renderer.ts'

/** What is read and handed on at a time: little enough that nobody waits for it. */
const AT_A_TIME: SliceLimits = { count: 200, chars: 500_000 }

export interface ExportsOptions {
  store: ExportStore
  renderers: Renderers
  clock: Clock
  /** How people reach this Galerne. */
  url: string
  /** How long a download may stand still. */
  stallMs?: number
}

const STALL_MS = 120_000

/** A file on its way. */
export interface ExportedFile {
  name: string
  type: string
  /** How many conversations are in it. */
  conversations: number
  chunks: AsyncIterable<Uint8Array>
  /** Whoever wanted it has gone. */
  close(): Promise<void>
}

export type Exports = ReturnType<typeof createExports>

/** Conversations and what is in them as files. What a policy keeps in is refused, or left out of many and named. */
export function createExports(options: ExportsOptions) {
  const { store } = options
  const exporting: Exporting = {
    ...options,
    about: (...asked) => aboutOf(options, ...asked),
    packing: new Set(),
  }
  return {
    async open(principal: Principal, request: ExportRequest): Promise<ExportedFile> {
      requireAllowed(principal, 'conversation.export', { kind: 'conversation' })
      if (request.scope === 'all' || request.scope === 'conversations') {
        return openMany(principal, request, exporting)
      }
      const owner = { tenantId: principal.tenantId, ownerId: principal.id }
      const id =
        request.scope === 'conversation'
          ? request.conversationId
          : await store.conversationOf(owner, request.messageId)
      const [head] = id === undefined ? [] : await store.heads(owner, [id])
      if (!head) throw new AppError('not_found', 'There is no such conversation or message.')
      requireMayLeave(principal, head)
      return openOne(principal, { request, head, exporting })
    },
  }
}

interface Exporting extends ExportsOptions {
  about: (principal: Principal, wanted: (string | null | undefined)[]) => ExportAbout
  /** Who has a ZIP on its way. */
  packing: Set<string>
}

type One = Extract<ExportRequest, { scope: 'message' | 'conversation' | 'table' }>
type Many = Extract<ExportRequest, { scope: 'all' | 'conversations' }>

function requireMayLeave(principal: Principal, { id, classification }: ExportedHead): void {
  const resource = { kind: 'conversation', id, ownerId: principal.id } as const
  requireAllowed(principal, 'conversation.read', { ...resource, context: { classification } })
  requireAllowed(principal, 'conversation.export', { ...resource, context: { classification } })
}

function aboutOf(
  { clock, url }: ExportsOptions,
  principal: Principal,
  wanted: (string | null | undefined)[],
): ExportAbout {
  const madeAt = new Date(clock.now()).toISOString()
  return { ...findTexts(wanted), author: principal.name, madeAt, checkUrl: `${url}/check` }
}

async function openOne(
  principal: Principal,
  { request, head, exporting }: { request: One; head: ExportedHead; exporting: Exporting },
): Promise<ExportedFile> {
  const { store, renderers } = exporting
  const { tenantId } = principal
  const branches = await branchesOf(request, { tenantId, head, store })
  const about = exporting.about(principal, [head.lang, request.lang])
  const { scope, format } = request
  const renderer = await renderers.open({ isZip: false })
  try {
    await hand(branches, { renderer, store, tenantId })
    const made =
      request.scope === 'table'
        ? {
            type: 'table' as const,
            index: request.index,
            format: request.format,
            title: head.title,
            lang: about.lang,
          }
        : { type: 'conversation' as const, head, about, format: request.format }
    // Asked before anything is answered, so that what fails is an answer with a status of its own.
    const said = await renderer.ask(made)
    await store.note(tenantId, { id: head.id, scope, format, conversations: 1 })
    const bytes = said.type === 'bytes' ? said.bytes : new Uint8Array()
    const type =
      request.scope === 'table' ? SHEET_TYPES[request.format] : MEDIA_TYPES[request.format]
    const name = `${safeName(head.title) || about.texts.untitled}.${format}`
    return { name, type, conversations: 1, chunks: inPieces(bytes), close: () => Promise.resolve() }
  } finally {
    await renderer.close()
  }
}

const PIECE_BYTES = 256 * 1024

/** A client that is slow takes it as it can. */
async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
}

interface Reading {
  tenantId: string
  head: ExportedHead
  store: ExportStore
}

async function branchesOf(request: One, { tenantId, head, store }: Reading) {
  if (request.scope !== 'conversation') return [{ id: request.messageId, chars: 0 }]
  const tree = await store.tree(tenantId, head.id)
  const isWhole = request.isWholeTree === true || request.format === 'json'
  return isWhole ? tree : pathTo(tree, request.leafId)
}

async function hand(
  branches: readonly { id: string; chars: number }[],
  { renderer, store, tenantId }: { renderer: Renderer; store: ExportStore; tenantId: string },
): Promise<void> {
  for (const some of inSlices(branches, ({ chars }) => chars, AT_A_TIME)) {
    const ids = some.map(({ id }) => id)
    const messages: ArchivedMessage[] = await store.messages(tenantId, ids)
    await renderer.ask({ type: 'messages', messages })
  }
}

async function openMany(
  principal: Principal,
  request: Many,
  exporting: Exporting,
): Promise<ExportedFile> {
  const { tenantId, id: ownerId } = principal
  const { store, renderers } = exporting
  const wanted = request.scope === 'all' ? null : request.conversationIds
  const found = await store.heads({ tenantId, ownerId }, wanted)
  const refused: string[] = []
  const heads = found.filter((head) => {
    const reason = whyNot(principal, head)
    if (reason !== undefined) refused.push(`${head.title} (${reason})`)
    return reason === undefined
  })
  if (heads.length === 0) {
    throw new AppError(
      refused.length > 0 ? 'forbidden' : 'not_found',
      refused.length > 0
        ? 'Your organisation lets none of these conversations leave.'
        : 'There is no conversation to export.',
    )
  }
  const { format, scope } = request
  const leave = enter(exporting, principal)
  const renderer = await renderers.open({ isZip: true }).catch((error: unknown) => {
    leave()
    throw error
  })
  const close = () => {
    leave()
    return renderer.close()
  }
  try {
    await store.note(tenantId, { scope, format, conversations: heads.length })
  } catch (error) {
    await close()
    throw error
  }
  const about = exporting.about(principal, [request.lang])
  const name = `${about.texts.conversations} ${about.madeAt.slice(0, 10)}.zip`
  const work = { heads, refused, request, principal, exporting, renderer, close }
  const chunks = untilStill(zipOf(work), { stallMs: exporting.stallMs ?? STALL_MS, close })
  return { name, type: 'application/zip', conversations: heads.length, chunks, close }
}

/** Each holds one of the few threads for as long as its reader takes. */
function enter({ packing }: Exporting, { tenantId, id }: Principal): () => void {
  const person = `${tenantId} ${id}`
  if (packing.has(person)) {
    throw new AppError('busy', 'An export of yours is on its way. Wait for it, or stop it.', {
      retryAfterMs: 30_000,
    })
  }
  packing.add(person)
  let isOver = false
  return () => {
    if (!isOver) packing.delete(person)
    isOver = true
  }
}

/** Who does not take what they asked for keeps the thread from nobody. */
async function* untilStill(
  chunks: AsyncIterable<Uint8Array>,
  { stallMs, close }: { stallMs: number; close: () => Promise<void> },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    const timer = setTimeout(() => void close(), stallMs)
    try {
      yield chunk
    } finally {
      clearTimeout(timer)
    }
  }
}

function whyNot(principal: Principal, head: ExportedHead): string | undefined {
  const { tenantId, id: ownerId } = principal
  const { id, classification } = head
  const resource = {
    kind: 'conversation',
    tenantId,
    id,
    ownerId,
    context: { classification },
  } as const
  for (const action of ['conversation.read', 'conversation.export'] as const) {
    const decision = authorize(principal, action, resource)
    if (!decision.isAllowed) return decision.reason
  }
  return undefined
}

interface ManyWork {
  heads: ExportedHead[]
  refused: string[]
  request: Many
  principal: Principal
  exporting: Exporting
  renderer: Renderer
  close: () => Promise<void>
}

async function* zipOf(work: ManyWork): AsyncGenerator<Uint8Array> {
  const { heads, refused, request, principal, exporting, renderer, close } = work
  const { tenantId } = principal
  const { store } = exporting
  try {
    for (const { id } of heads) {
      // It may take long until it is its turn: what was deleted or made stricter since does not leave.
      const [head] = await store.heads({ tenantId, ownerId: principal.id }, [id])
      if (!head) continue
      const reason = whyNot(principal, head)
      if (reason !== undefined) {
        refused.push(`${head.title} (${reason})`)
        continue
      }
      const tree = await store.tree(tenantId, head.id)
      const branches = request.format === 'json' ? tree : pathTo(tree)
      await hand(branches, { renderer, store, tenantId })
      const about = exporting.about(principal, [head.lang, request.lang])
      const said = await renderer.ask({ type: 'conversation', head, about, format: request.format })
      if (said.type === 'bytes') yield said.bytes
    }
    const about = exporting.about(principal, [request.lang])
    const said = await renderer.ask({ type: 'end', about, leftOut: refused })
    if (said.type === 'bytes') yield said.bytes
  } finally {
    await close()
  }
}
