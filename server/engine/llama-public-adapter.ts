import { Template } from '@huggingface/jinja'
import {
  getLlama,
  LlamaGrammar,
  LlamaGrammarEvaluationState,
  LlamaLogLevel,
  TokenBias,
  type Llama,
  type LlamaContextSequence,
  type LlamaModel,
  type SequenceEvaluateOptions,
  type Token,
} from 'node-llama-cpp'
import { AppError } from '../lib/app-error.ts'
import { messageOf } from '../lib/thrown.ts'
import type {
  AdapterSettings,
  EngineAdapter,
  EngineSampler,
  Sampled,
  SamplerOptions,
  StepItem,
} from './adapter.ts'
import type { ModelFile } from './model-file.ts'
import { createTokenBytes } from './token-bytes.ts'
import { markersOf } from './tool-format-of.ts'

/**
 * The same interface over node-llama-cpp's documented API, for the day when its private bindings have changed: slower (0.3 to
 * 0.8 of the native one), without prefix copies and log-probabilities, and with the same answers.
 */
export async function createPublicAdapter(
  settings: AdapterSettings,
  file: ModelFile,
): Promise<EngineAdapter> {
  const { modelPath, sequences, contextTokens, maxThreads, gpu } = settings
  const llama = await getLlama({
    gpu,
    maxThreads,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  })
  const model = await llama.loadModel({ modelPath })
  const context = await model.createContext({
    sequences,
    contextSize: contextTokens,
    batchSize: BATCH_TOKENS,
    threads: maxThreads,
  })
  const all = Array.from({ length: sequences }, () => context.getSequence())
  return {
    kind: 'public',
    limits: {
      sequences,
      contextTokens,
      batchTokens: BATCH_TOKENS,
      vocabularySize: file.vocabulary.size,
    },
    beginToken: model.tokens.shouldPrependBosToken ? model.tokens.bos : null,
    endTokens: new Set(
      [...file.vocabulary.special.keys()].filter((token) => model.isEogToken(toToken(token))),
    ),
    tokenize: (text, hasMarkup) => model.tokenize(text, hasMarkup),
    bytesOf: createTokenBytes(file.vocabulary, markersOf(file)),
    createSampler: (options) => new PublicSampler(llama, model, options),
    step: (items) => Promise.all(items.map((item) => evaluate(all[item.sequence], item))),
    fork: async () => false,
    truncate: (sequence, length) => truncate(all[sequence], length),
    // The public interface fixes the number of threads with the context.
    setThreads: () => {},
    prepare: async () => {},
    render,
    close: () => llama.dispose(),
  }
}

const BATCH_TOKENS = 512

class PublicSampler implements EngineSampler {
  readonly #llama: Llama
  readonly #model: LlamaModel
  readonly #options: SamplerOptions
  readonly #answer: Token[] = []
  #grammar: LlamaGrammarEvaluationState | undefined

  constructor(llama: Llama, model: LlamaModel, options: SamplerOptions) {
    this.#llama = llama
    this.#model = model
    this.#options = options
    if (options.topLogprobs !== null)
      throw new AppError('not_supported', 'Log-probabilities are not available in this build.', {
        param: 'logprobs',
      })
    if (options.grammar !== null) this.constrain(options.grammar)
  }

  constrain(text: string): void {
    // `createGrammar` is a promise around this constructor, and a sampler has to be there at once.
    const grammar = new LlamaGrammar(this.#llama, { grammar: text })
    this.#grammar = new LlamaGrammarEvaluationState({ model: this.#model, grammar })
  }

  accept(token: Token): void {
    this.#answer.push(token)
  }

  /** The library makes a new sampler for each call: the seed has to move on, or every token is the same draw. */
  evaluateOptions(): SequenceEvaluateOptions {
    const { temperature, topK, topP, minP, seed, logitBias } = this.#options
    const { repeatPenalty, frequencyPenalty, presencePenalty } = this.#options
    const bias = new TokenBias(this.#model.tokenizer)
    for (const [token, logit] of logitBias) bias.set(toToken(token), { logit })
    return {
      temperature,
      topK,
      topP,
      minP,
      tokenBias: bias,
      seed: (seed + this.#answer.length) >>> 0,
      yieldEogToken: true,
      ...(this.#grammar && { grammarEvaluationState: this.#grammar }),
      repeatPenalty: {
        punishTokens: this.#answer,
        maxPunishTokens: this.#answer.length,
        penalty: repeatPenalty,
        frequencyPenalty,
        presencePenalty,
      },
    }
  }

  dispose(): void {}
}

async function evaluate(
  sequence: LlamaContextSequence | undefined,
  { tokens, sampler }: StepItem,
): Promise<Sampled | null> {
  if (!sequence || tokens.length === 0) return null
  const input = tokens.map(toToken)
  if (!(sampler instanceof PublicSampler)) {
    await sequence.evaluateWithoutGeneratingNewTokens(input)
    return null
  }
  const answer = sequence.evaluate(input, sampler.evaluateOptions())
  const { value: token } = await answer.next()
  // It would go on by itself: what comes next is the scheduler's decision.
  await answer.return(undefined)
  if (token === undefined) return { token: null, logprob: null }
  sampler.accept(token)
  return { token, logprob: null }
}

function toToken(token: number): Token {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library's own name for the same number
  return token as Token
}

async function truncate(
  sequence: LlamaContextSequence | undefined,
  length: number,
): Promise<boolean> {
  if (!sequence) return false
  const held = sequence.nextTokenIndex
  if (held > length) await sequence.eraseContextTokenRanges([{ start: length, end: held }])
  if (sequence.nextTokenIndex === length) return true
  await sequence.clearHistory()
  return length === 0
}

function render(template: string, variables: Record<string, unknown>): string {
  try {
    return new Template(template).render(variables)
  } catch (error) {
    throw new AppError(
      'invalid_request',
      `This model's chat template refuses these messages: ${messageOf(error)}`,
      { param: 'messages', cause: error },
    )
  }
}
