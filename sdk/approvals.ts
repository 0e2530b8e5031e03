import {
  Approval,
  ApprovalCase,
  ApprovalList,
  ApprovalPage,
  type ApprovalState,
  type DecideApproval,
  type RequestApproval,
} from '#wire/approvals.ts'
import { ProvenanceSettings, SignedProvenance } from '#wire/provenance.ts'
import type { Http } from './http.ts'

export type ApprovalsClient = ReturnType<typeof createApprovalsClient>

/** Who answers for what a model wrote, and the signed records of texts. */
export function createApprovalsClient(http: Http) {
  const path = '/api/approvals'
  return {
    ofConversation: async (conversationId: string, signal?: AbortSignal) =>
      (
        await http.query({
          path: `/api/conversations/${conversationId}/approvals`,
          answer: ApprovalList,
          signal,
        })
      ).approvals,
    list: (asked: { state: ApprovalState | null; cursor: string | null }, signal?: AbortSignal) =>
      http.query({ path: `${path}${queryOf(asked)}`, answer: ApprovalPage, signal }),
    get: (id: string, signal?: AbortSignal) =>
      http.query({ path: `${path}/${id}`, answer: ApprovalCase, signal }),
    request: (body: RequestApproval) =>
      http.query({ method: 'POST', path, body, answer: Approval }),
    decide: (id: string, body: DecideApproval) =>
      http.query({ method: 'POST', path: `${path}/${id}/decision`, body, answer: Approval }),
    withdraw: (id: string) => http.command({ method: 'DELETE', path: `${path}/${id}` }),
    /** Where the list is as a table. */
    tableFile: () => `${path}?format=csv`,

    provenanceOf: (messageId: string, signal?: AbortSignal) =>
      http.query({
        path: `/api/messages/${messageId}/provenance`,
        answer: SignedProvenance,
        signal,
      }),
    getSettings: (signal?: AbortSignal) =>
      http.query({ path: '/api/provenance/settings', answer: ProvenanceSettings, signal }),
    saveSettings: (body: ProvenanceSettings) =>
      http.query({
        method: 'PATCH',
        path: '/api/provenance/settings',
        body,
        answer: ProvenanceSettings,
      }),
    /** What was signed stays good. */
    rotateKey: () => http.command({ method: 'POST', path: '/api/provenance/keys' }),
  }
}

function queryOf(asked: Record<string, string | null>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(asked)) if (value !== null) given.set(name, value)
  return given.size === 0 ? '' : `?${given.toString()}`
}
