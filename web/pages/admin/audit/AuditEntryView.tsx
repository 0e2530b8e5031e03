import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { AuditEntryDetail } from '#wire/audit.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { CopyButton } from '../../../components/CopyButton.tsx'
import { PageTitle } from '../../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../../components/shell/use-remote.ts'
import { Icon } from '../../../ui/Icon.tsx'
import { actionName } from './action-names.ts'
import { AuditOutcomeMark } from './AuditOutcomeMark.tsx'
import { NamedView } from './NamedView.tsx'
import { ProofView } from './ProofView.tsx'
import { useAudit } from './use-audit.ts'

/** Everything that the trail says of one entry, and that it is what was signed. */
export function AuditEntryView({ sequence }: { sequence: string }) {
  const { t, i18n } = useLingui()
  const client = useAudit()
  const load = useCallback(
    (signal: AbortSignal) => client.getEntry(sequence, signal),
    [client, sequence],
  )
  const remote = useRemote(load)
  const { value } = remote
  const action = value?.entry.action
  const title = action === undefined ? t`Entry` : (actionName(i18n, action) ?? action)
  return (
    <>
      <Link
        className="mb-3 inline-flex min-h-(--control) items-center gap-2 text-sm text-ink-muted hover:text-ink"
        href="/admin/audit"
      >
        <Icon name="back" size={16} />
        <Trans>All entries</Trans>
      </Link>
      <PageTitle title={title}>
        <Trans>Entry {sequence} of the audit trail</Trans>
      </PageTitle>
      <RemoteStatus lines={8} of={remote} />
      {value && <Details detail={value} />}
    </>
  )
}

function Details({ detail }: { detail: AuditEntryDetail }) {
  return (
    <div className="grid grid-cols-1 gap-8">
      <ProofView detail={detail} />
      <Facts detail={detail} />
      <section className="grid grid-cols-1 gap-2">
        <h2 className="flex items-center gap-2 font-display text-xl">
          <Trans>What is signed</Trans>
          <CopyButton text={detail.record} />
        </h2>
        <p className="text-sm text-ink-muted">
          <Trans>
            Byte for byte. People stand in it by a pseudonym that leads to them only as long as
            their key is kept.
          </Trans>
        </p>
        <pre
          className="overflow-x-auto rounded-md bg-sunken p-3 text-xs break-all whitespace-pre-wrap"
          translate="no"
        >
          {detail.record}
        </pre>
      </section>
    </div>
  )
}

function Facts({ detail }: { detail: AuditEntryDetail }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { entry, facts, requestId, sealed } = detail
  return (
    <dl className="grid grid-cols-1 gap-x-8 gap-y-3 rounded-lg border border-line bg-surface p-4 sm:grid-cols-2 lg:grid-cols-3">
      <Fact name={t`Outcome`}>
        <AuditOutcomeMark outcome={entry.outcome} />
      </Fact>
      <Fact name={t`Time`}>{formats.exactMoment(Date.parse(entry.at))}</Fact>
      <Fact name={t`What`}>
        <code translate="no">{entry.action}</code>
      </Fact>
      <Fact name={t`Who`}>
        <NamedView named={entry.actor} />
      </Fact>
      <Fact name={t`About`}>
        <NamedView named={entry.resource} />
      </Fact>
      {requestId !== null && (
        <Fact name={t`Request id`}>
          <code translate="no">{requestId}</code>
        </Fact>
      )}
      {sealed?.isReadable === false && (
        <Fact name={t`Sealed`}>
          <Trans>The key to it is gone, as that of somebody who was erased.</Trans>
        </Fact>
      )}
      {sealed?.address != null && (
        <Fact name={t`From where`}>
          <code translate="no">{sealed.address}</code>
        </Fact>
      )}
      {sealed?.reason != null && (
        <Fact name={t`Why`}>
          <span lang="en">{sealed.reason}</span>
        </Fact>
      )}
      {Object.entries(facts).map(([name, value]) => (
        <Fact key={name} name={<code translate="no">{name}</code>}>
          <FactValue value={value} />
        </Fact>
      ))}
    </dl>
  )
}

function FactValue({ value }: { value: unknown }) {
  const parts = Array.isArray(value) ? value : [value]
  const text = parts
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join(' ')
  return (
    <span className="block max-h-40 overflow-y-auto" translate="no">
      {value === null ? '–' : text}
    </span>
  )
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-ink-muted">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}
