import type { z } from 'zod'
import {
  Account,
  AccountJoin,
  ChangedEmail,
  ConfirmAnswer,
  EndedSessions,
  NewAuthenticator,
  PasskeyOptions,
  RecoveryCodes,
  SignInMethods,
  SignInRules,
  type ConfirmPassword,
  type NewPasskey,
  type PasskeyUsed,
  type UpdateAccount,
  type UpdateSignInRules,
} from '#wire/accounts.ts'
import type { Http } from './http.ts'

export type AccountClient = ReturnType<typeof createAccountClient>

/** One’s own account. Apart from createClient, so that only its page loads it. */
export function createAccountClient(http: Http) {
  const post = <T>(path: string, body: unknown, answer: z.ZodType<T>) =>
    http.query({ method: 'POST', path: `/api/account${path}`, body, answer })
  const tell = (method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
    http.command({ method, path: `/api/account${path}`, body })
  return {
    get: (signal?: AbortSignal) => http.query({ path: '/api/account', answer: Account, signal }),
    waysIn: (signal?: AbortSignal) =>
      http.query({ path: '/api/sign-in/methods', answer: SignInMethods, signal }),
    update: (body: UpdateAccount) => tell('PATCH', '', body),
    changeEmail: (email: string) => post('/email', { email }, ChangedEmail),
    changePassword: (password: string) => tell('POST', '/password', { password }),
    removePassword: () => tell('DELETE', '/password'),
    newPasskeyOptions: () => post('/passkeys/options', {}, PasskeyOptions),
    addPasskey: (body: NewPasskey) => tell('POST', '/passkeys', body),
    renamePasskey: (id: string, name: string) => tell('PATCH', `/passkeys/${id}`, { name }),
    removePasskey: (id: string) => tell('DELETE', `/passkeys/${id}`),
    newAuthenticator: () => post('/authenticator/options', {}, NewAuthenticator),
    addAuthenticator: (code: string) => post('/authenticator', { code }, RecoveryCodes),
    removeAuthenticator: () => tell('DELETE', '/authenticator'),
    newRecoveryCodes: () => post('/recovery-codes', {}, RecoveryCodes),
    confirmPassword: (body: ConfirmPassword) => post('/confirm/password', body, ConfirmAnswer),
    confirmPasskeyOptions: () => post('/confirm/passkey/options', {}, PasskeyOptions),
    confirmPasskey: (response: PasskeyUsed) =>
      post('/confirm/passkey', { response }, ConfirmAnswer),
    joinOffer: (signal?: AbortSignal) =>
      http.query({ path: '/api/account/join', answer: AccountJoin, signal }),
    beginJoin: () => tell('POST', '/join/begin', {}),
    join: () => tell('POST', '/join', {}),
    cancelJoin: () => tell('DELETE', '/join'),
    endSession: (id: string) => tell('DELETE', `/sessions/${id}`),
    endOtherSessions: () => post('/sessions/end-others', {}, EndedSessions),
    endAllSessions: () => tell('DELETE', '/sessions'),
    getRules: (signal?: AbortSignal) =>
      http.query({ path: '/api/sign-in-rules', answer: SignInRules, signal }),
    changeRules: (body: UpdateSignInRules) =>
      http.query({ method: 'PATCH', path: '/api/sign-in-rules', body, answer: SignInRules }),
  }
}
