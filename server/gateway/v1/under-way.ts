import { AppError } from '#server/lib/app-error.ts'
import type { CallEnding } from './ending-signal.ts'

/** How often it is looked whether callers may go on: with what other processes take to hear of it, within a second. */
const LOOK_MS = 400

/** Calls that are being answered, and whose callers may meanwhile have lost the right to be. */
export interface UnderWay {
  /** @param mayGoOn Whether the key is as good as when the call began. @returns What is to be called when it is over. */
  add(ending: CallEnding, mayGoOn: () => boolean): () => void
}

interface Call {
  ending: CallEnding
  mayGoOn: () => boolean
}

/**
 * Stops what is being answered for keys that were revoked, have ended, or whose holder was suspended or has gone: what is known
 * of them in memory is looked at now and then, as long as there is anything to stop.
 */
export function createUnderWay(lookMs = LOOK_MS): UnderWay {
  const calls = new Set<Call>()
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    timer = undefined
    for (const call of calls) {
      if (call.mayGoOn()) continue
      calls.delete(call)
      call.ending.stop(revoked())
    }
    watch()
  }
  const watch = () => {
    if (calls.size > 0) timer ??= setTimeout(look, lookMs).unref()
  }
  return {
    add(ending, mayGoOn) {
      const call = { ending, mayGoOn }
      calls.add(call)
      watch()
      return () => void calls.delete(call)
    },
  }
}

function revoked(): AppError {
  return new AppError(
    'unauthenticated',
    'This API key was revoked or has ended, or whoever holds it may not come in any more: the answer was cut off.',
  )
}
