/** What is billed beside tokens, as integers. Absent: none of it. */
export interface UsageUnits {
  /** Of documents read (OCR). */
  pages?: number
  /** Of audio heard, in milliseconds. */
  audioMs?: number
  /** Of text spoken. */
  characters?: number
  /** Made or changed. */
  images?: number
  /** Searches: of rerankers, and of the web. */
  searches?: number
  /** Single requests of a batch. */
  requests?: number
}
