import { readFileSync } from 'node:fs'
import { createGuardedFetch } from '#server/lib/guarded-fetch.ts'

/** What an issuer may be asked by: one exchange, redirects not followed. */
export type IssuerFetch = (
  url: string,
  init?: {
    method?: string
    headers?: Record<string, string>
    body?: unknown
    signal?: AbortSignal
    redirect?: RequestInit['redirect']
  },
) => Promise<Response>

export interface DialSettings {
  /** True: private addresses too, and plain http. */
  isInternal: boolean
  caFile: string | null
  /** In PEM. */
  ca: string | null
}

/** The authorities that are trusted; undefined: the usual ones. */
export function authoritiesOf({ caFile, ca }: Pick<DialSettings, 'caFile' | 'ca'>) {
  const own = [...(caFile === null ? [] : [readFileSync(caFile, 'utf8')]), ...(ca ? [ca] : [])]
  return own.length > 0 ? own : undefined
}

/**
 * Calls an issuer's addresses. Most of them come from its own discovery document, so that each is looked at in the moment of
 * connecting: a public issuer cannot lead us into our own network.
 */
export function createIssuerFetch(settings: DialSettings): IssuerFetch {
  const { isInternal } = settings
  const ca = authoritiesOf(settings)
  const guarded = createGuardedFetch({
    reach: isInternal ? 'own-hardware' : 'public',
    timeoutMs: 10_000,
    maxBytes: 1_000_000,
    ...(ca && { ca }),
  })
  return (url, init) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one standard, typed by two packages
    guarded(url, { ...init, redirect: 'manual' } as Parameters<typeof guarded>[1])
}
