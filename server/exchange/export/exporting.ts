import type { ArchivedMessage, ExportRequest } from '#wire/exchange.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Clock } from '#server/lib/clock.ts'
import { inSlices, type SliceLimits } from '../in-slices.ts'
import type { ExportedHead, ExportStore } from './export-store.ts'
import type { ExportAbout } from './labels.ts'
import { pathTo } from './paths.ts'
import type { Renderer, Renderers } from './renderer.ts'

/** What is read and handed on at a time: little enough that nobody waits for it. */
const AT_A_TIME: SliceLimits = { count: 200, chars: 500_000 }

export interface ExportsOptions {
  store: ExportStore
  /** The bytes of a file of theirs; none: it is not there any more. */
  readFile: (principal: Principal, attachmentId: string) => AsyncIterable<Uint8Array>
  renderers: Renderers
  clock: Clock
  /** How people reach this Galerne. */
  url: string
  /** How long a download may stand still. */
  stallMs?: number
}

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

export interface Exporting extends ExportsOptions {
  about: (principal: Principal, wanted: (string | null | undefined)[]) => ExportAbout
  /** Who has a ZIP on its way. */
  packing: Set<string>
}

interface Reading {
  tenantId: string
  head: ExportedHead
  store: ExportStore
}

interface Branch {
  id: string
  chars: number
}

/** Which messages of a conversation leave. */
export async function branchesOf(
  request: ExportRequest,
  { tenantId, head, store }: Reading,
): Promise<Branch[]> {
  if (request.scope === 'message' || request.scope === 'table') {
    return [{ id: request.messageId, chars: 0 }]
  }
  const tree = await store.tree(tenantId, head.id)
  if (request.format === 'json') return tree
  if (request.scope !== 'conversation') return pathTo(tree)
  return request.isWholeTree === true ? tree : pathTo(tree, request.leafId)
}

/** Gives the files that the messages name. */
export async function handTo(
  renderer: Renderer,
  branches: readonly Branch[],
  { store, tenantId }: { store: ExportStore; tenantId: string },
): Promise<Set<string>> {
  const named = new Set<string>()
  for (const some of inSlices(branches, ({ chars }) => chars, AT_A_TIME)) {
    const ids = some.map(({ id }) => id)
    const messages: ArchivedMessage[] = await store.messages(tenantId, ids)
    for (const part of messages.flatMap(({ parts = [] }) => parts)) {
      if (part.type === 'attachment') named.add(part.attachmentId)
    }
    await renderer.ask({ type: 'messages', messages })
  }
  return named
}
