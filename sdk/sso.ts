import {
  LookedUp,
  type LookUpPerson,
  ProviderTest,
  SignInOverview,
  type SignInProvider,
} from '#wire/sso.ts'
import type { Http } from './http.ts'

export type SsoClient = ReturnType<typeof createSsoClient>

/** Ways of single sign-on. Apart from createClient, so that only their page loads it. */
export function createSsoClient(http: Http) {
  return {
    overview: (signal?: AbortSignal) =>
      http.query({ path: '/api/sign-in-providers', answer: SignInOverview, signal }),
    /** Asks the provider now. */
    test: ({ kind, id }: Pick<SignInProvider, 'kind' | 'id'>) =>
      http.query({
        method: 'POST',
        path: `/api/sign-in-providers/${kind}/${id}/test`,
        answer: ProviderTest,
      }),
    lookUp: (id: string, body: LookUpPerson) =>
      http.query({
        method: 'POST',
        path: `/api/sign-in-providers/ldap/${id}/look-up`,
        body,
        answer: LookedUp,
      }),
  }
}
