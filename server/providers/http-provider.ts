import { Readable } from 'node:stream'
import { AppError } from '#server/lib/app-error.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { OwnWire } from './preset.ts'
import { findProtocols, OWN_WIRES } from './protocols/protocols.ts'
import type { Endpoint, Protocol, WireRequest } from './protocols/protocol.ts'
import { createHttpTransport, type HttpAnswer, type TimeLimits } from './http-transport.ts'
import type { Reach } from '#server/lib/address.ts'
import type { Auth } from './auth/auth.ts'
import { drain, readError, redact, withoutSecrets } from './error-text.ts'
import { errorIn, saysPolicy } from './refusal-words.ts'
import { mendAnswer } from './mend-answer.ts'
import type {
  Operation,
  Provider,
  ProviderCall,
  ProviderModel,
  ProviderResponse,
} from './provider.ts'
import type { Quirks } from './quirks.ts'
import { rewriteWhole } from './whole-answer.ts'
import type { DialectName } from '#server/dialects/conversation.ts'

export interface HttpProviderOptions {
  id: string
  /** The organisation that added it; absent: the installation’s. */
  tenantId?: string
  /** The only ones that may use it; absent: all. */
  organisations?: readonly string[]
  /** Absent: made from no preset. */
  presetName?: string | null
  /** Its own first; absent: `openai-chat` alone. */
  protocols?: readonly DialectName[]
  /** In place of these: a wire of its own. */
  wire?: OwnWire
  endpoint: Endpoint
  quirks: Quirks
  place: string | null
  models: ProviderModel[]
  /** What it offers that belongs to no model; absent: nothing. */
  operations?: readonly Operation[]
  /** Where its supplier lists models (Preset); absent: where its wire does. */
  modelList?: string | null
  limits: TimeLimits
  /** The most connections at once; null, or absent: as many as there are calls. */
  maxConnections?: number | null
  /** Whom its address may name; absent: anybody. */
  reach?: Reach
  /** Certificates in PEM that it may prove itself by, beside the usual ones. */
  ca?: readonly string[]
}

/** A provider over HTTP: one pool of connections to its origin, and no layer between its bytes and ours. */
export function createHttpProvider(options: HttpProviderOptions): Provider {
  const { id, endpoint, quirks, models, limits } = options
  const { auth } = endpoint
  const protocols = options.wire
    ? [OWN_WIRES[options.wire]]
    : findProtocols(options.protocols ?? ['openai-chat'])
  const origin = new URL(endpoint.baseUrl).origin
  const { reach, ca, maxConnections = null } = options
  const transport = createHttpTransport({
    id,
    origin,
    limits,
    maxConnections,
    ...(reach && { reach }),
    ...(ca && { ca }),
  })
  const requestFor = createRequests(protocols, endpoint)
  return {
    ...factsOf(options),
    dialects: protocols.map(({ dialect }) => dialect),
    listModels: () => models,
    withoutSecrets: (text) => redact(text, endpoint),
    stateOf: () => ({ state: 'ready', reason: null }),
    async call(call) {
      const wire = requestFor(call)
      const { isStream, signal, resource } = call
      const protocol = protocols.find(({ dialect }) => dialect === call.dialect)
      const body = protocol?.toBody?.(call, endpoint) ?? call.body
      const turns = resource ? undefined : auth.takeTurns?.(call.model)
      const send = async () => {
        const proof = turns?.headers()
        const made = headersFor(wire, { headers: call.headers, body, proof }, auth)
        const headers = made instanceof Promise ? await withAbort(made, signal) : made
        const answered = await transport.send({
          method: wire.method,
          path: wire.path,
          headers,
          body,
          isStream,
          signal,
          ...(resource?.upload && { upload: resource.upload }),
        })
        return answered.status === 403 ? judged(answered) : answered
      }
      let answer: Answered = await send()
      // Content that is not welcome is none the more so with another key.
      while (!answer.isOfContent && turns?.isAnotherWorthwhile(answer)) {
        await drain(answer.body)
        answer = await send()
      }
      // An upload cannot be sent twice: its bytes have gone.
      if (isRefusal(answer) && auth.noteRefusal?.(answer) && !resource?.upload) {
        await drain(answer.body)
        answer = await send()
      }
      const { status, headers } = answer
      if (status < 400) return readAnswer(answer, { protocol, call, quirks })
      return { status, headers, body: withoutSecrets(answer.body, endpoint) }
    },
    async close() {
      await Promise.all([transport.close(), auth.close?.()])
    },
  }
}

/** What is said of it. */
function factsOf(options: HttpProviderOptions) {
  const { id, tenantId, organisations, presetName = null, place, quirks, operations } = options
  return {
    id,
    ...(tenantId !== undefined && { tenantId }),
    ...(organisations && { organisations }),
    presetName,
    place,
    quirks,
    ...(operations && { operations }),
    ...(options.modelList !== undefined && { modelList: options.modelList }),
  }
}

const MAX_REWRITTEN_BYTES = 4 * 1024 * 1024

interface Reading {
  protocol: Protocol | undefined
  call: ProviderCall
  quirks: Quirks
}

function readAnswer({ status, headers, body }: HttpAnswer, reading: Reading): ProviderResponse {
  const { protocol, call, quirks } = reading
  const response = { status, headers, body }
  if (protocol?.toAnswer) return inDialect(response, protocol, call)
  const isOurs = quirks.repairs.length > 0 && call.dialect === 'openai-chat'
  return isOurs ? mendAnswer(response, call, quirks.repairs) : response
}

function inDialect(
  { status, headers, body }: ProviderResponse,
  protocol: Protocol,
  call: ProviderCall,
): ProviderResponse {
  // Of what it was before it was put otherwise.
  const { 'content-length': _length, ...rest } = headers
  const rewrite = (all: Buffer) => protocol.toAnswer?.(all, call) ?? all
  return { status, headers: rest, body: rewriteWhole(body, MAX_REWRITTEN_BYTES, rewrite) }
}

/** A token may take its time; whoever has left does not wait for it. */
function withAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new AppError('cancelled', 'The caller went away.'))
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

interface Answered extends HttpAnswer {
  /** Refused, but not for the key's sake. */
  isOfContent?: boolean
}

/** A 403 may be about our key, or about what was said. */
async function judged(answer: HttpAnswer): Promise<Answered> {
  const bytes = await readError(answer.body)
  const isOfContent = saysPolicy(errorIn(parseJson(bytes.toString('utf8'))))
  return { ...answer, body: Readable.from([bytes]), isOfContent }
}

function isRefusal({ status, isOfContent }: Answered): boolean {
  return (status === 401 || status === 403) && !isOfContent
}

function headersFor(
  wire: WireRequest,
  call: {
    headers: ProviderCall['headers'] | undefined
    body: Buffer
    proof?: string[] | undefined
  },
  auth: Auth,
): string[] | Promise<string[]> {
  const { headers, method, path, origin } = wire
  const own = call.headers ? Object.entries(call.headers).flat() : []
  if (auth.isConstant) return own.length > 0 ? [...headers, ...own] : headers
  const all = (added: string[]) => [...headers, ...own, ...added]
  if (call.proof) return all(call.proof)
  const added = auth.headersFor({ method, url: new URL(path, origin), body: call.body })
  return added instanceof Promise ? added.then(all) : all(added)
}

function pathFromOrigin({ resource }: ProviderCall): Partial<WireRequest> {
  return resource?.isFromOrigin && resource.path !== null ? { path: resource.path } : {}
}

/** The requests for each model, made once: a call only adds its body, and what its headers prove. */
function createRequests(protocols: Protocol[], endpoint: Endpoint) {
  const requests = new Map<string, WireRequest>()
  const make = (call: ProviderCall): WireRequest => {
    const protocol = protocols.find(({ dialect }) => dialect === call.dialect)
    if (!protocol) throw new AppError('not_supported', 'This provider does not speak that dialect.')
    const wire = { ...protocol.toWireRequest(call, endpoint), ...pathFromOrigin(call) }
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
