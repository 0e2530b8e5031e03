import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import { AppError } from '#server/lib/app-error.ts'

/** What ends the calls of a connection: one after the other they share it, for making one is not cheap. */
interface Ending {
  controller: AbortController
  isInUse: boolean
}

/** Of one call, from its beginning to its end. */
export interface CallEnding {
  /**
   * Aborted when the caller's connection closes, and, with an AppError for its reason, when Galerne does or the caller may
   * not go on.
   */
  signal: AbortSignal
  /** The caller may not go on: what is under way is stopped, and told the reason. */
  stop(reason: AppError): void
  /** The call is over: the next one of the connection may have the signal. */
  release(): void
}

const endings = new WeakMap<Socket, Ending>()

/** What ends a call of this connection. */
export function endingOf(socket: Socket, closing: AbortSignal | undefined): CallEnding {
  const known = endings.get(socket)
  // Requests that wait in line are different callers', perhaps: a proxy has one connection for many.
  const ending = known && !known.isInUse ? known : openEnding(socket, closing)
  ending.isInUse = true
  endings.set(socket, ending)
  return {
    signal: ending.controller.signal,
    stop(reason) {
      // Aborted for good: the connection's next call gets another.
      if (endings.get(socket) === ending) endings.delete(socket)
      ending.controller.abort(reason)
    },
    release: () => void (ending.isInUse = false),
  }
}

function openEnding(socket: Socket, closing: AbortSignal | undefined): Ending {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal, socket)
  const stop = () => controller.abort(stopping())
  if (socket.destroyed) controller.abort()
  else if (closing?.aborted) stop()
  else {
    closing?.addEventListener('abort', stop)
    socket.on('close', () => {
      closing?.removeEventListener('abort', stop)
      controller.abort()
    })
  }
  return { controller, isInUse: false }
}

function stopping(): AppError {
  return new AppError('not_ready', 'Galerne is stopping. Try again in a moment.', {
    retryAfterMs: 1000,
  })
}
