/** `ENOENT`, `EADDRINUSE`… of whatever was thrown; undefined: it has no code. */
export function codeOf(thrown: unknown): string | undefined {
  const hasCode = typeof thrown === 'object' && thrown !== null && 'code' in thrown
  return hasCode && typeof thrown.code === 'string' ? thrown.code : undefined
}

/** What went wrong, in its own words. An error without any, as of several failed connections, is named by its class. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message || String(thrown) : String(thrown)
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
