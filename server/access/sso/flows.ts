import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import type { SsoStore, StoredFlow } from './sso-store.ts'

/** How long somebody may take at the issuer. */
export const FLOW_MS = 10 * 60_000

export interface Flow {
  tenantId: string
  kind: StoredFlow['kind']
  providerId: string
  /** What comes back from the other side to name it; unguessable. */
  state: string
  /** The browser's own cookie; only this browser ends what it began. */
  browser: string
  /** JSON, kept sealed. */
  content: unknown
}

export interface Flows {
  begin(flow: Flow): Promise<void>
  /** What it was begun with. Works once. Throws `unauthenticated` for whatever else. */
  take(flow: Omit<Flow, 'content'>): Promise<unknown>
}

/** Sign-ins between their two ends, in the database: whichever process the person comes back to knows them. */
export function createFlows(parts: { store: SsoStore; box: SecretBox; clock: Clock }): Flows {
  const { store, box, clock } = parts
  return {
    begin({ tenantId, kind, providerId, state, browser, content }) {
      const hash = hashOf(state)
      const sealed = box.seal(JSON.stringify(content), contextOf(tenantId, hash))
      const now = new Date(clock.now())
      const expiresAt = new Date(clock.now() + FLOW_MS)
      const browserHash = hashOf(browser)
      return store.addFlow(
        { tenantId, hash, kind, providerId, browserHash, sealed, expiresAt },
        now,
      )
    },

    async take({ tenantId, kind, providerId, state, browser }) {
      const hash = hashOf(state)
      const flow = await store.takeFlow(tenantId, hash)
      if (!flow || flow.expiresAt.getTime() <= clock.now()) {
        throw new AppError(
          'unauthenticated',
          'This sign-in was ended already, or took longer than ten minutes. Begin again.',
        )
      }
      const isOurs = flow.kind === kind && flow.providerId === providerId
      if (!isOurs || flow.browserHash !== hashOf(browser)) {
        throw new AppError(
          'unauthenticated',
          'This sign-in was begun in another browser or window. Begin again in this one, and allow cookies.',
        )
      }
      return parseJson(box.open(flow.sealed, contextOf(tenantId, hash)))
    },
  }
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** 43 characters of 256 random bits. */
export function randomText(): string {
  return randomBytes(32).toString('base64url')
}

function contextOf(tenantId: string, hash: string): string {
  return `${tenantId}|sso_flows|sealed|${hash}`
}
