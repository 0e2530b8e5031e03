import { Trans, useLingui } from '@lingui/react/macro'
import type { Journey, PossiblePlace } from '#wire/residency.ts'
import { Badge } from '../../ui/Badge.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { CLASSES } from '../classification/class-texts.ts'
import { useFormats } from '../charts/use-formats.ts'
import { PlaceFacts } from './PlaceFacts.tsx'
import { ZONE_TEXTS, zoneOf } from './zones.ts'

/** What scrolls must be reachable by keyboard (WCAG 2.1.1). */
const REACHABLE = { tabIndex: 0, role: 'group' }

interface JourneyTableProps {
  journeys: readonly Journey[]
  /** What may be used now, to tell what could not be repeated. */
  places: readonly PossiblePlace[]
}

/** Where words went: every try at a deployment, also those that failed. */
export function JourneyTable({ journeys, places }: JourneyTableProps) {
  const { t } = useLingui()
  if (journeys.length === 0) {
    return (
      <EmptyState icon="route" title={t`Nowhere yet`}>
        <Trans>As soon as a model is asked something, this says where that was computed.</Trans>
      </EmptyState>
    )
  }
  return (
    <div
      className="overflow-x-auto rounded-lg border border-line"
      {...REACHABLE}
      aria-label={t`Where your words went`}
    >
      <table className="w-full text-sm">
        <thead className="bg-sunken text-start text-xs text-ink-muted">
          <tr>
            <Head>{t`Place`}</Head>
            <Head>{t`Model`}</Head>
            <Head>{t`Class`}</Head>
            <Head>{t`Times`}</Head>
            <Head>{t`Last`}</Head>
          </tr>
        </thead>
        <tbody>
          {journeys.map((journey) => (
            <JourneyRow
              key={`${journey.providerId} ${journey.upstreamModel} ${journey.classification} ${journey.firstAt}`}
              journey={journey}
              places={places}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Head({ children }: { children: string }) {
  return (
    <th className="px-4 py-2 text-start font-medium" scope="col">
      {children}
    </th>
  )
}

function JourneyRow({ journey, places }: { journey: Journey } & Pick<JourneyTableProps, 'places'>) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { providerId, upstreamModel, tags, classification, tries, lastAt } = journey
  const isBarredNow = places.some(
    ({ deployment, isAllowed }) => deployment.startsWith(`${providerId}/`) && !isAllowed,
  )
  return (
    <tr className="border-t border-line align-top">
      <td className="px-4 py-3">
        <span className="font-medium">{i18n._(ZONE_TEXTS[zoneOf(tags)].name)}</span>{' '}
        {isBarredNow && (
          <Badge look="warning">
            <Trans>not any more</Trans>
          </Badge>
        )}
        <span className="block">{tags && <PlaceFacts tags={tags} />}</span>
      </td>
      <td className="px-4 py-3 font-mono text-xs">
        <bdi>
          {providerId}/{upstreamModel}
        </bdi>
      </td>
      <td className="px-4 py-3">{classification ? i18n._(CLASSES[classification].name) : '–'}</td>
      <td className="px-4 py-3">{formats.count(tries)}</td>
      <td className="px-4 py-3 whitespace-nowrap">{formats.moment(Date.parse(lastAt))}</td>
    </tr>
  )
}
