export type Members = Record<string, unknown>

/** Puts one answer of chat completions into the other of the two ways in which they are spoken. */
export interface AnswerWords {
  /** Whether there is anything in these bytes that it would change. */
  concerns(bytes: Buffer): boolean
  /** What is said in place of a chunk, which may be changed; none: nothing yet. */
  event(chunk: Members): Members[]
  whole(answer: Members): Members[]
  /** What was held back, when the answer has come to its end. */
  end(): Members[]
}
