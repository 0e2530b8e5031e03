import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import { AppError } from '#server/lib/app-error.ts'

const endings = new WeakMap<Socket, AbortSignal>()

/**
 * Aborted when the caller's connection closes, and, with an AppError for its reason, when Galerne does. One for all requests
 * of a connection: making one is not cheap.
 */
export function endingSignal(socket: Socket, closing: AbortSignal | undefined): AbortSignal {
  const known = endings.get(socket)
  if (known) return known
  const leaving = new AbortController()
  const { signal } = leaving
  // Requests that wait in line on one connection each listen.
  setMaxListeners(0, signal)
  const stop = () => leaving.abort(stopping())
  if (socket.destroyed) leaving.abort()
  else if (closing?.aborted) stop()
  else {
    closing?.addEventListener('abort', stop)
    socket.on('close', () => {
      closing?.removeEventListener('abort', stop)
      leaving.abort()
    })
  }
  endings.set(socket, signal)
  return signal
}

function stopping(): AppError {
  return new AppError('not_ready', 'Galerne is stopping. Try again in a moment.', {
    retryAfterMs: 1000,
  })
}
