import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { AuditSink } from '#wire/audit.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { Badge } from '../../../ui/Badge.tsx'

/** Where else the trail is kept, and how far each place is. */
export function SinkList({ sinks }: { sinks: AuditSink[] }) {
  return (
    <section className="grid gap-2 text-sm">
      <h2 className="font-medium">
        <Trans>Kept elsewhere</Trans>
      </h2>
      {sinks.length === 0 ? (
        <p className="text-ink-muted">
          <Trans>
            Nowhere yet. Whoever runs this server could cut the trail off or write it anew; a folder
            on another machine, a SIEM, S3 with object lock or time stamps would show it. Name one
            in galerne.yaml, under <code translate="no">audit</code>.
          </Trans>
        </p>
      ) : (
        <ul className="grid gap-2">
          {sinks.map((sink) => (
            <SinkRow key={sink.id} sink={sink} />
          ))}
        </ul>
      )}
    </section>
  )
}

function SinkRow({ sink }: { sink: AuditSink }) {
  const { t } = useLingui()
  const formats = useFormats()
  const names = {
    file: t`Folder`,
    syslog: 'Syslog',
    webhook: t`SIEM (webhook)`,
    s3: 'S3',
    'time-stamps': t`Time stamps (RFC 3161)`,
  }
  const checkpoints = formats.count(sink.checkpoints)
  const at = sink.deliveredAt ? formats.exactMoment(Date.parse(sink.deliveredAt)) : null
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <strong>{names[sink.kind]}</strong>
      {sink.problem === null ? (
        <Badge look="success" icon="check">
          <Trans>Arrives</Trans>
        </Badge>
      ) : (
        <Badge look="warning" icon="warning">
          <Trans>Does not arrive</Trans>
        </Badge>
      )}
      <span className="text-ink-muted">
        {sink.entries === null ? (
          <Trans>up to entry {checkpoints}</Trans>
        ) : (
          <Plural value={sink.entries} one="# entry" other="# entries" />
        )}
        {at !== null && <>, {at}</>}
      </span>
    </li>
  )
}
