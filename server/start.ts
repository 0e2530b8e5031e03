import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createAccess, type Access } from './access/access.ts'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { toErrorResponse } from './http/errors.ts'
import { createHostCheck } from './http/host-check.ts'
import { listen, type HttpServer, type HttpServerOptions } from './http/server.ts'
import { createStaticFiles } from './http/static.ts'
import { AppError } from './lib/app-error.ts'
import { systemClock } from './lib/clock.ts'
import { prepareDataFolder, removeLocalToken, writeLocalToken } from './lib/data-folder.ts'
import { openDatabase } from './lib/database.ts'
import type { Log } from './lib/log.ts'

export interface Galerne {
  url: string
  signInUrl: string
  close(): Promise<void>
}

const ROOT = join(import.meta.dirname, '..')

/** Builds everything, each part handed what it needs. Throws AppError with what to do where it cannot start. */
export async function startGalerne(config: Config, log: Log): Promise<Galerne> {
  const { server: settings, dataFolder } = config
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) {
      await Promise.resolve(closer()).catch((error: unknown) =>
        log.error('close.failed', { error }),
      )
    }
  }
  try {
    prepareDataFolder(dataFolder)
    // First of all, so that a taken port is told at once; until the rest is there, the answer is "not ready".
    const front = await openFront(config, log)
    closers.push(() => front.http.close())
    const url = settings.publicUrl ?? front.http.url

    const database = await openDatabase({
      url: config.database.url?.expose() ?? null,
      folder: join(dataFolder, 'db'),
      log,
    })
    closers.push(() => database.close())

    const access = await createAccess({
      database,
      clock: systemClock,
      log,
      port: front.http.port,
      publicUrl: settings.publicUrl,
      url: () => url.replace(/\/$/, ''),
      version: readVersion(),
    })
    closers.push(() => access.keys.close())

    const closing = new AbortController()
    front.answerWith({ access, closing: closing.signal, log })
    closers.push(() => closing.abort())

    writeLocalToken(dataFolder, front.http.url, access.localToken)
    closers.push(() => removeLocalToken(dataFolder))
    return { url, signInUrl: access.createSignInUrl(), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openFront({ server }: Config, log: Log) {
  let fetch: HttpServerOptions['fetch'] = () => toErrorResponse(notReady(), { requestId: '', log })
  let v1 = (_request: IncomingMessage, response: ServerResponse) => {
    const { message } = notReady()
    const error = { message, type: 'server_error', param: null, code: 'not_ready' }
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' })
    response.end(JSON.stringify({ error }))
  }
  const http: HttpServer = await listen({
    host: server.host,
    port: server.port,
    isHostAllowed: createHostCheck(server),
    fetch: (request, bindings) => fetch(request, bindings),
    v1: (request, response) => v1(request, response),
    log,
  })
  return {
    http,
    answerWith(parts: { access: Access; closing: AbortSignal; log: Log }) {
      const app = createApp({
        guard: parts.access.guard,
        access: parts.access.routes,
        capabilities: [],
        staticFiles: createStaticFiles(join(ROOT, 'web', 'dist')),
        closing: parts.closing,
        log,
      })
      fetch = (request, bindings) => app.fetch(request, bindings)
    },
  }
}

function notReady(): AppError {
  return new AppError('not_ready', 'Galerne is starting. Try again in a moment.', {
    retryAfterMs: 1000,
  })
}

function readVersion(): string {
  const text: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const hasVersion = typeof text === 'object' && text !== null && 'version' in text
  return hasVersion ? String(text.version) : ''
}
