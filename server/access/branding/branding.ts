import { createHash } from 'node:crypto'
import { contrastOfAccent, LEAST_CONTRAST, nearestAccent, THEMES } from '#wire/accent.ts'
import { NO_BRANDING, type Branding, type SaveBranding } from '#wire/branding.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database } from '#server/lib/database.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Log } from '#server/lib/log.ts'
import type { Organisations } from '../organisations.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import { BRANDING_TOPIC, createBrandingStore } from './branding-store.ts'
import { writeStylesheet } from './stylesheet.ts'

export interface LogoPicture {
  type: 'image/png' | 'image/webp' | 'image/jpeg'
  bytes: Buffer
}

/** Takes a picture apart and puts together what draws it, whatever it is called. Throws `invalid_request`, and why. */
export type CleanLogo = (bytes: Buffer) => LogoPicture

export interface BrandingDesk {
  get(principal: Principal): Branding
  /** Throws `invalid_request`: a colour that cannot be read, a logo that is none. */
  save(principal: Principal, wish: SaveBranding): Promise<Branding>
  /** What everybody may see, who is in the organisation or at its door. */
  stylesheet(tenantId: string): { text: string; hash: string }
  /** Undefined: it has none. */
  logo(tenantId: string): Promise<(LogoPicture & { hash: string }) | undefined>
  close(): Promise<void>
}

interface Known {
  branding: Branding
  stylesheet: { text: string; hash: string }
}

const NOTHING = toKnown(NO_BRANDING)

/** How the product looks to each organisation: in memory, since each visitor's first request asks for it. */
export async function openBranding(options: {
  database: Database
  organisations: Pick<Organisations, 'forEach'>
  cleanLogo: CleanLogo
  log: Log
}): Promise<BrandingDesk> {
  const { database, organisations, cleanLogo, log } = options
  const store = createBrandingStore(database)
  const known = new Map<string, Known>()

  /** Once more by the rules of now: an archive, or a version before this one, may have let in something else. */
  const load = async (tenantId: string) => {
    const row = await store.find(tenantId)
    known.delete(tenantId)
    if (!row) return
    const { settings, logo } = row
    const accent = settings.accent && isReadable(settings.accent) ? settings.accent : null
    const picture = logo && cleanOrNothing(cleanLogo, logo)
    const hash = picture ? hashOf(picture.bytes) : null
    known.set(tenantId, toKnown({ ...settings, accent, logo: hash }))
  }
  const stop = await watchRevisions({ database, log, topics: { [BRANDING_TOPIC]: load } })
  await organisations.forEach(load)

  const of = (tenantId: string) => known.get(tenantId) ?? NOTHING
  return {
    get(principal) {
      requireAllowed(principal, 'organisation.manage', { kind: 'organisation' })
      return of(principal.tenantId).branding
    },
    async save(principal, { logo, ...settings }) {
      requireAllowed(principal, 'organisation.manage', { kind: 'organisation' })
      const { tenantId } = principal
      if (settings.accent) requireReadable(settings.accent)
      const picture = typeof logo === 'string' ? cleanLogo(Buffer.from(logo, 'base64')).bytes : logo
      await store.save(tenantId, settings, picture)
      await load(tenantId)
      return of(tenantId).branding
    },
    stylesheet: (tenantId) => of(tenantId).stylesheet,
    async logo(tenantId) {
      if (of(tenantId).branding.logo === null) return undefined
      const row = await store.find(tenantId)
      const picture = row?.logo && cleanOrNothing(cleanLogo, row.logo)
      return picture ? { ...picture, hash: hashOf(picture.bytes) } : undefined
    },
    close: stop,
  }
}

function toKnown(branding: Branding): Known {
  const text = writeStylesheet(branding)
  return { branding, stylesheet: { text, hash: hashOf(text) } }
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22)
}

type Accent = NonNullable<Branding['accent']>

function isReadable(accent: Accent): boolean {
  return THEMES.every((theme) => contrastOfAccent(accent[theme], theme) >= LEAST_CONTRAST)
}

function requireReadable(accent: Accent): void {
  for (const theme of THEMES) {
    const ratio = contrastOfAccent(accent[theme], theme)
    if (ratio >= LEAST_CONTRAST) continue
    // Cut, not rounded: 4.496 is not 4.5.
    const measured = Math.floor(ratio * 100) / 100
    throw new AppError(
      'invalid_request',
      `${accent[theme]} has a contrast of ${measured} to 1 in the ${theme} appearance; text needs ${LEAST_CONTRAST} to 1. The nearest colour that has it is ${nearestAccent(accent[theme], theme)}.`,
      { param: `accent.${theme}` },
    )
  }
}

function cleanOrNothing(cleanLogo: CleanLogo, bytes: Buffer): LogoPicture | undefined {
  try {
    return cleanLogo(bytes)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}
