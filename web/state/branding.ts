import type { LegalLink } from '#wire/branding.ts'
import { createStore } from './external-store.ts'

/** What the page says of whoever runs it. Its colours are in the stylesheet already. */
export interface ShownBranding {
  name: string
  notice: string
  links: Partial<Record<LegalLink, string>>
  /** The hash of the picture; null: the sign of Galerne. */
  logo: string | null
}

const AS_IT_COMES: ShownBranding = { name: 'Galerne', notice: '', links: {}, logo: null }

/** From /branding.css, which is there before any script: so nothing is shown that another thing takes the place of. */
export function readBranding(): ShownBranding {
  try {
    const text = getComputedStyle(document.documentElement).getPropertyValue('--branding')
    const said: Partial<ShownBranding> = JSON.parse(decodeURIComponent(text.trim().slice(1, -1)))
    return { ...AS_IT_COMES, ...said }
  } catch {
    return AS_IT_COMES
  }
}

export const branding = createStore(readBranding())

export const logoPath = (hash: string) => `/branding/logo?v=${hash}`
