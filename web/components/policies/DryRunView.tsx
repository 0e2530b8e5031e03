import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { DryRun, DryRunChange } from '#wire/policy.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { CLASSES } from '../classification/class-texts.ts'

const REACHABLE = { tabIndex: 0, role: 'group' }

/** What a change would have meant for the calls of the last seven days. */
export function DryRunView({ run }: { run: DryRun }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { calls, allowedBefore, allowedAfter, changes, omittedChanges, callsOfUnknown } = run
  if (calls === 0) {
    return (
      <p className="text-sm text-ink-muted">
        <Trans>Nothing was called in the last seven days, so there is nothing to try it on.</Trans>
      </p>
    )
  }
  return (
    <div className="grid gap-3">
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-3">
        <Figure name={t`Tries of the last 7 days`} value={formats.count(calls)} />
        <Figure name={t`Allowed now`} value={formats.count(allowedBefore)} />
        <Figure name={t`Allowed after the change`} value={formats.count(allowedAfter)} />
      </dl>
      {changes.length === 0 ? (
        <p className="text-sm text-success">
          <Trans>Each of them would be decided as it is now.</Trans>
        </p>
      ) : (
        <div
          className="overflow-x-auto rounded-lg border border-line"
          {...REACHABLE}
          aria-label={t`What would be decided otherwise`}
        >
          <ChangeTable changes={changes} />
        </div>
      )}
      {omittedChanges > 0 && (
        <p className="text-sm text-ink-muted">
          <Plural
            value={omittedChanges}
            one="And # further kind of call."
            other="And # further kinds of calls."
          />
        </p>
      )}
      {callsOfUnknown > 0 && (
        <p className="text-sm text-ink-muted">
          <Plural
            value={callsOfUnknown}
            one="# was by somebody who is not there any more: it was tried as somebody without roles and groups."
            other="# were by somebody who is not there any more: they were tried as somebody without roles and groups."
          />
        </p>
      )}
    </div>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="rounded-lg border border-line bg-surface p-3">
      <dt className="text-xs text-ink-muted">{name}</dt>
      <dd className="font-display text-2xl tabular-nums">{value}</dd>
    </div>
  )
}

function ChangeTable({ changes }: { changes: readonly DryRunChange[] }) {
  const { t } = useLingui()
  const heads = [t`Tries`, t`Who`, t`Where`, t`Class`, t`Would be`, t`Because`]
  return (
    <table className="w-full text-sm">
      <thead className="bg-sunken text-xs text-ink-muted">
        <tr>
          {heads.map((head) => (
            <th className="px-3 py-2 text-start font-medium" key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <ChangeRow
            key={`${change.principal.id} ${change.deployment} ${change.operation} ${change.classification}`}
            change={change}
          />
        ))}
      </tbody>
    </table>
  )
}

function ChangeRow({ change }: { change: DryRunChange }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { calls, principal, deployment, classification, after, reason } = change
  return (
    <tr className="border-t border-line align-top">
      <td className="px-3 py-2 tabular-nums">{formats.count(calls)}</td>
      <td className="px-3 py-2">
        <bdi>{principal.name ?? principal.id}</bdi>
      </td>
      <td className="px-3 py-2 font-mono text-xs">{deployment}</td>
      <td className="px-3 py-2">{i18n._(CLASSES[classification].name)}</td>
      <td className="px-3 py-2">
        <Badge look={after === 'allow' ? 'success' : 'danger'}>
          {after === 'allow' ? <Trans>allowed</Trans> : <Trans>denied</Trans>}
        </Badge>
      </td>
      <td className="min-w-48 px-3 py-2 text-xs" lang="en">
        {reason}
      </td>
    </tr>
  )
}
