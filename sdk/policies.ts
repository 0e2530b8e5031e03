import {
  DryRun,
  PolicyCheck,
  PolicyState,
  PolicyVersionDetail,
  PolicyVersionPage,
  type PolicyDocument,
  type PublishPolicy,
} from '#wire/policy.ts'
import type { Http } from './http.ts'

export type PolicyClient = ReturnType<typeof createPolicyClient>

/** Policies and their versions. Apart from createClient, so that only the pages that show them load it. */
export function createPolicyClient(http: Http) {
  const path = '/api/policies'
  const from = (version: number) => ({ 'if-match': `"${version}"` })
  return {
    getPolicies: (signal?: AbortSignal) => http.query({ path, answer: PolicyState, signal }),
    checkPolicy: (document: PolicyDocument) =>
      http.query({
        method: 'POST',
        path: `${path}/check`,
        body: { document },
        answer: PolicyCheck,
      }),
    /** What it would have meant for the calls of the last seven days. */
    dryRunPolicy: (document: PolicyDocument) =>
      http.query({ method: 'POST', path: `${path}/dry-run`, body: { document }, answer: DryRun }),
    /** @param version What it was made from: another one that decides by now is a `conflict`. */
    publishPolicy: (version: number, body: PublishPolicy) =>
      http.query({ method: 'PUT', path, body, headers: from(version), answer: PolicyState }),
    listPolicyVersions: (before: number | null, signal?: AbortSignal) =>
      http.query({
        path: before === null ? `${path}/versions` : `${path}/versions?before=${before}`,
        answer: PolicyVersionPage,
        signal,
      }),
    getPolicyVersion: (version: number, signal?: AbortSignal) =>
      http.query({ path: `${path}/versions/${version}`, answer: PolicyVersionDetail, signal }),
    restorePolicy: (version: number, current: number, note: string) =>
      http.query({
        method: 'POST',
        path: `${path}/versions/${version}/restore`,
        body: { note },
        headers: from(current),
        answer: PolicyState,
      }),
  }
}
