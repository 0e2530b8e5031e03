/** `ENOENT`, `EADDRINUSE`… of whatever was thrown; undefined: it has no code. */
export function codeOf(thrown: unknown): string | undefined {
  const hasCode = typeof thrown === 'object' && thrown !== null && 'code' in thrown
  return hasCode && typeof thrown.code === 'string' ? thrown.code : undefined
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
