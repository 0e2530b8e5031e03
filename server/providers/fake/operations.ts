import { AppError } from '#server/lib/app-error.ts'
import { piecesOf } from '../fake-answer.ts'
import { isDue, readDirectives } from '../fake-faults.ts'
import type { Operation, ProviderResponse } from '../provider.ts'
import { embeddingsFor } from './embeddings.ts'
import { completion } from './completions.ts'
import { images, speech, transcription } from './media.ts'
import { usageFor, type FakeOperation, type FakeResult } from './operation.ts'
import { json, refusalOf, textual } from './replies.ts'
import { listOf, recordOf, textOf, type FakeBody } from './wire.ts'

type Answer = (asked: FakeOperation) => FakeResult

const ANSWERS: Partial<Record<Operation, Answer>> = {
  embeddings: embeddingsFor,
  fim: completion,
  completions: completion,
  moderations: moderation,
  'chat-moderations': moderation,
  classifications: classification,
  'chat-classifications': classification,
  ocr,
  transcription,
  translation: transcription,
  speech,
  images,
  'image-edits': images,
  'image-variations': images,
  rerank,
  'count-tokens': countTokens,
}

/** Everything that is neither a conversation nor a resource. Directives are read anywhere in the body. */
export async function answerOperation(asked: FakeOperation): Promise<ProviderResponse> {
  const { call, body, wire, bill, faultsMet } = asked
  const directives = readDirectives(body.toString('utf8'))
  const { tag } = directives
  const faults = isDue(directives, faultsMet) ? directives.faults : {}
  const refused = await refusalOf(faults, wire, call.signal)
  if (refused) return refused
  if (faults.reset !== undefined) {
    throw new AppError('provider_unavailable', 'The connection broke.')
  }
  if (faults.body === 'error') return json(200, wire.error(faults))
  const answer = ANSWERS[call.operation]
  if (!answer) return json(404, wire.error({ status: 404, code: 'unknown_url' }))
  const { response, ...charged } = answer(asked)
  const { operation, model } = call
  bill.charge({ operation, model, tag, ...charged })
  if (faults.body !== 'cut') return response
  const whole = Buffer.concat(await Array.fromAsync(response.body)).toString('latin1')
  return textual(200, whole.slice(0, whole.length / 2), response.headers)
}

function inputsOf({ input }: FakeBody): unknown[] {
  return Array.isArray(input) ? input : [input]
}

function moderation({ fields, call }: FakeOperation): FakeResult {
  const results = inputsOf(fields).map((input) => {
    const isBad = JSON.stringify(input).includes('violence')
    return {
      flagged: isBad,
      categories: { violence: isBad, hate: false },
      category_scores: { violence: isBad ? 0.98 : 0.01, hate: 0.001 },
      category_applied_input_types: { violence: ['text'], hate: ['text'] },
    }
  })
  const usage = usageFor(JSON.stringify(fields.input))
  const told = { prompt_tokens: usage.input, completion_tokens: 0, total_tokens: usage.total }
  const body = { id: 'modr-fake', model: call.model, results, usage: told }
  return { response: json(200, body), usage }
}

function classification({ fields, call }: FakeOperation): FakeResult {
  const results = inputsOf(fields).map(() => ({ mood: { scores: { glad: 0.9, sad: 0.1 } } }))
  const usage = usageFor(JSON.stringify(fields.input))
  const told = { prompt_tokens: usage.input, completion_tokens: 0, total_tokens: usage.total }
  const body = { id: 'clas-fake', object: 'list', model: call.model, results, usage: told }
  return { response: json(200, body), usage }
}

/** As many pages as `pages` asks for, else two. */
function ocr({ fields, call }: FakeOperation): FakeResult {
  const pages = Array.isArray(fields.pages) ? fields.pages.length : 2
  const body = {
    model: call.model,
    pages: Array.from({ length: pages }, (_, index) => ({
      index,
      markdown: `# Strana ${index + 1}\n\nPříliš žluťoučký kůň.`,
      images: [],
      dimensions: { dpi: 200, height: 2200, width: 1700 },
    })),
    document_annotation: null,
    usage_info: { pages_processed: pages, doc_size_bytes: null },
  }
  return { response: json(200, body), units: { pages } }
}

function rerank({ fields, call }: FakeOperation): FakeResult {
  const documents = Array.isArray(fields.documents) ? fields.documents : []
  const count = typeof fields.top_n === 'number' ? fields.top_n : documents.length
  const results = documents
    .map((document: unknown, index) => ({ index, relevance_score: scoreOf(document) }))
    .toSorted((a, b) => b.relevance_score - a.relevance_score)
    .slice(0, count)
  const meta = { api_version: { version: '2' }, billed_units: { search_units: 1 } }
  const body = { id: 'rerank-fake', model: call.model, results, meta }
  return { response: json(200, body), units: { searches: 1 } }
}

function scoreOf(document: unknown): number {
  return 1 / (1 + JSON.stringify(document).length)
}

/** Anthropic's `count_tokens`, Gemini's `countTokens`: both names at once. Free. */
function countTokens({ fields }: FakeOperation): FakeResult {
  const messages = listOf(fields.messages).map(({ content }) => textOf(content))
  const contents = listOf(fields.contents).map(({ parts }) => textOf(parts))
  const text = [textOf(recordOf(fields).system), ...messages, ...contents].join(' ')
  const count = piecesOf(text).length
  return { response: json(200, { input_tokens: count, totalTokens: count }) }
}
