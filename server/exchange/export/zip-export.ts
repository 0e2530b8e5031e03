import type { ExportRequest } from '#wire/exchange.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { ExportedHead, StoredFileName } from './export-store.ts'
import { handTo, branchesOf, type ExportedFile, type Exporting } from './exporting.ts'
import type { Renderer } from './renderer.ts'
import { whyNot } from './why-not.ts'

const STALL_MS = 120_000

/** Conversations on their way into one archive. */
export interface Packing {
  heads: ExportedHead[]
  /** Titles of those that a policy keeps in, with the reason. */
  refused: string[]
  request: Extract<ExportRequest, { scope: 'all' | 'conversations' | 'conversation' }>
  /** Of the archive. */
  name: string
}

/** A ZIP with a file for each conversation, and the files that were given along with its questions in a folder beside it. */
export async function openZip(
  principal: Principal,
  packing: Packing,
  exporting: Exporting,
): Promise<ExportedFile> {
  const { heads, request, name } = packing
  const { store, renderers } = exporting
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
    await store.note(principal.tenantId, { scope, format, conversations: heads.length })
  } catch (error) {
    await close()
    throw error
  }
  const work = { ...packing, principal, exporting, renderer, close }
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

interface Work extends Packing {
  principal: Principal
  exporting: Exporting
  renderer: Renderer
  close: () => Promise<void>
}

async function* zipOf(work: Work): AsyncGenerator<Uint8Array> {
  const { heads, refused, request, principal, exporting, renderer, close } = work
  const { tenantId, id: ownerId } = principal
  const { store } = exporting
  try {
    for (const { id } of heads) {
      // It may take long until it is its turn: what was deleted or made stricter since does not leave.
      const [head] = await store.heads({ tenantId, ownerId }, [id])
      if (!head) continue
      const reason = whyNot(principal, head)
      if (reason !== undefined) {
        refused.push(`${head.title} (${reason})`)
        continue
      }
      const branches = await branchesOf(request, { tenantId, head, store })
      const named = await handTo(renderer, branches, { store, tenantId })
      const files = await store.files({ tenantId, ownerId }, head.id, [...named])
      const about = exporting.about(principal, [head.lang, request.lang])
      const { format } = request
      const said = await renderer.ask({ type: 'conversation', head, about, format, files })
      if (said.type === 'bytes') yield said.bytes
      for (const file of files) yield* fileOf(file, work)
    }
    const about = exporting.about(principal, [request.lang])
    const hasIndex = request.scope !== 'conversation'
    const said = await renderer.ask({ type: 'end', about, leftOut: refused, hasIndex })
    if (said.type === 'bytes') yield said.bytes
  } finally {
    await close()
  }
}

/** Piece by piece: a file may be larger than what this process has to spare. */
async function* fileOf(
  { id }: StoredFileName,
  { principal, exporting, renderer }: Work,
): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const bytes of exporting.readFile(principal, id)) {
    await renderer.ask({ type: 'piece', bytes, isFirst })
    isFirst = false
  }
  // It was deleted meanwhile.
  if (isFirst) return
  const said = await renderer.ask({ type: 'file', id })
  if (said.type === 'bytes') yield said.bytes
}
