import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runInTerminal } from './child.mjs'
import { ROOT, Stop } from './terminal.mjs'

const STAMP = join(ROOT, 'node_modules', '.galerne', 'model.json')

/**
 * Sees to it that the embedded model is in the model store, fetched and verified once. What it found is noted, so that
 * a warm start has only to look whether the file is still there.
 */
export async function ensureModel({ node, config, data, isForTests = false }) {
  const decidedBy = hashDecision(isForTests ? ['tests'] : settingsFile({ config, data }))
  if (isThere(decidedBy)) return
  mkdirSync(dirname(STAMP), { recursive: true })
  const note = `${STAMP}.${process.pid}`
  const flags = [
    ...(config ? ['--config', config] : []),
    ...(data ? ['--data', data] : []),
    ...(isForTests ? ['--for-tests'] : []),
  ]
  const code = await runInTerminal({
    node,
    entry: 'scripts/ensure-model.ts',
    args: ['--note', note, ...flags],
  })
  if (code !== 0) throw new Stop('', code)
  const { path, sizeBytes } = JSON.parse(readFileSync(note, 'utf8'))
  rmSync(note)
  writeFileSync(STAMP, JSON.stringify({ decidedBy, path, sizeBytes }))
}

/** Whatever could make another model the right one, or move the store. */
function hashDecision(settings) {
  const { GALERNE_MODELS, XDG_CACHE_HOME, HOME } = process.env
  const hash = createHash('sha256').update(
    JSON.stringify([GALERNE_MODELS, XDG_CACHE_HOME, HOME, ...settings]),
  )
  const folder = join(ROOT, 'server', 'models')
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no toSorted
  for (const name of readdirSync(folder).sort()) {
    if (name.startsWith('catalogue')) hash.update(readFileSync(join(folder, name)))
  }
  return hash.digest('hex')
}

/** The settings name the model and its sources: what they say counts, not only where they are. */
function settingsFile({ config, data }) {
  const folder = data ?? process.env.GALERNE_DATA ?? join(ROOT, 'data')
  const path = config ?? join(folder, 'galerne.yaml')
  try {
    return [path, readFileSync(path, 'utf8')]
  } catch {
    return [path]
  }
}

function isThere(decidedBy) {
  try {
    const known = JSON.parse(readFileSync(STAMP, 'utf8'))
    if (known.decidedBy !== decidedBy) return false
    return known.path === null || statSync(known.path).size === known.sizeBytes
  } catch {
    return false
  }
}
