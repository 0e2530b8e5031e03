import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { TrafficRange } from '#wire/observability.ts'

export const RANGE_NAMES: Record<TrafficRange, MessageDescriptor> = {
  '15m': msg`Last 15 minutes`,
  '1h': msg`Last hour`,
  '6h': msg`Last 6 hours`,
  '24h': msg`Last 24 hours`,
  '7d': msg`Last 7 days`,
  '30d': msg`Last 30 days`,
  '90d': msg`Last 90 days`,
}

const MINUTE_MS = 60_000

/** How far back each goes. */
export const RANGE_MS: Record<TrafficRange, number> = {
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '6h': 360 * MINUTE_MS,
  '24h': 1440 * MINUTE_MS,
  '7d': 7 * 1440 * MINUTE_MS,
  '30d': 30 * 1440 * MINUTE_MS,
  '90d': 90 * 1440 * MINUTE_MS,
}

/** How often what is shown is asked for again: as often as it can have changed to the eye. */
export const REFRESH_MS: Record<TrafficRange, number> = {
  '15m': 5000,
  '1h': 5000,
  '6h': 15_000,
  '24h': 30_000,
  '7d': 60_000,
  '30d': 60_000,
  '90d': 60_000,
}
