import { ApiFailure } from '#sdk/api-failure.ts'
import type { Client } from '#sdk/client.ts'
import type { Session } from '#wire/access.ts'
import { createStore } from './external-store.ts'

/**
 * `expired`: a session that the page had is gone; what is on the screen stays until the user signs in again.
 * `unknown`: the server has not answered yet.
 */
export type SessionState =
  | { status: 'unknown' | 'signed-out' }
  | { status: 'signed-in' | 'expired'; session: Session }

export function createSession() {
  const state = createStore<SessionState>({ status: 'unknown' })

  /** Learns from the server who is signed in; throws only what is neither a refusal nor an absence. */
  async function load(client: Client): Promise<void> {
    try {
      state.set({ status: 'signed-in', session: await client.session.get() })
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      if (error.status === 401) markSignedOut()
    }
  }

  function markSignedOut(): void {
    state.update((previous) =>
      'session' in previous
        ? { status: 'expired', session: previous.session }
        : { status: 'signed-out' },
    )
  }

  /** The user has signed out: nothing of the session stays on the screen. */
  const forget = () => state.set({ status: 'signed-out' })

  return { state, load, markSignedOut, forget }
}

export type SessionStore = ReturnType<typeof createSession>
