import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { listenOnLoopback } from './loopback.ts'

/** The oldest server that we support, as Debian packages it. */
const BINARIES = '/usr/lib/postgresql/15/bin'
/** Postgres refuses to run as root. */
const NOBODY = 65_534

export interface TestServer {
  /** A new, empty database, owned by a role that may create roles and is no superuser: what managed services give. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/** A Postgres server of its own in a temporary folder. Throws with the command to run where it is not installed. */
export async function startTestServer(): Promise<TestServer> {
  if (!existsSync(join(BINARIES, 'postgres'))) {
    throw new Error('Postgres 15 is not installed. Run: apt-get install postgresql-15')
  }
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const folder = mkdtempSync(join(tmpdir(), 'galerne-postgres-'))
  if (identity.uid !== undefined) chownSync(folder, NOBODY, NOBODY)
  const files = join(folder, 'files')
  const port = await findPort()
  const run = (name: string, args: string[]) =>
    promisify(execFile)(join(BINARIES, name), args, { ...identity, cwd: folder })
  await run('initdb', ['-D', files, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8'])
  const settings = ['-c', 'fsync=off', '-c', `unix_socket_directories=${folder}`]
  const args = ['-D', files, '-p', String(port), '-h', '127.0.0.1', ...settings]
  const server = spawn(join(BINARIES, 'postgres'), args, {
    ...identity,
    cwd: folder,
    stdio: 'ignore',
  })
  await untilReady(server, () => run('pg_isready', ['-h', '127.0.0.1', '-p', String(port)]))
  const psql = (text: string) =>
    run('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-c', text])
  await psql('create role galerne login createrole')
  let count = 0
  return {
    async createDatabase() {
      count += 1
      await psql(`create database galerne${count} owner galerne`)
      return `postgres://galerne@127.0.0.1:${port}/galerne${count}`
    },
    async stop() {
      const gone = once(server, 'exit')
      server.kill('SIGINT')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilReady(server: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error('Postgres did not start')
    const isReady = await ask().then(
      () => true,
      () => false,
    )
    if (isReady) return
    await delay(50)
  }
}

async function findPort(): Promise<number> {
  const probe = createServer()
  const port = await listenOnLoopback(probe)
  await new Promise((resolve) => probe.close(resolve))
  return port
}
