import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

/** The kinds of failure in few words. A kind that is not here keeps its code. */
const NAMES: Readonly<Record<string, MessageDescriptor>> = {
  invalid_request: msg`Not understood`,
  invalid_json: msg`Not JSON`,
  body_too_large: msg`Too large`,
  unauthenticated: msg`No valid key`,
  forbidden: msg`Not allowed`,
  not_found: msg`Not found`,
  model_not_found: msg`Unknown model`,
  context_length_exceeded: msg`Too long for the model`,
  not_supported: msg`Not offered`,
  rate_limited: msg`Too many requests`,
  budget_exceeded: msg`Budget used up`,
  busy: msg`Too busy`,
  not_ready: msg`Not ready`,
  provider_error: msg`Error of the provider`,
  provider_unavailable: msg`Provider unreachable`,
  provider_timeout: msg`Provider too slow`,
  cancelled: msg`Caller went away`,
  internal: msg`Our fault`,
}

export const ERROR_CODES = Object.keys(NAMES)

export function errorName(i18n: I18n, code: string): string {
  const name = NAMES[code]
  return name ? i18n._(name) : code
}
