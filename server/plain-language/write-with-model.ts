import type { AnswerOrigin } from '#wire/conversations.ts'
import type { RewriteEvent, RewritePlainText } from '#wire/plain-language.ts'
import type { Principal } from '#server/access/principal.ts'
import { chooseModel } from '#server/assistant/plan-run.ts'
import { AppError, toApiError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Difference } from './facts/compare-facts.ts'
import type { PlainTextsStore, StoredBlock, StoredText } from './plain-texts-store.ts'
import { rewriteBlock, type RewriteTools } from './rewrite-block.ts'
import { readSecond } from './second-reading.ts'
import type { Standard } from './standards/standard.ts'

export interface ModelTools extends RewriteTools {
  store: PlainTextsStore
  clock: Clock
  defaultModelId: () => string | null
  /** Terms that the organisation wants used in a text, as lines for the model; empty: none. Absent: there are no glossaries. */
  termsFor?: (principal: Principal, text: { text: string; lang: string }) => Promise<string>
}

interface Writing {
  principal: Principal
  text: StoredText
  standard: Standard
  wish: RewritePlainText
  signal: AbortSignal
}

/** What a model does with a text, part by part, as events. A failure is the last event. */
export function writeWithModel(tools: ModelTools, writing: Writing) {
  const { text, wish, signal, principal } = writing
  const { classification } = text
  // Chosen before the first event, so that a refusal is an answer and no event.
  const model = chooseModel(
    tools,
    { principal, conversation: { classification } },
    wish.modelId ?? null,
  )
  const blocks = chosenBlocks(text, wish)
  return {
    rewrite: () =>
      told(tools, signal, rewriteAll(tools, { ...writing, modelId: model.id, blocks })),
    readSecond: (keep: (opinions: Difference[]) => Promise<void>) =>
      told(tools, signal, readAll(tools, { ...writing, modelId: model.id, keep })),
  }
}

function chosenBlocks({ blocks }: StoredText, { blockId }: RewritePlainText): StoredBlock[] {
  if (blockId === undefined) return blocks.filter(({ text }) => text.trim() === '')
  const found = blocks.filter(({ id }) => id === blockId)
  if (found.length === 0) throw new AppError('not_found', 'There is no such part.')
  return found
}

async function* told(
  { createId }: ModelTools,
  signal: AbortSignal,
  events: AsyncGenerator<RewriteEvent>,
): AsyncGenerator<RewriteEvent> {
  try {
    yield* events
    yield { type: 'finished' }
  } catch (error) {
    // Whoever left reads nothing more.
    if (!signal.aborted) yield { type: 'failed', error: toApiError(error, createId()) }
  }
}

async function* rewriteAll(
  tools: ModelTools,
  writing: Writing & { modelId: string; blocks: StoredBlock[] },
): AsyncGenerator<RewriteEvent> {
  const { principal, text, standard, wish, signal, modelId, blocks } = writing
  const { classification, isTainted } = text
  const written = new Map(text.blocks.map((block) => [block.id, block.text]))
  for (const { id: blockId, source } of blocks) {
    const at = text.blocks.findIndex(({ id }) => id === blockId)
    const terms = (await tools.termsFor?.(principal, { text: source, lang: standard.lang })) ?? ''
    const now = written.get(blockId) ?? ''
    const current = wish.how === 'shorter' && now.trim() !== '' ? now : null
    const steps = rewriteBlock(tools, {
      principal,
      classification,
      isTainted,
      modelId,
      standard,
      source,
      current,
      part: { number: at + 1, count: text.blocks.length },
      terms,
      signal,
    })
    for await (const step of steps) {
      if (step.type === 'attempt') yield { type: 'block', blockId, attempt: step.attempt }
      else if (step.type === 'text') yield step
      else {
        const { text: result, problem } = step.rewritten
        await store(tools, { principal, textId: text.id, blockId, modelId, ...step.rewritten })
        written.set(blockId, result)
        yield { type: 'kept', blockId, text: result, problem }
      }
    }
  }
}

interface Keeping {
  principal: Principal
  textId: string
  blockId: string
  modelId: string
  text: string
  origin: AnswerOrigin | null
}

async function store(tools: ModelTools, keeping: Keeping): Promise<void> {
  const { principal, textId, blockId, modelId, text, origin } = keeping
  if (text === '') throw new AppError('provider_error', 'The model wrote nothing. Try again.')
  const made = { modelId, origin }
  const at = new Date(tools.clock.now())
  await tools.store.writeBlock(principal, { textId, blockId, version: null, text, made, at })
}

async function* readAll(
  tools: ModelTools,
  writing: Writing & { modelId: string; keep: (opinions: Difference[]) => Promise<void> },
): AsyncGenerator<RewriteEvent> {
  const { principal, text, signal, modelId, keep } = writing
  const { classification, isTainted } = text
  const opinions: Difference[] = []
  for (const block of text.blocks) {
    if (block.text.trim() === '') continue
    yield { type: 'block', blockId: block.id, attempt: 1 }
    const reading = { principal, classification, isTainted, modelId, block, signal }
    opinions.push(...(await readSecond(tools, reading)))
  }
  await keep(opinions)
}
