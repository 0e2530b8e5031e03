/**
 * What the scheduler needs of an inference library, and nothing more: continuous batches over parallel sequences of one
 * loaded model. llama-adapter.ts implements it on node-llama-cpp's bindings, llama-public-adapter.ts on its public API.
 */
export interface EngineAdapter {
  /** Which implementation this is, for logs and the system fingerprint. */
  readonly kind: 'native' | 'public' | 'scripted'
  readonly limits: AdapterLimits
  /** What every prompt has to begin with; null: nothing. */
  readonly beginToken: number | null
  /** The tokens that end an answer (`<|im_end|>`, `<eos>`…). */
  readonly endTokens: ReadonlySet<number>
  /** `hasMarkup`: texts of control tokens become those tokens. Only ever true for text that a template wrote. */
  tokenize(text: string, hasMarkup: boolean): number[]
  /** What a token adds to the text: often part of a character, nothing for a control token. */
  bytesOf(token: number): Uint8Array
  /** Throws AppError `invalid_request` where a grammar does not compile. */
  createSampler(options: SamplerOptions): EngineSampler
  /**
   * One forward pass over all items, then one sampled token for each item that has a sampler, in the order of the items.
   * Items come sorted by sequence; together they hold at most `limits.batchTokens`.
   */
  step(items: StepItem[]): Promise<(Sampled | null)[]>
  /** Makes `to` hold exactly what `from` holds. False: not possible with this model or library. */
  fork(from: number, to: number): Promise<boolean>
  /** Forgets all but the first `length` tokens. False: it could not, and the sequence is now empty. */
  truncate(sequence: number, length: number): Promise<boolean>
  setThreads(threads: number): void
  /** Does now, while nobody waits, what a longer conversation would wait for. Cheap where there is nothing to do. */
  prepare(): Promise<void>
  /** Renders a Jinja chat template. Throws AppError `invalid_request` with the template's own complaint. */
  render(template: string, variables: Record<string, unknown>): string
  close(): Promise<void>
}

export interface AdapterLimits {
  sequences: number
  /** Of one sequence. */
  contextTokens: number
  batchTokens: number
  vocabularySize: number
}

/** One sequence's part of a batch: `tokens` from `position` on; with a sampler, a next token is wanted. */
export interface StepItem {
  sequence: number
  position: number
  tokens: number[]
  sampler: EngineSampler | null
}

export interface Sampled {
  /** null: the grammar allows nothing more. */
  token: number | null
  logprob: TokenLogprob | null
  /** This one answer cannot go on; the others of the step can. */
  failure?: Error
}

/** Natural logarithms of the model's own probabilities, before temperature and the other samplers. */
export interface TokenLogprob {
  token: number
  logprob: number
  /** The likeliest tokens, best first. */
  top: { token: number; logprob: number }[]
}

export interface SamplerOptions {
  /** 0: always the likeliest token. */
  temperature: number
  /** 0: off. */
  topK: number
  /** 1: off. */
  topP: number
  /** 0: off. */
  minP: number
  /** 32 bits, unsigned. */
  seed: number
  /** 1: off. */
  repeatPenalty: number
  frequencyPenalty: number
  presencePenalty: number
  logitBias: [token: number, bias: number][]
  /** GBNF whose rule `root` the whole answer must match. */
  grammar: string | null
  /** How many alternatives to report with each token; null: no log-probabilities at all. */
  topLogprobs: number | null
}

export interface EngineSampler {
  /** From the next token on, the answer must match this grammar. */
  constrain(grammar: string): void
  dispose(): void
}

export interface AdapterSettings {
  modelPath: string
  sequences: number
  contextTokens: number
  /** What each sequence has room for until more is wanted, or nobody waits. Default: 1,024. */
  firstContextTokens?: number
  maxThreads: number
  /** Layers on a GPU are for library builds that have one; `false` loads the small CPU library directly. */
  gpu: 'auto' | false
}

/** Turns one text into one vector of length 1. */
export interface EmbeddingAdapter {
  readonly kind: 'native' | 'public'
  readonly contextTokens: number
  readonly dimensions: number
  tokenize(text: string): number[]
  embed(tokens: number[]): Promise<Float32Array>
  setThreads(threads: number): void
  close(): Promise<void>
}
