import { readFile, statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname } from 'node:path'

/** What of this machine decides which models fit. */
export interface Machine {
  memoryBytes: number
  freeDiskBytes: number
}

/** The memory that we may use (a container's limit counts), and what is free on the disk of `folder`. */
export async function describeMachine(folder: string): Promise<Machine> {
  const limits = await Promise.all(CGROUP_LIMITS.map(readLimit))
  return {
    memoryBytes: Math.min(totalmem(), ...limits),
    freeDiskBytes: await freeBytesAt(folder),
  }
}

/** What an ordinary user may still write there, also where the folder itself is yet to be made. */
export async function freeBytesAt(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!isMissing || dirname(folder) === folder) throw error
    return freeBytesAt(dirname(folder))
  }
}

/** cgroup v2, then v1. "max" and v1's huge number both mean: no limit. */
const CGROUP_LIMITS = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']

async function readLimit(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => 'max')
  const bytes = Number(text.trim())
  return Number.isFinite(bytes) && bytes > 0 ? bytes : Infinity
}
