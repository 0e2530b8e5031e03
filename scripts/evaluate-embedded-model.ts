/**
 * Asks one GGUF model the same questions in the 24 official languages of the EU, and writes its answers, one JSON object a
 * line, to be read and scored by a person: node scripts/evaluate-embedded-model.ts <file.gguf> <answers.jsonl> [threads]
 * docs/decisions/0002-embedded-model.md has what came of it.
 */
import { appendFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { getLlama, LlamaChatSession, type LlamaContext } from 'node-llama-cpp'
import { EVALUATION_PROMPTS, type EvaluationPrompt } from './evaluation/embedded-model-prompts.ts'

const MAX_ANSWER_TOKENS = 160
/** Greedy, so that the answers can be had again; these models only got worse with the usual 0.7. */
const TEMPERATURE = 0

async function evaluate(modelPath: string, answersPath: string, threads: number): Promise<void> {
  const startedAt = performance.now()
  const llama = await getLlama({ gpu: false, build: 'never', maxThreads: threads })
  const model = await llama.loadModel({ modelPath })
  const context = await model.createContext({ contextSize: 2048, threads })
  const loadMs = Math.round(performance.now() - startedAt)

  await writeFile(answersPath, '')
  for (const prompt of EVALUATION_PROMPTS) {
    const answer = await ask(context, prompt)
    const rssMb = Math.round(process.memoryUsage().rss / 1e6)
    await appendFile(answersPath, `${JSON.stringify({ ...prompt, ...answer, loadMs, rssMb })}\n`)
    console.log(`${prompt.language} ${prompt.kind}: ${answer.tokensPerSecond} tokens/s`)
  }
  await llama.dispose()
}

async function ask(context: LlamaContext, { languageName, text }: EvaluationPrompt) {
  const sequence = context.getSequence()
  const session = new LlamaChatSession({
    contextSequence: sequence,
    // The product too tells the model the language of the user's message.
    systemPrompt: `You are a helpful assistant. Answer in ${languageName}.`,
    autoDisposeSequence: true,
  })
  const startedAt = performance.now()
  let firstTokenAt = 0
  let tokens = 0
  const answer = await session.prompt(text, {
    temperature: TEMPERATURE,
    maxTokens: MAX_ANSWER_TOKENS,
    onToken(chunk) {
      firstTokenAt ||= performance.now()
      tokens += chunk.length
    },
  })
  const seconds = (performance.now() - firstTokenAt) / 1000
  session.dispose()
  return {
    answer,
    firstTokenMs: Math.round(firstTokenAt - startedAt),
    tokensPerSecond: Math.round(((tokens - 1) / seconds) * 10) / 10,
  }
}

const [modelPath, answersPath, threads = Math.min(2, availableParallelism())] =
  process.argv.slice(2)
if (!modelPath || !answersPath) {
  console.error(
    'Usage: node scripts/evaluate-embedded-model.ts <file.gguf> <answers.jsonl> [threads]',
  )
  process.exitCode = 2
} else {
  await evaluate(modelPath, answersPath, Number(threads))
}
