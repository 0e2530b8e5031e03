import { Trans, useLingui } from '@lingui/react/macro'
import type { Budget } from '#wire/money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { Meter } from './Meter.tsx'
import { useSubjectName } from './use-subject-name.ts'

interface BudgetCardProps {
  budget: Budget
  onEdit: () => void
  onRemove: () => void
}

/** One budget: whose, how much of it is used, and when it begins anew. */
export function BudgetCard({ budget, onEdit, onRemove }: BudgetCardProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const name = useSubjectName()(budget.subject, budget.label)
  const { currency, spentMicros, heldMicros, softMicros, hardMicros, period, state } = budget
  const money = (micros: number) => formats.roundMoney(micros, currency)
  const resetsAt = formats.moment(Date.parse(budget.resetsAt))
  const periodName = period === 'day' ? t`a day` : t`a month`
  return (
    <li className="grid grid-cols-1 content-start gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex items-start justify-between gap-2">
        <h3 className="min-w-0 pt-1 font-medium [overflow-wrap:anywhere]">
          <bdi>{name}</bdi> <span className="font-normal text-ink-muted">{periodName}</span>
        </h3>
        <span className="flex shrink-0">
          <IconButton icon="edit" label={t`Change the budget of ${name}`} onClick={onEdit} />
          <IconButton icon="trash" label={t`Delete the budget of ${name}`} onClick={onRemove} />
        </span>
      </div>
      <Meter
        used={spentMicros}
        held={heldMicros}
        warning={softMicros}
        end={hardMicros}
        state={state}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <p className="text-sm tabular-nums">
          {hardMicros === null ? (
            <Trans>{money(spentMicros)} spent</Trans>
          ) : (
            <Trans>
              {money(spentMicros)} of {money(hardMicros)} spent
            </Trans>
          )}
          {heldMicros > 0 && (
            <>
              {' '}
              · <Trans>{money(heldMicros)} held by calls under way</Trans>
            </>
          )}
        </p>
        <StateBadge state={state} />
      </div>
      <p className="text-sm text-ink-muted">
        {softMicros !== null && (
          <>
            <Trans>Warning at {money(softMicros)}.</Trans>{' '}
          </>
        )}
        {hardMicros === null && (
          <>
            <Trans>No end.</Trans>{' '}
          </>
        )}
        <Trans>Begins anew on {resetsAt}.</Trans>
      </p>
    </li>
  )
}

function StateBadge({ state }: { state: Budget['state'] }) {
  const { t } = useLingui()
  if (state === 'ended') return <Badge look="danger" icon="danger">{t`Used up`}</Badge>
  if (state === 'warned') return <Badge look="warning" icon="warning">{t`Above the warning`}</Badge>
  return <Badge look="success" icon="check">{t`Within limits`}</Badge>
}
