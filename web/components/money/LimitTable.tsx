import { Trans, useLingui } from '@lingui/react/macro'
import type { Limit } from '#wire/money.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Pair } from '../charts/Pair.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { useSubjectName } from './use-subject-name.ts'

interface LimitTableProps {
  limits: readonly Limit[]
  onEdit: (limit: Limit) => void
  onRemove: (limit: Limit) => void
}

/** How fast whom may call. */
export function LimitTable({ limits, onEdit, onRemove }: LimitTableProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const nameOf = useSubjectName()
  const metrics = {
    requests: t`Requests a minute`,
    tokens: t`Tokens a minute`,
    concurrency: t`Calls at the same time`,
  }
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {limits.map((limit) => {
        const name = nameOf(limit.subject, limit.label)
        return (
          <li key={limit.id} className="flex items-center justify-between gap-3 px-4 py-3">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <strong className="font-medium">
                <bdi>{name}</bdi>
              </strong>
              <span className="block text-sm text-ink-muted tabular-nums">
                <Pair name={metrics[limit.metric]} value={formats.count(limit.amount)} /> ·{' '}
                <Trans>{formats.count(limit.used)} used now</Trans>
              </span>
            </span>
            <span className="flex shrink-0">
              <IconButton
                icon="edit"
                label={t`Change the limit of ${name}`}
                onClick={() => onEdit(limit)}
              />
              <IconButton
                icon="trash"
                label={t`Delete the limit of ${name}`}
                onClick={() => onRemove(limit)}
              />
            </span>
          </li>
        )
      })}
    </ul>
  )
}
