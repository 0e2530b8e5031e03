import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Dimension } from '#wire/dependence.ts'

export const DIMENSION_NAMES: Record<Dimension, MessageDescriptor> = {
  provider: msg`Provider`,
  operator: msg`Operator`,
  jurisdiction: msg`Jurisdiction`,
  region: msg`Region`,
}

export const DIMENSIONS: readonly Dimension[] = ['provider', 'operator', 'jurisdiction', 'region']
