/** Whether this browser has a session; undefined: the server does not answer, so it is not known. Asked before anything else is loaded. */
export async function isSignedIn(fetch: typeof globalThis.fetch): Promise<boolean | undefined> {
  try {
    const { ok, status } = await fetch('/api/session', { credentials: 'same-origin' })
    return ok || (status === 401 ? false : undefined)
  } catch {
    return undefined
  }
}
