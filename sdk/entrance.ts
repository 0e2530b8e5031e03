import type {
  NewAuthenticator,
  NewPasskey,
  PasskeyOptions,
  PasskeyUsed,
  PasswordSignIn,
  SecondFactor,
  SignInMethods,
  SignInStep,
  TicketInfo,
  TicketPasskey,
  TicketPassword,
} from '#wire/accounts.ts'
import type { ApiError } from '#wire/errors.ts'
import { ApiFailure } from './api-failure.ts'

export type EntranceClient = ReturnType<typeof createEntranceClient>

/**
 * Signing in: for whoever has no session yet. Apart from the rest and without schemas, because the page before all others
 * must be small: of what comes, only that is looked at by which answers are told apart. Throws ApiFailure.
 */
export function createEntranceClient(fetch: typeof globalThis.fetch) {
  const send = createSender(fetch)
  async function ask<T>(path: string, body: object, isAnswer: (value: unknown) => value is T) {
    return read(await send('POST', `/api/sign-in${path}`, body), isAnswer)
  }
  return {
    methods: async () => read(await send('GET', '/api/sign-in/methods'), isMethods),
    password: (body: PasswordSignIn) => ask('/password', body, isStep),
    passkeyOptions: () => ask('/passkey/options', {}, isPasskeyOptions),
    passkey: (response: PasskeyUsed) => ask('/passkey', { response }, isStep),
    secondFactor: (body: SecondFactor) => ask('/second-factor', body, isStep),
    secondPasskeyOptions: () => ask('/second-factor/passkey/options', {}, isPasskeyOptions),
    secondPasskey: (response: PasskeyUsed) => ask('/second-factor/passkey', { response }, isStep),
    enrol: () => ask('/enrol', {}, isNewAuthenticator),
    confirmEnrolment: (code: string) => ask('/enrol/confirm', { code }, isStep),
    enrolPasskeyOptions: () => ask('/enrol/passkey/options', {}, isPasskeyOptions),
    enrolPasskey: (body: NewPasskey) => ask('/enrol/passkey', body, isStep),
    askReset: (email: string) => send('POST', '/api/sign-in/reset', { email }),
    readTicket: (token: string) => ask('/ticket', { token }, isTicketInfo),
    ticketPassword: (body: TicketPassword) => ask('/ticket/password', body, isStep),
    ticketPasskeyOptions: (token: string) =>
      ask('/ticket/passkey/options', { token }, isPasskeyOptions),
    ticketPasskey: (body: TicketPasskey) => ask('/ticket/passkey', body, isStep),
    ticketAddress: (token: string) => send('POST', '/api/sign-in/ticket/address', { token }),
  }
}

function createSender(fetch: typeof globalThis.fetch) {
  return async (method: 'GET' | 'POST', path: string, body?: object): Promise<Response> => {
    let response: Response
    try {
      response = await fetch(path, {
        method,
        credentials: 'same-origin',
        ...(body && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      })
    } catch (cause) {
      throw new ApiFailure('unreachable', 'The server could not be reached.', { cause })
    }
    if (response.ok) return response
    const { status } = response
    const refusal: unknown = await response.json().catch(() => undefined)
    if (!isRefusal(refusal)) {
      throw new ApiFailure('unreadable', `The server answered with status ${status}.`, { status })
    }
    const { error } = refusal
    throw new ApiFailure(error.code, error.message, { status, error })
  }
}

async function read<T>(response: Response, isAnswer: (value: unknown) => value is T): Promise<T> {
  const value: unknown = await response.json().catch(() => undefined)
  if (isAnswer(value)) return value
  const text = 'The server sent an answer that this version does not understand.'
  throw new ApiFailure('unreadable', text, { status: response.status })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isRefusal(value: unknown): value is { error: ApiError } {
  return isObject(value) && isObject(value['error']) && typeof value['error']['code'] === 'string'
}

function isMethods(value: unknown): value is SignInMethods {
  return isObject(value) && Array.isArray(value['providers'])
}

function isStep(value: unknown): value is SignInStep {
  if (!isObject(value)) return false
  const { step } = value
  return step === 'done' || step === 'enrol' || (step === 'second-factor' && 'methods' in value)
}

function isPasskeyOptions(value: unknown): value is PasskeyOptions {
  return isObject(value) && typeof value['challenge'] === 'string'
}

function isNewAuthenticator(value: unknown): value is NewAuthenticator {
  return isObject(value) && typeof value['secret'] === 'string' && typeof value['uri'] === 'string'
}

function isTicketInfo(value: unknown): value is TicketInfo {
  return isObject(value) && typeof value['kind'] === 'string' && typeof value['name'] === 'string'
}
