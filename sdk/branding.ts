import { Branding, type SaveBranding } from '#wire/branding.ts'
import type { Http } from './http.ts'

export type BrandingClient = ReturnType<typeof createBrandingClient>

/** How the product looks to the organisation. Apart from createClient, so that only its page loads it. */
export function createBrandingClient(http: Http) {
  const path = '/api/branding'
  return {
    get: (signal?: AbortSignal) => http.query({ path, answer: Branding, signal }),
    save: (body: SaveBranding) => http.query({ method: 'PUT', path, body, answer: Branding }),
  }
}
