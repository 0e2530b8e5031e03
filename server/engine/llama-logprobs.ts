import type { TokenLogprob } from './adapter.ts'
import type {
  Bindings,
  NativeContext,
  NativeModel,
  NativeSampler,
  WantedLogits,
} from './llama-bindings.ts'

interface Looking {
  context: NativeContext
  observers: Observers
}

/**
 * Samplers that change nothing and only look at the logits, because the addon reports a sampler's own view: a greedy one sees
 * the whole vocabulary (its choice is the largest logit), a top-k one sorts just the best. That is exact and costs about 1 ms.
 */
export interface Observers {
  greedy: NativeSampler
  best: NativeSampler
  close(): void
}

const MAX_TOP_LOGPROBS = 20

export function createObservers(library: Bindings, model: NativeModel): Observers {
  const greedy = new library.AddonSampler(model)
  greedy.applyConfig({ temperature: 0 })
  const best = new library.AddonSampler(model)
  best.applyConfig({ temperature: 1, topK: MAX_TOP_LOGPROBS, seed: 1 })
  return {
    greedy,
    best,
    close() {
      greedy.dispose()
      best.dispose()
    },
  }
}

export async function observe(
  runner: Looking,
  wanted: { at: number; token: number; alternatives: number },
): Promise<TokenLogprob> {
  const { context, observers } = runner
  const { at, token, alternatives } = wanted
  const chosen: WantedLogits = [[token], false, false, true, 0]
  const whole = await context.sampleToken(at, observers.greedy, false, false, chosen, true)
  const [best, , , pairs, weight] = whole
  const logits = toPairs(pairs)
  const largest = logits.find((pair) => pair.token === best)?.logit ?? 0
  const total = largest + Math.log(weight)
  const logit = logits.find((pair) => pair.token === token)?.logit ?? -Infinity
  const top = alternatives === 0 ? [] : await likeliest(runner, at, alternatives)
  return {
    token,
    logprob: logit - total,
    top: top.map((pair) => ({ token: pair.token, logprob: pair.logit - total })),
  }
}

async function likeliest({ context, observers }: Looking, at: number, count: number) {
  const wanted: WantedLogits = [[], false, false, false, count]
  const [, , , pairs] = await context.sampleToken(at, observers.best, false, false, wanted, false)
  return toPairs(pairs).slice(0, count)
}

function toPairs(flat: number[]): { token: number; logit: number }[] {
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    token: flat[index * 2] ?? 0,
    logit: flat[index * 2 + 1] ?? 0,
  }))
}
