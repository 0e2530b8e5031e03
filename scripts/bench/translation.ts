/**
 * How well the model that comes along translates: asked directly, and by our pipeline (blocks, batches, checks, asked again).
 *
 *   node scripts/bench/translation.ts --flores FOLDER [--sentences 20] [--pairs de-fr,en-de,fr-en,it-es] [--no-record]
 *
 * FOLDER has files of parallel sentences, `de.devtest` and so on, one a line (FLORES). Both ways use the same model, on this
 * machine, with temperature 0; likeness to the reference is chrF2 (scripts/bench/chrf.ts). Appends to docs/bench.md.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { askModel, type ChatGateway } from '#server/assistant/ask-model.ts'
import { createLanguageDetector } from '#server/assistant/detect-language.ts'
import { createEngineProvider } from '#server/engine/engine-provider.ts'
import { lexMarkdown } from '#wire/markdown-lexer.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { DEFAULT_MODEL_ID } from '#server/models/catalogue.ts'
import { createLocalModelStore } from '#server/models/local-model-store.ts'
import { cutBlocks } from '#server/translation/find-segments.ts'
import { translateBlocks } from '#server/translation/translate-blocks.ts'
import { chrf } from './chrf.ts'

const { values } = parseArgs({
  options: {
    flores: { type: 'string' },
    sentences: { type: 'string', default: '20' },
    pairs: { type: 'string', default: 'de-fr,en-de,fr-en,it-es' },
    model: { type: 'string', default: DEFAULT_MODEL_ID },
    'no-record': { type: 'boolean' },
  },
})
const { flores: folder } = values
if (folder === undefined) throw new Error('Say where the sentences are: --flores FOLDER')
const sentencesOf = (lang: string) =>
  readFileSync(join(folder, `${lang}.devtest`), 'utf8')
    .split('\n')
    .slice(0, Number(values.sentences))
const names = new Intl.DisplayNames(['en'], { type: 'language' })
const detectLanguage = createLanguageDetector({ log: silentLog })

const found = await findModel()
const provider = createEngineProvider({
  models: [{ ...found, languages: [], licence: null, kind: 'chat' }],
  log: silentLog,
})
const gateway: ChatGateway = {
  listModels: () => [],
  call: ({ body, signal, requestId }) =>
    provider.call({
      operation: 'chat',
      dialect: 'openai-chat',
      model: found.id,
      body,
      isStream: true,
      tenantId: 'bench',
      signal,
      requestId,
    }),
}

async function* ask(messages: Parameters<typeof askModel>[1]['messages'], maxTokens: number) {
  const parts = askModel(gateway, {
    principal: LOCAL_OWNER,
    classification: 'internal',
    conversationId: null,
    modelId: found.id,
    messages,
    maxTokens,
    parameters: { temperature: 0 },
    signal: new AbortController().signal,
    requestId: createId(),
  })
  for await (const part of parts) if (part.type === 'text') yield part.text
}

async function directly(text: string, from: string, to: string): Promise<string> {
  const content = `Translate from ${names.of(from)} into ${names.of(to)}. Answer with the translation only.\n\n${text}`
  const words = await Array.fromAsync(ask([{ role: 'user', content }], 400))
  return words
    .join('')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
}

async function byPipeline(sentences: readonly string[], from: string, to: string) {
  const blocks = cutBlocks(sentences.join('\n\n'), lexMarkdown)
  const texts = [...sentences]
  const problems: string[] = []
  const translated = translateBlocks({
    blocks,
    terms: { find: () => [], check: () => [] },
    demanded: new Set(),
    from,
    to,
    formality: 'formal',
    detectLanguage,
    contextTokens: found.contextTokens,
    extraTokens: 0,
    createFence: () => `text-${createId().slice(-12)}`,
    ask: (messages, maxTokens) => ask([...messages], maxTokens),
  })
  for await (const { index, text, problem } of translated) {
    texts[index] = text.trim()
    if (problem) problems.push(problem)
  }
  return { texts, problems }
}

const rows: string[] = []
for (const pair of values.pairs.split(',')) {
  const [from = '', to = ''] = pair.split('-')
  const sources = sentencesOf(from)
  const references = sentencesOf(to)
  const begun = performance.now()
  const direct: string[] = []
  for (const sentence of sources) direct.push(await directly(sentence, from, to))
  const between = performance.now()
  const { texts, problems } = await byPipeline(sources, from, to)
  const ended = performance.now()
  const seconds = (ms: number) => (ms / 1000 / sources.length).toFixed(1)
  const wrong = await countWrong(direct, to)
  const row = `| ${from} → ${to} | ${chrf(direct, references).toFixed(1)} | ${chrf(texts, references).toFixed(1)} | ${chrf(sources, references).toFixed(1)} | ${wrong} | ${problems.length}${problems.length > 0 ? ` (${[...new Set(problems)].join(', ')})` : ''} | ${seconds(between - begun)} | ${seconds(ended - between)} |`
  rows.push(row)
  console.log(row)
}
await provider.close()

async function countWrong(texts: readonly string[], to: string): Promise<number> {
  const languages = await Promise.all(texts.map((text) => detectLanguage(text)))
  return languages.filter((lang) => lang !== null && lang !== to).length
}

async function findModel() {
  const store = createLocalModelStore({ environment: process.env, log: silentLog })
  const file = await store.findFile(values.model)
  if (file) return { id: values.model, name: values.model, path: file.path, contextTokens: 8_192 }
  throw new Error(`The model is not here: galerne models pull ${values.model}`)
}

if (!values['no-record']) {
  const head =
    '| pair | directly, chrF2 | by the pipeline | not translated at all | direct answers in another language | pieces kept as they were | s a sentence, directly | by the pipeline |\n|---|---|---|---|---|---|---|---|'
  appendFileSync(
    join(import.meta.dirname, '../../docs/bench.md'),
    `\n## Translating\n\n\`node scripts/bench/translation.ts\`, ${new Date().toISOString().slice(0, 10)}: ${values.model}, ${values.sentences} sentences of FLORES a pair.\n\n${head}\n${rows.join('\n')}\n`,
  )
}
