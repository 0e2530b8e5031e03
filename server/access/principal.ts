import type { KeyGrant } from './key-grant.ts'

/** Who is asking. Every effect in the product has one. */
export interface Principal {
  kind: 'owner' | 'key'
  /** Stable: the owner's id, or the key's. */
  id: string
  name: string
  /** Rows, caches and files of one tenant are invisible to the others. */
  tenantId: string
  /** Of a key: whose it is and what it may do; absent: whatever its kind may. */
  grant?: KeyGrant
}

/** Until accounts come there is one tenant with one owner. */
export const LOCAL_TENANT_ID = '00000000-0000-7000-8000-000000000001'
export const LOCAL_OWNER: Principal = {
  kind: 'owner',
  id: '00000000-0000-7000-8000-000000000002',
  name: 'Owner',
  tenantId: LOCAL_TENANT_ID,
}
