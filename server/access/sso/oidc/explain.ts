import { AppError } from '#server/lib/app-error.ts'

/** For an administrator: in the library's words and the issuer's, without what either quoted of tokens. */
export function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return 'something unexpected came back'
  const said = 'error_description' in cause ? cause.error_description : undefined
  const text = typeof said === 'string' && said !== '' ? said : cause.message
  const code = issuerCode(cause)
  const inner = cause.cause instanceof Error ? `: ${explain(cause.cause)}` : ''
  return `${text}${code === undefined ? '' : ` (${code})`}${inner}`
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300)
}

/**
 * What goes wrong at an issuer, as a person is told it who is not signed in: no address of it, and no detail by which to try
 * again better. The detail is the cause, for the log and the trail.
 */
export function toSignInError(name: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  if (issuerCode(cause) === 'access_denied') {
    return new AppError('unauthenticated', `${name} did not let you in, or you went back.`, {
      cause,
    })
  }
  return new AppError(
    'unauthenticated',
    `What ${name} answered could not be believed. Begin again; if it stays so, tell an administrator, who finds the reason in the audit trail.`,
    { cause },
  )
}

export function toUnreachable(name: string, cause: unknown): AppError {
  return new AppError(
    'provider_unavailable',
    `${name} cannot be reached at present. Try again in a while, or tell an administrator.`,
    { cause },
  )
}

/** The code of an error that the issuer sent (RFC 6749, section 4.1.2.1). */
function issuerCode(cause: unknown): string | undefined {
  const code = cause instanceof Error && 'error' in cause ? cause.error : undefined
  return typeof code === 'string' && /^[\w-]{1,60}$/.test(code) ? code : undefined
}
