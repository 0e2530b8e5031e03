import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Role } from '#wire/roles.ts'

/** Whom a role is for, in a sentence. */
export const ROLE_NOTES: Record<Role, MessageDescriptor> = {
  owner: msg`Answers for the organisation: may do everything, and decides who owns it with them.`,
  administrator: msg`Runs it day by day: people, keys, budgets, providers and rules. Cannot make or remove owners.`,
  auditor: msg`Looks at everything that was decided and done, and changes nothing. Sees that, never what.`,
  'data-protection-officer': msg`Looks after people’s rights: registers, retention, requests to see or erase, legal holds.`,
  builder: msg`Builds on it: own keys, the playground, and how calls are routed.`,
  member: msg`Works with the assistant and the playground.`,
  guest: msg`Works with the assistant, and nothing else.`,
}

/** Where somebody or something comes from. */
export const SOURCE_NAMES: Record<string, MessageDescriptor> = {
  local: msg`added here`,
  first: msg`given at the first sign-in`,
  scim: msg`provisioned (SCIM)`,
}
