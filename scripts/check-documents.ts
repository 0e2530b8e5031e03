import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { z } from 'zod'

/** Fails when a document names a file, a folder or an `npm run …` that is not there, or the map lacks a folder that is. */
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'deploy/**/*.md', '.github/**/*.md'])
const PARTS =
  /^(wire|sdk|cli|server|web|bin|scripts|test|docs|fixtures|deploy|\.ci|\.github|\.githooks)\//
/** Made by a build or a run, so absent from a fresh clone. */
const MADE = /^(web\/dist|docs\/bench\.md)/

const FILE_NAME = /^[\w.-]+\.(?:ts|tsx|mjs|css|sql)$/
const fileNames = new Set(
  globSync('{wire,sdk,cli,server,web,bin,scripts,test}/**/*.{ts,tsx,mjs,css,sql}', {
    exclude: (path) => /(^|\/)(?:dist|node_modules)$/.test(path),
  }).map((path) => basename(path)),
)

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')))

const index = readFileSync('docs/decisions/README.md', 'utf8')
const unlisted = globSync('docs/decisions/[0-9]*.md')
  .filter((path) => !index.includes(basename(path)))
  .map((path) => `docs/decisions/README.md does not list ${path}`)

/** Who looks for a thing finds its folder on the map. */
const map = readFileSync('ARCHITECTURE.md', 'utf8')
const unmapped = globSync('{server,server/*,test,scripts}/*/')
  .filter((folder) => readdirSync(folder).some((name) => name.endsWith('.ts')))
  .filter((folder) => !map.includes(`${folder.replace(/\/$/, '')}/`))
  .map((folder) => `ARCHITECTURE.md does not have ${folder}`)

const problems = DOCUMENTS.flatMap((document) => {
  const text = readFileSync(document, 'utf8')
  return [...links(document, text), ...paths(text), ...commands(text), ...titles(text)].map(
    (problem) => `${document}: ${problem}`,
  )
})
problems.push(...unlisted, ...unmapped, ...counts())
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

function links(document: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s#]*)(#[^)]*)?\)/g)]
    .filter(([, target = '']) => !/^[a-z]+:/.test(target))
    .filter(([, target = '', anchor = '']) => {
      const path = target === '' ? document : normalize(join(dirname(document), target))
      if (!existsSync(path)) return true
      return anchor !== '' && path.endsWith('.md') && !anchorsOf(path).includes(anchor)
    })
    .map(([, target = '', anchor = '']) => `the link to ${target}${anchor} leads nowhere`)
}

/** As forges make them of headings. */
function anchorsOf(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    return `#${words.trim().replaceAll(' ', '-')}`
  })
}

function paths(text: string): string[] {
  return [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, path = '']) => path.replace(/:\d+$/, ''))
    .filter((path) => !MADE.test(path) && !/[<>…]/.test(path))
    .filter((path) =>
      PARTS.test(path) ? globSync(path).length === 0 : FILE_NAME.test(path) && !fileNames.has(path),
    )
    .map((path) => `there is no ${path}`)
}

/** `some.test.ts` “a title”: whoever names a test says what it is called. */
function titles(text: string): string[] {
  return [...text.matchAll(/`([^`\s]+\.test\.tsx?)` “([^”]+)”/g)]
    .filter(([, path = '', title = '']) => existsSync(path) && !hasTest(path, title))
    .map(([, path, title]) => `${path} has no test “${title}”`)
}

function hasTest(path: string, title: string): boolean {
  const text = readFileSync(path, 'utf8')
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted))
}

/** The counts at the top of the list are those of its rows. */
function counts(): string[] {
  const text = readFileSync('docs/security/asvs.md', 'utf8')
  const states = ['met', 'partly', 'not met', 'does not apply']
  return [...text.matchAll(/^\| \[(\d+) [^|]*\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)]
    .filter(([, chapter = '', ...said]) => {
      const rows = text.split('\n').filter((line) => line.startsWith(`| ${chapter}.`))
      const found = states.map(
        (state) => rows.filter((row) => row.includes(` | ${state} | `)).length,
      )
      return [rows.length, ...found].join() !== said.slice(0, 5).join()
    })
    .map(([, chapter]) => `docs/security/asvs.md counts chapter ${chapter} otherwise than it is`)
}

function commands(text: string): string[] {
  return [...text.matchAll(/npm run (\w[\w:-]*)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !scripts[name])
    .map((name) => `there is no "npm run ${name}"`)
}
