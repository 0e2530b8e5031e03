/** Billions of parameters: all of them, and those that work on each token (fewer in a mixture of experts). */
export interface ModelSize {
  totalBillions: number
  activeBillions: number
}

const dense = (billions: number): ModelSize => ({
  totalBillions: billions,
  activeBillions: billions,
})
const mixture = (totalBillions: number, activeBillions: number): ModelSize => ({
  totalBillions,
  activeBillions,
})

/**
 * Sizes of open weights, by the names that suppliers give the models, in lower case and without the maker's name before a
 * stroke. Entered by hand and not yet checked one by one against the makers' model cards. A model whose maker is silent, or
 * whose size would only be read off its name, is not here.
 */
const SIZES: Readonly<Record<string, ModelSize>> = {
  'codestral-2405': dense(22.2),
  'codestral-2501': dense(22.2),
  'command-a-03-2025': dense(111),
  'command-r-08-2024': dense(32.3),
  'command-r-plus-08-2024': dense(104),
  'command-r7b-12-2024': dense(8),
  'deepseek-r1': mixture(671, 37),
  'deepseek-r1-distill-llama-70b': dense(70.6),
  'deepseek-v3': mixture(671, 37),
  'devstral-small-2507': dense(23.6),
  'gemma-3-27b-it': dense(27.4),
  'gpt-oss-120b': mixture(117, 5.1),
  'gpt-oss-20b': mixture(21, 3.6),
  'llama-3.1-8b-instant': dense(8),
  'llama-3.1-8b-instruct': dense(8),
  'llama-3.3-70b-instruct': dense(70.6),
  'llama-3.3-70b-instruct-turbo': dense(70.6),
  'llama-3.3-70b-versatile': dense(70.6),
  'llama-4-scout-17b-16e-instruct': mixture(109, 17),
  'magistral-small-2509': dense(23.6),
  'meta-llama-3_1-70b-instruct': dense(70.6),
  'meta-llama-3_3-70b-instruct': dense(70.6),
  'ministral-8b-2410': dense(8),
  'mistral-7b-instruct-v0.3': dense(7.2),
  'mistral-large-2411': dense(123),
  'mistral-nemo-instruct-2407': dense(12.2),
  'mistral-small-2503': dense(23.6),
  'mistral-small-2506': dense(23.6),
  'mistral-small-3.2-24b-instruct-2506': dense(23.6),
  'mixtral-8x7b-instruct-v0.1': mixture(46.7, 12.9),
  'open-mistral-nemo-2407': dense(12.2),
  'open-mixtral-8x22b': mixture(141, 39),
  'pixtral-12b-2409': dense(12.4),
  'qwen2.5-coder-32b-instruct': dense(32.5),
  'qwen2.5-vl-72b-instruct': dense(72.7),
  'qwen3-235b-a22b-instruct-2507': mixture(235, 22),
  'qwen3-32b': dense(32.8),
  'qwen3-coder-30b-a3b-instruct': mixture(30.5, 3.3),
}

/** Undefined: its maker does not say, or we do not know. */
export function sizeOf(upstreamModel: string): ModelSize | undefined {
  const name = upstreamModel.toLowerCase().split('/').at(-1) ?? ''
  return Object.hasOwn(SIZES, name) ? SIZES[name] : undefined
}
