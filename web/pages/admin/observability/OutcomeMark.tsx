import { useLingui } from '@lingui/react/macro'
import { Icon, type IconName } from '../../../ui/Icon.tsx'
import { errorName } from './error-names.ts'

interface OutcomeMarkProps {
  outcome: 'complete' | 'failed' | 'cancelled'
  errorCode: string | null
}

const LOOKS: Record<OutcomeMarkProps['outcome'], { icon: IconName; className: string }> = {
  complete: { icon: 'success', className: 'text-success' },
  failed: { icon: 'danger', className: 'text-danger' },
  cancelled: { icon: 'stop', className: 'text-ink-muted' },
}

/** How it ended, in a word and a sign. */
export function OutcomeMark({ outcome, errorCode }: OutcomeMarkProps) {
  const { t, i18n } = useLingui()
  const { icon, className } = LOOKS[outcome]
  const names = { complete: t`Complete`, failed: t`Failed`, cancelled: t`Cancelled` }
  const why = outcome === 'failed' && errorCode !== null ? errorName(i18n, errorCode) : null
  return (
    <span className={`inline-flex items-center gap-1.5 ${className}`}>
      <Icon name={icon} size={16} />
      {why ?? names[outcome]}
    </span>
  )
}
