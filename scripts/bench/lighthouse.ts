/**
 * Lighthouse on the app with an answer, the page where one signs in and a page that is shared by link.
 *
 *   npm install --prefix <folder> lighthouse   (once, anywhere; it is no part of Galerne, which would weigh 114 packages more)
 *   node scripts/bench/lighthouse.ts --lighthouse <folder>/node_modules/lighthouse/cli/index.js
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { z } from 'zod'
import { createHttp } from '#sdk/http.ts'
import { createSharingClient } from '#sdk/sharing.ts'
import { ask, createWorld, waitForEnd, type World } from '../../test/e2e/world.ts'

const { values } = parseArgs({ options: { lighthouse: { type: 'string', default: '' } } })
if (values.lighthouse === '') throw new Error('Say where it is: --lighthouse …/cli/index.js')
const folder = mkdtempSync(join(tmpdir(), 'galerne-lighthouse-'))
const Report = z.object({
  categories: z.object({
    performance: z.object({ score: z.number() }),
    accessibility: z.object({ score: z.number() }),
  }),
  audits: z.record(
    z.string(),
    z.object({ title: z.string(), score: z.number().nullable(), scoreDisplayMode: z.string() }),
  ),
})
const LOAD_MS = 20_000
/** A page takes half a minute on a quiet machine; where it takes longer than this, the rest would as well. */
const PAGE_MS = 180_000
/** Without these a browser in an empty profile asks its makers for updates, and waits for them where there is no way out. */
const CHROME_FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const world = await createWorld()
try {
  const { appPath, sharedPath, headers } = await prepare(world)
  // Chromium as it was until now takes its share of the machine.
  await world.browser.close()
  await measure('the app, with an answer', { path: appPath, headers })
  await measure('the page where one signs in', { path: '/', headers: {} })
  await measure('a page shared by link', { path: sharedPath, headers })
} finally {
  await world.close()
  rmSync(folder, { recursive: true, force: true })
}

async function prepare({ open }: World) {
  const { page, context } = await open()
  await ask(page, 'Hello')
  await waitForEnd(page)
  const appPath = new URL(page.url()).pathname
  const [cookie] = await context.cookies()
  const headers = { cookie: `${cookie?.name}=${cookie?.value}` }
  const http = createHttp({ baseUrl: new URL(page.url()).origin, fetch, headers })
  const { token } = await createSharingClient(http).createShares(appPath.slice('/c/'.length), {
    mode: 'snapshot',
    to: { kind: 'link', needsSignIn: true },
    expiresInDays: 1,
  })
  await context.close()
  return { appPath, sharedPath: `/s#${token}`, headers }
}

async function measure(
  what: string,
  at: { path: string; headers: Record<string, string> },
): Promise<void> {
  console.log(`${what} …`)
  const report = join(folder, 'report.json')
  const headers = join(folder, 'headers.json')
  writeFileSync(headers, JSON.stringify(at.headers))
  const flags = [
    '--quiet',
    '--preset=desktop',
    '--only-categories=performance,accessibility',
    '--output=json',
    `--output-path=${report}`,
    `--chrome-flags=${CHROME_FLAGS.join(' ')}`,
    // A page that follows what happens elsewhere is never quite silent.
    `--max-wait-for-load=${LOAD_MS}`,
    `--extra-headers=${headers}`,
  ]
  // Not synchronously: what the server says meanwhile must be taken from it, or it would wait.
  const args = [values.lighthouse, world.server.url + at.path, ...flags]
  const env = { ...process.env, CHROME_PATH: '/usr/bin/chromium' }
  await promisify(execFile)(process.execPath, args, { env, timeout: PAGE_MS })
  const { categories, audits } = Report.parse(JSON.parse(readFileSync(report, 'utf8')))
  const [performance, accessibility] = [categories.performance, categories.accessibility].map(
    ({ score }) => Math.round(100 * score),
  )
  console.log(`${what}: performance ${performance} (≥95), accessibility ${accessibility} (100)`)
  for (const { title, score, scoreDisplayMode } of Object.values(audits)) {
    if (scoreDisplayMode === 'binary' && score !== null && score < 1) console.log(`  ${title}`)
  }
}
