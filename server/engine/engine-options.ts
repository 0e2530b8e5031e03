export interface EngineModel {
  id: string
  name: string
  /** Of the GGUF file. */
  path: string
  contextTokens: number
  languages: string[]
  licence: { name: string; url: string | null } | null
  kind: 'chat' | 'embedding'
  /** Where the caller leaves it open; null or absent: 0.7 and no penalty. */
  sampling?: { temperature: number; repetitionPenalty: number } | null
  /** What stands before each part of a text with a gap; null or absent: it was not trained to fill it. */
  infill?: { prefix: string; suffix: string; middle: string } | null
}

export interface EngineOptions {
  /** Conversations that one model answers at the same time. Default: 8, or fewer where memory is short. */
  sequences?: number
  /** Of one conversation, question and answer. Default: 8,192, or less where the model or the memory has less. */
  contextTokens?: number
  /** Default: one for each core, eight at most. Fewer are used while other programs need them. */
  maxThreads?: number
  /** `fixed` never gives a thread back, which is only of use to measure what that costs. Default: adaptive. */
  threads?: 'adaptive' | 'fixed'
  /** Requests that wait for their turn, of one model; one more is answered "busy". Default: 128. */
  queueLimit?: number
  /** A model that nobody asked for so long gives its memory back. Default: 15 minutes. */
  idleUnloadMs?: number
  /** `auto` uses a GPU build of node-llama-cpp where one is installed. Default: false, the CPU. */
  gpu?: 'auto' | false
  /** Keeps a process with the library loaded (about 100 MB) ready for the next start. Default: where 2 GiB are free. */
  hasSpare?: boolean
}
