/**
 * Every page, in every language that there is, both themes, a desk and the narrowest window: axe, with the size of targets, and
 * whether anything has to be scrolled sideways; then with text twice as large. Writes what it found into docs/accessibility.md.
 *
 *   npm run check:accessibility -- [--languages en,de] [--quick]
 *
 * `--quick`: each language in one theme and one width only. Exit code 1 where anything was found.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { CSRF_HEADER } from '#wire/access.ts'
import { ask, createWorld, waitForEnd, type World } from '../test/e2e/world.ts'
import { describeConformance, type Finding, type Visited } from './accessibility/conformance.ts'

const ROOT = join(import.meta.dirname, '..')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RUN = `axe.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })`
const SCHEMES = ['light', 'dark'] as const
const WIDTHS = [1280, 320]

/** Where the routes are written, and how those that need nothing in their place are told. */
const ROUTES: readonly (readonly [file: string, route: RegExp])[] = [
  ['components/shell/Shell.tsx', /(?:path="|\[')(\/[a-z-]+)(?:\/:[a-z]+\?)?['"]/g],
  ['components/sharing/SharedRoutes.tsx', /path="(\/[a-z-]+)(?:\/:[a-z]+\?)?"/g],
  ['pages/AssistantPage.tsx', /path="(\/[a-z-]+)"/g],
]

const { values } = parseArgs({
  options: { languages: { type: 'string' }, quick: { type: 'boolean', default: false } },
})
const languages = values.languages?.split(',') ?? listLanguages()
const paths = listPaths()
let all: readonly string[] = paths
const visited: Visited[] = []
const found: Finding[] = []

const world = await createWorld()
try {
  all = [...paths, ...(await prepare(world))]
  for (const seen of languages.flatMap(listViews)) await check(seen)
} finally {
  await world.close()
}
writeFileSync(
  join(ROOT, 'docs', 'accessibility.md'),
  describeConformance({ visited, found, paths: all }),
)
console.log(`${visited.length} views, ${found.length} findings`)
for (const { where, what } of found) console.log(`${where}: ${what}`)
process.exitCode = found.length === 0 ? 0 : 1

/** How a language is looked at; text twice as large in a window where it then has half of its room. */
function listViews(language: string, at: number): Visited[] {
  const usual = SCHEMES.flatMap((colorScheme) =>
    WIDTHS.map((width) => ({ language, colorScheme, width, textScale: 1 })),
  )
  const large: Visited = { language, colorScheme: 'light', width: 1280, textScale: 2 }
  const turn = usual[at % usual.length]
  return values.quick && turn ? [turn] : [...usual, large]
}

async function check(seen: Visited): Promise<void> {
  const { language, colorScheme, width, textScale } = seen
  const visit = await world.open({
    locale: language,
    colorScheme,
    viewport: { width, height: 800 },
    reducedMotion: 'reduce',
  })
  const { page } = visit
  await page.evaluate((tag) => localStorage.setItem('galerne.language', tag), language)
  for (const path of all) {
    await page.goto(world.server.url + path)
    const isThere = await settle(page)
    if (textScale > 1) {
      await page.evaluate((scale) => {
        document.documentElement.style.fontSize = `${scale * 100}%`
      }, textScale)
    }
    const where = `${path}, ${language}, ${colorScheme}, ${width} px, text ×${textScale}`
    if (!isThere) found.push({ where, what: 'no heading within ten seconds' })
    for (const what of await findProblems(page)) found.push({ where, what })
    visited.push({ ...seen, path })
  }
  await visit.context.close()
}

async function settle(page: Page): Promise<boolean> {
  const heading = page.locator('main h1, main h2').first()
  const isThere = await heading.waitFor().then(
    () => true,
    () => false,
  )
  await page.locator('.skeleton, .page-loading').first().waitFor({ state: 'detached' })
  return isThere
}

async function findProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>(RUN)
  const wider = z.number().parse(
    await page.evaluate(() => {
      const main = document.querySelector('main') ?? document.documentElement
      const { scrollWidth, clientWidth } = document.documentElement
      return Math.max(scrollWidth - clientWidth, main.scrollWidth - main.clientWidth)
    }),
  )
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`),
    ...(wider > 0 ? [`has to be scrolled sideways by ${wider} px`] : []),
  ]
}

/** Answers with the pages of a conversation that has something of everything, and of a folder. */
async function prepare({ open }: World): Promise<string[]> {
  const { page, context } = await open()
  const markdown =
    '# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n\n`code` and [link](https://example.org)\n\n$$x^2$$\n\n```js\nlet a = 1\n```'
  await ask(page, `[[echo]] ${markdown}`)
  await waitForEnd(page)
  const { pathname } = new URL(page.url())
  const question = await page.locator('article[id^="m-"]').first().getAttribute('id')
  const folder = await page.evaluate(async (csrf) => {
    const { csrfToken } = await (await fetch('/api/session')).json()
    const body = JSON.stringify({ name: 'Plans' })
    const headers = { 'content-type': 'application/json', [csrf]: csrfToken }
    return (await fetch('/api/folders', { method: 'POST', headers, body })).json()
  }, CSRF_HEADER)
  await context.close()
  return [
    pathname,
    `${pathname}/document`,
    `${pathname}/compare/${question?.slice('m-'.length)}`,
    `${pathname}/in/de`,
    `/f/${z.object({ id: z.uuid() }).parse(folder).id}`,
  ]
}

function listLanguages(): string[] {
  return readdirSync(join(ROOT, 'web', 'locales'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
}

/** What the app routes: its pages, and the sections of the administration. */
function listPaths(): string[] {
  const read = (path: string) => readFileSync(join(ROOT, 'web', path), 'utf8')
  const routed = ROUTES.flatMap(([file, route]) => [...read(file).matchAll(route)])
  const admin = read('pages/admin/sections.tsx').matchAll(/^ {4}path: '([\w-]+)'/gm)
  return [
    '/',
    '/shared',
    '/conversations?shown=archived',
    ...new Set(routed.flatMap(([, path]) => path ?? [])),
    ...[...admin].map(([, path]) => `/admin/${path}`),
  ]
}
