import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { FailureCode } from '#sdk/api-failure.ts'

/** What happened and what to do next, in the reader's language. The server's own words stand beside it as a detail. */
export const FAILURE_TEXTS: Record<FailureCode, MessageDescriptor> = {
  unreachable: msg`The server cannot be reached. Nothing that you wrote is lost; try again as soon as it is back.`,
  unreadable: msg`The server answered in a way that this page does not understand. Reload the page; if that does not help, restart Galerne.`,
  unauthenticated: msg`You are not signed in any more. Sign in again in another window, then try again.`,
  forbidden: msg`You are not allowed to do this. Ask whoever runs Galerne here.`,
  held_back: msg`This was not sent: it holds what may not go to this model. Take it out, or choose another model.`,
  confirmation_required: msg`You signed in a while ago. Confirm that it is you, then try again.`,
  not_found: msg`This does not exist any more. It may have been deleted in another window.`,
  conflict: msg`Something changed in the meantime. Reload the page and try again.`,
  invalid_request: msg`The server did not accept this. Change what you entered and try again.`,
  invalid_json: msg`The server could not read this. Reload the page and try again.`,
  body_too_large: msg`This message is too long to be sent. Shorten it, or send it in several parts.`,
  context_length_exceeded: msg`This conversation is longer than the model can read. Start a new chat, shorten your message, or choose a model with a larger context.`,
  model_not_found: msg`This model is no longer offered. Choose another one and try again.`,
  method_not_allowed: msg`The server does not offer this. Reload the page and try again.`,
  not_supported: msg`The chosen model cannot do this. Choose another model and try again.`,
  rate_limited: msg`Too many requests in a short time. Wait a moment, then try again.`,
  budget_exceeded: msg`The budget for this is used up. Ask whoever runs Galerne here to raise it, or wait until it starts anew.`,
  too_many_runs: msg`You have as many answers being written as one person may have at once. Wait for one to end, or stop one, then try again.`,
  busy: msg`The model is busy with other questions. Wait a moment, then try again.`,
  not_ready: msg`The model is still starting. Try again in a few seconds.`,
  provider_error: msg`The model’s provider reported an error. Try again, or choose another model.`,
  provider_unavailable: msg`The model stopped unexpectedly or cannot be reached. Try again, or choose another model.`,
  provider_timeout: msg`The model took too long to answer. Try again, or choose another model.`,
  cancelled: msg`The request was cancelled before it was done. Try again.`,
  internal: msg`Something broke on the server. Try again; the server’s log has the details.`,
}
