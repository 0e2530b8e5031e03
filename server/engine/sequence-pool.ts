import type { EngineAdapter } from './adapter.ts'
import {
  choosePlacement,
  commonPrefixLength,
  type Placement,
  type Sequence,
} from './sequence-placement.ts'

interface Wanted {
  prompt: number[]
  tenantId: string
}

/** The model's parallel sequences, which are also its prefix cache: a finished one keeps its text until its place is wanted. */
export interface SequencePool {
  hasRoom(): boolean
  /** How much of this prompt some sequence of the same tenant holds already. */
  bestShare(wanted: Wanted): number
  /** Throws when there is no room. */
  take(wanted: Wanted): Promise<{ sequence: Sequence; cachedTokens: number }>
  giveBack(sequence: Sequence): void
  /** Forgets what it holds: after a failure nobody knows. */
  clear(sequence: Sequence): Promise<void>
}

export function createSequencePool(adapter: EngineAdapter, now: () => number): SequencePool {
  const sequences: Sequence[] = Array.from({ length: adapter.limits.sequences }, (_, id) => ({
    id,
    tenantId: null,
    tokens: [],
    isActive: false,
    usedAtMs: 0,
  }))
  return {
    hasRoom: () => sequences.some(({ isActive }) => !isActive),
    bestShare: ({ prompt, tenantId }) =>
      Math.max(
        ...sequences.map((one) =>
          one.tenantId === tenantId ? commonPrefixLength(one.tokens, prompt) : 0,
        ),
      ),
    take,
    giveBack(sequence) {
      sequence.isActive = false
      sequence.usedAtMs = now()
    },
    clear,
  }

  async function take({ prompt, tenantId }: Wanted) {
    const placement = choosePlacement(sequences, { prompt, tenantId, nowMs: now() })
    if (!placement) throw new Error('every sequence is in use')
    const { target } = placement
    target.isActive = true
    try {
      const cachedTokens = await prepare(placement)
      target.tenantId = tenantId
      target.tokens = prompt.slice(0, cachedTokens)
      return { sequence: target, cachedTokens }
    } catch (error) {
      Object.assign(target, { isActive: false, tenantId: null, tokens: [] })
      throw error
    }
  }

  /** How much of the beginning the place then holds. */
  async function prepare({ target, donor, sharedTokens }: Placement): Promise<number> {
    const isCopied = donor !== null && donor !== target && (await adapter.fork(donor.id, target.id))
    const isKept = donor === target || isCopied
    const cachedTokens =
      isKept && (await adapter.truncate(target.id, sharedTokens)) ? sharedTokens : 0
    if (cachedTokens === 0) await adapter.truncate(target.id, 0)
    return cachedTokens
  }

  async function clear(sequence: Sequence): Promise<void> {
    await adapter.truncate(sequence.id, 0)
    sequence.tokens = []
    sequence.tenantId = null
  }
}
