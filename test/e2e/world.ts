import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { ensureWebBuilt, startServer, type RunningServer } from './server.ts'

const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
const TIMEOUT_MS = 10_000

export interface World {
  server: RunningServer
  browser: Browser
  /** A page of somebody who is signed in, unless `isSignedIn` is false. Every page of one person shares their browser. */
  open: (options?: PageOptions) => Promise<Visit>
  /** Another start of the server, on the same address and data. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

export interface PageOptions extends BrowserContextOptions {
  path?: string
  isSignedIn?: boolean
}

/** One browser with its pages, and everything in it that went wrong without anybody seeing it. */
export interface Visit {
  page: Page
  context: BrowserContext
  /** Console errors and warnings, exceptions, refusals by the page's policy, and requests to anywhere else. */
  problems: string[]
}

/** A server with its data in a folder of its own, and a browser whose owner is signed in. `settings`: its galerne.yaml. */
export async function createWorld(
  flags: string[] = ['--no-model', '--fake-provider'],
  settings?: string,
): Promise<World> {
  await ensureWebBuilt()
  const folder = await mkdtemp(join(tmpdir(), 'galerne-e2e-'))
  await fillTestFolder(join(folder, 'db'))
  if (settings !== undefined) await writeFile(join(folder, 'galerne.yaml'), settings)
  const first = await startServer({ folder, port: 0, flags })
  const browser = await chromium.launch(CHROMIUM)
  const world: World = {
    server: first,
    browser,
    open,
    async restart() {
      const port = Number(new URL(first.url).port)
      world.server = await startServer({ folder, port, flags })
    },
    async close() {
      await browser.close()
      await world.server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  const cookies = await signIn(browser, first.signInUrl)

  async function open({ path = '/', isSignedIn = true, ...options }: PageOptions = {}) {
    const context = await browser.newContext({ locale: 'en-GB', ...options })
    context.setDefaultTimeout(TIMEOUT_MS)
    if (isSignedIn) await context.addCookies(cookies)
    const problems: string[] = []
    await context.addInitScript(reportRefusals)
    context.on('page', (page) => watch(page, first.url, problems))
    const page = await context.newPage()
    await page.goto(first.url + path)
    return { page, context, problems }
  }
  return world
}

async function signIn(browser: Browser, signInUrl: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(signInUrl)
  await page.getByRole('heading', { level: 1 }).waitFor({ timeout: TIMEOUT_MS })
  const cookies = await context.cookies()
  await context.close()
  return cookies
}

/** In the page: what its policy refuses is not always written to the console. */
function reportRefusals(): void {
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    console.error(`refused: ${effectiveDirective} ${blockedURI}`),
  )
}

function watch(page: Page, origin: string, problems: string[]): void {
  page.on('console', (message) => {
    const type = message.type()
    if (type === 'error' || type === 'warning') problems.push(`${type}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) problems.push(`request: ${request.url()}`)
  })
}

/** Writes a message, sends it as one does, and resolves once the server has it. */
export async function ask(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: MESSAGE_FIELD })
  await field.fill(text)
  // On a phone Enter is a new line: there one taps.
  const isTouch = await page.evaluate(
    () => matchMedia('(hover: none) and (pointer: coarse)').matches,
  )
  if (isTouch) await page.getByRole('button', { name: /^(Send|Senden|Envoyer)$/ }).tap()
  else await field.press('Enter')
  await page.waitForURL(/\/c\//)
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('#message')?.value === '',
  )
}

/** The message field, in the three languages of the interface. */
const MESSAGE_FIELD = /^(Your message|Votre message|Ihre Nachricht)$/

/** The answers that are shown, in order. */
export const answersOf = (page: Page) => page.getByRole('log').locator('article[aria-busy]')

/** Resolves once no answer is being written any more. */
export async function waitForEnd(page: Page): Promise<void> {
  await page.locator('article[aria-busy="true"]').waitFor({ state: 'detached' })
}

/** Asserts that nothing went wrong behind the user's back; `expected` are the problems that the test itself caused. */
export function assertNoProblems({ problems }: Visit, expected?: RegExp): void {
  assert.deepEqual(
    problems.filter((problem) => !expected?.test(problem)),
    [],
  )
}
