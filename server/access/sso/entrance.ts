import type { AuditEvent } from '#server/lib/database-outbox.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import type { Principal } from '../principal.ts'
import type { Sessions } from '../sessions.ts'
import type { Arrival } from './arrival.ts'
import type { ProviderSettings } from './settings.ts'
import { explain } from './oidc/explain.ts'
import { welcome, type WelcomeParts } from './welcome.ts'

/** What a request says of the browser it comes from. */
export interface Visitor {
  userAgent: string
  address: string | null
}

export interface EntranceParts extends WelcomeParts {
  sessions: Pick<Sessions, 'start'>
  box: SecretBox
}

/** The last step of every single sign-on: somebody of ours, and a session of theirs. */
export interface Entrance {
  /** Throws `forbidden` with what to do. */
  enter(arrival: Arrival, visitor: Visitor): Promise<{ token: string; personId: string }>
  /** Somebody of ours, without a session: for who goes on in another way. Throws `forbidden` with what to do. */
  recognise(arrival: Arrival): Promise<Principal>
  /** On record that somebody did not get in, and why. */
  noteFailure(provider: ProviderSettings, visitor: Visitor, error: unknown): Promise<void>
}

export function createEntrance(parts: EntranceParts): Entrance {
  const { sessions, store, box } = parts
  return {
    async enter(arrival, { userAgent, address }) {
      const { id: personId, tenantId } = await welcome(arrival, parts)
      const { assurance, subject, provider } = arrival
      const session = { tenantId, personId, assurance, userAgent, address }
      const { token, id: sessionId } = await sessions.start(session)
      const { sid, idToken } = arrival.session
      await store.addOrigin({
        tenantId,
        sessionId,
        providerId: provider.id,
        subject,
        sid,
        idToken: idToken && box.seal(idToken, idTokenContext(tenantId, sessionId)),
      })
      return { token, personId }
    },

    recognise: (arrival) => welcome(arrival, parts),

    noteFailure: (provider, { address }, error) =>
      store.note(provider.organisation, failureOf(provider, address, error)),
  }
}

export function idTokenContext(tenantId: string, sessionId: string): string {
  return `${tenantId}|sso_sessions|sealed_id_token|${sessionId}`
}

function failureOf({ id }: ProviderSettings, address: string | null, error: unknown): AuditEvent {
  return {
    action: 'sign-in.fail',
    resource: { kind: 'sign-in', id },
    outcome: error instanceof AppError && error.code === 'forbidden' ? 'denied' : 'failed',
    // A bug's message may quote what came from outside.
    reason: error instanceof AppError ? reasonOf(error) : 'Something broke on our side.',
    facts: { provider: id },
    acting: { actor: { kind: 'stranger', id: '', name: '' }, requestId: null, address },
  }
}

function reasonOf({ message, cause }: AppError): string {
  return cause === undefined ? message : `${message} ${explain(cause)}`
}
