import { isHttpsLink, type Branding, type LegalLink, type SaveBranding } from '#wire/branding.ts'
import { contrastOfAccent, LEAST_CONTRAST, THEMES, type Theme } from '#wire/accent.ts'

/** What is being changed, as its fields hold it. */
export interface BrandingDraft {
  name: string
  /** Null: the colours of the product. */
  accent: Record<Theme, string> | null
  links: Record<LegalLink, string>
  notice: string
  /** `kept`: the one that is there. */
  logo: 'kept' | 'none' | ChosenLogo
}

/** A file of this device, and where the page may show it from. */
export interface ChosenLogo {
  file: File
  url: string
}

const IS_COLOUR = /^#[\da-f]{6}$/

export function toDraft({ name, accent, links, notice }: Branding): BrandingDraft {
  const { imprint, privacy, accessibility, terms } = links
  return {
    name: name ?? '',
    accent,
    notice,
    links: {
      imprint: imprint ?? '',
      privacy: privacy ?? '',
      accessibility: accessibility ?? '',
      terms: terms ?? '',
    },
    logo: 'kept',
  }
}

/** Of a colour in an appearance; undefined: it is none yet. */
export function contrastIn(colour: string, theme: Theme): number | undefined {
  return IS_COLOUR.test(colour) ? contrastOfAccent(colour, theme) : undefined
}

export function isReady({ accent, links }: BrandingDraft): boolean {
  const areLinksRight = Object.values(links).every((link) => link === '' || isHttpsLink(link))
  const isReadable =
    accent === null ||
    THEMES.every((theme) => (contrastIn(accent[theme], theme) ?? 0) >= LEAST_CONTRAST)
  return areLinksRight && isReadable
}

export async function toWish({ logo, ...draft }: BrandingDraft): Promise<SaveBranding> {
  const { imprint, privacy, accessibility, terms } = draft.links
  return {
    name: draft.name.trim() || null,
    accent: draft.accent,
    links: {
      imprint: imprint || null,
      privacy: privacy || null,
      accessibility: accessibility || null,
      terms: terms || null,
    },
    notice: draft.notice.trim().replaceAll('\r', ''),
    ...(logo === 'none' && { logo: null }),
    ...(typeof logo === 'object' && { logo: await toBase64(logo.file) }),
  }
}

/** In pieces, since a call takes only so many arguments. */
async function toBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCodePoint(...bytes.subarray(at, at + 8_192))
  }
  return btoa(text)
}
