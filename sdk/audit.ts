import {
  AuditEntryDetail,
  AuditPage,
  AuditState,
  AuditVerification,
  type AuditSearch,
} from '#wire/audit.ts'
import type { Http } from './http.ts'

export type AuditClient = ReturnType<typeof createAuditClient>

/** The audit trail. Apart from createClient, so that only the pages that show it load it. */
export function createAuditClient(http: Http) {
  return {
    getState: (signal?: AbortSignal) =>
      http.query({ path: '/api/audit', answer: AuditState, signal }),
    search: (search: AuditSearch, signal?: AbortSignal) =>
      http.query({
        path: `/api/audit/entries?${queryOf(search)}`,
        answer: AuditPage,
        signal,
      }),
    getEntry: (sequence: string, signal?: AbortSignal) =>
      http.query({
        path: `/api/audit/entries/${encodeURIComponent(sequence)}`,
        answer: AuditEntryDetail,
        signal,
      }),
    /** Under way until `getState` says that it has ended. */
    verify: () =>
      http.query({
        method: 'POST',
        path: '/api/audit/verifications',
        answer: AuditVerification.nullable(),
      }),
    rotateKey: () =>
      http.query({ method: 'POST', path: '/api/audit/keys/rotate', answer: AuditState }),
    /** Where all that is found is a file to keep. */
    fileOf: (search: AuditSearch, format: 'csv' | 'jsonl') =>
      `/api/audit/entries?${queryOf(search, format)}`,
  }
}

function queryOf(search: AuditSearch, format?: string): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...search, format })) {
    if (value !== undefined) query.set(name, String(value))
  }
  return query.toString()
}
