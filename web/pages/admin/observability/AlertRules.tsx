import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { AlertChannel, AlertRule } from '#wire/alerts.ts'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { Pair } from '../../../components/charts/Pair.tsx'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { Badge } from '../../../ui/Badge.tsx'
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
  const [doomed, setDoomed] = useState<AlertRule | null>(null)
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="rules">
      <h2 className="font-display text-xl" id="rules">
        <Trans>Rules</Trans>
      </h2>
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
                onClick={() => setDoomed(rule)}
              />
            </span>
          </li>
        ))}
      </ul>
      {doomed && (
        <ConfirmDialog
          title={t`Delete the rule “${doomed.name}”?`}
          action={t`Delete`}
          work={() => client.removeRule(doomed.id)}
          onClose={() => setDoomed(null)}
          onDone={() => {
            setDoomed(null)
            onChanged()
          }}
        >
          <Trans>It is not watched any more.</Trans>
        </ConfirmDialog>
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
        <bdi>{rule.name}</bdi> {!rule.isEnabled && <Badge>{t`Switched off`}</Badge>}
      </strong>
      <span className="text-sm text-ink-muted">
        {i18n._(name)}. <Pair name={i18n._(threshold)} value={formats.decimal(rule.threshold)} />
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
