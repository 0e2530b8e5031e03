import { AI_HEADER, type DeploymentPlace, type ProvenanceSettings } from '#wire/provenance.ts'
import type { Dialect } from '#server/dialects/dialect.ts'
import { findDialect } from '#server/dialects/dialects.ts'
import type { GatewayResponse } from '#server/gateway/attempt-options.ts'
import type { Gateway, GatewayCall } from '#server/gateway/gateway.ts'
import { createFrameDecoder } from '#server/gateway/streams/frames.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { Provenance } from './provenance.ts'

export interface CallRecorder {
  /** The same gateway; where an organisation wants it, each conversation's answer gets a statement. */
  watch(gateway: Gateway): Gateway
  configure(tenantId: string, settings: Pick<ProvenanceSettings, 'isRecordingCalls'>): void
  close(): Promise<void>
}

export interface CallRecorderOptions {
  provenance: Pick<Provenance, 'sign'>
  placeOf: (tenantId: string, providerId: string | null, modelId: string) => DeploymentPlace
  clock: Clock
  log: Log
}

/** Longer texts than that get no statement: what is held for each call has an end. */
const MAX_CHARACTERS = 1024 * 1024

/** Reads answers as they pass, in the caller's dialect. Organisations that have not turned it on pay one look into a set. */
export function createCallRecorder(options: CallRecorderOptions): CallRecorder {
  const recording = new Set<string>()
  const working = new Set<Promise<void>>()

  const keep = (said: Said, text: string) => {
    if (text.trim() === '' || text.length > MAX_CHARACTERS) return
    const work = sign(options, said, text).then(() => void working.delete(work))
    working.add(work)
  }
  return {
    configure(tenantId, { isRecordingCalls }) {
      if (isRecordingCalls) recording.add(tenantId)
      else recording.delete(tenantId)
    },
    watch: (gateway) => ({
      ...gateway,
      async call(call) {
        const response = await gateway.call(call)
        // Not even a fingerprint of what is to be stored nowhere.
        if (call.isUnkept) return response
        if (!recording.has(call.principal.tenantId) || call.operation !== 'chat') return response
        return record(call, response, keep)
      },
    }),
    async close() {
      await Promise.all(working)
    },
  }
}

interface Said {
  id: string
  call: GatewayCall
  headers: Readonly<Record<string, string>>
}

type Keep = (said: Said, text: string) => void

function record(call: GatewayCall, response: GatewayResponse, keep: Keep): GatewayResponse {
  const { headers, whole } = response
  const dialect = findDialect(call.dialect)
  const label = headers[AI_HEADER]
  // The same answer again (cache, idempotency) has the statement that it had.
  if (!dialect || label === undefined || label.includes(';record=')) return response
  const said: Said = { id: createId(), call, headers }
  const labelled = { ...headers, [AI_HEADER]: `${label};record="${said.id}"` }
  if (whole) {
    keep(said, textOfAnswer(dialect, whole))
    return { ...response, headers: labelled }
  }
  const body = heard(response.body, createTextReader(dialect), (text) => keep(said, text))
  return { ...response, headers: labelled, body }
}

async function sign(
  { provenance, placeOf, clock, log }: CallRecorderOptions,
  { id, call, headers }: Said,
  text: string,
): Promise<void> {
  const { tenantId } = call.principal
  const model = headers['x-galerne-model'] ?? ''
  try {
    await provenance.sign({
      id,
      tenantId,
      text,
      model,
      deployment: placeOf(tenantId, headers['x-galerne-provider'] ?? null, model),
      at: new Date(clock.now()).toISOString(),
      evidence: 'observed',
      approval: null,
      messageId: null,
      requestId: call.requestId,
    })
  } catch (error) {
    log.error('provenance.call_not_signed', { requestId: call.requestId, error })
  }
}

/** Of the first choice: the others are other texts, and nobody knows which of them was taken. */
function textOfAnswer(dialect: Dialect, bytes: Buffer): string {
  try {
    const [first] = dialect.readAnswer(parseJson(bytes.toString('utf8'))).choices
    return (first?.parts ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('')
  } catch {
    return ''
  }
}

interface TextReader {
  push(chunk: Buffer): void
  /** Empty where it has no end, or could not be read: no statement about half a text. */
  text(): string
}

function createTextReader(dialect: Dialect): TextReader {
  const decoder = createFrameDecoder(dialect)
  const reader = dialect.createEventReader()
  let text = ''
  let isBroken = false
  let isFinished = false
  const read = (frames: ReturnType<typeof decoder.push>) => {
    for (const frame of frames) {
      for (const event of reader.read(frame)) {
        if (event.type === 'text' && event.choice === 0) text += event.text
        if (event.type === 'finish') isFinished = true
        if (event.type === 'error') isBroken = true
      }
    }
    if (text.length > MAX_CHARACTERS) isBroken = true
  }
  const attempt = (work: () => void) => {
    if (isBroken) return
    try {
      work()
    } catch {
      isBroken = true
    }
  }
  return {
    push: (chunk) => attempt(() => read(decoder.push(chunk))),
    text() {
      attempt(() => read(decoder.end()))
      return isFinished && !isBroken ? text : ''
    },
  }
}

async function* heard(
  body: AsyncIterable<Buffer>,
  reader: TextReader,
  keep: (text: string) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    reader.push(chunk)
    yield chunk
  }
  keep(reader.text())
}
