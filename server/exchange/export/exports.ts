import type { ExportRequest } from '#wire/exchange.ts'
import { takesFilesAlong } from '#wire/files-along.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { findTexts } from '../texts/export-texts.ts'
import { SHEET_TYPES } from '../tables/write-table.ts'
import type { ExportedHead } from './export-store.ts'
import {
  branchesOf,
  handTo,
  type ExportedFile,
  type Exporting,
  type ExportsOptions,
} from './exporting.ts'
import { safeName } from './file-names.ts'
import type { ExportAbout } from './labels.ts'
import { MEDIA_TYPES } from './render.ts'
import { whyNot } from './why-not.ts'
import { openZip } from './zip-export.ts'

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
      if (request.scope !== 'conversation' || !takesFilesAlong(request.scope, request.format)) {
        return openOne(principal, { request, head, exporting })
      }
      if ((await store.files(owner, head.id, null)).length === 0) {
        return openOne(principal, { request, head, exporting })
      }
      const { texts } = exporting.about(principal, [head.lang, request.lang])
      const name = `${safeName(head.title) || texts.untitled}.zip`
      return openZip(principal, { heads: [head], refused: [], request, name }, exporting)
    },
  }
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
    await handTo(renderer, branches, { store, tenantId })
    const made =
      request.scope === 'table'
        ? {
            type: 'table' as const,
            index: request.index,
            format: request.format,
            title: head.title,
            lang: about.lang,
          }
        : { type: 'conversation' as const, head, about, format: request.format, files: [] }
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

async function openMany(
  principal: Principal,
  request: Many,
  exporting: Exporting,
): Promise<ExportedFile> {
  const { tenantId, id: ownerId } = principal
  const { store } = exporting
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
  const about = exporting.about(principal, [request.lang])
  const name = `${about.texts.conversations} ${about.madeAt.slice(0, 10)}.zip`
  return openZip(principal, { heads, refused, request, name }, exporting)
}
