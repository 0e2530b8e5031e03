import { createHash } from 'node:crypto'
import type { Principal } from '#server/access/principal.ts'
import type { TokenUsage } from '#server/dialects/conversation.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { readLines } from './lines.ts'
import { NO_TOKENS, operationUsageFrom } from '../operations/units-usage.ts'

/** What one model of a batch used. */
export interface BatchSpend {
  /** As the provider calls it. */
  upstreamModel: string
  usage: TokenUsage
  requests: number
  /** Read (OCR). */
  pages: number
  /** Calls that cost more because they are long are a sum of their own: 0 is for those that do not. */
  lengthClass: number
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
  const pages = pagesIn(body)
  const usage = operationUsageFrom(fieldOf(body, 'usage')) ?? (pages > 0 ? NO_TOKENS : null)
  if (!usage) return
  const model = fieldOf(body, 'model')
  const upstreamModel = typeof model === 'string' ? model : ''
  const lengthClass = lengthClassOf(usage)
  const name = `${lengthClass} ${upstreamModel}`
  const known = byModel.get(name)
  byModel.set(name, {
    upstreamModel,
    usage: known ? add(known.usage, usage) : usage,
    requests: (known?.requests ?? 0) + 1,
    pages: (known?.pages ?? 0) + pages,
    lengthClass,
  })
}

function pagesIn(body: unknown): number {
  const pages = fieldOf(fieldOf(body, 'usage_info'), 'pages_processed')
  return typeof pages === 'number' && Number.isSafeInteger(pages) ? pages : 0
}

/** Some suppliers ask more for all of a call above so many tokens: such lines are a sum of their own. */
const LONG_TOKENS = [200_000, 272_000]

function lengthClassOf({ inputTokens }: TokenUsage): number {
  return LONG_TOKENS.filter((border) => inputTokens > border).length
}

function add(a: TokenUsage, b: TokenUsage): TokenUsage {
  const longestOf = (one: TokenUsage) => one.longestInputTokens ?? one.inputTokens
  const sums = COUNTED_APART.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)] as const)
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    ...Object.fromEntries(sums.filter(([, count]) => count > 0)),
    longestInputTokens: Math.max(longestOf(a), longestOf(b)),
    isEstimated: a.isEstimated || b.isEstimated,
  }
}

const COUNTED_APART = [
  'cacheWriteTokens',
  'cacheWriteHourTokens',
  'audioInputTokens',
  'audioOutputTokens',
  'searches',
] as const

/** The same for the same spending, whoever finds out about it: the ledger takes it once. */
export function spendId(
  batch: string,
  { upstreamModel, lengthClass }: BatchSpend,
  { tenantId }: Principal,
): string {
  const apart = lengthClass > 0 ? [lengthClass] : []
  const text = JSON.stringify(['batch', tenantId, batch, upstreamModel, ...apart])
  const hex = createHash('sha256').update(text).digest('hex')
  // A UUID of version 8: made by a rule of our own (RFC 9562).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
