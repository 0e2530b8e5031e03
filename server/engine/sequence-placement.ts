/** One of the model's parallel sequences: what its cache holds, whose it is, and who is using it. */
export interface Sequence {
  id: number
  /** Whose text the cache holds. Nobody else's request may profit from it, or learn from its speed that it is there. */
  tenantId: string | null
  /** The tokens that the cache holds, in order. */
  tokens: number[]
  isActive: boolean
  usedAtMs: number
}

export interface Placement {
  target: Sequence
  /** Whose beginning to copy into the target; the target itself: it stays where it is; null: start from nothing. */
  donor: Sequence | null
  /** How many tokens of the prompt need not be computed again. */
  sharedTokens: number
}

export interface Placed {
  prompt: number[]
  tenantId: string
  nowMs: number
}

/**
 * Where a prompt costs least: what it saves by a beginning that is computed already, less what it destroys that may be wanted
 * again, less what the batch loses when the sequences in use are not neighbours. undefined: all are in use.
 */
export function choosePlacement(sequences: Sequence[], placed: Placed): Placement | undefined {
  const shares = new Map(sequences.map((one) => [one, sharedTokens(one, placed)]))
  const shareOf = (one: Sequence) => shares.get(one) ?? 0
  const donor = sequences.reduce((best, one) => (shareOf(one) > shareOf(best) ? one : best))
  let best: { placement: Placement; score: number } | undefined
  for (const target of sequences) {
    if (target.isActive) continue
    const inPlace = { target, donor: target, sharedTokens: shareOf(target) }
    const copied = { target, donor, sharedTokens: shareOf(donor) }
    for (const placement of [inPlace, copied]) {
      const score = scoreOf(placement, sequences, placed.nowMs)
      if (!best || score > best.score) best = { placement, score }
    }
  }
  if (best?.placement.sharedTokens === 0) best.placement.donor = null
  return best?.placement
}

/** How many tokens both begin with. */
export function commonPrefixLength(one: number[], other: number[]): number {
  const most = Math.min(one.length, other.length)
  let length = 0
  while (length < most && one[length] === other[length]) length += 1
  return length
}

function sharedTokens(sequence: Sequence, { prompt, tenantId }: Placed): number {
  if (sequence.tenantId !== tenantId) return 0
  // The last token is always computed: it is where the first logits come from.
  return Math.min(commonPrefixLength(sequence.tokens, prompt), prompt.length - 1)
}

const COPY_COST_TOKENS = 8
/** Sequences that are not neighbours are decoded one after the other, not together. */
const GAP_COST_TOKENS = 64
const HALF_LIFE_MS = 10 * 60_000

function scoreOf(placement: Placement, sequences: Sequence[], nowMs: number): number {
  const { target, donor, sharedTokens: shared } = placement
  const kept = donor === target ? shared : 0
  const worth = 2 ** (-Math.max(0, nowMs - target.usedAtMs) / HALF_LIFE_MS)
  const lost = (target.tokens.length - kept) * worth
  const copied = donor !== target && shared > 0 ? COPY_COST_TOKENS : 0
  return shared - lost - copied - GAP_COST_TOKENS * gapsWith(target, sequences)
}

function gapsWith(target: Sequence, sequences: Sequence[]): number {
  const ids = sequences.filter((one) => one.isActive || one === target).map((one) => one.id)
  return ids.filter((id) => !ids.includes(id + 1)).length - 1
}
