import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Hono } from 'hono'
import { ExportOrganisation, PASSPHRASE_HEADER, type ImportProgress } from '#wire/exit.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireFreshIfPerson } from '#server/access/fresh.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { removeForgotten } from '#server/lib/forgotten-folders.ts'
import { isId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import type { Secret } from '#server/lib/secret.ts'
import { exportOrganisation } from './export.ts'
import { noteExport } from './export-store.ts'
import { createPacker, gunzip } from './gzip.ts'
import { importOrganisation } from './import.ts'

export interface ExitRoutesOptions {
  database: Database
  clock: Clock
  log: Log
  secretKeys: readonly Secret[]
  /** What is uploaded waits in here, until it is taken in. */
  dataFolder: string
  /** Writes what is still in memory. */
  settle: (tenantId: string) => Promise<void>
  /** Has everybody know of an organisation that has come. */
  adopt: (tenantId: string) => Promise<void>
}

const PREFIXES = { out: 'export-', in: 'import-' } as const
/** Nobody takes longer to fetch an archive, or it to be taken in. */
const FORGOTTEN_MS = 24 * 3_600_000

/** `/organisation/export`, and the same for the operator of the machine, who takes organisations in as well. */
export function createExitRoutes(options: ExitRoutesOptions): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  // A process that was killed has left what is of no use to the next.
  for (const prefix of Object.values(PREFIXES)) {
    const nowMs = options.clock.now()
    removeForgotten(options.dataFolder, { prefix, olderThanMs: FORGOTTEN_MS, nowMs })
  }

  routes.post('/organisation/export', body(ExportOrganisation), async (c) => {
    const { tenantId } = c.var.principal
    requireAllowed(c.var.principal, 'organisation.export', { kind: 'organisation', id: tenantId })
    requireFreshIfPerson(c.var.principal, options.clock)
    return sendArchive(tenantId, c.req.valid('json').passphrase, options)
  })

  routes.post('/installation/organisations/:id/export', body(ExportOrganisation), async (c) => {
    requireAllowed(c.var.principal, 'installation.manage', { kind: 'organisation' })
    requireFreshIfPerson(c.var.principal, options.clock)
    const id = c.req.param('id')
    if (!isId(id)) throw new AppError('not_found', 'There is no such organisation.')
    return sendArchive(id, c.req.valid('json').passphrase, options)
  })

  routes.post('/installation/organisations/import', async (c) => {
    requireAllowed(c.var.principal, 'installation.manage', { kind: 'organisation' })
    const said = c.req.header(PASSPHRASE_HEADER)
    const passphrase = said === undefined ? null : Buffer.from(said, 'base64').toString('utf8')
    const { body: archive } = c.req.raw
    if (!archive) throw new AppError('invalid_request', 'Send the archive as the body.')
    return takeArchive(archive, { ...options, passphrase, requestId: c.var.requestId })
  })

  return routes
}

/** Packed while it is read: the client need not be quick, since what it has not taken waits on the disk. */
async function sendArchive(
  tenantId: string,
  passphrase: string | null,
  options: ExitRoutesOptions,
): Promise<Response> {
  await options.settle(tenantId)
  await noteExport(options.database, tenantId, passphrase !== null)
  const folder = mkdtempSync(join(options.dataFolder, PREFIXES.out))
  const path = join(folder, 'archive')
  const packer = createPacker(createWriteStream(path, { mode: 0o600 }))
  try {
    await exportOrganisation({
      ...options,
      tenantId,
      passphrase,
      write: (bytes) => packer.write(bytes),
    })
    await packer.end()
  } catch (error) {
    packer.destroy(error instanceof Error ? error : new Error('failed'))
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  const stream = createReadStream(path)
  stream.once('close', () => rmSync(folder, { recursive: true, force: true }))
  const day = new Date(options.clock.now()).toISOString().slice(0, 10)
  return new Response(toWeb(stream), {
    headers: {
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="organisation-${day}.galerne"`,
    },
  })
}

function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>
}

interface Taking extends ExitRoutesOptions {
  passphrase: string | null
  requestId: string
}

/**
 * Takes the upload to the disk, then takes it in, telling how far it is: a line of JSON at a time, the last of which is the
 * result or the reason why there is none.
 */
async function takeArchive(archive: ReadableStream<Uint8Array>, taking: Taking): Promise<Response> {
  const folder = mkdtempSync(join(taking.dataFolder, PREFIXES.in))
  const path = join(folder, 'archive')
  try {
    const source = Readable.from(archive, { objectMode: false })
    await pipeline(source, createWriteStream(path, { mode: 0o600 }))
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  const lines = new PassThrough()
  const tell = (line: ImportProgress) => void lines.write(`${JSON.stringify(line)}\n`)
  void takeIn(path, { ...taking, tell }).finally(() => {
    lines.end()
    rmSync(folder, { recursive: true, force: true })
  })
  return new Response(toWeb(lines), { headers: { 'content-type': 'application/x-ndjson' } })
}

async function takeIn(
  path: string,
  taking: Taking & { tell: (line: ImportProgress) => void },
): Promise<void> {
  const { tell, log, requestId, adopt } = taking
  try {
    const imported = await importOrganisation({
      ...taking,
      archive: gunzip(createReadStream(path)),
      onProgress: (rows, table) => tell({ rows, table }),
    })
    await adopt(imported.organisation.id)
    tell({ imported })
  } catch (error) {
    // Once it has begun to answer, a failure is an event of the answer.
    if (error instanceof AppError) tell({ error: error.message })
    else {
      log.error('import.failed', { error, requestId })
      tell({ error: `Something is wrong on our side. Its log has more under ${requestId}.` })
    }
  }
}
