import { AppError } from '#server/lib/app-error.ts'
import type { Faults } from '../fake-faults.ts'
import { FOR_EVER_MS, wait } from '../fake-stream.ts'
import type { ProviderResponse } from '../provider.ts'
import type { FakeWire } from './wire.ts'

type Headers = Record<string, string>

export function json(status: number, body: object, headers?: Headers): ProviderResponse {
  return textual(status, JSON.stringify(body), headers)
}

export function textual(status: number, body: string, headers: Headers = {}): ProviderResponse {
  return binary(status, Buffer.from(body), { 'content-type': 'application/json', ...headers })
}

export function binary(status: number, body: Buffer, headers: Headers): ProviderResponse {
  return { status, headers, body: oneChunk(body) }
}

/** A stream of events that were all made beforehand. */
export function eventStream(events: readonly string[]): ProviderResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    body: chunksOf(events),
  }
}

async function* oneChunk(body: Buffer): AsyncGenerator<Buffer> {
  if (body.length > 0) yield body
}

async function* chunksOf(events: readonly string[]): AsyncGenerator<Buffer> {
  for (const event of events) yield Buffer.from(event)
}

/** The answer where it is no answer at all; undefined: it is one. */
export async function refusalOf(
  faults: Faults,
  wire: FakeWire,
  signal: AbortSignal,
): Promise<ProviderResponse | undefined> {
  if (faults.net === 'rst') throw new AppError('provider_unavailable', 'The connection broke.')
  if (faults.net === 'hang') await wait(FOR_EVER_MS, signal)
  if (faults.net === 'bomb') return textual(200, '\0'.repeat(1000))
  if (faults.status !== undefined) {
    if (faults.slow) await wait(faults.slow, signal)
    return json(faults.status, wire.error(faults), retryHeaders(faults))
  }
  const page = '<!doctype html><h1>502 Bad Gateway</h1>'
  if (faults.body === 'html') return textual(502, page, { 'content-type': 'text/html' })
  if (faults.body === 'page') return textual(200, page, { 'content-type': 'text/html' })
  return faults.body === 'empty' ? textual(200, '') : undefined
}

function retryHeaders(faults: Faults): Headers {
  const { 'retry-after': seconds, 'retry-after-ms': ms } = faults
  return {
    ...(seconds !== undefined && { 'retry-after': seconds }),
    ...(ms !== undefined && { 'retry-after-ms': ms }),
  }
}
