import {
  OwnSignIn,
  ReadSamlMetadata,
  type SamlMetadata,
  type SaveOwnSignIn,
} from '#wire/own-sign-in.ts'
import type { Http } from './http.ts'

export type OwnSignInClient = ReturnType<typeof createOwnSignInClient>

/** Ways of single sign-on that owners set up. Apart from createClient, so that only their page loads it. */
export function createOwnSignInClient(http: Http) {
  const pathOf = (id: string) => `/api/own-sign-in/${encodeURIComponent(id)}`
  return {
    add: (body: SaveOwnSignIn) =>
      http.query({ method: 'POST', path: '/api/own-sign-in', body, answer: OwnSignIn }),
    change: (id: string, body: SaveOwnSignIn) =>
      http.query({ method: 'PUT', path: pathOf(id), body, answer: OwnSignIn }),
    remove: (id: string) => http.command({ method: 'DELETE', path: pathOf(id) }),
    readMetadata: (body: SamlMetadata) =>
      http.query({
        method: 'POST',
        path: '/api/own-sign-in/metadata',
        body,
        answer: ReadSamlMetadata,
      }),
  }
}
