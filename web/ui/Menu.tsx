import type { ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { Icon, type IconName } from './Icon.tsx'
import { AriaLanguage } from './AriaLanguage.tsx'
import { useAriaStyles } from './use-aria-styles.ts'

export interface MenuAction {
  id: string
  name: string
  icon: IconName
  isDangerous?: boolean
  isDisabled?: boolean
  onAction: () => void
}

interface MenuProps {
  actions: MenuAction[]
  /** A React Aria button: it opens the menu and names it. */
  children: ReactNode
}

/** A menu of actions with all its keys and letters. Heavy: import it lazily. */
export function Menu({ actions, children }: MenuProps) {
  useAriaStyles()
  return (
    <AriaLanguage>
      <MenuTrigger>
        {children}
        <Popover className="min-w-48 rounded-lg border border-line bg-raised p-1 shadow-md">
          <AriaMenu className="outline-none">
            {actions.map(
              ({ id, name, icon, isDangerous = false, isDisabled = false, onAction }) => (
                <MenuItem
                  key={id}
                  id={id}
                  textValue={name}
                  isDisabled={isDisabled}
                  onAction={onAction}
                  className={`flex min-h-(--control) cursor-default items-center gap-3 rounded-md px-3 text-sm outline-none data-[disabled]:opacity-45 data-[focused]:bg-hover forced-colors:data-[focused]:outline-2 forced-colors:data-[focused]:-outline-offset-2 ${isDangerous ? 'text-danger' : ''}`}
                >
                  <Icon name={icon} />
                  {name}
                </MenuItem>
              ),
            )}
          </AriaMenu>
        </Popover>
      </MenuTrigger>
    </AriaLanguage>
  )
}
