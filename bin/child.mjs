import { spawn } from 'node:child_process'
import { constants, homedir } from 'node:os'
import { dirname, join, delimiter } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './terminal.mjs'

const LIFELINE = pathToFileURL(join(ROOT, 'bin', 'lifeline.mjs')).href
/** Early Nodes of the 24 line call the type stripping that we run on an experiment. */
const NODE_FLAGS = [
  '--disable-warning=ExperimentalWarning',
  // What a request leaves behind is small and dies young, and what waits for the database dies in middle age: with V8's own
  // sizes a gateway under load holds 300 MB and more, of which 40 are in use (docs/decisions/0018).
  '--max-semi-space-size=8',
  '--heap-growing-percent=60',
]
/**
 * Where Node keeps what it made of our TypeScript: half the time of a start, and 25 MB less memory in each process. In the
 * user's own cache, as for the engine, because what lies there is run.
 */
const COMPILE_CACHE = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'galerne',
  'compiled',
)
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** A terminal and npm both hand on the same Ctrl-C: what comes again within this time is an echo, not a second wish. */
const ECHO_MS = 400
const SHELL_CHECK_MS = 500

/**
 * Runs a TypeScript program in this terminal until it ends.
 *
 * It has a session of its own, so that each signal reaches it once, through us; and a channel to us, so that it stops
 * when we are killed.
 * @returns {Promise<number>} its exit code, 128 + n when signal n ended it, as a shell has it
 */
export function runInTerminal({ node, entry, args }) {
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}`
  const child = spawn(node, [...NODE_FLAGS, '--import', LIFELINE, join(ROOT, entry), ...args], {
    detached: true,
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, PATH: path },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  const release = forwardSignals(child)
  const stopWatching = watchShell(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      release()
      stopWatching()
      resolve(signal ? 128 + constants.signals[signal] : code)
    })
  })
}

function forwardSignals(child) {
  let lastMs = 0
  const forward = (signal) => {
    if (Date.now() - lastMs < ECHO_MS) return
    lastMs = Date.now()
    child.kill(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  return () => FORWARDED.forEach((signal) => process.off(signal, forward))
}

/**
 * npm runs us in a shell, and ends that shell, not us, when it is told to end (a service manager's SIGTERM). That nobody
 * waits for us any more is all that we see of it.
 */
function watchShell(child) {
  if (!process.env.npm_lifecycle_event) return () => {}
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== shell) child.kill('SIGTERM')
  }, SHELL_CHECK_MS)
  return () => clearInterval(timer)
}
