import { spawn } from 'node:child_process'
import { ConfigError, loadConfig, type Config } from './config.ts'
import { AppError } from './lib/app-error.ts'
import { createLog, type Log } from './lib/log.ts'
import { startProcesses } from './processes.ts'
import type { Galerne } from './start.ts'

/** Exit codes: 2 for a wrong setting (sysexits has no agreed one), 1 for whatever else keeps us from starting. */
const EXIT = { failed: 1, misconfigured: 2, interrupted: 130 }

const config = readConfig()
const level = config.log.level ?? (process.stderr.isTTY ? 'warn' : 'info')
const log = createLog({ level, write: (line) => process.stderr.write(line) })
process.on('unhandledRejection', (error) => log.error('process.unhandled_rejection', { error }))

/** At a terminal SIGHUP says that it was closed; elsewhere it is how a service is asked to read its settings anew. */
const isService = !process.stdin.isTTY
const stopping = onStopSignal()
let reload = async (): Promise<void> => undefined
if (isService) process.on('SIGHUP', () => void reload())
const galerne = await Promise.race([start(config, log), stopping.asked])
// Stopped while starting: nothing was acknowledged yet, and the database survives it.
if (!galerne) process.exit(EXIT.interrupted)
const signInUrl = galerne.createSignInUrl()
reload = () => reloadSettings(galerne)
announce(galerne)
if (config.shouldOpenBrowser) openBrowser(signInUrl)
await stopping.asked
await stop(galerne)

function readConfig(): Config {
  try {
    return loadConfig(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`Galerne cannot start with these settings:\n\n${error.message}\n`)
    return process.exit(EXIT.misconfigured)
  }
}

async function start(settings: Config, itsLog: Log): Promise<Galerne> {
  try {
    return await startProcesses(settings, process.argv.slice(2), itsLog)
  } catch (error) {
    const isExpected = error instanceof AppError
    itsLog[isExpected ? 'debug' : 'error']('start.failed', { error })
    const why = isExpected
      ? error.message
      : 'something broke that should not. The log above says where.'
    process.stderr.write(`Galerne cannot start: ${why}\n`)
    return process.exit(EXIT.failed)
  }
}

/** For people on stdout; for a program that started us, as a message. */
function announce({ url, modelNote, timings }: Galerne): void {
  const readyMs = Math.round(performance.now())
  log.debug('start.timings', { ...timings, readyMs })
  process.stdout.write(
    `\n  Galerne is ready after ${(readyMs / 1000).toFixed(1)} s: ${url}\n` +
      `  Model: ${modelNote}\n\n` +
      `  Sign in with this link (once, within 15 minutes):\n  ${signInUrl}\n\n` +
      `  Ctrl-C stops it.\n\n`,
  )
  process.send?.({ type: 'ready', url, signInUrl, readyMs })
}

/** What cannot be used is told in the log, with its line; Galerne goes on with what it has. */
async function reloadSettings({ configuration }: Galerne): Promise<void> {
  try {
    await configuration.reload()
  } catch (error) {
    log.error('configuration.not_reloaded', { error })
  }
}

/** The first signal asks to stop; a second one does not wait. */
function onStopSignal(): { asked: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  let isAsked = false
  for (const signal of ['SIGINT', 'SIGTERM', ...(isService ? [] : ['SIGHUP'])]) {
    process.on(signal, () => {
      if (isAsked) process.exit(EXIT.interrupted)
      isAsked = true
      resolve()
    })
  }
  return { asked: promise }
}

async function stop(running: Galerne): Promise<never> {
  await running.close()
  process.exit(0)
}

function openBrowser(url: string): void {
  const [command, ...before] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open']
  // An argument of its own, never part of a shell's line.
  const child = spawn(command ?? '', [...before, url], { stdio: 'ignore', detached: true })
  child.on('error', () => log.warn('browser.not_opened', { command }))
  child.unref()
}
