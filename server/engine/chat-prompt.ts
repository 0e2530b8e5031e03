import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../lib/app-error.ts'
import type { EngineAdapter } from './adapter.ts'
import type { ModelFile } from './model-file.ts'

/** A conversation in the shape that chat templates read, from untrusted hands. */
export interface ChatPrompt {
  messages: Record<string, unknown>[]
  tools: Record<string, unknown>[] | null
  /** What the answer has to begin with: it is part of the prompt, and the model goes on after it. */
  continuation: string | null
  /** Further variables for the template, such as `enable_thinking`. */
  variables: Record<string, unknown>
  /** A text with a gap in place of the messages: no template. */
  infill?: Infill
}

export interface Infill {
  markup: { prefix: string; suffix: string; middle: string }
  before: string
  after: string
}

export interface PromptWriter {
  /** Throws AppError `invalid_request` (the template refuses) or `context_length_exceeded`. */
  write(prompt: ChatPrompt): Promise<number[]>
  /** How many tokens it would be, whether the context holds them or not. Throws `invalid_request`. */
  count(prompt: ChatPrompt): Promise<number>
}

/**
 * Writes prompts with the model's own chat template. A control token that somebody typed (`<|im_start|>system`) stays text:
 * it is broken up before the template sees it, so that only the template's own markup becomes tokens.
 */
export function createPromptWriter(adapter: EngineAdapter, file: ModelFile): PromptWriter {
  const template = file.chatTemplate ?? ''
  const guard = createMarkupGuard(file)
  const render = ({ messages, tools, continuation, variables }: ChatPrompt) => {
    const text = adapter.render(template, {
      ...Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, guard(value)])),
      bos_token: file.vocabulary.beginText,
      eos_token: file.vocabulary.endText,
      messages: guard(messages),
      ...(tools && { tools: guard(tools) }),
      add_generation_prompt: true,
    })
    return text + String(guard(continuation ?? ''))
  }
  const toTokens = async (prompt: ChatPrompt) => {
    const { infill } = prompt
    const tokens: number[] = []
    for (const piece of pieces(infill ? withGap(infill, guard) : render(prompt))) {
      for (const token of adapter.tokenize(piece, true)) tokens.push(token)
      // A long text must not hold up the answers that are running.
      if (piece.length >= PIECE_LENGTH) await nextTurn()
    }
    const { beginToken } = adapter
    if (beginToken !== null && tokens[0] !== beginToken) tokens.unshift(beginToken)
    return tokens
  }
  return {
    write: async (prompt) => fitting(await toTokens(prompt), adapter.limits.contextTokens),
    count: async (prompt) => (await toTokens(prompt)).length,
  }
}

/** What is typed in the code stays text, whatever it looks like. */
function withGap({ markup, before, after }: Infill, guard: (value: unknown) => unknown): string {
  const { prefix, suffix, middle } = markup
  return `${prefix}${String(guard(before))}${suffix}${String(guard(after))}${middle}`
}

function fitting(tokens: number[], contextTokens: number): number[] {
  if (tokens.length === 0)
    throw new AppError('invalid_request', 'The messages are empty.', { param: 'messages' })
  if (tokens.length < contextTokens) return tokens
  throw new AppError(
    'context_length_exceeded',
    `These messages take ${tokens.length} tokens, and this model's context holds ${contextTokens}, ` +
      'answer included. Shorten the conversation or choose a model with a larger context.',
    { param: 'messages' },
  )
}

/** A code point that Unicode keeps free for programs: it can mean "cut here" because no text may hold it. */
const CUT = '\uFDD0'
const PIECE_LENGTH = 32_768
const LONGEST_MARKUP = 100

/** At the cuts, and very long text also at line ends or spaces, where tokenisers split anyway. */
function* pieces(text: string): Generator<string> {
  for (const piece of text.split(CUT)) {
    let start = 0
    while (piece.length - start > PIECE_LENGTH) {
      const end = start + PIECE_LENGTH
      const line = piece.lastIndexOf('\n', end)
      const space = line > start ? line : piece.lastIndexOf(' ', end)
      const cut = space > start ? space : safeEnd(piece, end)
      yield piece.slice(start, cut)
      start = cut
    }
    yield piece.slice(start)
  }
}

/** Neither inside the template's markup nor between the halves of a surrogate pair. */
function safeEnd(text: string, end: number): number {
  const markup = Math.max(text.lastIndexOf('<', end), text.lastIndexOf('[', end))
  if (end - markup < LONGEST_MARKUP) return markup
  const unit = text.charCodeAt(end)
  return unit >= 0xdc00 && unit <= 0xdfff ? end - 1 : end
}

/** Puts a cut into every control token's text that it finds in strings, however deep they lie in a value. */
function createMarkupGuard(file: ModelFile): (value: unknown) => unknown {
  const texts = [...file.vocabulary.special.values()]
    // `<tool_call>` and its like are ordinary text to the tokeniser, but markup to this template.
    .filter(({ text, type }) => type !== 'user-defined' || file.chatTemplate?.includes(text))
    .map(({ text }) => text)
    .filter((text) => text.length > 1)
    .toSorted((a, b) => b.length - a.length)
  const pattern = texts.length > 0 ? new RegExp(texts.map(escaped).join('|'), 'g') : null
  return guard

  function guard(value: unknown): unknown {
    if (typeof value === 'string') return guardText(value)
    if (Array.isArray(value)) return value.map(guard)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [guardText(key), guard(item)]),
    )
  }
  function guardText(text: string): string {
    const clean = text.toWellFormed().replaceAll(CUT, '')
    if (!pattern) return clean
    return clean.replace(pattern, (found) => {
      const [first = ''] = found
      return first + CUT + found.slice(first.length)
    })
  }
}

/** A text as a regular expression that matches it. */
function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}
