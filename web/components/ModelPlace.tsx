import { Trans } from '@lingui/react/macro'
import type { ModelInfo } from '#wire/models.ts'
import { PlaceName } from './PlaceName.tsx'

/** Where the model computes. */
export function ModelPlace({ model }: { model: ModelInfo }) {
  if (model.provider === 'embedded') return <Trans>this machine</Trans>
  if (model.place === null) return <Trans>place not declared</Trans>
  return <PlaceName place={model.place} />
}
