import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ConfigError, loadConfig } from '#server/config.ts'
import { AppError } from '#server/lib/app-error.ts'
import { systemClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { CATALOGUE, DEFAULT_MODEL_ID } from '#server/models/catalogue.ts'
import { createLocalModelStore } from '#server/models/local-model-store.ts'
import { createProgressLine } from '#server/models/progress.ts'
import { MODEL_ID_FOR_TESTS } from '#server/models/testing.ts'

/**
 * Called by bin/model.mjs: makes the embedded model be here, and writes to `--note` where it is, `{ path, sizeBytes }`, or
 * a null path where the settings want none. `--for-tests`: whatever the settings say, the model that the tests expect.
 */
const { values: flags } = parseArgs({
  options: {
    note: { type: 'string' },
    config: { type: 'string' },
    data: { type: 'string' },
    'for-tests': { type: 'boolean' },
  },
})
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stopped.abort())
}

try {
  const found = await ensureModel()
  if (flags.note) writeFileSync(flags.note, JSON.stringify(found))
} catch (error) {
  process.exitCode = explain(error)
}

async function ensureModel() {
  const settings = flags['for-tests'] ? undefined : readSettings()
  if (settings?.isEnabled === false) return { path: null, sizeBytes: 0 }
  const usual = flags['for-tests'] ? MODEL_ID_FOR_TESTS : DEFAULT_MODEL_ID
  const wanted = CATALOGUE.find(({ id }) => id === settings?.default)?.id ?? usual
  const store = createLocalModelStore({
    environment: process.env,
    log: silentLog,
    ...(settings?.sources && { order: settings.sources }),
  })
  const present = await store.findFile(wanted)
  if (present) return present
  announce(wanted, store.folder)
  const line = createProgressLine({
    write: (text) => process.stdout.write(text),
    isTerminal: process.stdout.isTTY,
    columns: process.stdout.columns,
    clock: systemClock,
  })
  try {
    return await store.pull(wanted, (progress) => line.update(progress), stopped.signal)
  } finally {
    line.done()
  }
}

function readSettings() {
  const { config, data } = flags
  const given = [...(config ? ['--config', config] : []), ...(data ? ['--data', data] : [])]
  return loadConfig(given).model
}

function announce(id: string, folder: string): void {
  const model = CATALOGUE.find((each) => each.id === id)
  const size = model?.sizeBytes ? `${Math.round(model.sizeBytes / 1e6)} MB, ` : ''
  console.log(
    `Fetching the embedded model, once: ${model?.name ?? id} (${size}${model?.licence.name ?? ''}) into ${folder}`,
  )
}

/** Says what a person can do; answers with the exit code. */
function explain(error: unknown): number {
  if (stopped.signal.aborted) {
    console.error('\nStopped. The next start goes on where this one was.')
    return 130
  }
  if (error instanceof ConfigError) {
    console.error(`Galerne cannot start with these settings:\n\n${error.message}`)
    return 2
  }
  if (!(error instanceof AppError)) throw error
  console.error(`\nThe embedded model is not here: ${error.message}`)
  console.error('\nWithout it, with other providers only: npm start -- --no-model')
  return 1
}
