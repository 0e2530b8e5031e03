import {
  CreatedKey,
  Key,
  KeyList,
  type CreateKey,
  type RotateKey,
  type UpdateKey,
} from '#wire/access.ts'
import {
  Budget,
  BudgetList,
  Limit,
  LimitList,
  PriceEntryList,
  SpendReport,
  type CreateBudget,
  type CreateLimit,
  type SetPrice,
  type SpendQuery,
  type UpdateBudget,
} from '#wire/money.ts'
import type { Http } from './http.ts'

export type MoneyClient = ReturnType<typeof createMoneyClient>

/** Keys, budgets, limits, spend and prices. Apart from createClient, so that only the pages that show them load it. */
export function createMoneyClient(http: Http) {
  return { ...keyCalls(http), ...budgetCalls(http), ...limitCalls(http), ...spendCalls(http) }
}

function keyCalls(http: Http) {
  return {
    listKeys: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/keys', answer: KeyList, signal })).keys,
    /** The only time that the secret is told; so it is when a key is rotated. */
    createKey: (body: CreateKey) =>
      http.query({ method: 'POST', path: '/api/keys', body, answer: CreatedKey }),
    updateKey: (id: string, body: UpdateKey) =>
      http.query({ method: 'PATCH', path: `/api/keys/${id}`, body, answer: Key }),
    rotateKey: (id: string, body: RotateKey) =>
      http.query({ method: 'POST', path: `/api/keys/${id}/rotate`, body, answer: CreatedKey }),
    revokeKey: (id: string) => http.command({ method: 'DELETE', path: `/api/keys/${id}` }),
  }
}

function budgetCalls(http: Http) {
  return {
    listBudgets: (signal?: AbortSignal) =>
      http.query({ path: '/api/budgets', answer: BudgetList, signal }),
    createBudget: (body: CreateBudget) =>
      http.query({ method: 'POST', path: '/api/budgets', body, answer: Budget }),
    updateBudget: (id: string, body: UpdateBudget) =>
      http.query({ method: 'PATCH', path: `/api/budgets/${id}`, body, answer: Budget }),
    removeBudget: (id: string) => http.command({ method: 'DELETE', path: `/api/budgets/${id}` }),
  }
}

function limitCalls(http: Http) {
  return {
    listLimits: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/limits', answer: LimitList, signal })).limits,
    createLimit: (body: CreateLimit) =>
      http.query({ method: 'POST', path: '/api/limits', body, answer: Limit }),
    updateLimit: (id: string, amount: number) =>
      http.query({ method: 'PATCH', path: `/api/limits/${id}`, body: { amount }, answer: Limit }),
    removeLimit: (id: string) => http.command({ method: 'DELETE', path: `/api/limits/${id}` }),
  }
}

function spendCalls(http: Http) {
  return {
    getSpend: (query: SpendQuery, signal?: AbortSignal) =>
      http.query({ path: spendPath(query), answer: SpendReport, signal }),
    /** Where the same can be had as a file. */
    spendFile: (query: SpendQuery) => spendPath({ ...query, format: 'csv' }),
    listPrices: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/prices', answer: PriceEntryList, signal })).prices,
    setPrice: (body: SetPrice) => http.command({ method: 'POST', path: '/api/prices', body }),
    removePrice: (id: string) => http.command({ method: 'DELETE', path: `/api/prices/${id}` }),
  }
}

function spendPath({ from, to, by, format }: SpendQuery): string {
  const query = new URLSearchParams({ from, to, by, ...(format && { format }) })
  return `/api/spend?${query.toString()}`
}
