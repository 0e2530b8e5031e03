/** The system's own name of what went wrong (`ENOENT`, `ENOSPC`…), where an error carries one. */
export function errorCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
