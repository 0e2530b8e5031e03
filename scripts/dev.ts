import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vite'
import { z } from 'zod'

/**
 * `npm run dev`: offline and without keys. The server with the fake provider, started anew on each change; the web app by
 * Vite, reloaded on each change; both in this terminal. Flags go on to the server (`npm run dev -- --log-level debug`).
 */
const ROOT = join(import.meta.dirname, '..')
const DATA = join(ROOT, 'data', 'dev')
const WATCHED = ['server', 'wire']
/** An editor that saves writes more than once. */
const SETTLE_MS = 150
const STOP_MS = 5_000

const Ready = z.object({ type: z.literal('ready'), url: z.string(), signInUrl: z.string() })

mkdirSync(DATA, { recursive: true })
const web = await createServer({ configFile: join(ROOT, 'web', 'vite.config.ts') })
await web.listen()
const page = web.resolvedUrls?.local[0] ?? 'http://localhost:5173/'

let server = startServer()
let restarting = Promise.resolve()
let timer: NodeJS.Timeout | undefined
for (const folder of WATCHED) {
  watch(join(ROOT, folder), { recursive: true }, (_event, name) => {
    if (!name || !/\.(ts|sql)$/.test(name) || name.endsWith('.test.ts')) return
    clearTimeout(timer)
    timer = setTimeout(() => (restarting = restarting.then(restart)), SETTLE_MS)
  })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll())
}

function startServer(): ChildProcess {
  const flags = ['--fake-provider', '--no-model', '--data', DATA, ...process.argv.slice(2)]
  const child = fork(join(ROOT, 'server', 'main.ts'), flags, { execArgv: [] })
  child.on('message', (message) => {
    const ready = Ready.safeParse(message)
    if (ready.success) announce(ready.data.signInUrl)
  })
  return child
}

/** The page is Vite's, which hands the link on to the server. */
function announce(signInUrl: string): void {
  const { pathname, search } = new URL(signInUrl)
  console.log(
    `  With reload on every change, sign in here instead:\n  ${new URL(pathname + search, page).href}\n`,
  )
}

async function restart(): Promise<void> {
  console.log('\n  A file changed: starting the server anew …')
  await stop(server)
  server = startServer()
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(impatient)
}

async function stopAll(): Promise<never> {
  await Promise.all([stop(server), web.close()])
  process.exit(0)
}
