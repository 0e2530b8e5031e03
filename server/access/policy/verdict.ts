import type { NamedRule } from './named-rule.ts'

/** What rules say to a question. `rule` is the one that decided; absent: none permits it. */
export interface Verdict {
  isAllowed: boolean
  rule?: NamedRule
  /** A rule broke: that is a no, whatever the others say. */
  isBroken?: boolean
}
