import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { RatingReason } from '#wire/ratings.ts'

/** Why an answer is no good: where one is rated, and where ratings are counted. */
export const REASON_TEXTS: Record<RatingReason, MessageDescriptor> = {
  wrong: msg`It is wrong`,
  outdated: msg`It is out of date`,
  language: msg`It is not in my language`,
  not_helpful: msg`It does not help`,
  too_long: msg`It is too long`,
  unsafe: msg`It is dangerous or offensive`,
  other: msg`Something else`,
}
