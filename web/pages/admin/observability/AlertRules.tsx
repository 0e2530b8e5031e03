import { Trans, useLingui } from '@lingui/react/macro'
import type { AlertChannel, AlertRule } from '#wire/alerts.ts'
import { FailureNotice } from '../../../components/FailureNotice.tsx'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { useTask } from '../../../components/use-task.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { KINDS } from './alert-kinds.ts'
import { useAlerts } from './use-alerts.ts'

interface AlertRulesProps {
  rules: AlertRule[]
  channels: AlertChannel[]
  onEdit: (rule: AlertRule) => void
  onChanged: () => void
}

/** What is watched. */
export function AlertRules({ rules, channels, onEdit, onChanged }: AlertRulesProps) {
  const { t } = useLingui()
  const client = useAlerts()
  const { run, failure } = useTask()
  async function remove(id: string) {
    await run(() => client.removeRule(id))
    onChanged()
  }
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="rules">
      <h2 className="font-display text-xl" id="rules">
        <Trans>Rules</Trans>
      </h2>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {rules.length === 0 && (
        <EmptyState icon="bell" title={t`No rules yet`}>
          <Trans>
            A rule watches one thing: failures, slow answers, a provider, a budget, the disk.
          </Trans>
        </EmptyState>
      )}
      {rules.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {rules.map((rule) => (
            <li key={rule.id} className="flex items-start justify-between gap-3 px-4 py-3">
              <RuleWords rule={rule} channels={channels} />
              <span className="flex shrink-0">
                <IconButton
                  icon="edit"
                  label={t`Change “${rule.name}”`}
                  onClick={() => onEdit(rule)}
                />
                <IconButton
                  icon="trash"
                  label={t`Delete “${rule.name}”`}
                  onClick={() => void remove(rule.id)}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function RuleWords({ rule, channels }: { rule: AlertRule; channels: AlertChannel[] }) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const { name, threshold } = KINDS[rule.kind]
  const told = channels.filter(({ id }) => rule.channelIds.includes(id)).map((one) => one.name)
  const about = [rule.model, rule.providerId].filter((one) => one !== null).join(', ')
  return (
    <div className="grid min-w-0 gap-0.5 [overflow-wrap:anywhere]">
      <strong className="font-medium">
        <bdi>{rule.name}</bdi> {!rule.isEnabled && <Badge>{t`switched off`}</Badge>}
      </strong>
      <span className="text-sm text-ink-muted">
        {i18n._(name)}. {i18n._(threshold)}: {formats.decimal(rule.threshold)}
        {about !== '' && ` (${about})`}
      </span>
      <span className="text-sm text-ink-muted">
        {told.length === 0 ? (
          <Trans>Nobody is told; it is shown here only.</Trans>
        ) : (
          <Trans>Told: {told.join(', ')}</Trans>
        )}
      </span>
    </div>
  )
}
