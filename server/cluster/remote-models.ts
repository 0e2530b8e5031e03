import { AppError } from '#server/lib/app-error.ts'
import type { EmbeddedModel } from '#server/models/embedded-model.ts'
import { createHttpBody, type HttpBody } from '#server/providers/http-body.ts'
import type { Provider, ProviderCall, ProviderResponse } from '#server/providers/provider.ts'
import type { AnswerPiece, ModelsState, ProviderState } from './asks.ts'
import type { Channel } from './channel.ts'

export interface RemoteModels extends EmbeddedModel {
  /** Takes over how they are now. */
  note(state: ModelsState): void
}

/** The models that the primary runs, as providers here. */
export function createRemoteModels(channel: Channel, first: ModelsState): RemoteModels {
  let state = first
  let providers: Provider[] = []
  const note = (next: ModelsState) => {
    state = next
    // Those that offer the same stay the same: routes are compiled anew for others.
    providers = next.providers.map((said, at) => {
      const known = providers[at]
      return known && isSame(known, said) ? known : createRemoteProvider(channel, said, () => state)
    })
  }
  note(first)
  return {
    note,
    providers: () => providers,
    get defaultModelId() {
      return state.defaultModelId
    },
    warm: () => Promise.resolve(null),
    adopt: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

function isSame(known: Provider, said: ProviderState): boolean {
  return (
    known.id === said.id &&
    known.place === said.place &&
    JSON.stringify(known.listModels()) === JSON.stringify(said.models)
  )
}

function createRemoteProvider(
  channel: Channel,
  { id, place, models }: ProviderState,
  now: () => ModelsState,
): Provider {
  return {
    id,
    presetName: null,
    dialects: ['openai-chat'],
    place,
    listModels: () => models,
    stateOf: (model) => {
      const current = now().providers.find((one) => one.id === id && model in one.states)
      return current?.states[model] ?? { state: 'unavailable', reason: 'This model is gone.' }
    },
    call: (call) => callRemote(channel, id, call),
    close: () => Promise.resolve(),
  }
}

/** Resolves with the head; what breaks later breaks the body. */
function callRemote(
  channel: Channel,
  providerId: string,
  { operation, dialect, model, body, isStream, tenantId, requestId, signal }: ProviderCall,
): Promise<ProviderResponse> {
  return new Promise((resolve, reject) => {
    const leaving = new AbortController()
    const onAbort = () => leaving.abort()
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    const source = { pause: () => undefined, resume: () => undefined, abort: onAbort }
    const answer = createHttpBody(source, () => signal.removeEventListener('abort', onAbort))
    const input = { operation, dialect, model, body, isStream, tenantId, requestId, providerId }
    const onPiece = (piece: AnswerPiece) => take(piece, { answer, resolve })
    channel.ask('call', input, { signal: leaving.signal, onPiece }).then(
      () => answer.end(),
      (thrown: unknown) => {
        const error = toAppError(thrown, signal)
        answer.fail(error)
        reject(error)
      },
    )
  })
}

function take(
  piece: AnswerPiece,
  { answer, resolve }: { answer: HttpBody; resolve: (response: ProviderResponse) => void },
): void {
  if (piece instanceof Uint8Array) {
    answer.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
  } else resolve({ ...piece, body: answer })
}

function toAppError(thrown: unknown, signal: AbortSignal): AppError {
  if (signal.aborted) return new AppError('cancelled', 'The caller went away.')
  if (thrown instanceof AppError) return thrown
  return new AppError('provider_unavailable', 'The embedded model broke off.', { cause: thrown })
}
