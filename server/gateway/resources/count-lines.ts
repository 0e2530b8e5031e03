import type { LinesNeed } from '#server/metering/accounts.ts'
import { tokensOfPicture } from '#server/metering/picture-tokens.ts'
import { isMembers } from '#server/providers/repairs.ts'
import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { scanObject, stringAt, type JsonMember } from '#server/lib/json-scan.ts'
import { findPictures } from '../find-pictures.ts'

/** What the lines of a batch that name one model may come to use, counted when they come in. */
export interface LinesOfModel extends Omit<LinesNeed, 'outputTokens'> {
  /** As the caller named it; null: the model of the job. */
  model: string | null
  /** Of lines that say how much may be written. */
  outputTokens: number
  /** Answers for which nobody has said it. */
  openAnswers: number
}

/** Adds one line, by the body of its request. */
export function addLine(counts: Map<string | null, LinesOfModel>, body: Buffer): void {
  const { members } = scanObject(body)
  const named = members.find(({ name }) => name === 'model')
  const model = (named && stringAt(body, named)) ?? null
  const inputTokens = countInput(body, members)
  const { most, answers } = countOutput(body, members)
  const known = counts.get(model)
  counts.set(model, {
    model,
    requests: (known?.requests ?? 0) + 1,
    inputTokens: (known?.inputTokens ?? 0) + inputTokens,
    longestInputTokens: Math.max(known?.longestInputTokens ?? 0, inputTokens),
    outputTokens: (known?.outputTokens ?? 0) + (most ?? 0) * answers,
    openAnswers: (known?.openAnswers ?? 0) + (most === null ? answers : 0),
  })
}

/** Four bytes a token, and pictures by their size, at the dearest of the suppliers' rules. */
function countInput(bytes: Buffer, members: JsonMember[]): number {
  const pictures = findPictures({ bytes, members })
  const ofPictures = (pictures?.sizes ?? []).reduce(
    (sum, size) => sum + tokensOfPicture(size, null),
    0,
  )
  return Math.ceil((bytes.length - (pictures?.bytes ?? 0)) / 4) + ofPictures
}

const MOST_WRITTEN = ['max_completion_tokens', 'max_tokens', 'max_output_tokens']
const ANSWERS = ['n', 'best_of']

function countOutput(bytes: Buffer, members: JsonMember[]) {
  const read = (names: readonly string[]) =>
    members
      .filter(({ name }) => names.includes(name))
      .map(({ start, end }) => countAt(bytes.subarray(start, end)))
      .filter((count) => count !== null)
  const said = read(MOST_WRITTEN)
  return {
    most: said.length === 0 ? null : Math.max(...said),
    answers: Math.max(1, ...read(ANSWERS)),
  }
}

/** No model writes more, and budgets reckon with it. */
const MAX_COUNT = 2 ** 31 - 1

/** All of it is read: behind many zeros there may be an exponent. */
function countAt(bytes: Buffer): number | null {
  const count = Number(bytes.toString('latin1'))
  return Number.isSafeInteger(count) && count > 0 ? Math.min(count, MAX_COUNT) : null
}

/** The same of requests that stand in the body of a job. Throws `invalid_request` for what cannot be counted. */
export function countInline(requests: readonly unknown[]): LinesOfModel[] {
  const counts = new Map<string | null, LinesOfModel>()
  for (const one of requests) {
    const body = fieldOf(one, 'body')
    if (!isMembers(body)) {
      throw new AppError(
        'invalid_request',
        'Each of the requests needs a “body” that is an object.',
        {
          param: 'requests',
        },
      )
    }
    addLine(counts, Buffer.from(JSON.stringify(body)))
  }
  return [...counts.values()]
}

/** Of several files, and with the job's model where lines name none. */
export function sumLines(lists: readonly (readonly LinesOfModel[])[], jobModel: string | null) {
  const sums = new Map<string | null, LinesOfModel>()
  for (const one of lists.flat()) {
    const model = one.model ?? jobModel
    const known = sums.get(model)
    sums.set(model, {
      model,
      requests: one.requests + (known?.requests ?? 0),
      inputTokens: one.inputTokens + (known?.inputTokens ?? 0),
      longestInputTokens: Math.max(one.longestInputTokens, known?.longestInputTokens ?? 0),
      outputTokens: one.outputTokens + (known?.outputTokens ?? 0),
      openAnswers: one.openAnswers + (known?.openAnswers ?? 0),
    })
  }
  return [...sums.values()]
}
