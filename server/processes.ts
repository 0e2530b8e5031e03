import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createPrimary } from './cluster/primary.ts'
import type { Config } from './config.ts'
import type { Log } from './lib/log.ts'
import { startGalerne, type Galerne } from './start.ts'

/** What calls in flight get when Galerne stops with workers. */
const GRACE_MS = 1200

/** Starts Galerne as the one process that it usually is, or as several behind one door. Throws as startGalerne. */
export async function startProcesses(
  config: Config,
  args: readonly string[],
  log: Log,
): Promise<Galerne> {
  const count = countOf(config.server.workers)
  if (count === 1) return startGalerne(config, log)
  let galerne: Galerne | undefined
  const { surroundings, fleet } = createPrimary({
    exec: join(import.meta.dirname, 'worker.ts'),
    args,
    execArgv: process.execArgv,
    count,
    fileText: () => (galerne?.configuration ?? config).fileText(),
    log,
  })
  const started = await startGalerne(config, log, surroundings)
  galerne = started
  const close = async () => {
    await fleet.stop(GRACE_MS)
    await started.close()
  }
  try {
    await fleet.ready()
  } catch (error) {
    await close()
    throw error
  }
  return { ...started, close }
}

function countOf(workers: number | 'auto'): number {
  return workers === 'auto' ? availableParallelism() : workers
}
