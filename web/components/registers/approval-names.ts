import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ApprovalState } from '#wire/approvals.ts'

export const STATE_NAMES: Record<ApprovalState, MessageDescriptor> = {
  requested: msg`Waiting`,
  approved: msg`Approved`,
  refused: msg`Refused`,
  withdrawn: msg`Withdrawn`,
  void: msg`Void: the text has changed`,
}

export const STATE_LOOKS = {
  requested: 'sea',
  approved: 'success',
  refused: 'danger',
  withdrawn: 'plain',
  void: 'warning',
} as const satisfies Record<ApprovalState, string>
