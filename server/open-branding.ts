import type { Hono } from 'hono'
import { MAX_LOGO_BYTES } from '#wire/branding.ts'
import type { Access } from './access/access.ts'
import type { ApiEnv } from './access/api-env.ts'
import { openBranding, type LogoPicture } from './access/branding/branding.ts'
import { createBrandingRoutes, createOpenBrandingRoutes } from './access/branding/routes.ts'
import { readPicture } from './attachments/reader/picture.ts'
import { Unreadable } from './attachments/reader/reading.ts'
import type { Bindings } from './http/server.ts'
import { AppError } from './lib/app-error.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'

/** More than any place where it is shown has, also on a fine screen. */
const MAX_EDGE = 2_000

/** Names, colours, logos and links of organisations. */
export async function openBrandings(parts: {
  database: Database
  access: Pick<Access, 'guard' | 'organisations'>
  log: Log
}): Promise<{
  routes: Hono<ApiEnv>
  open: Hono<{ Bindings: Bindings }>
  close(): Promise<void>
}> {
  const { database, access, log } = parts
  const { guard, organisations } = access
  const desk = await openBranding({ database, organisations, cleanLogo, log })
  return {
    routes: createBrandingRoutes(desk),
    open: createOpenBrandingRoutes({ desk, guard, organisations }),
    close: () => desk.close(),
  }
}

/** By its first bytes, never by its name; of the file only what draws it is kept. */
export function cleanLogo(bytes: Buffer): LogoPicture {
  if (bytes.length > MAX_LOGO_BYTES) throw refused('It is too large: 256 kB at most.')
  const format = formatOf(bytes)
  try {
    const picture = readPicture(format, bytes)
    if (picture.outcome !== 'picture') throw refused('It is damaged.')
    if (Math.max(picture.width, picture.height) > MAX_EDGE) {
      throw refused(`It is too large: ${MAX_EDGE} pixels at most each way.`)
    }
    return { type: picture.mediaType, bytes: picture.bytes }
  } catch (error) {
    // Beside what the reader says, what it runs into at the end of a file that is cut.
    if (error instanceof Unreadable || error instanceof RangeError) {
      const isMoving = error instanceof Unreadable && error.problem === 'picture_moves'
      throw refused(isMoving ? 'It moves: give one that stands still.' : 'It is damaged.')
    }
    throw error
  }
}

function formatOf(bytes: Buffer): 'png' | 'webp' | 'jpeg' {
  const head = bytes.toString('latin1', 0, 512)
  if (head.startsWith('\u0089PNG\r\n\u001a\n')) return 'png'
  if (head.startsWith('\u00ff\u00d8\u00ff')) return 'jpeg'
  if (/^RIFF.{4}WEBP/s.test(head)) return 'webp'
  if (/<svg[\s>]/i.test(head)) {
    throw refused(
      'SVG is not taken: such a file can hold scripts and links, which would run in the name of this site. Save it as PNG.',
    )
  }
  throw refused('It is no PNG, WebP or JPEG.')
}

function refused(why: string): AppError {
  return new AppError('invalid_request', `This logo cannot be used. ${why}`, { param: 'logo' })
}
