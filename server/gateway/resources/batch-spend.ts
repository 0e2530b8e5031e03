import { createHash } from 'node:crypto'
import type { Principal } from '#server/access/principal.ts'
import type { TokenUsage } from '#server/dialects/conversation.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { readLines } from './lines.ts'
import { operationUsageFrom } from '../operations/units-usage.ts'

/** What one model of a batch used. */
export interface BatchSpend {
  /** As the provider calls it. */
  upstreamModel: string
  usage: TokenUsage
  requests: number
}

const OVER = /^(?:completed|failed|expired|cancelled|SUCCESS|FAILED|TIMEOUT_EXCEEDED|CANCELLED)$/

/** Whether a batch will do nothing more. */
export function isOver(batch: unknown): boolean {
  const status = fieldOf(batch, 'status')
  return typeof status === 'string' && OVER.test(status)
}

/** The files with what a batch has answered. */
export function outputsOf(batch: unknown): string[] {
  return ['output_file_id', 'output_file', 'error_file_id', 'error_file']
    .map((name) => fieldOf(batch, name))
    .filter((id) => typeof id === 'string' && id !== '')
    .map(String)
}

/** Sums what the lines of a batch's results say of their usage, by model. A line without usage failed, and cost nothing. */
export async function sumResults(files: AsyncIterable<Buffer>[]): Promise<BatchSpend[]> {
  const byModel = new Map<string, BatchSpend>()
  for (const file of files) {
    for await (const line of readLines(file)) addLine(line, byModel)
  }
  return [...byModel.values()]
}

function addLine(line: string, byModel: Map<string, BatchSpend>): void {
  const body = fieldOf(fieldOf(parseJson(line), 'response'), 'body')
  const usage = operationUsageFrom(fieldOf(body, 'usage'))
  if (!usage) return
  const model = fieldOf(body, 'model')
  const upstreamModel = typeof model === 'string' ? model : ''
  const known = byModel.get(upstreamModel)
  byModel.set(upstreamModel, {
    upstreamModel,
    usage: known ? add(known.usage, usage) : usage,
    requests: (known?.requests ?? 0) + 1,
  })
}

function add(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    isEstimated: a.isEstimated || b.isEstimated,
  }
}

/** The same for the same spending, whoever finds out about it: the ledger takes it once. */
export function spendId(batch: string, upstreamModel: string, { tenantId }: Principal): string {
  const text = JSON.stringify(['batch', tenantId, batch, upstreamModel])
  const hex = createHash('sha256').update(text).digest('hex')
  // A UUID of version 8: made by a rule of our own (RFC 9562).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
