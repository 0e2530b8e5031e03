import type { PlaygroundAnswer, PlaygroundEvent, Receipt } from '#wire/playground.ts'

/** One model's answer, as far as it has come. */
export interface Column {
  answer: PlaygroundAnswer
  isRunning: boolean
  /** Measured here, while the receipt is not there yet; milliseconds since 1970. */
  startedMs: number
  firstContentMs: number | null
}

export function startColumn(model: string, nowMs: number): Column {
  return { answer: emptyAnswer(model), isRunning: true, startedMs: nowMs, firstContentMs: null }
}

/** An answer that is over, as it was kept. */
export function keptColumn(answer: PlaygroundAnswer): Column {
  const firstContentMs = answer.receipt?.firstContentMs ?? null
  return { answer, isRunning: false, startedMs: 0, firstContentMs }
}

export function emptyAnswer(model: string): PlaygroundAnswer {
  return { model, text: '', reasoning: '', toolCalls: [], finish: null, error: null, receipt: null }
}

/** The column after these events; a new object. */
export function foldEvents(
  column: Column,
  events: readonly PlaygroundEvent[],
  nowMs: number,
): Column {
  const answer = events.reduce(foldEvent, column.answer)
  const isContent = events.some(({ type }) => /^(?:text|reasoning|tool-call)$/.test(type))
  const firstContentMs =
    column.firstContentMs ?? (isContent ? Math.max(0, nowMs - column.startedMs) : null)
  return { ...column, answer, firstContentMs: answer.receipt?.firstContentMs ?? firstContentMs }
}

function foldEvent(answer: PlaygroundAnswer, event: PlaygroundEvent): PlaygroundAnswer {
  if (event.type === 'text') return { ...answer, text: answer.text + event.text }
  if (event.type === 'reasoning') return { ...answer, reasoning: answer.reasoning + event.text }
  if (event.type === 'finish') return { ...answer, finish: event.reason }
  if (event.type === 'error') return { ...answer, error: event.error }
  if (event.type === 'receipt') return { ...answer, receipt: event.receipt }
  return { ...answer, toolCalls: foldToolCall(answer.toolCalls, event) }
}

type ToolCalls = PlaygroundAnswer['toolCalls']

/** A piece with a name begins a call; those without go on with the last one. */
function foldToolCall(calls: ToolCalls, piece: PlaygroundEvent & { type: 'tool-call' }): ToolCalls {
  if (piece.name !== undefined) {
    return [...calls, { name: piece.name, arguments: piece.arguments }]
  }
  return calls.map((call, at) =>
    at === calls.length - 1 ? { ...call, arguments: call.arguments + piece.arguments } : call,
  )
}

/** Tokens a second after the first one; null: too little to say. */
export function speedOf({ outputTokens, durationMs, firstContentMs }: Receipt): number | null {
  const writingMs = durationMs - (firstContentMs ?? 0)
  return outputTokens > 1 && writingMs > 20 ? (outputTokens - 1) / (writingMs / 1000) : null
}

export interface Distinction {
  isQuickest: boolean
  isFastest: boolean
  isCheapest: boolean
}

/** Which of those that are over was best at something; of one alone nobody says so. */
export function distinctionsOf(columns: readonly (Column | undefined)[]): Distinction[] {
  const receipts = columns.map((column) =>
    column && !column.isRunning && !column.answer.error ? column.answer.receipt : null,
  )
  const quickest = leastOf(receipts.map((one) => one?.firstContentMs ?? null))
  const fastest = leastOf(receipts.map((one) => negative(one && speedOf(one))))
  const cheapest = leastOf(
    hasOneCurrency(receipts) ? receipts.map((one) => one?.costMicros ?? null) : [],
  )
  return columns.map((_column, at) => ({
    isQuickest: at === quickest,
    isFastest: at === fastest,
    isCheapest: at === cheapest,
  }))
}

function negative(value: number | null): number | null {
  return value === null ? null : -value
}

function hasOneCurrency(receipts: readonly (Receipt | null)[]): boolean {
  return new Set(receipts.flatMap((one) => one?.currency ?? [])).size <= 1
}

/** Where the least is; undefined where there are not two to compare, or two are the same. */
function leastOf(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null)
  const least = Math.min(...known)
  if (known.length < 2 || known.filter((value) => value === least).length > 1) return undefined
  return values.indexOf(least)
}
