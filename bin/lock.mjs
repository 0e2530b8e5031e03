import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, say, Stop } from './terminal.mjs'

const FOLDER = join(ROOT, '.node')
const LOCK = join(FOLDER, 'lock')
const POLL_MS = 500

/** Two starts in one checkout must not install or build on top of each other: the second waits for the first. */
export async function oneAtATime(work) {
  let hasSaid = false
  for (;;) {
    const holder = take()
    if (holder === undefined) break
    if (!hasSaid)
      say(`Another start (process ${holder}) is preparing this checkout; waiting for it …`)
    hasSaid = true
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  const release = () => rmSync(LOCK, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** The process that holds the lock, or undefined when it is now ours. */
function take() {
  try {
    mkdirSync(FOLDER, { recursive: true })
    // A link appears with its content: nobody can read a lock that does not yet say whose it is.
    const mine = `${LOCK}.${process.pid}`
    writeFileSync(mine, String(process.pid))
    try {
      linkSync(mine, LOCK)
    } finally {
      rmSync(mine)
    }
    return undefined
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw new Stop(
        `This folder cannot be written to (${error.code}): ${FOLDER}\nCheck who owns it, or clone Galerne into a folder of your own.`,
      )
    }
  }
  const holder = Number(readHolder())
  if (holder && isAlive(holder)) return holder
  rmSync(LOCK, { force: true })
  return take()
}

function readHolder() {
  try {
    return readFileSync(LOCK, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
