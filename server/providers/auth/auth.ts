import type { Secret } from '#server/lib/secret.ts'

/** The request that is to be let in: signatures are made over all of it. */
export interface AuthRequest {
  method: string
  url: URL
  body: Buffer
}

/** How a provider knows that we may call it. */
export interface Auth {
  /** True: the headers never change, so that they may be kept with the request. */
  isConstant: boolean
  /** Names and values in turns. Throws AppError `provider_unavailable` where a token cannot be had. */
  headersFor(request: AuthRequest): string[] | Promise<string[]>
  /** What must never be seen in an error that the provider sends: exposed only to be struck out. */
  secrets(): Secret[]
  /**
   * It was refused with 401 or 403: what was kept for later is forgotten, and a clock that is wrong allowed for. True where
   * that gives reason to hope: the call is worth sending once more.
   */
  noteRefusal?(refusal: Refusal): boolean
  /** Of several keys, those for one call to a model, one after the other. Absent: there is one way in. */
  takeTurns?(model: string): Turns
  close?(): Promise<void>
}

export interface Turns {
  /** Of the key whose turn it is. */
  headers(): string[]
  /** What came of it. True: another key is there, whose turn it is now, and the call is worth sending once more. */
  isAnotherWorthwhile(answer: { status: number; headers: Record<string, string> }): boolean
}

export interface Refusal {
  status: number
  /** Its `Date` header, in milliseconds since 1970; null: it had none. */
  serverTimeMs: number | null
}

export const NO_AUTH: Auth = { isConstant: true, headersFor: () => [], secrets: () => [] }

/** A key in a header; `authorization` gets it as a bearer token. Also Bedrock's API keys. */
export function createKeyAuth(key: Secret, header = 'authorization'): Auth {
  return { isConstant: true, headersFor: () => keyHeaders(key, header), secrets: () => [key] }
}

export function keyHeaders(key: Secret, header: string): string[] {
  return [header, header === 'authorization' ? `Bearer ${key.expose()}` : key.expose()]
}
