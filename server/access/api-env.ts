import type { Principal } from './principal.ts'

/**
 * What every handler under `/api` may rely on: `new Hono<ApiEnv>()`, then `c.var.principal`. The middleware of app.ts has
 * authenticated the caller and checked CSRF before any capability's routes run.
 */
export interface ApiEnv {
  Variables: {
    principal: Principal
    requestId: string
    /** Aborts when the client goes away or the server closes: what streams end by. */
    signal: AbortSignal
  }
}
