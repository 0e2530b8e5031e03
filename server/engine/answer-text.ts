import type { Sampled, TokenLogprob } from './adapter.ts'
import type { TextLogprob, TokenText } from './generation-events.ts'
import { createStopMatcher } from './stop-matcher.ts'
import { createUtf8Stream } from './utf8-stream.ts'

export interface AnswerPiece {
  text: string
  /** Of the tokens whose text is shown by now, in order; empty unless asked for. */
  logprobs: TextLogprob[]
}

/** The text of one answer as its tokens come: whole characters only, and nothing of a stop string. */
export interface AnswerText {
  push(sampled: Sampled): AnswerPiece
  flush(): AnswerPiece
  /** The decoded text, what is held back included, ends in this. */
  endsWith(text: string): boolean
  readonly hasStopped: boolean
}

export function createAnswerText(
  stops: string[],
  bytesOf: (token: number) => Uint8Array,
): AnswerText {
  const characters = createUtf8Stream()
  const matcher = createStopMatcher(stops)
  let tail = ''
  let decodedLength = 0
  let shownLength = 0
  let waiting: { endsAt: number; logprob: TextLogprob }[] = []
  return {
    push({ token, logprob }) {
      const text = token === null ? '' : characters.push(bytesOf(token))
      decodedLength += text.length
      tail = (tail + text).slice(-TAIL_LENGTH)
      if (logprob) waiting.push({ endsAt: decodedLength, logprob: toTextLogprob(logprob, bytesOf) })
      return show(matcher.push(text))
    },
    flush: () => show(matcher.flush()),
    endsWith: (text) => tail.endsWith(text),
    get hasStopped() {
      return matcher.hasStopped
    },
  }

  function show(text: string): AnswerPiece {
    shownLength += text.length
    if (waiting.length === 0) return { text, logprobs: [] }
    const logprobs = waiting.filter(({ endsAt }) => endsAt <= shownLength)
    waiting = waiting.slice(logprobs.length)
    return { text, logprobs: logprobs.map(({ logprob }) => logprob) }
  }
}

const TAIL_LENGTH = 64

function toTextLogprob(
  { token, logprob, top }: TokenLogprob,
  bytesOf: (token: number) => Uint8Array,
): TextLogprob {
  const toText = (one: { token: number; logprob: number }): TokenText => {
    const bytes = bytesOf(one.token)
    return {
      text: Buffer.from(bytes).toString('utf8'),
      bytes: [...bytes],
      // JSON has no infinity; this is OpenAI's number for "practically impossible".
      logprob: Math.max(one.logprob, -9999),
    }
  }
  return { ...toText({ token, logprob }), top: top.map(toText) }
}
