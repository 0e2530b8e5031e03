import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { AlertOverview, AlertRule } from '#wire/alerts.ts'
import { FailureNotice } from '../../components/FailureNotice.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { AlertChannels } from './observability/AlertChannels.tsx'
import { AlertIncidents } from './observability/AlertIncidents.tsx'
import { AlertRules } from './observability/AlertRules.tsx'
import { RuleDialog } from './observability/RuleDialog.tsx'
import { useAlerts } from './observability/use-alerts.ts'
import { useLoaded } from './observability/use-loaded.ts'

const REFRESH_MS = 10_000

/** What is watched, who is told, and what is wrong now. */
export function AlertsPage() {
  const { t } = useLingui()
  const client = useAlerts()
  const load = useCallback((signal: AbortSignal) => client.get(signal), [client])
  const { value, failure, reload } = useLoaded(load, REFRESH_MS)
  const [edited, setEdited] = useState<AlertRule | 'new' | null>(null)

  return (
    <>
      <PageTitle
        title={t`Alerts`}
        actions={
          <Button look="primary" icon="add" onClick={() => setEdited('new')}>
            <Trans>Add a rule</Trans>
          </Button>
        }
      >
        <Trans>Be told when something is wrong, and when it is well again.</Trans>
      </PageTitle>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {!value && !failure && <Skeleton lines={6} />}
      {value && <Overview overview={value} onEdit={setEdited} onChanged={reload} />}
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
  overview: AlertOverview
  onEdit: (rule: AlertRule) => void
  onChanged: () => void
}

function Overview({ overview, onEdit, onChanged }: OverviewProps) {
  const { rules, channels, incidents, problems, hasMail } = overview
  return (
    <div className="grid grid-cols-1 gap-10">
      <AlertIncidents incidents={incidents} hasRules={rules.length > 0} />
      <AlertRules rules={rules} channels={channels} onEdit={onEdit} onChanged={onChanged} />
      <AlertChannels
        channels={channels}
        problems={problems}
        hasMail={hasMail}
        onChanged={onChanged}
      />
    </div>
  )
}
