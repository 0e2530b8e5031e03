import type { Classification } from '#wire/classification.ts'
import type { Principal } from '#server/access/principal.ts'

/** A file with pages, or a picture, of which the text is to be recognised. */
export interface Unread {
  name: string
  mediaType: string
  bytes: readonly Buffer[]
  /** Of a PDF, from 1; of a picture [1]. */
  pages: readonly number[]
}

export interface RecognisedPage {
  number: number
  text: string
  /** 0 to 100, as the engine says it; null: it says nothing. */
  confidence: number | null
}

export interface Sender {
  principal: Principal
  /** How carefully the file is to be handled. */
  classification: Classification
  signal: AbortSignal
}

/** What recognises text in pictures of it. Throws where it cannot; pages of which it says nothing are not among what it gives. */
export interface Recogniser {
  /** What the same file is recognised by: another engine reads it anew. */
  readonly id: string
  recognise(file: Unread, about: Sender): Promise<RecognisedPage[]>
}
