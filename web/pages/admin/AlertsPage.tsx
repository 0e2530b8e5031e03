import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState, type ReactNode } from 'react'
import type { AlertOverview, AlertRule } from '#wire/alerts.ts'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { AlertChannels } from './observability/AlertChannels.tsx'
import { AlertIncidents } from './observability/AlertIncidents.tsx'
import { AlertRules } from './observability/AlertRules.tsx'
import { RuleDialog } from './observability/RuleDialog.tsx'
import { useAlerts } from './observability/use-alerts.ts'

const REFRESH_MS = 10_000

/** What is watched, who is told, and what is wrong now. */
export function AlertsPage() {
  const { t } = useLingui()
  const client = useAlerts()
  const load = useCallback((signal: AbortSignal) => client.get(signal), [client])
  const remote = useRemote(load, REFRESH_MS)
  const { value, reload } = remote
  const [edited, setEdited] = useState<AlertRule | 'new' | null>(null)
  const add = (
    <Button look="primary" icon="add" onClick={() => setEdited('new')}>
      <Trans>Add a rule</Trans>
    </Button>
  )

  return (
    <>
      <PageTitle title={t`Alerts`} actions={value !== undefined && value.rules.length > 0 && add}>
        <Trans>Be told when something is wrong, and when it is well again.</Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && <Overview add={add} overview={value} onEdit={setEdited} onChanged={reload} />}
      {value && edited && (
        <RuleDialog
          rule={edited === 'new' ? null : edited}
          channels={value.channels}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null)
            reload()
          }}
        />
      )}
    </>
  )
}

interface OverviewProps {
  /** The button that adds a rule. */
  add: ReactNode
  overview: AlertOverview
  onEdit: (rule: AlertRule) => void
  onChanged: () => void
}

function Overview({ add, overview, onEdit, onChanged }: OverviewProps) {
  const { t } = useLingui()
  const { rules, channels, incidents, problems, hasMail } = overview
  return (
    <div className="grid grid-cols-1 gap-10">
      {rules.length === 0 ? (
        <EmptyState action={add} icon="bell" title={t`Nothing is watched yet`}>
          <Trans>
            A rule watches one thing: failures, slow answers, a provider, a budget, the disk. That a
            provider takes no calls is a good one to begin with.
          </Trans>
        </EmptyState>
      ) : (
        <>
          <AlertIncidents incidents={incidents} />
          <AlertRules rules={rules} channels={channels} onEdit={onEdit} onChanged={onChanged} />
        </>
      )}
      <AlertChannels
        channels={channels}
        problems={problems}
        hasMail={hasMail}
        onChanged={onChanged}
      />
    </div>
  )
}
