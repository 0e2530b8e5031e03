import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

interface Forgotten {
  /** What the names of folders begin with that are made for one piece of work. */
  prefix: string
  /** Nobody works on one for longer. */
  olderThanMs: number
  nowMs: number
}

/** Removes the folders in a folder that a process made for its work and did not live to remove. */
export function removeForgotten(within: string, { prefix, olderThanMs, nowMs }: Forgotten): void {
  for (const name of readdirSync(within).filter((one) => one.startsWith(prefix))) {
    const path = join(within, name)
    // Another process may be removing it.
    const madeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs
    if (nowMs - madeMs >= olderThanMs) rmSync(path, { recursive: true, force: true })
  }
}
