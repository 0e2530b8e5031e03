import type { Currency } from './currency.ts'
import type { PeriodKind } from './periods.ts'

/** Whose calls an allowance counts. */
export interface Subject {
  kind: 'organisation' | 'group' | 'person' | 'service' | 'key' | 'model'
  /** Empty for the organisation. */
  id: string
}

/** What may be used in a period: money (a budget), requests or tokens (a limit), or calls at the same time. */
export interface Allowance {
  id: string
  tenantId: string
  subject: Subject
  metric: 'money' | 'requests' | 'tokens' | 'concurrency'
  /** The end: micro-units, requests, tokens, calls. Null: none, only a warning. */
  hard: number | null
  /** Above it, a warning; null: none. */
  soft: number | null
  /** Of money. */
  currency: Currency
  period: PeriodKind
}

/** What a request takes from a budget, once it is known. */
export interface Charge {
  allowanceId: string
  /** The period that it was reserved in. */
  startsAtMs: number
  /** Micro-units of the budget's currency. */
  units: number
}

/** A budget has come to its warning or to its end: once a period. */
export interface BudgetEvent {
  kind: 'soft' | 'hard'
  tenantId: string
  budgetId: string
  subject: Subject
  period: PeriodKind
  currency: Currency
  spentMicros: number
  limitMicros: number
  /** When the next period begins. */
  resetsAtMs: number
  atMs: number
}
