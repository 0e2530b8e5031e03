import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { codeOf } from '../lib/thrown.ts'

export interface PullLock {
  release(): Promise<void>
}

export interface LockOptions {
  signal: AbortSignal
  /** Told once, and again every second, while somebody else holds it. */
  onWait: (ownerPid: number) => void
}

/**
 * One process at a time, over all processes that share the folder. A lock whose owner no longer runs is taken over, so a
 * `kill -9` never leaves a model locked.
 */
export async function takePullLock(path: string, options: LockOptions): Promise<PullLock> {
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(mine, await signatureOf(process.pid))
  try {
    for (let round = 0; ; round += 1) {
      options.signal.throwIfAborted()
      if (await tryLink(mine, path)) return { release: () => rm(path, { force: true }) }
      const owner = await readFile(path, 'utf8').catch(() => null)
      if (owner === null) continue
      if (await isStale(owner)) await breakLock(path, owner)
      else await wait(round, owner, options)
    }
  } finally {
    await rm(mine, { force: true })
  }
}

const POLL_MS = 200

async function wait(round: number, owner: string, { signal, onWait }: LockOptions): Promise<void> {
  if (round % 5 === 0) onWait(pidOf(owner))
  await delay(POLL_MS, undefined, { signal })
}

/** A hard link appears with its content or not at all, which a file that is created and then written does not. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Moves the stale lock away. If somebody was quicker and it is already theirs, gives it back. */
async function breakLock(path: string, stale: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`
  try {
    await rename(path, aside)
    if ((await readFile(aside, 'utf8')) !== stale) await tryLink(aside, path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  } finally {
    await rm(aside, { force: true })
  }
}

const pidOf = (owner: string) => Number(owner.split(' ')[0])

async function isStale(owner: string): Promise<boolean> {
  const pid = pidOf(owner)
  if (!Number.isInteger(pid) || pid <= 0 || !isRunning(pid)) return true
  return (await signatureOf(pid)) !== owner
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return codeOf(error) === 'EPERM'
  }
}

/** The pid and, on Linux, when that process started: pids come round again, above all in containers. */
async function signatureOf(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // Field 22 of proc(5); the second field, the name in brackets, may itself hold spaces.
  const startedAt = status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  return `${pid} ${startedAt}`
}
