import type { Operation } from '#server/providers/provider.ts'

export type ResourceKind = 'file' | 'batch' | 'batch-job' | 'agent' | 'conversation' | 'library'

/** What is particular to one kind of thing that is kept at providers. */
export interface KindSpec {
  kind: ResourceKind
  /** For messages. */
  noun: string
  /** Where a provider's answer names what it made. */
  idFields: readonly string[]
  /** How a list of it is written. */
  list: 'openai' | 'mistral' | 'array' | 'library'
}

export const KINDS: Readonly<Partial<Record<Operation, KindSpec>>> = {
  files: { kind: 'file', noun: 'file', idFields: ['id'], list: 'openai' },
  batches: { kind: 'batch', noun: 'batch', idFields: ['id'], list: 'openai' },
  'batch-jobs': { kind: 'batch-job', noun: 'batch job', idFields: ['id'], list: 'mistral' },
  agents: { kind: 'agent', noun: 'agent', idFields: ['id'], list: 'array' },
  conversations: {
    kind: 'conversation',
    noun: 'conversation',
    idFields: ['conversation_id', 'id'],
    list: 'array',
  },
  libraries: { kind: 'library', noun: 'library', idFields: ['id'], list: 'library' },
}

/** Members of requests and answers that name something that is kept, whatever they stand in. */
export const REFERENCES: Readonly<Record<string, ResourceKind>> = {
  file_id: 'file',
  file_ids: 'file',
  input_file_id: 'file',
  input_files: 'file',
  output_file_id: 'file',
  output_file: 'file',
  error_file_id: 'file',
  error_file: 'file',
  agent_id: 'agent',
  handoffs: 'agent',
  conversation_id: 'conversation',
  library_id: 'library',
  library_ids: 'library',
}
