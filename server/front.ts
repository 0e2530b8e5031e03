import { join } from 'node:path'
import type { Hono } from 'hono'
import type { Access } from './access/access.ts'
import type { ApiEnv } from './access/api-env.ts'
import { createOrganisationRoutes } from './access/installation/routes.ts'
import { createApp } from './app.ts'
import type { Audit } from './audit/audit.ts'
import type { Surroundings } from './cluster/surroundings.ts'
import type { Config } from './config.ts'
import type { Gateway } from './gateway/gateway.ts'
import type { Resources } from './gateway/resources/resources.ts'
import { sendError } from './gateway/v1/answer.ts'
import { createV1Handler } from './gateway/v1/handlers.ts'
import { toErrorResponse } from './http/errors.ts'
import { createHostCheck } from './http/host-check.ts'
import type { Bindings, HttpServer, HttpServerOptions } from './http/server.ts'
import { createStaticFiles } from './http/static.ts'
import { AppError } from './lib/app-error.ts'
import { systemClock } from './lib/clock.ts'
import { createId } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import type { Observability } from './observability/observability.ts'
import { createMetricsRoute, createObservabilityRoutes } from './observability/routes.ts'

/** What answers, once it is built. */
export interface Answering {
  access: Access
  gateway: Gateway
  resources: Resources
  capabilities: Hono<ApiEnv>[]
  observability: Observability
  audit: Pick<Audit, 'denials'>
  /** Routes beside `/api`, which let in whom they will. */
  open: Hono<{ Bindings: Bindings }>[]
  /** Aborted when Galerne stops. */
  closing: AbortController
}

/** The door: open at once, so that a taken port is told at once; until there is something behind it, “not ready”. */
export interface Front {
  http: HttpServer
  answerWith(answering: Answering): void
  /** No new calls. */
  refuse(): void
}

const WEB = join(import.meta.dirname, '..', 'web', 'dist')

export async function openFront(
  { server }: Config,
  listen: Surroundings['listen'],
  log: Log,
): Promise<Front> {
  const refusal: Pick<HttpServerOptions, 'fetch' | 'v1'> = {
    fetch: () => toErrorResponse(notReady(), { requestId: createId(), log }),
    v1: (request, response) => {
      const headers = { 'x-request-id': createId() }
      sendError(request, response, { error: notReady(), headers })
    },
  }
  let { fetch, v1 } = refusal
  const http = await listen({
    host: server.host,
    port: server.port,
    isHostAllowed: createHostCheck(server),
    fetch: (request, bindings) => fetch(request, bindings),
    v1: (request, response) => v1(request, response),
    log,
  })
  return {
    http,
    refuse() {
      ;({ fetch, v1 } = refusal)
      http.stopAccepting()
    },
    answerWith({ access, gateway, resources, capabilities, open, closing, observability, audit }) {
      const { keys } = access
      const app = createApp({
        guard: access.guard,
        access: access.routes,
        capabilities: [
          ...capabilities,
          createOrganisationRoutes(access),
          createObservabilityRoutes({ observability, clock: systemClock, keys }),
        ],
        open: [createMetricsRoute({ observability, keys }), ...open],
        staticFiles: createStaticFiles(WEB),
        closing: closing.signal,
        log,
        denials: audit.denials,
      })
      fetch = (request, bindings) => app.fetch(request, bindings)
      v1 = createV1Handler({ gateway, resources, keys, log, closing: closing.signal })
    },
  }
}

function notReady(): AppError {
  return new AppError('not_ready', 'Galerne is starting or stopping. Try again in a moment.', {
    retryAfterMs: 1000,
  })
}
