import { AppError } from '../lib/app-error.ts'

export interface Queued {
  id: string
  tenantId: string
}

/**
 * Waiting requests, bounded, one line for each tenant: whoever sends a hundred waits behind their own ninety-nine, not in
 * front of everybody else's first.
 */
export interface FairQueue<T extends Queued> {
  readonly length: number
  /** Throws AppError `busy` when `limit` are waiting. */
  add(item: T): void
  /** The next of the tenants in turn whose first in line may start now, and takes it out. */
  take(canStart: (item: T) => boolean): T | undefined
  /** Takes out one that no longer wants to be answered. */
  remove(id: string): T | undefined
  clear(): T[]
}

export function createFairQueue<T extends Queued>(limit: number): FairQueue<T> {
  // A Map keeps the order in which tenants were added: the first has its turn.
  const lines = new Map<string, T[]>()
  let length = 0
  return {
    get length() {
      return length
    },
    add(item) {
      if (length >= limit)
        throw new AppError('busy', `${length} requests are waiting already. Try again soon.`, {
          retryAfterMs: BUSY_RETRY_MS,
        })
      const line = lines.get(item.tenantId)
      if (line) line.push(item)
      else lines.set(item.tenantId, [item])
      length += 1
    },
    take(canStart) {
      for (const [tenantId, line] of lines) {
        const first = line[0]
        if (!first || !canStart(first)) continue
        line.shift()
        length -= 1
        lines.delete(tenantId)
        if (line.length > 0) lines.set(tenantId, line)
        return first
      }
      return undefined
    },
    remove(id) {
      for (const [tenantId, line] of lines) {
        const index = line.findIndex((item) => item.id === id)
        if (index === -1) continue
        const [removed] = line.splice(index, 1)
        length -= 1
        if (line.length === 0) lines.delete(tenantId)
        return removed
      }
      return undefined
    },
    clear() {
      const all = [...lines.values()].flat()
      lines.clear()
      length = 0
      return all
    },
  }
}

const BUSY_RETRY_MS = 2000
