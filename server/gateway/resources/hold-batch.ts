import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { mostWritten } from '#server/metering/pricing.ts'
import type { StandingHold, StandingHolds } from '#server/metering/standing-holds.ts'
import type { Operation } from '#server/providers/provider.ts'
import { printable } from '../names.ts'
import type { Target } from '../routing/target.ts'
import { countInline, sumLines, type LinesOfModel } from './count-lines.ts'
import type { KeptResource } from './resource-store.ts'

/** What is held for one model of a batch, until it is charged. */
export interface HeldModel {
  /** As the caller named it, which is what budgets of models go by. */
  model: string
  /** As the provider knows it; empty: the provider alone knows. */
  upstreamModel: string
  /** Null: nothing that has an end counts it. */
  hold: StandingHold | null
}

/** What one model of a batch may come to use, and who answers. */
export interface BatchNeed {
  lines: LinesOfModel
  target: Target | undefined
}

interface Asked {
  /** The request that makes it. */
  body: unknown
  files: readonly KeptResource[]
  /** Of the job; null: its lines say. */
  model: string | null
  /** By the name that the caller used. Throws where it may not be used. */
  getTarget: (model: string) => Target
}

/** What a new batch may come to use, by model. Throws `invalid_request` where nobody has counted. */
export function needsOf({ body, files, model, getTarget }: Asked): BatchNeed[] {
  const inline = fieldOf(body, 'requests')
  const counted = files.map(({ id, lines }) => {
    if (lines) return lines
    const message = `The file “${printable(id)}” was uploaded before what batches cost was counted beforehand. Upload it again.`
    throw new AppError('invalid_request', message, { param: 'input_file_id' })
  })
  if (inline !== undefined && inline !== null && !Array.isArray(inline)) {
    throw new AppError('invalid_request', 'The requests must be a list.', { param: 'requests' })
  }
  const requests: unknown[] = inline ?? []
  return sumLines([...counted, countInline(requests)], model).map((lines) => ({
    lines: writesText(body) ? lines : { ...lines, outputTokens: 0, openAnswers: 0 },
    target: lines.model === null ? undefined : getTarget(lines.model),
  }))
}

/** By the path that its requests are for. */
function writesText(body: unknown): boolean {
  const endpoint = fieldOf(body, 'endpoint')
  return typeof endpoint !== 'string' || !SILENT.has(endpoint)
}

const SILENT = new Set([
  '/v1/embeddings',
  '/v1/moderations',
  '/v1/chat/moderations',
  '/v1/classifications',
  '/v1/chat/classifications',
  '/v1/ocr',
])

export interface HoldOptions {
  principal: Principal
  operation: Operation
  requestId: string
  standing: StandingHolds
}

/** Holds all that a batch may come to cost, or nothing. Throws as `StandingHolds.take`. */
export async function holdBatch(
  needs: readonly BatchNeed[],
  { principal, operation, requestId, standing }: HoldOptions,
): Promise<HeldModel[]> {
  const held: HeldModel[] = []
  try {
    for (const { lines, target } of needs) {
      const { requests, inputTokens, longestInputTokens, outputTokens, openAnswers } = lines
      const model = lines.model ?? operation
      const most = mostWritten(target?.model)
      const hold = await standing.take({
        principal,
        requestId,
        operation,
        model,
        isStream: false,
        requestBytes: 0,
        dialect: 'openai-chat',
        maxTokens: null,
        choices: 1,
        extras: { tier: 'batch' },
        lines: {
          requests,
          inputTokens,
          longestInputTokens,
          outputTokens: outputTokens + openAnswers * most,
        },
        ...(target && { deployments: [target] }),
      })
      const upstreamModel = target?.model.upstreamName ?? ''
      held.push({ model, upstreamModel, hold: hold ?? null })
    }
    return held
  } catch (error) {
    await releaseBatch(held, principal.tenantId, standing)
    throw error
  }
}

export async function releaseBatch(
  held: readonly HeldModel[],
  tenantId: string,
  standing: StandingHolds,
): Promise<void> {
  await standing.release(
    tenantId,
    held.flatMap(({ hold }) => hold ?? []),
  )
}

/** Whose line an answer is: providers answer with the dated name of what was asked for. */
export function findHeld(held: readonly HeldModel[], answered: string): HeldModel | undefined {
  const isDated = ({ upstreamModel }: HeldModel) =>
    upstreamModel !== '' && answered.startsWith(`${upstreamModel}-`)
  const dated = held
    .filter(isDated)
    .toSorted((a, b) => b.upstreamModel.length - a.upstreamModel.length)
  const [only, another] = held
  return (
    held.find(({ upstreamModel }) => upstreamModel === answered) ??
    dated[0] ??
    (another ? undefined : only)
  )
}
