import { createWorkerPlace } from './cluster/worker.ts'
import { loadConfig } from './config.ts'
import { createLog } from './lib/log.ts'
import { messageOf } from './lib/thrown.ts'
import { startGalerne } from './start.ts'

/** One of several processes behind one door: a Galerne like any other, whose database and models are its primary's. */
const place = createWorkerPlace()
const { fileText, number } = await place.readSettings()
const config = loadConfig(process.argv.slice(2), undefined, { fileText })
const level = config.log.level ?? (process.stderr.isTTY ? 'warn' : 'info')
const write = (line: string) => process.stderr.write(line)
const log = createLog({ level, write, fields: { worker: number } })
process.on('unhandledRejection', (error) => log.error('process.unhandled_rejection', { error }))
// Ctrl-C reaches every process of a terminal: the primary has the last word.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
const told = Promise.withResolvers<void>()
process.on('SIGTERM', () => told.resolve())

try {
  const galerne = await startGalerne(config, log, place.surroundings)
  place.tell({ fleet: 'ready' })
  await Promise.race([place.stopAsked, told.promise])
  await galerne.close()
  process.exit(0)
} catch (error) {
  log.debug('worker.not_started', { error })
  place.tell({ fleet: 'failed', message: messageOf(error) })
  process.disconnect?.()
  process.exitCode = 1
}
