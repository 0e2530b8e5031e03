import type { PolicyJson } from './cedar.ts'

/** One rule as decisions name it. */
export interface NamedRule {
  id: string
  /** In people's words. */
  name: string
  /** Why it is so, for those it says no to; null: nobody said. */
  reason: string | null
  /** Whom they may ask; null: whoever the organisation names. */
  askWhom: string | null
  effect: 'permit' | 'forbid'
  /** In Cedar. */
  text: string
  /** The same as Cedar has read it; absent: it has not yet. */
  json?: PolicyJson
}
