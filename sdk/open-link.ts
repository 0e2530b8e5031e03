import { SharedConversation } from '#wire/sharing.ts'

/** What a link shows to whoever is not signed in; undefined: nothing (any more), or it asks for a sign-in. Throws where the server is away. */
export async function openLinkAnonymously(
  fetch: typeof globalThis.fetch,
  token: string,
): Promise<SharedConversation | undefined> {
  const response = await fetch('/s/open', {
    method: 'POST',
    // Whoever reads this is nobody in particular.
    credentials: 'omit',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (!response.ok) return undefined
  const parsed = SharedConversation.safeParse(await response.json().catch(() => undefined))
  return parsed.data
}
