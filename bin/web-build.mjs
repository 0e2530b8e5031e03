import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { oneAtATime } from './lock.mjs'
import { ROOT, runStep, tail } from './terminal.mjs'

/** What the web app is made from. */
const SOURCES = ['web', 'wire', 'sdk', 'package-lock.json']
const NOT_SOURCES = /(^|\/)(dist|node_modules)$|\.test\.tsx?$/
const STAMP = join(ROOT, 'node_modules', '.galerne', 'web.json')
const PAGE = join(ROOT, 'web', 'dist', 'index.html')

/** Builds the web app into `web/dist`, unless what is there was built from these very sources. */
export async function ensureWebBuilt(node) {
  if (isBuilt(hashSources())) return
  await oneAtATime(async () => {
    const sources = hashSources()
    if (isBuilt(sources)) return
    await runStep({
      title: 'Building the web app',
      command: node,
      args: [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', 'web'],
      explain,
    })
    mkdirSync(dirname(STAMP), { recursive: true })
    writeFileSync(STAMP, JSON.stringify({ sources }))
  })
}

function explain(output) {
  const cause = /ENOSPC/.test(output)
    ? 'The disk is full: free some space and try again.'
    : /EACCES|EROFS/.test(output)
      ? 'web/dist or node_modules cannot be written to: check who owns this folder.'
      : 'The web app could not be built.'
  return `${cause}\n\n${tail(output, 30)}`
}

function isBuilt(sources) {
  if (!existsSync(PAGE) || !existsSync(STAMP)) return false
  return JSON.parse(readFileSync(STAMP, 'utf8')).sources === sources
}

function hashSources() {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap(listFiles)) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(ROOT, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** The files of a folder, in an order that no machine changes; a file is itself. */
function listFiles(path) {
  if (NOT_SOURCES.test(path)) return []
  if (!statSync(join(ROOT, path)).isDirectory()) return [path]
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no toSorted
  const names = readdirSync(join(ROOT, path)).sort()
  return names.flatMap((name) => listFiles(`${path}/${name}`))
}
