import type { FakeUsage } from '../fake-answer.ts'

/** What the fake charges for one call, as integers. Calls that it refused are not on the bill. */
export interface BillEntry {
  /** 0, 1… in the order of the calls. */
  number: number
  /** Of `[[bill: …]]` in the prompt, so that a test finds its own; null: there was none. */
  tag: string | null
  operation: string
  model: string
  inputTokens: number
  outputTokens: number
  cachedInputTokens: number
  cacheWriteTokens: number
  cacheWriteHourTokens: number
  searches: number
  tier: string | null
  reasoningTokens: number
  audioInputTokens: number
  /** Pages, audioMs, characters, images… as in UsageUnits. */
  units: Readonly<Record<string, number>>
  /** False: the answer broke off, or was not wanted any more. The caller cannot know its tokens, only count them. */
  isWhole: boolean
}

export interface Charge {
  operation: string
  model: string
  tag?: string | null
  usage?: FakeUsage
  /** Less than in `usage`, where the answer broke off. */
  outputTokens?: number
  units?: Readonly<Record<string, number>>
  isWhole?: boolean
}

export interface Bill {
  readonly entries: readonly BillEntry[]
  charge(charge: Charge): void
  /** The sum of all that was charged. */
  totals(): { inputTokens: number; outputTokens: number; calls: number }
}

export function createBill(): Bill {
  const entries: BillEntry[] = []
  return {
    entries,
    charge({ operation, model, tag = null, usage, outputTokens, units = {}, isWhole = true }) {
      entries.push({
        number: entries.length,
        tag,
        operation,
        model,
        inputTokens: Number(usage?.input ?? 0),
        outputTokens: outputTokens ?? Number(usage?.output ?? 0),
        cachedInputTokens: usage?.cached ?? 0,
        cacheWriteTokens: usage?.cacheWrite ?? 0,
        cacheWriteHourTokens: usage?.cacheWriteHour ?? 0,
        searches: usage?.searches ?? 0,
        tier: usage?.tier ?? null,
        reasoningTokens: usage?.reasoning ?? 0,
        audioInputTokens: usage?.audio ?? 0,
        units,
        isWhole,
      })
    },
    totals: () => ({
      inputTokens: entries.reduce((sum, one) => sum + one.inputTokens, 0),
      outputTokens: entries.reduce((sum, one) => sum + one.outputTokens, 0),
      calls: entries.length,
    }),
  }
}
