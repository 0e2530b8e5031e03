import { z } from 'zod'
import { plainText } from './plain-text.ts'

export const PRODUCT_NAME = 'Galerne'

/** What people must be able to find, in the order in which it is shown. */
export const LEGAL_LINKS = ['imprint', 'privacy', 'accessibility', 'terms'] as const
export type LegalLink = (typeof LEGAL_LINKS)[number]

/** Before it is written as base64. */
export const MAX_LOGO_BYTES = 256 * 1024
const MAX_LOGO_BASE64 = Math.ceil(MAX_LOGO_BYTES / 3) * 4
const MAX_LINK = 500
const MAX_NOTICE = 500

/** Somewhere else, encrypted, and nothing that would run here. */
export function isHttpsLink(text: string): boolean {
  if (!/^https:\/\/[^\s\p{Cc}\p{Cs}"'<>\\^`{|}]+$/u.test(text) || !URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return protocol === 'https:' && username === '' && password === ''
}

const Link = z
  .string()
  .max(MAX_LINK)
  .refine(isHttpsLink, { error: 'Give a whole address that begins with https://.' })
  .nullable()
  .meta({ examples: ['https://example.eu/imprint'] })

const Accent = z.string().regex(/^#[\da-f]{6}$/, 'Write it as # and six of 0–9 and a–f.')

/** How the product looks to an organisation; `null` everywhere: as it comes. */
export const BrandingSettings = z.strictObject({
  /** In place of the name of the product. */
  name: plainText(40).min(1).nullable(),
  /** Links, buttons and what is chosen, in both appearances; each must be readable: wire/accent.ts. */
  accent: z
    .strictObject({ light: Accent, dark: Accent })
    .nullable()
    .meta({ examples: [{ light: '#005573', dark: '#66c8df' }] }),
  links: z.strictObject({ imprint: Link, privacy: Link, accessibility: Link, terms: Link }),
  /** On the page where one signs in; text alone. */
  notice: z
    .string()
    .max(MAX_NOTICE)
    .regex(/^(?:\n|[^\p{Cc}\p{Cs}])*$/u, 'It has control characters.'),
})
export type BrandingSettings = z.infer<typeof BrandingSettings>

export const SaveBranding = BrandingSettings.extend({
  /** A PNG, WebP or JPEG as base64; `null`: none; absent: the one that is there stays. */
  logo: z
    .string()
    .max(MAX_LOGO_BASE64, `A logo may have ${MAX_LOGO_BYTES / 1024} kB at most.`)
    .regex(/^[A-Za-z\d+/]+={0,2}$/)
    .nullable()
    .optional(),
})
export type SaveBranding = z.infer<typeof SaveBranding>

export const Branding = BrandingSettings.extend({
  /** Names the picture by its content: `/branding/logo?v=…`. */
  logo: z.string().nullable(),
})
export type Branding = z.infer<typeof Branding>

export const NO_BRANDING: Branding = {
  name: null,
  accent: null,
  links: { imprint: null, privacy: null, accessibility: null, terms: null },
  notice: '',
  logo: null,
}
