import { AppError } from '../lib/app-error.ts'
import { messageOf, toError } from '../lib/thrown.ts'
import type {
  AdapterSettings,
  EmbeddingAdapter,
  EngineAdapter,
  EngineSampler,
  Sampled,
  SamplerOptions,
  StepItem,
} from './adapter.ts'
import { hasOnePoolThread } from './child-environment.ts'
import {
  loadBindings,
  type Bindings,
  type NativeContext,
  type NativeGrammar,
  type NativeModel,
  type NativeSampler,
} from './llama-bindings.ts'
import {
  BATCH_TOKENS,
  NO_MEMORY,
  openGrowingContext,
  type GrowingContext,
} from './llama-growing-context.ts'
import { createObservers, observe, type Observers } from './llama-logprobs.ts'
import type { ModelFile } from './model-file.ts'
import { createTokenBytes } from './token-bytes.ts'
import { markersOf } from './tool-format-of.ts'

const TO_THE_END = -1

/**
 * The engine's adapter over node-llama-cpp's private bindings: the one file that calls them (llama-bindings.ts only finds
 * the library). Checks on a real token that they still behave; throws ContractError where they do not.
 */
export async function createLlamaAdapter(
  settings: AdapterSettings,
  readFile: () => ModelFile,
): Promise<EngineAdapter> {
  const library = await loadLlamaLibrary(settings.gpu)
  const loading = loadModel(library, settings)
  // Where the header is unreadable too, its reader's words are the better ones.
  loading.catch(() => {})
  // The weights are another thread's work: the header is read meanwhile.
  const file = readFile()
  const model = await loading
  const bytesPerToken = file.contextBytesPerToken
  const growing = await openGrowingContext({ library, model, settings, bytesPerToken })
  const adapter = toAdapter({ library, model, growing, settings, file })
  await checkContract(adapter)
  return adapter
}

/** The addon with every class that we need, or ContractError. */
export async function loadLlamaLibrary(gpu: 'auto' | false): Promise<Bindings> {
  const library = await loadBindings(gpu)
  const classes = new Map(Object.entries(library))
  for (const [name, methods] of Object.entries(NEEDED)) {
    const found: unknown = classes.get(name)?.prototype
    const missing = methods.filter((method) => !isObject(found) || !(method in found))
    if (missing.length > 0) throw new ContractError(`${name} has no ${missing.join(', ')}`)
  }
  return library
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** The installed library is not the one that this file was written for. */
export class ContractError extends Error {}

const NEEDED = {
  AddonModel: ['init', 'tokenize', 'isEogToken'],
  AddonContext: (
    'init initBatch addToBatch decodeBatch sampleToken disposeSequence setThreads getEmbedding ' +
    'removeTokenCellsFromSequence copySequenceStateFromOtherSequence ' +
    'getSequenceKvCacheMinPosition getSequenceKvCacheMaxPosition ' +
    'saveSequenceStateToFile loadSequenceStateFromFile'
  ).split(' '),
  AddonSampler: ['applyConfig', 'dispose'],
  AddonGrammar: [],
  AddonGrammarEvaluationState: [],
  AddonJinjaRenderer: ['render'],
}

async function loadModel(library: Bindings, settings: AdapterSettings): Promise<NativeModel> {
  const model = new library.AddonModel(settings.modelPath, {
    addonExports: library,
    gpuLayers: settings.gpu === false ? 0 : 999,
    useMmap: true,
    lazyMode: false,
  })
  if (!(await model.init())) throw new Error(`llama.cpp could not load ${settings.modelPath}`)
  return model
}

interface Parts {
  library: Bindings
  model: NativeModel
  growing: GrowingContext
  settings: AdapterSettings
  file: ModelFile
}

function toAdapter(parts: Parts): EngineAdapter {
  const { library, model, growing, settings, file } = parts
  const { vocabulary } = file
  const observers = createObservers(library, model)
  const isInOrder = hasOnePoolThread()
  let threads = settings.maxThreads
  return {
    kind: 'native',
    limits: {
      sequences: settings.sequences,
      contextTokens: settings.contextTokens,
      batchTokens: BATCH_TOKENS,
      vocabularySize: vocabulary.size,
    },
    beginToken: model.shouldPrependBosToken() ? model.tokenBos() : null,
    endTokens: new Set([...vocabulary.special.keys()].filter((token) => model.isEogToken(token))),
    tokenize: (text, hasMarkup) => (text === '' ? [] : [...model.tokenize(text, hasMarkup)]),
    bytesOf: createTokenBytes(vocabulary, markersOf(file)),
    createSampler: (options) => new LlamaSampler(parts, options),
    step: async (items) => {
      await growing.reach(longestOf(items))
      const context = growing.current
      context.setThreads(threads)
      return runStep({ context, observers, isInOrder }, items)
    },
    fork: async (from, to) => {
      growing.current.disposeSequence(to)
      await growing.current.copySequenceStateFromOtherSequence(to, from)
      return true
    },
    truncate: async (sequence, length) => truncate(parts, sequence, length),
    prepare: () => growing.reach(settings.contextTokens),
    setThreads: (wanted) => void (threads = wanted),
    render: (template, variables) => render(library, template, variables),
    async close() {
      observers.close()
      await growing.dispose()
      await model.dispose()
    },
  }
}

function longestOf(items: StepItem[]): number {
  return Math.max(...items.map(({ position, tokens }) => position + tokens.length))
}

class LlamaSampler implements EngineSampler {
  readonly native: NativeSampler
  readonly topLogprobs: number | null
  readonly #parts: Parts
  readonly #config: Record<string, unknown>

  constructor(parts: Parts, options: SamplerOptions) {
    this.#parts = parts
    this.topLogprobs = options.topLogprobs
    this.native = new parts.library.AddonSampler(parts.model)
    this.#config = toNativeConfig(options, parts.settings.contextTokens)
    if (options.grammar === null) this.native.applyConfig(this.#config)
    else this.constrain(options.grammar)
  }

  constrain(grammar: string): void {
    const { library, model } = this.#parts
    this.native.applyConfig({
      ...this.#config,
      grammarEvaluationState: new library.AddonGrammarEvaluationState(
        model,
        compileGrammar(library, grammar),
      ),
    })
  }

  dispose(): void {
    this.native.dispose()
  }
}

function compileGrammar(library: Bindings, grammar: string): NativeGrammar {
  try {
    return new library.AddonGrammar(grammar, { addonExports: library, rootRuleName: 'root' })
  } catch (error) {
    throw new AppError(
      'invalid_request',
      'The schema or grammar is too large or too repetitive for this engine. Simplify it.',
      { param: 'response_format', cause: error },
    )
  }
}

function toNativeConfig(options: SamplerOptions, contextTokens: number): Record<string, unknown> {
  const { temperature, topK, topP, minP, seed, logitBias } = options
  const config: Record<string, unknown> = { temperature, topK, topP, minP, seed }
  const { repeatPenalty, frequencyPenalty, presencePenalty } = options
  if (repeatPenalty !== 1 || frequencyPenalty !== 0 || presencePenalty !== 0) {
    // Only the answer counts, as in OpenAI's interface: the prompt's tokens are not given to it.
    config.repeatPenaltyTokens = new Uint32Array()
    config.repeatPenaltyMaxTokens = contextTokens
    config.repeatPenalty = repeatPenalty
    config.repeatPenaltyFrequencyPenalty = frequencyPenalty
    config.repeatPenaltyPresencePenalty = presencePenalty
  }
  if (logitBias.length > 0) {
    config.tokenBiasKeys = Uint32Array.from(logitBias, ([token]) => token)
    config.tokenBiasValues = Float32Array.from(logitBias, ([, bias]) => bias)
  }
  return config
}

interface Runner {
  context: NativeContext
  observers: Observers
  /** Work is done in the order in which it is given: sampling can be ordered before the pass has ended. */
  isInOrder: boolean
}

async function runStep(runner: Runner, items: StepItem[]): Promise<(Sampled | null)[]> {
  const { context } = runner
  context.initBatch(items.reduce((sum, { tokens }) => sum + tokens.length, 0))
  const logits = items.map(({ sequence, position, tokens, sampler }) => {
    const wanted = sampler ? Uint32Array.of(tokens.length - 1) : new Uint32Array()
    return context.addToBatch(sequence, position, Uint32Array.from(tokens), wanted)[0]
  })
  const decoded = context.decodeBatch()
  // Saves this thread a wake-up at every token, for which the computing threads would wait.
  if (!runner.isInOrder) await decoded
  const sampled = items.map(async ({ sampler }, index) => {
    const at = logits[index]
    if (!(sampler instanceof LlamaSampler) || at === undefined) return null
    return sample(runner, at, sampler).catch(toFailedSample)
  })
  await decoded
  return Promise.all(sampled)
}

function toFailedSample(error: unknown): Sampled {
  return { token: null, logprob: null, failure: toError(error) }
}

async function sample(runner: Runner, at: number, sampler: LlamaSampler): Promise<Sampled> {
  const sampled = await runner.context.sampleToken(at, sampler.native)
  const token = sampled < 0 ? null : sampled
  if (token === null || sampler.topLogprobs === null) return { token, logprob: null }
  const logprob = await observe(runner, { at, token, alternatives: sampler.topLogprobs })
  return { token, logprob }
}

function truncate({ growing, file }: Parts, sequence: number, length: number): boolean {
  const context = growing.current
  const held = context.getSequenceKvCacheMaxPosition(sequence) + 1
  if (held === length) return true
  // A sliding window has dropped what lies before it: going back further than that leaves holes.
  const window = file.slidingWindowTokens ?? Infinity
  const hasHole =
    context.getSequenceKvCacheMinPosition(sequence) > Math.max(0, length - window) && length > 0
  const isDone =
    !hasHole && context.removeTokenCellsFromSequence(sequence, length, TO_THE_END) && held > length
  if (!isDone) context.disposeSequence(sequence)
  return isDone
}

function render(library: Bindings, template: string, variables: Record<string, unknown>): string {
  try {
    return new library.AddonJinjaRenderer(template).render(variables)
  } catch (error) {
    throw new AppError(
      'invalid_request',
      `This model's chat template refuses these messages: ${messageOf(error).split(':').at(-1)?.trim()}`,
      { param: 'messages', cause: error },
    )
  }
}

/** One real token through every call that matters: a renamed or changed binding shows here, not in a user's answer. */
async function checkContract(adapter: EngineAdapter): Promise<void> {
  // Two threads on a busy machine can take seconds for this; one never does.
  adapter.setThreads(1)
  const sampler = adapter.createSampler(GREEDY)
  // One token: with the weights not yet in the processor's caches, each costs as much again.
  const tokens = adapter.tokenize('a', false).slice(0, 1)
  const [first] = await adapter.step([{ sequence: 0, position: 0, tokens, sampler }])
  const token = first?.token ?? -1
  const isToken = Number.isInteger(token) && token >= 0 && token < adapter.limits.vocabularySize
  if (!isToken || tokens.length === 0) throw new ContractError('a step sampled no valid token')
  if (adapter.limits.sequences > 1) await adapter.fork(0, 1)
  for (let sequence = 0; sequence < Math.min(2, adapter.limits.sequences); sequence += 1)
    await adapter.truncate(sequence, 0)
  sampler.dispose()
}

const GREEDY: SamplerOptions = {
  temperature: 0,
  topK: 1,
  topP: 1,
  minP: 0,
  seed: 1,
  repeatPenalty: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  logitBias: [],
  grammar: null,
  topLogprobs: null,
}

/** The embedding side: a context of its own, one text a decode, because the addon reads back sequence 0 only. */
export async function createLlamaEmbedder(
  settings: AdapterSettings,
  file: ModelFile,
): Promise<EmbeddingAdapter> {
  const library = await loadLlamaLibrary(settings.gpu)
  const model = await loadModel(library, settings)
  const { contextTokens } = settings
  const context = new library.AddonContext(model, {
    contextSize: contextTokens,
    batchSize: contextTokens,
    sequences: 1,
    threads: settings.maxThreads,
    flashAttention: 'auto',
    embeddings: true,
  })
  if (!(await context.init())) throw new Error(NO_MEMORY)
  const begin = model.shouldPrependBosToken() ? [model.tokenBos()] : []
  const end = endTokensOf(model, file)
  return {
    kind: 'native',
    contextTokens,
    dimensions: model.getEmbeddingVectorSize(),
    tokenize: (text) => [...begin, ...model.tokenize(text, false), ...end],
    async embed(tokens) {
      context.disposeSequence(0)
      context.initBatch(tokens.length)
      // Pooling models need every position, the others the last: asking for all serves both.
      context.addToBatch(0, 0, Uint32Array.from(tokens), Uint32Array.from(tokens.keys()))
      await context.decodeBatch()
      return toUnitLength(context.getEmbedding(tokens.length))
    },
    setThreads: (threads) => context.setThreads(threads),
    async close() {
      await context.dispose()
      await model.dispose()
    },
  }
}

/** BERT's WordPiece models close a text with their separator, whatever they call their end token. */
function endTokensOf(model: NativeModel, { vocabulary }: ModelFile): number[] {
  if (!model.shouldAppendEosToken()) return []
  return [vocabulary.spelling === 'wordpiece' ? model.sepToken() : model.tokenEos()]
}

function toUnitLength(vector: Float64Array): Float32Array {
  const length = Math.hypot(...vector) || 1
  return Float32Array.from(vector, (value) => value / length)
}
