import { Trans, useLingui } from '@lingui/react/macro'
import type { AlertIncident } from '#wire/alerts.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Banner } from '../../../ui/Banner.tsx'

interface AlertIncidentsProps {
  incidents: AlertIncident[]
}

/** What is wrong now, and what was. */
export function AlertIncidents({ incidents }: AlertIncidentsProps) {
  const { t } = useLingui()
  const open = incidents.filter(({ endedAt }) => endedAt === null)
  const over = incidents.filter(({ endedAt }) => endedAt !== null)
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="incidents">
      <h2 className="font-display text-xl" id="incidents">
        <Trans>What is wrong</Trans>
      </h2>
      {open.length === 0 && (
        <Banner kind="success" title={t`All is well`}>
          <Trans>None of the rules has anything to say.</Trans>
        </Banner>
      )}
      {open.length > 0 && <IncidentList incidents={open} />}
      {over.length > 0 && (
        <details>
          <summary className="min-h-(--control) content-center text-sm text-ink-muted">
            <Trans>What was wrong before</Trans>
          </summary>
          <IncidentList incidents={over} />
        </details>
      )}
    </section>
  )
}

function IncidentList({ incidents }: { incidents: AlertIncident[] }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {incidents.map((incident) => (
        <Incident key={incident.id} incident={incident} />
      ))}
    </ul>
  )
}

function Incident({ incident }: { incident: AlertIncident }) {
  const formats = useFormats()
  const since = formats.moment(Date.parse(incident.startedAt))
  const until = incident.endedAt && formats.moment(Date.parse(incident.endedAt))
  const value = formats.decimal(incident.value)
  const threshold = formats.decimal(incident.threshold)
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-3">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <strong className="font-medium">
          <bdi>{incident.ruleName}</bdi>
        </strong>{' '}
        {incident.subject !== '' && <bdi>{incident.subject}</bdi>}
        <span className="block text-sm text-ink-muted">
          <Trans>
            Value {value}, threshold {threshold}
          </Trans>
        </span>
      </span>
      <span className="text-sm text-ink-muted">
        {until === null ? (
          <Badge look="danger" icon="warning">
            <Trans>since {since}</Trans>
          </Badge>
        ) : (
          <Trans>
            {since} until {until}
          </Trans>
        )}
      </span>
    </li>
  )
}
