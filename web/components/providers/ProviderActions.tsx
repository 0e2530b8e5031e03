import { useLingui } from '@lingui/react/macro'
import { Button as AriaButton } from 'react-aria-components'
import { Icon } from '../../ui/Icon.tsx'
import { Menu, type MenuAction } from '../../ui/Menu.tsx'

interface ProviderActionsProps {
  name: string
  isEnabled: boolean
  onEdit: () => void
  onSwitch: () => void
  onRemove: () => void
}

/** What can be done with a provider. In a chunk of its own, for React Aria comes along. */
export function ProviderActions(props: ProviderActionsProps) {
  const { name, isEnabled, onEdit, onSwitch, onRemove } = props
  const { t } = useLingui()
  const actions: MenuAction[] = [
    { id: 'edit', name: t`Edit`, icon: 'edit', onAction: onEdit },
    {
      id: 'switch',
      name: isEnabled ? t`Switch off` : t`Switch on`,
      icon: isEnabled ? 'stop' : 'check',
      onAction: onSwitch,
    },
    { id: 'remove', name: t`Remove`, icon: 'trash', isDangerous: true, onAction: onRemove },
  ]
  return (
    <Menu actions={actions}>
      <AriaButton
        aria-label={t`Actions for ${name}`}
        className="inline-grid size-(--control) shrink-0 place-items-center rounded-md text-ink-muted hover:bg-hover hover:text-ink"
      >
        <Icon name="more" size={20} />
      </AriaButton>
    </Menu>
  )
}
