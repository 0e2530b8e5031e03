import type { Role } from '#wire/roles.ts'
import type { Action } from './actions.ts'
import type { Rules } from './authorize.ts'
import type { KeyGrant } from './key-grant.ts'

/** Who is asking. Every effect in the product has one. */
export interface Principal {
  kind: 'person' | 'service' | 'key'
  /** Stable: the id of the person, the service account or the key. */
  id: string
  name: string
  /** The organisation. Rows, caches and files of one are invisible to the others. */
  tenantId: string
  /** Held in the whole organisation; absent: none, which allows nothing but what `grant` says. */
  roles?: readonly Role[]
  /** Ids of the groups that they belong to. */
  groups?: readonly string[]
  /** Ids of the groups that they administer. */
  administers?: readonly string[]
  /** What the roles give and the organisation's own settings do not. */
  without?: ReadonlySet<Action>
  /** How surely it is them; absent: it did not come through a sign-in. */
  assurance?: Assurance
  /** Of a key: whose it is and what it may do; absent: whatever its kind may. */
  grant?: KeyGrant
  /** Runs the machine: it came with the token of the command line. May say which organisations there are. */
  isOperator?: boolean
  /** The organisation's policies: one object for as long as the process lives, its content is replaced. Absent: the built-in rules alone. */
  rules?: Rules
}

/** How a person signed in. */
export interface Assurance {
  /** Authentication methods (RFC 8176: `pwd`, `otp`, `hwk`, `mfa`…; ours: `link`). */
  methods: readonly string[]
  /** The issuer's `acr`; null: it said none. */
  level: string | null
  atMs: number
}

/** The first organisation, which every Galerne has from its first start. */
export const LOCAL_TENANT_ID = '00000000-0000-7000-8000-000000000001'
/** Its first owner, who signs in by the link that the terminal prints until they have made an account of it. */
export const LOCAL_OWNER: Principal = {
  kind: 'person',
  id: '00000000-0000-7000-8000-000000000002',
  name: 'Owner',
  tenantId: LOCAL_TENANT_ID,
  roles: ['owner'],
}
