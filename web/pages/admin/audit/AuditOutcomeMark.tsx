import { useLingui } from '@lingui/react/macro'
import { Icon, type IconName } from '../../../ui/Icon.tsx'

const LOOKS: Readonly<Record<string, { icon: IconName; className: string }>> = {
  done: { icon: 'success', className: 'text-success' },
  allowed: { icon: 'success', className: 'text-success' },
  denied: { icon: 'shield', className: 'text-warning' },
  failed: { icon: 'danger', className: 'text-danger' },
}

/** What came of it, in a word and a sign. */
export function AuditOutcomeMark({ outcome }: { outcome: string }) {
  const { t } = useLingui()
  const names: Readonly<Record<string, string>> = {
    done: t`Carried out`,
    allowed: t`Allowed`,
    denied: t`Denied`,
    failed: t`Failed`,
  }
  const look = LOOKS[outcome]
  return (
    <span className={`inline-flex items-center gap-1.5 ${look?.className ?? ''}`}>
      {look && <Icon name={look.icon} size={16} />}
      {names[outcome] ?? outcome}
    </span>
  )
}
