/** A table with words of a person, which are sealed with their key. */
export interface SealedTable {
  name: string
  /** What tells its rows apart within an organisation. */
  row: readonly string[]
  /** Sealed columns of type text or jsonb, each with what is read in place of it once its key was destroyed. */
  columns: Readonly<Record<string, unknown>>
  /** In SQL, of a row `t`: whose they are. */
  owner: string
}

const OF_CONVERSATION = '(select c.owner_id from conversations c where c.id = t.conversation_id)'

/** Every table whose words are sealed. Stores open what they read of them, and seal what they write. */
export const SEALED = {
  conversations: {
    name: 'conversations',
    row: ['id'],
    columns: { title: '' },
    owner: 't.owner_id',
  },
  messages: {
    name: 'messages',
    row: ['id'],
    columns: { text: '', reasoning: '', parts: [] },
    owner: OF_CONVERSATION,
  },
  runs: { name: 'runs', row: ['id'], columns: { archive: [] }, owner: OF_CONVERSATION },
  runEvents: {
    name: 'run_events',
    row: ['run_id', 'sequence'],
    columns: { event: { type: 'text', sequence: 0, text: '' } },
    owner:
      '(select c.owner_id from runs r join conversations c on c.id = r.conversation_id where r.id = t.run_id)',
  },
  translations: {
    name: 'message_translations',
    row: ['message_id', 'lang', 'formality'],
    columns: { content: null },
    owner: OF_CONVERSATION,
  },
  followUps: {
    name: 'follow_ups',
    row: ['message_id'],
    columns: { questions: [] },
    owner: OF_CONVERSATION,
  },
  snapshots: {
    name: 'conversation_snapshots',
    row: ['id'],
    columns: { title: '', messages: [] },
    owner: OF_CONVERSATION,
  },
  queued: {
    name: 'queued_messages',
    row: ['id'],
    columns: { text: '' },
    owner: 't.owner_id',
  },
  ratings: {
    name: 'answer_ratings',
    // Without its person: joined with another account, they are somebody else.
    row: ['message_id'],
    columns: { comment: '', better: '' },
    owner: 't.person_id',
  },
  memories: {
    name: 'memories',
    row: ['id'],
    columns: { text: '' },
    owner: 't.person_id',
  },
  proposals: {
    name: 'memory_proposals',
    row: ['id'],
    columns: { text: '' },
    owner: 't.person_id',
  },
} as const satisfies Record<string, SealedTable>

/** By its name with the schema, as `public.messages`. */
export function sealedTable(name: string): SealedTable | undefined {
  return Object.values(SEALED).find((table) => `public.${table.name}` === name)
}
