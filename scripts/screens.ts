/**
 * `node scripts/screens.ts [name…]` takes the pictures of docs/screens/ anew: the real server and the real web app, filled with
 * conversations that are written here, so that a picture changes only where the product does.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { createWorld, type PageOptions } from '../test/e2e/world.ts'
import { SCREEN_CONVERSATIONS } from './screen-conversations.ts'

const FOLDER = join(import.meta.dirname, '..', 'docs', 'screens')
const DESK = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 740 }

interface Screen extends PageOptions {
  /** The title of the conversation that is opened first; absent: the first page. */
  title?: string
  /** What is pressed before the picture is taken. */
  show?: (page: Page) => Promise<void>
}

const openMenu = (page: Page) => page.locator('main header button[aria-haspopup="menu"]').first()
const press = (keys: string) => async (page: Page) => {
  await page.keyboard.press(keys)
  await page.getByRole('dialog').waitFor()
}
const phone = { viewport: PHONE, hasTouch: true, isMobile: true }

const SCREENS: Record<string, Screen> = {
  'first-page-fr': { locale: 'fr', viewport: DESK },
  'conversation-en': { locale: 'en-GB', viewport: DESK, title: 'Heating the town hall' },
  'conversation-de-dark': {
    locale: 'de',
    viewport: DESK,
    colorScheme: 'dark',
    title: 'Heizung des Rathauses',
  },
  'conversation-ar': { locale: 'ar', viewport: DESK, title: 'مواعيد المكتبة' },
  'conversation-el-phone-dark': {
    locale: 'el',
    ...phone,
    colorScheme: 'dark',
    title: 'Ωράριο της βιβλιοθήκης',
  },
  'menu-pl': {
    locale: 'pl',
    viewport: DESK,
    title: 'Heizung des Rathauses',
    show: async (page) => {
      await openMenu(page).click()
      await page.getByRole('menuitem').first().waitFor()
    },
  },
  'settings-fi-dark': {
    locale: 'fi',
    viewport: DESK,
    colorScheme: 'dark',
    show: press('Control+Comma'),
  },
  'search-it': {
    locale: 'it',
    viewport: DESK,
    show: async (page) => {
      await press('Control+Shift+F')(page)
      await page.keyboard.type('heiz')
      await page.getByRole('option').first().waitFor()
    },
  },
  'commands-bg-phone': { locale: 'bg', ...phone, show: press('Control+K') },
  'routes-hu': { locale: 'hu', viewport: DESK, path: '/admin/routes' },
  'sign-in-ga-phone': { locale: 'ga', ...phone, isSignedIn: false },
}

const wanted = process.argv.slice(2)
mkdirSync(FOLDER, { recursive: true })
const world = await createWorld()
try {
  const { page: first, context } = await world.open()
  await first.getByRole('heading', { level: 1 }).waitFor()
  const ids = await fill(first)
  await context.close()
  for (const [name, { title, show, ...options }] of Object.entries(SCREENS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const id = title === undefined ? undefined : ids.get(title)
    const path = id === undefined ? (options.path ?? '/') : `/c/${id}`
    const visit = await world.open({ reducedMotion: 'reduce', ...options, path })
    const { page } = visit
    await page.getByRole('heading', { level: 1 }).waitFor()
    if (id !== undefined) await page.locator('.md').first().waitFor()
    await show?.(page)
    // What comes a moment later: formulas, colours of code, the texts of dialogs.
    await page.waitForTimeout(1_000)
    await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
    await visit.context.close()
    console.log(`${name}.png`, visit.problems.length > 0 ? visit.problems : '')
  }
} finally {
  await world.close()
}

/** By the same route that a person takes conversations in. The id of each conversation, by its title. */
async function fill(page: Page): Promise<Map<string, string>> {
  const file = { format: 'galerne-conversations/1', conversations: SCREEN_CONVERSATIONS }
  const pairs = await page.evaluate(async (sent) => {
    const session = Object(await (await fetch('/api/session')).json())
    const token = String(session.csrfToken)
    const headers = { 'content-type': 'application/json', 'x-galerne-csrf': token }
    const body = JSON.stringify(sent)
    const answer = await fetch('/api/imports?mode=take', { method: 'POST', headers, body })
    await answer.text()
    if (!answer.ok) throw new Error(`The conversations were not taken in: ${answer.status}`)
    const { conversations } = Object(await (await fetch('/api/conversations')).json())
    return [...conversations].map(({ title, id }) => [String(title), String(id)] as const)
  }, file)
  return new Map(pairs)
}
