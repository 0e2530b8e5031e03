import assert from 'node:assert/strict'
import { execFile, fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const ROOT = join(import.meta.dirname, '..', '..')
const Ready = z.object({ type: z.literal('ready'), url: z.string(), signInUrl: z.string() })

export interface RunningServer {
  url: string
  /** Works once. */
  signInUrl: string
  /** As nothing else does: SIGKILL, no goodbye. */
  kill: () => Promise<void>
  stop: () => Promise<void>
}

/** The real server, as `npm start` runs it, with these flags. `port` 0: any that is free. */
export async function startServer(options: {
  folder: string
  port: number
  flags: string[]
}): Promise<RunningServer> {
  const { folder, port, flags } = options
  const child = fork(
    join(ROOT, 'server', 'main.ts'),
    ['--data', folder, '--port', String(port), ...flags],
    { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
  )
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const [message]: unknown[] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => assert.fail(`The server did not start:\n${errors}`)),
  ])
  const { url, signInUrl } = Ready.parse(message)
  return {
    url: url.replace(/\/$/, ''),
    signInUrl,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  }
}

/** The web app as these sources make it; builds only what is not built yet. */
export async function ensureWebBuilt(): Promise<void> {
  const script = `import('./bin/web-build.mjs').then((build) => build.ensureWebBuilt(process.execPath))`
  await promisify(execFile)(process.execPath, ['--eval', script], { cwd: ROOT })
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}
