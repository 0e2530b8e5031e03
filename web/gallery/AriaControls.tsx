import { Button as AriaButton } from 'react-aria-components'
import { Icon } from '../ui/Icon.tsx'
import { Menu } from '../ui/Menu.tsx'

const LOOK =
  'inline-flex min-h-(--control) items-center gap-2 rounded-md border border-line bg-surface px-4 text-sm font-medium hover:bg-hover'
const ACTIONS = [
  { id: 'rename', name: 'Rename', icon: 'edit', onAction() {} },
  { id: 'archive', name: 'Archive', icon: 'archive', isDisabled: true, onAction() {} },
  { id: 'delete', name: 'Delete', icon: 'trash', isDangerous: true, onAction() {} },
] as const

/** The components that bring React Aria along, in a chunk of their own. */
export function AriaControls() {
  return (
    <Menu actions={[...ACTIONS]}>
      <AriaButton className={LOOK}>
        Menu
        <Icon name="chevron-down" size={14} />
      </AriaButton>
    </Menu>
  )
}
