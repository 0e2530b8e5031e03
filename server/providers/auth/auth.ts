import { Secret } from '#server/lib/secret.ts'

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
  /** It was refused: whatever was kept for later is forgotten. */
  forget?(): void
}

export const NO_AUTH: Auth = { isConstant: true, headersFor: () => [], secrets: () => [] }

/** A key in a header; `authorization` gets it as a bearer token. */
export function createKeyAuth(key: Secret, header = 'authorization'): Auth {
  const value = header === 'authorization' ? `Bearer ${key.expose()}` : key.expose()
  // Kept in a function, so that no inspection prints it.
  return { isConstant: true, headersFor: () => [header, value], secrets: () => [key] }
}
