import { createLlamaAdapter } from '#server/engine/llama-adapter.ts'
import { readModelFile } from '#server/engine/model-file.ts'
import { PARALLEL_SENTENCES } from './parallel-sentences.ts'

/*
 * What each language costs in tokens, against English, by the tokenizer of a model file:
 * node scripts/evaluation/token-costs.ts path/to/model.gguf
 */

const [modelPath] = process.argv.slice(2)
if (modelPath === undefined) throw new Error('Name a model file: …/model.gguf')
const file = readModelFile(modelPath)
const settings = { modelPath, sequences: 1, contextTokens: 256, maxThreads: 1, gpu: false as const }
const adapter = await createLlamaAdapter(settings, () => file)
const tokensOf = (texts: readonly string[]) =>
  texts.reduce((sum, text) => sum + adapter.tokenize(text, false).length, 0)
const english = tokensOf(PARALLEL_SENTENCES['en'] ?? [])
console.log(
  '| language | tokens | words | tokens a word | against English |\n|---|---|---|---|---|',
)
for (const [lang, texts] of Object.entries(PARALLEL_SENTENCES)) {
  const tokens = tokensOf(texts)
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0)
  const cells = [lang, tokens, words, (tokens / words).toFixed(2), (tokens / english).toFixed(2)]
  console.log(`| ${cells.join(' | ')} |`)
}
await adapter.close()
