import type { MessageDescriptor } from '@lingui/core'
import { msg, plural } from '@lingui/core/macro'
import type { DenialCause, DenialCode } from '#wire/denials.ts'

interface Facts {
  rule: string
  certificate: string
  /** A list of names. */
  roles: string
  /** As a date in the reader's language. */
  until: string
  days: number
}

/** What stands in the way, in the reader's language. A rule's own reason is as the organisation wrote it. */
export const DENIAL_TEXTS: Record<DenialCode, (facts: Facts) => MessageDescriptor> = {
  rule: ({ rule }) => msg`The rule “${rule}” forbids it.`,
  'not-permitted': () => msg`No rule permits it.`,
  'no-role': ({ roles }) =>
    msg`None of your roles lets you do this. Whoever has one of these may: ${roles}.`,
  'rules-broken': () =>
    msg`The rules could not be read, so nothing is allowed that they are about.`,
  'weak-sign-in': () =>
    msg`You signed in with one factor only. Sign out, and in again with a second factor or a passkey.`,
  clearance: () => msg`The connection to this model is not cleared for this class.`,
  'not-own-hardware': () => msg`This model does not run on your own hardware.`,
  'not-in-eu': () => msg`It is not declared that this model runs in the EU.`,
  'not-under-eu-law': () =>
    msg`It is not declared that whoever runs this model is under the law of the EU.`,
  demand: () => msg`This model does not meet what the route or the key demands.`,
  'not-certified': ({ certificate }) =>
    msg`The place where this model runs is not certified by ${certificate}.`,
  'certificate-ended': ({ certificate, until }) =>
    msg`The certificate ${certificate} of the place where this model runs ended on ${until}.`,
  training: () => msg`It is not declared that nothing is trained on what is sent to this model.`,
  retention: ({ days }) =>
    msg`${plural(days, {
      0: 'It is not declared that nothing is kept of what is sent to this model.',
      one: 'It is not declared that what is sent to this model is kept for # day at most.',
      other: 'It is not declared that what is sent to this model is kept for # days at most.',
    })}`,
}

export function textOf(
  { code, certificate = '', days = 0 }: DenialCause,
  facts: Pick<Facts, 'rule' | 'until' | 'roles'>,
): MessageDescriptor {
  return DENIAL_TEXTS[code]({ ...facts, certificate, days })
}
