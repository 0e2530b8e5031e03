import { piecesOf, type FakeUsage } from '../fake-answer.ts'
import type { ProviderCall, ProviderResponse } from '../provider.ts'
import type { Bill } from './bill.ts'
import type { FakeBody, FakeWire } from './wire.ts'
import type { FakeFlavour } from './wires.ts'

export interface FakeOperation {
  call: ProviderCall
  body: Buffer
  /** Of JSON; empty where it is a form. */
  fields: FakeBody
  wire: FakeWire
  bill: Bill
  flavour: FakeFlavour
  /** How often each fault was met. */
  faultsMet: Map<string, number>
}

/** What an operation is answered with, and what is charged for it. */
export interface FakeResult {
  response: ProviderResponse
  usage?: FakeUsage
  units?: Record<string, number>
}

export function usageFor(text: string, output = 0): FakeUsage {
  const input = piecesOf(text).length
  const nothing = {
    cached: 0,
    cacheWrite: 0,
    cacheWriteHour: 0,
    reasoning: 0,
    audio: 0,
    searches: 0,
    tier: null,
  }
  return { input, output, total: input + output, ...nothing }
}
