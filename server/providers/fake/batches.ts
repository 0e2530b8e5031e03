import { randomUUID } from 'node:crypto'
import { piecesOf } from '../fake-answer.ts'
import type { ProviderResponse } from '../provider.ts'
import type { Bill } from './bill.ts'
import type { FakeFiles } from './files.ts'
import { usageFor } from './operation.ts'
import { json } from './replies.ts'
import type { ResourceRequest } from './resources.ts'
import { listOf, recordOf, stringOf, type FakeBody } from './wire.ts'

interface FakeBatch {
  id: string
  asked: FakeBody
  status: 'running' | 'done' | 'cancelled'
  outputFileId: string | null
  counts: { total: number; inputTokens: number; outputTokens: number }
}

type Answers = Record<string, (request: ResourceRequest) => ProviderResponse | undefined>

/** OpenAI's `/batches` and Mistral's `/batch/jobs`. A batch is done when it is looked at for the first time after its making. */
export function createFakeBatches(files: FakeFiles): Answers {
  const batches = new Map<string, FakeBatch>()
  const start = (prefix: string, body: Buffer): FakeBatch => {
    const batch: FakeBatch = {
      id: `${prefix}${randomUUID()}`,
      asked: recordOf(JSON.parse(body.toString('utf8'))),
      status: 'running',
      outputFileId: null,
      counts: { total: 0, inputTokens: 0, outputTokens: 0 },
    }
    batches.set(batch.id, batch)
    return batch
  }
  const answerWith =
    (prefix: string, toBatch: (batch: FakeBatch) => object, depth: number) =>
    ({ method, segments, body, bill }: ResourceRequest): ProviderResponse | undefined => {
      const [id, action] = segments.slice(depth)
      if (id === undefined) {
        if (method === 'POST') return json(200, toBatch(start(prefix, body)))
        const data = [...batches.values()].map(toBatch)
        return json(200, { object: 'list', data, total: data.length, has_more: false })
      }
      const batch = batches.get(id)
      if (!batch) return undefined
      if (action === 'cancel') batch.status = 'cancelled'
      else if (method === 'DELETE') batches.delete(id)
      else if (batch.status === 'running') finish(batch, files, bill)
      return json(200, method === 'DELETE' ? { id, deleted: true } : toBatch(batch))
    }
  return {
    batches: answerWith('batch_', toOpenAiBatch, 1),
    batch: answerWith('', toMistralJob, 2),
  }
}

function finish(batch: FakeBatch, files: FakeFiles, bill: Bill): void {
  const { asked } = batch
  const ids = [asked.input_file_id, ...(Array.isArray(asked.input_files) ? asked.input_files : [])]
  const fromFiles = ids.flatMap((id) =>
    (files.find(stringOf(id))?.bytes.toString('utf8') ?? '').split('\n').filter((line) => line),
  )
  const requests = [
    ...fromFiles.map((line) => recordOf(JSON.parse(line))),
    ...listOf(asked.requests),
  ]
  const lines = requests.map((request, index) => {
    const text = JSON.stringify(recordOf(request.body).messages ?? '')
    const answer = 'Ahoj, světe!'
    const usage = usageFor(text, piecesOf(answer).length)
    batch.counts.total += 1
    batch.counts.inputTokens += Number(usage.input)
    batch.counts.outputTokens += Number(usage.output)
    const model = stringOf(recordOf(request.body).model) || stringOf(asked.model)
    return JSON.stringify({
      id: `batch_req_${index}`,
      custom_id: request.custom_id,
      response: { status_code: 200, body: answerOf(model, answer, usage) },
      error: null,
    })
  })
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  batch.outputFileId = files.add({ filename: 'output.jsonl', purpose: 'batch', bytes }).id
  batch.status = 'done'
  const { total, inputTokens, outputTokens } = batch.counts
  bill.charge({
    operation: 'batches',
    model: stringOf(asked.model),
    usage: { ...usageFor(''), input: inputTokens, output: outputTokens },
    units: { requests: total },
  })
}

function answerOf(model: string, content: string, usage: ReturnType<typeof usageFor>): object {
  const message = { role: 'assistant', content }
  const { input, output, total } = usage
  return {
    id: 'chatcmpl-batch',
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: total },
  }
}

function toOpenAiBatch({ id, asked, status, outputFileId, counts }: FakeBatch): object {
  const { total } = counts
  const names = { running: 'in_progress', done: 'completed', cancelled: 'cancelled' }
  const isDone = status === 'done'
  return {
    id,
    object: 'batch',
    endpoint: asked.endpoint,
    input_file_id: asked.input_file_id,
    completion_window: asked.completion_window,
    status: names[status],
    output_file_id: outputFileId,
    error_file_id: null,
    created_at: 1_709_000_000,
    request_counts: { total, completed: total, failed: 0 },
    metadata: asked.metadata ?? null,
    ...(isDone && {
      usage: {
        input_tokens: counts.inputTokens,
        output_tokens: counts.outputTokens,
        total_tokens: counts.inputTokens + counts.outputTokens,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 0 },
      },
    }),
  }
}

function toMistralJob({ id, asked, status, outputFileId, counts }: FakeBatch): object {
  const { total } = counts
  const names = { running: 'RUNNING', done: 'SUCCESS', cancelled: 'CANCELLED' }
  return {
    id,
    object: 'batch',
    input_files: asked.input_files ?? [],
    metadata: asked.metadata ?? null,
    endpoint: asked.endpoint,
    model: asked.model ?? null,
    agent_id: asked.agent_id ?? null,
    output_file: outputFileId,
    error_file: null,
    errors: [],
    status: names[status],
    created_at: 1_709_000_000,
    total_requests: total,
    completed_requests: total,
    succeeded_requests: total,
    failed_requests: 0,
  }
}
