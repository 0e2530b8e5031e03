import { availableParallelism } from 'node:os'

export interface MemoryPlan {
  sequences: number
  /** Of one sequence. */
  contextTokens: number
  /** What the process may grow to before it is ended: far above what it should need. */
  limitBytes: number
}

export interface MemoryNeeds {
  modelBytes: number
  /** Of keys and values, for one token of one sequence. */
  contextBytesPerToken: number
  /** The longest context that the model was made for. */
  modelContextTokens: number
  /** Free memory of the machine. */
  freeBytes: number
  /** What somebody set; null: left to us. */
  wanted: { sequences: number | null; contextTokens: number | null }
}

const USUAL_SEQUENCES = 8
const USUAL_CONTEXT_TOKENS = 8192
const LEAST_CONTEXT_TOKENS = 2048
const GIB = 1024 ** 3
const OVERHEAD_BYTES = GIB

/**
 * How many conversations at once, and how long. llama.cpp allocates sequences × context up front, so both shrink until they take
 * no more than a quarter of the free memory, and no more than 2 GiB: first conversations down to four, then their length.
 * What somebody set is taken as it is.
 */
export function planMemory(needs: MemoryNeeds): MemoryPlan {
  const { wanted, modelContextTokens } = needs
  const budgetBytes = Math.min(2 * GIB, needs.freeBytes / 4)
  let sequences = wanted.sequences ?? USUAL_SEQUENCES
  let contextTokens = Math.min(wanted.contextTokens ?? USUAL_CONTEXT_TOKENS, modelContextTokens)
  const cost = () => sequences * contextTokens * needs.contextBytesPerToken
  const canShorten = () => wanted.contextTokens === null && contextTokens > LEAST_CONTEXT_TOKENS
  while (cost() > budgetBytes) {
    if (wanted.sequences === null && (sequences > 4 || (sequences > 1 && !canShorten())))
      sequences = Math.ceil(sequences / 2)
    else if (canShorten()) contextTokens = Math.max(LEAST_CONTEXT_TOKENS, contextTokens / 2)
    else break
  }
  const limitBytes = 2 * (needs.modelBytes * 2 + cost() + OVERHEAD_BYTES)
  return { sequences, contextTokens: Math.floor(contextTokens), limitBytes }
}

/** One for each core that we may use, up to eight: beyond that small models only wait for each other. */
export function defaultThreads(): number {
  return Math.min(Math.max(availableParallelism(), 1), 8)
}
