import { Action } from '#wire/actions.ts'

export type { Action } from '#wire/actions.ts'

/** Everything that somebody may be allowed to do. A new one is added to wire/actions.ts. */
export const ACTIONS: readonly Action[] = Action.options
