import { Trans, useLingui } from '@lingui/react/macro'
import type { CatalogueDeployment, Lifecycle } from '#wire/catalogue.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { IconName } from '../../ui/Icon.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { isReady } from './filter-models.ts'
import { WHERE_NAMES } from './names.ts'
import type { Where } from './where-computed.ts'

const WHERE_ICONS: Record<Where, IconName> = {
  own: 'server',
  eu: 'admin',
  elsewhere: 'external',
  unknown: 'info',
}

export function WhereBadge({ where }: { where: Where }) {
  const { i18n } = useLingui()
  const look = where === 'own' || where === 'eu' ? 'sea' : 'plain'
  return (
    <Badge icon={WHERE_ICONS[where]} look={look}>
      {i18n._(WHERE_NAMES[where])}
    </Badge>
  )
}

/** Whether a call would be answered now, by any of the deployments. */
export function ReadyBadge({ deployments }: { deployments: readonly CatalogueDeployment[] }) {
  const ready = deployments.filter(isReady).length
  if (ready === 0) {
    return (
      <Badge icon="warning" look="danger">
        <Trans>Not available</Trans>
      </Badge>
    )
  }
  if (ready < deployments.length) {
    const all = deployments.length
    return (
      <Badge icon="warning" look="warning">
        <Trans>
          {ready} of {all} places ready
        </Trans>
      </Badge>
    )
  }
  return (
    <Badge icon="success" look="success">
      <Trans>Ready</Trans>
    </Badge>
  )
}

const DAY_MS = 86_400_000
/** An application takes about that long to be moved. */
const NEAR_DAYS = 90

/** Nothing, unless the model is about to go or has gone. */
export function LifecycleBadge({ lifecycle }: { lifecycle: Lifecycle | null }) {
  const formats = useFormats()
  if (!lifecycle) return null
  const { status, retiresOn } = lifecycle
  if (status === 'retired') {
    return (
      <Badge icon="danger" look="danger">
        <Trans>Retired</Trans>
      </Badge>
    )
  }
  const retiresMs = retiresOn === null ? null : Date.parse(retiresOn)
  if (retiresMs !== null) {
    // oxlint-disable-next-line react/purity -- a day more or less between two renders is right then.
    const isNear = retiresMs - Date.now() < NEAR_DAYS * DAY_MS
    if (!isNear && status === 'active') return null
    const day = formats.day(retiresMs)
    return (
      <Badge icon="warning" look={isNear ? 'danger' : 'warning'}>
        <Trans>Ends on {day}</Trans>
      </Badge>
    )
  }
  if (status !== 'deprecated') return null
  return (
    <Badge icon="warning" look="warning">
      <Trans>Deprecated</Trans>
    </Badge>
  )
}
