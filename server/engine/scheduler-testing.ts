import type { EngineAdapter, Sampled, StepItem } from './adapter.ts'

const END_OF_PROMPT = 1
const END_OF_ANSWER = 0

/** A text as a prompt of the echo model. Its tokens are bytes, so that characters come in pieces. */
export function toPrompt(text: string): number[] {
  return [...Buffer.from(text), END_OF_PROMPT]
}

export interface EchoAdapter extends EngineAdapter {
  /** How many tokens each step computed, by sequence. */
  steps: Map<number, number>[]
  /** Runs before a step: to act, or to throw, in the middle of things. */
  beforeStep: (items: StepItem[]) => void | Promise<void>
  liveSamplers: number
  computedTokens: number
  preparations: number
}

/**
 * A language model that repeats its prompt, and a strict keeper of sequences: what it says next depends on nothing but what a
 * sequence holds, and a token in the wrong place throws. So an answer is only right when every copy and cut was.
 */
export function createEchoAdapter({ sequences = 4, contextTokens = 4096 } = {}): EchoAdapter {
  const held = Array.from({ length: sequences }, (): number[] => [])
  const adapter: EchoAdapter = {
    kind: 'scripted',
    limits: { sequences, contextTokens, batchTokens: 64, vocabularySize: 256 },
    beginToken: null,
    endTokens: new Set([END_OF_ANSWER]),
    steps: [],
    beforeStep: () => {},
    liveSamplers: 0,
    computedTokens: 0,
    preparations: 0,
    tokenize: (text) => [...Buffer.from(text)],
    bytesOf: (token) => (token > END_OF_PROMPT ? Uint8Array.of(token) : new Uint8Array()),
    createSampler() {
      adapter.liveSamplers += 1
      return { constrain() {}, dispose: () => void (adapter.liveSamplers -= 1) }
    },
    async step(items) {
      // A forward pass takes a while: others may act meanwhile.
      await new Promise((resolve) => setImmediate(resolve))
      await adapter.beforeStep(items)
      check(items)
      adapter.steps.push(new Map(items.map((item) => [item.sequence, item.tokens.length])))
      return items.map(compute)
    },
    async fork(from, to) {
      held[to] = [...(held[from] ?? [])]
      return true
    },
    async truncate(sequence, length) {
      const tokens = held[sequence] ?? []
      if (length > tokens.length) throw new Error(`sequence ${sequence} holds less than ${length}`)
      tokens.length = length
      return true
    },
    setThreads() {},
    prepare: async () => void (adapter.preparations += 1),
    render: () => '',
    async close() {},
  }
  return adapter

  function check(items: StepItem[]): void {
    const size = items.reduce((sum, { tokens }) => sum + tokens.length, 0)
    if (size > adapter.limits.batchTokens) throw new Error(`a batch of ${size} tokens`)
    const ids = items.map(({ sequence }) => sequence)
    if (ids.some((id, index) => index > 0 && id <= (ids[index - 1] ?? -1)))
      throw new Error(`sequences out of order: ${ids.join()}`)
  }
  function compute({ sequence, position, tokens, sampler }: StepItem): Sampled | null {
    const context = held[sequence] ?? []
    if (position !== context.length)
      throw new Error(`sequence ${sequence} holds ${context.length} tokens, not ${position}`)
    context.push(...tokens)
    adapter.computedTokens += tokens.length
    if (context.length > contextTokens) throw new Error('the context is full')
    return sampler ? { token: next(context), logprob: null } : null
  }
}

function next(context: number[]): number {
  const promptLength = context.indexOf(END_OF_PROMPT)
  if (promptLength === -1) throw new Error('a sample before the end of the prompt')
  const said = context.length - promptLength - 1
  return said < promptLength ? (context[said] ?? END_OF_ANSWER) : END_OF_ANSWER
}
