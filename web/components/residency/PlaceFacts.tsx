import { Plural, Trans } from '@lingui/react/macro'
import type { DeploymentPlace } from '#wire/routing.ts'

/** What was declared of a place, in a line. */
export function PlaceFacts({ tags }: { tags: DeploymentPlace }) {
  const { operator, region, dataZone, jurisdiction, retentionDays, trainsOnData } = tags
  const where = [operator, region, dataZone].filter((part) => part !== null).join(', ')
  return (
    <span className="text-xs text-ink-muted">
      {where !== '' && <bdi>{where}. </bdi>}
      {jurisdiction !== null && (
        <>
          <Trans>
            Law: <bdi>{jurisdiction}</bdi>.
          </Trans>{' '}
        </>
      )}
      {retentionDays === 0 && <Trans>Keeps nothing.</Trans>}
      {retentionDays !== null && retentionDays > 0 && (
        <Plural value={retentionDays} one="Keeps it for # day." other="Keeps it for # days." />
      )}{' '}
      {trainsOnData === true && <Trans>Trains on it.</Trans>}
      {trainsOnData === false && <Trans>Does not train on it. </Trans>}
    </span>
  )
}
