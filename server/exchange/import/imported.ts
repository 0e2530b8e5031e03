import type { Classification } from '#wire/classification.ts'
import type {
  ArchivedMessage,
  Beside,
  DropReason,
  FilePlace,
  ImportSource,
  ImportUnit,
} from '#wire/exchange.ts'
import type { MessagePart } from '#wire/message-parts.ts'

/** A message of another program, as it will be ours. */
export interface ImportedMessage {
  sourceId: string
  /** Of a message before it in the list; null: the conversation begins with it. */
  parentId: string | null
  role: 'user' | 'assistant'
  text: string
  reasoning: string
  parts: MessagePart[]
  modelId: string | null
  lang: string | null
  /** Null: the file does not say, or says what cannot be. */
  atMs: number | null
  /** What only our own format knows. */
  rest?: Pick<ArchivedMessage, 'status' | 'usage' | 'origin' | 'error' | 'omittedMessages'> & {
    reasoningMs: number | null
  }
}

/** Characters, roughly: parts are no shorter than their words. */
export function lengthOf({ text, reasoning, parts }: ImportedMessage): number {
  const calls = parts.reduce(
    (sum, part) =>
      part.type === 'tool_call' ? sum + part.input.length + (part.output?.length ?? 0) : sum,
    0,
  )
  return text.length + reasoning.length + calls
}

export interface ImportedConversation {
  source: ImportSource
  sourceId: string
  title: string
  createdMs: number | null
  updatedMs: number | null
  modelId: string | null
  folder: string | null
  isPinned: boolean
  isArchived: boolean
  lang: string | null
  /** What the file says; null: nothing. */
  classification: Classification | null
  /** Parents before children. */
  messages: ImportedMessage[]
  branches: number
  /** Of our own format: what stood around the messages, and where their files lie in the archive. */
  beside?: Beside
  files?: FilePlace[]
}

export interface Drop {
  unit: ImportUnit
  reason: DropReason
  count: number
  example: string
}

/** What was found of one conversation of the file, and what of it stays behind. */
export interface Reading {
  /** Undefined: all of it stays behind, and `drops` says why. */
  conversation?: ImportedConversation
  found: Record<ImportUnit, number>
  drops: Drop[]
}

/** A part of another program's conversation, before it is known what becomes of it. */
export interface SourceNode {
  id: string
  parentId: string | null
  /** `aside`: belongs to the answer that follows: what a tool did, what a model thought. */
  kind: 'user' | 'assistant' | 'aside' | 'skipped'
  /** Of what is skipped. */
  reason?: DropReason
  text: string
  reasoning: string
  parts: MessagePart[]
  modelId: string | null
  atMs: number | null
  /** Names of files that are not in what comes over. */
  files: string[]
  /** Kinds of content that are not understood. */
  unknown: string[]
}

export const NO_NODE: Omit<SourceNode, 'id' | 'parentId' | 'kind'> = {
  text: '',
  reasoning: '',
  parts: [],
  modelId: null,
  atMs: null,
  files: [],
  unknown: [],
}
