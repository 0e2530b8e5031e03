import { AsyncLocalStorage } from 'node:async_hooks'

/** Who is at work and for which request: what the audit trail says of everything that happens meanwhile. */
export interface Acting {
  actor: { kind: string; id: string; name: string }
  requestId: string | null
  /** Where the request came from; null: from within. */
  address: string | null
}

const scope = new AsyncLocalStorage<Acting>()

/** Galerne itself: chores, recovery, the start. */
export const ITSELF: Acting = {
  actor: { kind: 'system', id: 'galerne', name: 'Galerne' },
  requestId: null,
  address: null,
}

/** Does the work in somebody's name. Only what writes the audit trail reads it: rights never depend on it. */
export function actingAs<T>(acting: Acting, work: () => T): T {
  return scope.run(acting, work)
}

export function currentActing(): Acting {
  return scope.getStore() ?? ITSELF
}
