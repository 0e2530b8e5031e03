import { scanObject } from '#server/lib/json-scan.ts'
import type { PseudonymMap } from '#server/screening/pseudonyms/placeholders.ts'
import { restoreAnswer } from '#server/screening/pseudonyms/restore-answer.ts'
import {
  createStreamRestorer,
  type StreamRestorer,
} from '#server/screening/pseudonyms/restore-stream.ts'
import type { Screened, ScreenMemo } from '#server/screening/screen.ts'
import type { Screening } from '#server/screening/screening.ts'
import { collect, one } from './answer-bytes.ts'
import type { GatewayResponse } from './attempt-options.ts'
import type { FormEdit } from './forms/receive-form.ts'
import type { PlanRequest } from './routing/plan.ts'
import type { Target } from './routing/target.ts'
import type { ScannedCall } from './scan.ts'

/** A call as one deployment may see it. */
export interface ScreenedCall {
  call: ScannedCall
  /** The answer as the caller is to read it: with what stood behind placeholders, and what there is to know of the screening. */
  toCaller(response: GatewayResponse): GatewayResponse | Promise<GatewayResponse>
}

/** Null: it may see the call as it is. Throws ScreeningBlocked. */
export type ScreenFor = (target: Target) => ScreenedCall | null | Promise<ScreenedCall | null>

export interface ScreenerOptions {
  screening: Pick<Screening, 'screen'>
  request: Pick<PlanRequest, 'principal' | 'call'>
  requestId: string
  conversationId?: string | undefined
  signal?: AbortSignal
}

/** Asked for every deployment that is to be called, and again for every fallback: what was found is found once. */
export function createScreener(options: ScreenerOptions): ScreenFor {
  const { screening, request, requestId, conversationId, signal } = options
  const { principal, call } = request
  const memo: ScreenMemo = {}
  const read = call.form ? readForm(call) : call
  return ({ name, model }) => {
    const screened = screening.screen({
      principal,
      body: read.bytes,
      members: read.members,
      dialect: call.dialect,
      classification: call.classification ?? 'internal',
      target: { name, tags: model.tags },
      requestId,
      memo,
      purpose: call.purpose,
      signal,
      ...(conversationId !== undefined && { conversationId }),
    })
    if (screened === null) return null
    if (screened instanceof Promise) return screened.then((said) => said && toScreened(said, call))
    return toScreened(screened, call)
  }
}

function toScreened(screened: Screened, call: ScannedCall): ScreenedCall {
  return {
    call: withBody(call, screened.body),
    toCaller: (response) => toCaller(response, screened, call),
  }
}

function withBody(call: ScannedCall, body: Buffer): ScannedCall {
  if (call.form) return { ...call, formEdits: editsOf(call, body) }
  if (body === call.bytes) return call
  // What was read of the caller's words is not what this deployment may see.
  const { chat: _chat, ...rest } = call
  return { ...rest, ...scanObject(body), bytes: body }
}

/** The fields of a form that people write, as JSON. Its files are not read. */
function readForm({ form }: ScannedCall): { bytes: Buffer; members: ScannedCall['members'] } {
  const fields = (form?.parts ?? []).flatMap(({ name, text, filename }, index) =>
    text === null || filename !== null || name === 'model' ? [] : [[`${index} ${name}`, text]],
  )
  const bytes = Buffer.from(JSON.stringify(Object.fromEntries(fields)))
  return { bytes, members: scanObject(bytes).members }
}

function editsOf({ form }: ScannedCall, body: Buffer): FormEdit[] {
  const fields: unknown = JSON.parse(body.toString())
  if (typeof fields !== 'object' || fields === null) return []
  return Object.entries(fields).flatMap(([name, text]) => {
    const part = form?.parts[Number.parseInt(name, 10)]
    if (!part || typeof text !== 'string' || text === part.text) return []
    return [{ start: part.start, end: part.end, text }]
  })
}

const MAX_ANSWER_BYTES = 128 * 1024 * 1024

async function toCaller(
  response: GatewayResponse,
  { restore, warnings }: Screened,
  { dialect }: ScannedCall,
): Promise<GatewayResponse> {
  if (warnings.length > 0) response.headers['x-galerne-warnings'] = warnings.join(', ')
  if (!restore) return response
  const type = response.headers['content-type'] ?? ''
  if (type.startsWith('text/event-stream')) {
    const restorer = createStreamRestorer(dialect, restore)
    return { ...response, body: restoreChunks(response.body, restorer) }
  }
  if (!/^application\/(?:[\w.+-]+\+)?json/.test(type)) return response
  return restoreWhole(response, restore, dialect)
}

async function restoreWhole(
  response: GatewayResponse,
  map: PseudonymMap,
  dialect: ScannedCall['dialect'],
): Promise<GatewayResponse> {
  const bytes = response.whole ?? (await collect(response.body, MAX_ANSWER_BYTES))
  const restored = restoreAnswer(bytes, dialect, map)
  const headers = { ...response.headers, 'content-length': String(restored.length) }
  return { ...response, headers, body: one(restored), whole: restored }
}

async function* restoreChunks(
  body: AsyncIterable<Buffer>,
  restorer: StreamRestorer,
): AsyncGenerator<Buffer, void, void> {
  for await (const chunk of body) {
    const said = restorer.push(chunk)
    if (said) yield said
  }
  const last = restorer.end()
  if (last) yield last
}
