import type { Classification } from '#wire/classification.ts'
import type { AnswerOrigin } from '#wire/conversations.ts'
import type { Principal } from '#server/access/principal.ts'
import { askModel, type ChatGateway } from '#server/assistant/ask-model.ts'
import type { DetectLanguage } from '#server/assistant/detect-language.ts'
import { findProblems } from './checks/find-problems.ts'
import { compareFacts } from './facts/compare-facts.ts'
import { hardnessOf } from './readability/measure.ts'
import { rewritePrompt } from './rewrite-prompt.ts'
import type { Standard } from './standards/standard.ts'

export interface Rewriting {
  principal: Principal
  classification: Classification
  isTainted: boolean
  modelId: string
  standard: Standard
  source: string
  /** What is to be said in shorter sentences; null: the source is rewritten. */
  current: string | null
  /** Which part of how many it is. */
  part: { number: number; count: number }
  /** Terms that the organisation wants used, as lines for the model. Empty: none. */
  terms: string
  signal: AbortSignal
}

export interface Rewritten {
  text: string
  origin: AnswerOrigin | null
  /** Null: nothing is wrong with it that could be measured. */
  problem: 'language' | 'not-easier' | 'cut-off' | null
}

export interface RewriteTools {
  gateway: ChatGateway
  detectLanguage: DetectLanguage
  createId: () => string
}

export type RewriteStep =
  | { type: 'attempt'; attempt: number }
  | { type: 'text'; text: string }
  | { type: 'rewritten'; rewritten: Rewritten }

/**
 * One part of a text, rewritten by a call like any other. What came is measured; where it is in another language, no easier than
 * before or lacks facts, the model is asked once more and told so. The better of the two is kept.
 */
export async function* rewriteBlock(
  tools: RewriteTools,
  rewriting: Rewriting,
): AsyncGenerator<RewriteStep> {
  let best: Judged | undefined
  let failings: string[] = []
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    yield { type: 'attempt', attempt }
    const asked = { ...rewriting, failings, previous: best?.text ?? null }
    const written = yield* ask(tools, asked)
    const judged = await judge(tools, rewriting, written)
    if (!best || isBetter(judged, best)) best = judged
    failings = best.failings
    if (failings.length === 0) break
  }
  if (!best) return
  const { text, origin, problem } = best
  yield { type: 'rewritten', rewritten: { text, origin, problem } }
}

interface Asked extends Rewriting {
  failings: readonly string[]
  previous: string | null
}

interface Written {
  text: string
  origin: AnswerOrigin | null
  isCutOff: boolean
}

async function* ask(
  { gateway, createId }: RewriteTools,
  asked: Asked,
): AsyncGenerator<RewriteStep, Written> {
  const { principal, classification, isTainted, modelId, signal, source, current } = asked
  const written: Written = { text: '', origin: null, isCutOff: false }
  for await (const part of askModel(gateway, {
    principal,
    classification,
    conversationId: null,
    ...(isTainted && { isTainted }),
    modelId,
    messages: rewritePrompt(asked),
    maxTokens: tokensFor(current ?? source),
    parameters: { temperature: asked.failings.length > 0 ? 0.4 : 0.2 },
    signal,
    requestId: createId(),
    onOrigin: (origin) => (written.origin = origin),
  })) {
    if (part.type === 'text') {
      written.text += part.text
      yield { type: 'text', text: part.text }
    }
    if (part.type === 'finish') written.isCutOff = part.reason === 'length'
  }
  written.text = readRewriting(written.text)
  return written
}

/** Easy words are more words; and a model that never ends is ended. */
function tokensFor(text: string): number {
  return Math.min(4_096, 256 + text.length)
}

/** Without thoughts, fences and the marks of the question that some models repeat. */
export function readRewriting(written: string): string {
  return (
    written
      .replace(/^\s*<think>[\s\S]*?<\/think>/u, '')
      .replaceAll(/^\s*<\/?(?:text)>\s*$/gmu, '')
      .trim()
      .replace(/^```[a-z]*\n([\s\S]*?)\n```$/u, '$1')
      // A heading that small models put above what they say: “**Answer:**”.
      .replace(/^\*\*[^*\n]{1,25}:\s?\*\*\s*\n+/u, '')
      .replaceAll(/\n{3,}/gu, '\n\n')
      .trim()
  )
}

interface Judged extends Rewritten {
  failings: string[]
  isOtherLanguage: boolean
  missing: number
  hardness: number
}

async function judge(
  { detectLanguage }: RewriteTools,
  { standard, source, current }: Rewriting,
  written: Written,
): Promise<Judged> {
  const { lang } = standard
  const { text, origin, isCutOff } = written
  const found = await detectLanguage(text, { conversation: lang })
  const isOtherLanguage = found !== null && found.split('-')[0] !== lang
  const before = hardnessOf(current ?? source, lang)
  const hardness = hardnessOf(text, lang)
  const isEasier =
    before === undefined ||
    hardness === undefined ||
    before < 0.15 ||
    hardness < before - LEAST_GAIN
  const gone = compareFacts([{ id: '', source, text }], lang).filter(
    ({ change, kind }) => change !== 'added' && TOLD.has(kind),
  )
  const failings = [
    ...(text === '' ? ['The answer was empty.'] : []),
    ...(isOtherLanguage ? ['It was not in the language of the text.'] : []),
    ...(isCutOff ? ['It was too long and broke off. Say only what the text says.'] : []),
    ...(isEasier ? [] : ['It was no easier to read than the text.', ...longOnes(text, standard)]),
    ...gone.slice(0, 12).map((one) => `This fact is missing or wrong: ${one.source?.text ?? ''}`),
  ]
  const problem = isOtherLanguage
    ? 'language'
    : isCutOff
      ? 'cut-off'
      : isEasier
        ? null
        : 'not-easier'
  const isEmpty = text === ''
  return {
    text,
    origin,
    problem,
    failings,
    isOtherLanguage: isOtherLanguage || isEmpty,
    missing: gone.length,
    hardness: hardness ?? 0,
  }
}

/** Of the scale from easy to hard: a copy with two words changed is no rewriting. */
const LEAST_GAIN = 0.03

/** What a model can mend when it is told: not a guess, nor a word that may rightly be gone. */
const TOLD = new Set([
  'number',
  'percent',
  'money',
  'date',
  'time',
  'duration',
  'phone',
  'email',
  'address',
  'law',
])

function longOnes(text: string, standard: Standard): string[] {
  return findProblems(text, standard)
    .filter(({ kind }) => kind === 'long-sentence')
    .slice(0, 3)
    .map(
      ({ start, end, count }) => `${count ?? 0} words in one sentence: ${text.slice(start, end)}`,
    )
}

function isBetter(a: Judged, b: Judged): boolean {
  if (a.isOtherLanguage !== b.isOtherLanguage) return b.isOtherLanguage
  if (a.missing !== b.missing) return a.missing < b.missing
  return a.hardness < b.hardness
}
