import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The classes of node-llama-cpp's native addon that llama-adapter.ts calls. Private: no version promises them. */
export interface Bindings {
  AddonModel: new (path: string, params: Record<string, unknown>) => NativeModel
  AddonContext: new (model: NativeModel, params: Record<string, unknown>) => NativeContext
  AddonSampler: new (model: NativeModel) => NativeSampler
  AddonGrammar: new (grammar: string, params: Record<string, unknown>) => NativeGrammar
  AddonGrammarEvaluationState: new (model: NativeModel, grammar: NativeGrammar) => object
  AddonJinjaRenderer: new (template: string) => { render(items: object): string }
  markLoaded(): boolean
  setLogger(log: (level: number, message: string) => void): void
  setLoggerLogLevel(level: number): void
  loadBackends(folder?: string): void
  getGpuType(): string | false | undefined
  init(): Promise<void>
}

export interface NativeModel {
  init(): Promise<boolean>
  dispose(): Promise<void>
  tokenize(text: string, hasMarkup: boolean): Uint32Array
  isEogToken(token: number): boolean
  getEmbeddingVectorSize(): number
  shouldPrependBosToken(): boolean
  shouldAppendEosToken(): boolean
  tokenBos(): number
  tokenEos(): number
  sepToken(): number
}

export interface NativeContext {
  init(): Promise<boolean>
  dispose(): Promise<void>
  initBatch(size: number): void
  addToBatch(
    ...item: [sequence: number, position: number, tokens: Uint32Array, logitsOf: Uint32Array]
  ): Uint32Array
  decodeBatch(): Promise<void>
  /** -1: the sampler leaves nothing to choose. */
  sampleToken(logits: number, sampler: NativeSampler): Promise<number>
  sampleToken(
    ...args: [
      logits: number,
      sampler: NativeSampler,
      probabilities: false,
      confidence: false,
      wanted: WantedLogits,
      hasWeight: boolean,
    ]
  ): Promise<Observed>
  disposeSequence(sequence: number): void
  removeTokenCellsFromSequence(sequence: number, from: number, to: number): boolean
  getSequenceKvCacheMinPosition(sequence: number): number
  getSequenceKvCacheMaxPosition(sequence: number): number
  copySequenceStateFromOtherSequence(to: number, from: number): Promise<number>
  saveSequenceStateToFile(path: string, sequence: number, tokens: Uint32Array): Promise<number>
  /** The tokens that were saved with it, of which there may be `maxTokens`. Throws where it does not fit. */
  loadSequenceStateFromFile(path: string, sequence: number, maxTokens: number): Promise<Uint32Array>
  getEmbedding(tokens: number): Float64Array
  setThreads(threads: number): void
}

/** Which logits to return: of these tokens, and of the best `top`. */
export type WantedLogits = [
  tokens: number[],
  hasMost: false,
  hasLeast: false,
  hasSelected: boolean,
  top: number,
]
/** `logits` alternates tokens and logits; `weight` is the sum of e^(logit - largest logit). */
export type Observed = [
  token: number,
  probabilities: unknown,
  confidence: unknown,
  logits: number[],
  weight: number,
]

export interface NativeGrammar {
  /** Whether the whole text matches. */
  isTextCompatible(text: string): boolean
}

export interface NativeSampler {
  applyConfig(config: Record<string, unknown>): void
  dispose(): void
}

/** The version that these types and the contract test were written against. package.json pins the same. */
export const TESTED_VERSION = '3.22.1'

const ERRORS_ONLY = 2

/**
 * The addon itself, without the 0.5 s that the package's own start takes: cold start counts here. Where the small CPU library
 * is not where we expect it, or a GPU is asked for, the package's own search decides. Throws where there is none at all.
 */
export async function loadBindings(gpu: 'auto' | false): Promise<Bindings> {
  const library = gpu === false ? findCpuLibrary() : undefined
  if (!library) return searchBindings(gpu)
  const bindings: Bindings = createRequire(import.meta.url)(library)
  bindings.markLoaded()
  // The addon keeps the function: without one it writes to our standard output.
  bindings.setLogger((_level, message) => process.stderr.write(message))
  bindings.setLoggerLogLevel(ERRORS_ONLY)
  bindings.loadBackends()
  if (bindings.getGpuType() === undefined) bindings.loadBackends(dirname(library))
  await bindings.init()
  return bindings
}

export function installedVersion(): string {
  const manifest: { version?: string } = JSON.parse(
    readFileSync(join(packageFolder(), 'package.json'), 'utf8'),
  )
  return manifest.version ?? 'unknown'
}

function packageFolder(): string {
  return dirname(dirname(fileURLToPath(import.meta.resolve('node-llama-cpp'))))
}

function findCpuLibrary(): string | undefined {
  if (process.platform !== 'linux' || installedVersion() !== TESTED_VERSION) return undefined
  const name = `linux-${process.arch}`
  const folder = join(packageFolder(), '..', '@node-llama-cpp', name, 'bins', name)
  const library = join(folder, 'llama-addon.node')
  return existsSync(library) ? library : undefined
}

async function searchBindings(gpu: 'auto' | false): Promise<Bindings> {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp')
  const llama = await getLlama({
    gpu,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  })
  const bindings: Bindings = Reflect.get(llama, '_bindings')
  return bindings
}
