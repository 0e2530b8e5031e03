import { AppError } from '#server/lib/app-error.ts'
import { findProtocols } from './protocols/protocols.ts'
import type { Endpoint, Protocol, WireRequest } from './protocols/protocol.ts'
import { createHttpTransport, type TimeLimits } from './http-transport.ts'
import type { Provider, ProviderCall, ProviderModel } from './provider.ts'
import type { Quirks } from './quirks.ts'
import type { DialectName } from '#server/dialects/conversation.ts'

export interface HttpProviderOptions {
  id: string
  /** Absent: made from no preset. */
  presetName?: string | null
  /** Its own first; absent: `openai-chat` alone. */
  protocols?: readonly DialectName[]
  endpoint: Endpoint
  quirks: Quirks
  place: string | null
  models: ProviderModel[]
  limits: TimeLimits
}

/** A provider over HTTP: one pool of connections to its origin, and no layer between its bytes and ours. */
export function createHttpProvider(options: HttpProviderOptions): Provider {
  const { id, endpoint, quirks, place, models, limits, presetName = null } = options
  const { auth } = endpoint
  const protocols = findProtocols(options.protocols ?? ['openai-chat'])
  const origin = new URL(endpoint.baseUrl).origin
  const transport = createHttpTransport({ id, origin, limits })
  const requestFor = createRequests(protocols, endpoint)
  return {
    id,
    presetName,
    dialects: protocols.map(({ dialect }) => dialect),
    place,
    quirks,
    listModels: () => models,
    stateOf: () => ({ state: 'ready', reason: null }),
    async call(call) {
      const wire = requestFor(call)
      const { method, path } = wire
      const { body, isStream, signal } = call
      let headers = wire.headers
      if (call.headers) headers = [...headers, ...Object.entries(call.headers).flat()]
      if (!auth.isConstant) {
        const url = new URL(path, origin)
        headers = [...headers, ...(await auth.headersFor({ method, url, body }))]
      }
      const response = await transport.send({ method, path, headers, body, isStream, signal })
      if (response.status < 400) return response
      if (response.status === 401) auth.forget?.()
      return { ...response, body: withoutSecrets(response.body, endpoint) }
    },
    close: () => transport.close(),
  }
}

/** The requests for each model, made once: a call only adds its body, and what its headers prove. */
function createRequests(protocols: Protocol[], endpoint: Endpoint) {
  const requests = new Map<string, WireRequest>()
  const make = (call: ProviderCall): WireRequest => {
    const protocol = protocols.find(({ dialect }) => dialect === call.dialect)
    if (!protocol) throw new AppError('not_supported', 'This provider does not speak that dialect.')
    const wire = protocol.toWireRequest(call, endpoint)
    if (!endpoint.auth.isConstant) return wire
    const url = new URL(wire.path, wire.origin)
    const added = endpoint.auth.headersFor({ method: wire.method, url, body: call.body })
    return Array.isArray(added) ? { ...wire, headers: [...wire.headers, ...added] } : wire
  }
  return (call: ProviderCall): WireRequest => {
    if (call.resource) return make(call)
    const name = `${call.dialect} ${call.operation} ${call.isStream} ${call.model}`
    const known = requests.get(name) ?? make(call)
    // Models are few: those of the configuration.
    requests.set(name, known)
    return known
  }
}

const MAX_ERROR_BYTES = 64 * 1024

/** An error body without what providers like to quote in it: our key, and the address that we called. */
async function* withoutSecrets(body: AsyncIterable<Buffer>, endpoint: Endpoint) {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MAX_ERROR_BYTES) break
  }
  const { host, hostname } = new URL(endpoint.baseUrl)
  const keys = endpoint.auth.secrets().map((secret) => secret.expose())
  const secrets = [...keys, host, hostname].filter((text) => text !== '')
  let text = Buffer.concat(pieces).toString('utf8')
  for (const secret of secrets) text = text.replaceAll(secret, '***')
  yield Buffer.from(text)
}
