import type { DialectName } from '#server/dialects/conversation.ts'
import type { FakeAnswer, FakeRequest, FakeUsage } from '../fake-answer.ts'
import type { Faults } from '../fake-faults.ts'

/** One wire as the fake speaks it. Written from the providers' documentation, apart from server/dialects, which it proves. */
export interface FakeWire {
  dialect: DialectName
  /** The content type of its streams. */
  streamType: string
  /** What was asked, in the words that the fake reads. */
  readRequest(body: FakeBody): FakeRequest
  whole(answer: FakeAnswer, usage: FakeUsage | null): object
  error(faults: Faults): object
  createWriter(answer: FakeAnswer, request: FakeRequest): FakeWriter
}

export type FakeBody = Record<string, unknown>

/** The bytes of one stream, part by part. */
export interface FakeWriter {
  start(): Bytes[]
  piece(piece: FakePiece): Bytes[]
  /** The end of the last part, and why it ended. */
  finish(reason: string): Bytes[]
  usage(usage: FakeUsage | null): Bytes[]
  done(): Bytes[]
  error(body: object): Bytes[]
  malformed(): Bytes[]
  /** An event that nobody has heard of. */
  unknown(): Bytes[]
}

export type Bytes = string | Buffer

export type FakePiece =
  | { kind: 'text'; text: string }
  | { kind: 'reasoning'; text: string }
  | { kind: 'tool'; index: number; id: string; name: string }
  | { kind: 'arguments'; index: number; text: string }

/** An SSE event with a name. */
export function namedEvent(event: { type: string; [name: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

export function plainEvent(event: unknown): string {
  return `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`
}

export function listOf(value: unknown): FakeBody[] {
  return Array.isArray(value) ? value.map((one: unknown) => recordOf(one)) : []
}

export function recordOf(value: unknown): FakeBody {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** The text of what is a string, or a list of parts that have `text`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return listOf(value)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('\n')
}

export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
