import { Hono } from 'hono'
import {
  EXPORT_COUNT_HEADER,
  ExportRequest,
  ImportQuery,
  MAX_IMPORT_BYTES,
  type ImportEvent,
} from '#wire/exchange.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import { dispositionOf } from './export/file-names.ts'
import type { Exports } from './export/exports.ts'
import type { Imports } from './import/imports.ts'
import type { Receiver } from './import/receive.ts'

export interface ExchangeRoutes {
  exports: Exports
  imports: Imports
  receiver: Receiver
}

/** `/exports` and `/imports`, mounted under `/api`. */
export function createExchangeRoutes({ exports, imports, receiver }: ExchangeRoutes): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.post('/exports', body(ExportRequest), async (c) => {
    const { principal, signal } = c.var
    const file = await exports.open(principal, c.req.valid('json'))
    signal.addEventListener('abort', () => void file.close(), { once: true })
    // Whoever left while it was prepared reads nothing, and a signal tells but once.
    if (signal.aborted) await file.close()
    return c.body(ReadableStream.from(file.chunks), 200, {
      'content-type': file.type,
      'content-disposition': dispositionOf(file.name),
      'cache-control': 'no-store',
      [EXPORT_COUNT_HEADER]: String(file.conversations),
    })
  })

  routes.post('/imports', async (c) => {
    const { principal, signal } = c.var
    requireAllowed(principal, 'conversation.import', { kind: 'conversation' })
    const query = readQuery(c.req.query())
    const { body: sent } = c.req.raw
    if (!sent) throw new AppError('invalid_request', 'Send the file as the body.')
    if (Number(c.req.header('content-length') ?? 0) > MAX_IMPORT_BYTES) {
      throw new AppError('body_too_large', 'A file may have 512 MB.')
    }
    const leave = imports.enter(principal, query)
    const file = await receiver.receive(sent).catch((error: unknown) => {
      leave()
      throw error
    })
    const done = () => {
      file.remove()
      leave()
    }
    const lines = toLines(imports.run(principal, file, query), { signal, done })
    return c.body(ReadableStream.from(lines), 200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
    })
  })

  return routes
}

function readQuery(given: Record<string, string>): ImportQuery {
  const query = ImportQuery.safeParse(given)
  if (query.success) return query.data
  throw new AppError('invalid_request', 'mode is check or take; classification is a class.')
}

interface Ending {
  signal: AbortSignal
  done: () => void
}

/** Until the last event, or until nobody listens: whoever has gone before they read the first word as well. */
function toLines(events: AsyncIterable<ImportEvent>, ending: Ending): AsyncGenerator<Uint8Array> {
  const { signal, done } = ending
  signal.addEventListener('abort', done, { once: true })
  if (signal.aborted) done()
  return linesOf(events, ending)
}

async function* linesOf(
  events: AsyncIterable<ImportEvent>,
  { signal, done }: Ending,
): AsyncGenerator<Uint8Array> {
  // A generator that was never begun is never ended: then it is the signal that ends it.
  signal.removeEventListener('abort', done)
  try {
    for await (const event of events) {
      yield Buffer.from(`${JSON.stringify(event)}\n`)
      if (signal.aborted) return
    }
  } finally {
    done()
  }
}
