import type { KeyHolders } from './key-rules.ts'

/** For tests that are not about owners: whoever a key is said to belong to is there, and may all that an owner may. */
export const ANYBODY: KeyHolders = {
  findHolder: (tenantId, { kind, id }) => ({
    kind: kind === 'person' ? 'person' : 'service',
    id,
    name: id,
    tenantId,
    roles: ['owner'],
  }),
  nameOf: (_tenantId, { id }) => id,
}
