import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Role } from '#wire/roles.ts'

/** As people read them, wherever somebody is told who may do something. */
export const ROLE_NAMES: Record<Role, MessageDescriptor> = {
  owner: msg({ message: 'Owner', context: 'role' }),
  administrator: msg`Administrator`,
  auditor: msg`Auditor`,
  'data-protection-officer': msg`Data-protection officer`,
  builder: msg`Builder`,
  member: msg`Member`,
  guest: msg`Guest`,
}
