import { availableParallelism } from 'node:os'
import { sizeOf, type ModelSize } from './model-sizes.ts'

/** What an answer took, as far as an estimate of its electricity needs it. */
export interface EnergyFacts {
  /** Computed by this very process's engine. */
  isEmbedded: boolean
  upstreamModel: string
  outputTokens: number
  /** From the call until its end. */
  durationMs: number
}

export interface Energy {
  milliwattHours: number
  /** One of the names in docs/guides/assistant-messages.md, which says how it is done. */
  method: string
}

/** Undefined: nothing to estimate it from. Docs: decision 0030. */
export function estimateEnergy(facts: EnergyFacts): Energy | undefined {
  if (facts.isEmbedded) return ofThisMachine(facts.durationMs, availableParallelism())
  const size = sizeOf(facts.upstreamModel)
  if (!size || facts.outputTokens === 0) return undefined
  return ofDataCentre(size, facts)
}

/**
 * Watts that a core of a processor and its share of memory and power supply take at full load: a server's processor of 280 W
 * with 64 cores has 4.4 W a core, a laptop's of 28 W with 4 has 7 W; the rest is memory and losses.
 */
const WATTS_A_CORE = 10
const MAX_CORES = 8

/** Time at the processor × assumed watts. All cores at full load all of the time: no less is taken, rather more. */
export function ofThisMachine(durationMs: number, cores: number): Energy {
  const watts = Math.min(cores, MAX_CORES) * WATTS_A_CORE
  return { milliwattHours: round((watts * durationMs) / 3_600), method: 'processor-time-1' }
}

/**
 * EcoLogits' model of inference, version 1 (https://ecologits.ai, docs/methodology/llm_inference.md, CC BY-SA 4.0): linear
 * fits over the LLM Perf Leaderboard, on NVIDIA A100 80 GB. Wh a token of output and a GPU, seconds a token of output.
 */
const WH_A_TOKEN = { perActiveBillion: 8.91e-5, constant: 1.43e-3 }
const SECONDS_A_TOKEN = { perActiveBillion: 8.02e-4, constant: 2.23e-2 }
/** Of a server beside its GPUs, and how many of these it has. */
const SERVER = { watts: 1_000, gpus: 8 }
const GPU_GIGABYTES = 80
/** A fifth more than the weights, as EcoLogits has it; that these have 4 bits is our own assumption. */
const GIGABYTES_A_BILLION = (1.2 * 4) / 8
/** Power usage effectiveness of a large data centre. */
const PUE = 1.2

export function ofDataCentre(
  { totalBillions, activeBillions }: ModelSize,
  { outputTokens, durationMs }: Pick<EnergyFacts, 'outputTokens' | 'durationMs'>,
): Energy {
  const perToken = (fit: typeof WH_A_TOKEN) => fit.perActiveBillion * activeBillions + fit.constant
  const gpus = Math.ceil((totalBillions * GIGABYTES_A_BILLION) / GPU_GIGABYTES)
  const gpuWattHours = gpus * outputTokens * perToken(WH_A_TOKEN)
  const seconds = Math.min(outputTokens * perToken(SECONDS_A_TOKEN), durationMs / 1_000)
  const serverWattHours = (seconds * SERVER.watts * gpus) / SERVER.gpus / 3_600
  const wattHours = PUE * (gpuWattHours + serverWattHours)
  return { milliwattHours: round(wattHours * 1_000), method: 'ecologits-1' }
}

/** Two digits that mean something: it is an estimate. */
function round(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(2))
}
