import type { Formality, MatchedTerm } from '#wire/translation.ts'
import type { ChatMessage } from '#server/assistant/ask-model.ts'
import { estimateTokens } from '#server/assistant/prompt.ts'
import { AppError } from '#server/lib/app-error.ts'
import { toMessages } from './ask-prompt.ts'
import { judgePiece, type Judged, type Piece } from './check-segment.ts'

/** One question to the model: its words as they come. Throws AppError where it was refused, failed or broke off. */
export type AskWords = (
  messages: readonly ChatMessage[],
  maxTokens: number,
) => AsyncIterable<string>

export interface PieceAsker {
  /** Each of the pieces once, in whatever order the model answers. */
  several(pieces: readonly Piece[]): AsyncGenerator<[Piece, Judged]>
  /** One on its own, told that it was not right before. */
  again(piece: Piece): Promise<Judged>
}

export interface AskerOptions {
  ask: AskWords
  from: string | null
  to: string
  formality: Formality
  termsOf: (piece: Piece) => readonly MatchedTerm[]
  demanded: ReadonlySet<string>
  createFence: () => string
  /** Room for the answer; models that think need more. */
  extraTokens: number
}

export function createPieceAsker(options: AskerOptions): PieceAsker {
  const { ask, from, to, formality, termsOf, demanded, createFence, extraTokens } = options
  const words = (pieces: readonly Piece[], isAgain: boolean) => {
    const texts = pieces.map(({ masked }) => masked.text)
    const messages = toMessages({
      pieces: texts,
      from,
      to,
      formality,
      terms: pieces.flatMap(termsOf),
      demanded,
      isAgain,
      fence: createFence(),
    })
    // Other languages take up to five times the tokens of English.
    const maxTokens = 5 * texts.reduce((sum, text) => sum + estimateTokens(text), 0) + 100
    return ask(messages, maxTokens + extraTokens)
  }
  const judge = (piece: Piece, answer: string, isLast: boolean) =>
    judgePiece(piece, answer, { from, to, isLast })
  const one = async (piece: Piece, isAgain: boolean): Promise<Judged> =>
    judge(piece, withoutFence(await joined(words([piece], isAgain))), isAgain)

  return {
    async *several(pieces) {
      const [first] = pieces
      if (!first) return
      if (pieces.length === 1) {
        yield [first, await one(first, false)]
        return
      }
      const open = new Set(pieces)
      for await (const { number, text } of numbered(words(pieces, false))) {
        const piece = pieces[number - 1]
        if (piece && open.delete(piece)) yield [piece, judge(piece, text, false)]
      }
      for (const piece of open) yield [piece, { problem: 'no_answer' }]
    },
    again: (piece) => one(piece, true),
  }
}

async function joined(words: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const word of words) text += word
  return text
}

/** Some models repeat the marks, or put what they say in a code block. */
function withoutFence(answer: string): string {
  return answer
    .replaceAll(/<\/?text-[\da-f]+>/g, '')
    .replace(/^\s*```\w*\n([^]*?)\n```\s*$/, '$1')
    .replace(/^\s*\[\[1\]\]\s*/, '')
}

/** The numbered pieces of an answer, each as soon as the next one begins. What came before the context was full is kept. */
async function* numbered(words: AsyncIterable<string>): AsyncGenerator<Numbered> {
  let text = ''
  try {
    for await (const word of words) {
      const { pieces, rest } = takeWhole(text + word)
      text = rest
      yield* pieces
    }
  } catch (error) {
    // The rest is asked for piece by piece.
    if (!(error instanceof AppError) || error.code !== 'context_length_exceeded') throw error
    return
  }
  yield* toNumbered(text)
}

interface Numbered {
  number: number
  text: string
}

/** The pieces after which another one begins, and what is left. */
function takeWhole(text: string): { pieces: Numbered[]; rest: string } {
  const starts = [...text.matchAll(/\[\[\d{1,3}\]\]/g)].map(({ index }) => index)
  const pieces = starts
    .slice(0, -1)
    .flatMap((start, at) => toNumbered(text.slice(start, starts[at + 1])))
  return { pieces, rest: text.slice(starts.at(-1) ?? 0) }
}

function toNumbered(text: string): Numbered[] {
  const match = /\[\[(\d{1,3})\]\]([^]*)/.exec(text)
  return match ? [{ number: Number(match[1]), text: withoutFence(match[2] ?? '') }] : []
}
