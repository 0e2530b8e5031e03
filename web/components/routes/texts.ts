import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { RouteForm } from '#wire/own-routes.ts'

/** How a route chooses among its deployments. */
export const STRATEGY_NAMES: Record<RouteForm['strategy'], MessageDescriptor> = {
  order: msg`In this order`,
  weight: msg`By shares`,
  'least-latency': msg`The quickest`,
  'lowest-cost': msg`The cheapest`,
  affinity: msg`The same one for the same conversation`,
}

export const STRATEGY_HINTS: Record<RouteForm['strategy'], MessageDescriptor> = {
  order: msg`The first answers. Each of the others stands in for those above it.`,
  weight: msg`Each gets its share of the calls. A share of 0 only stands in for the others.`,
  'least-latency': msg`Of two that are free, the one that has answered sooner lately.`,
  'lowest-cost': msg`Those without a known price come last.`,
  affinity: msg`What a provider remembers of a conversation makes the next answer quicker and cheaper.`,
}
