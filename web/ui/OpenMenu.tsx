import { useLayoutEffect, useMemo, useState, type RefObject } from 'react'
import { Menu as AriaMenu, MenuItem, Popover, setInteractionModality } from 'react-aria-components'
import { AriaLanguage } from './AriaLanguage.tsx'
import { Icon } from './Icon.tsx'
import type { MenuAction } from './Menu.tsx'
import { useAriaStyles } from './use-aria-styles.ts'

interface OpenMenuProps {
  /** Names the menu. */
  label: string
  actions: readonly MenuAction[]
  /** The native button that it was opened with: it stands there, and gives the focus back. */
  trigger: RefObject<HTMLElement | null> | HTMLElement
  /** It was dismissed, or an action was chosen, which has run by then. */
  onClose: () => void
  /** Where it opens; where there is no room, on the other side. */
  placement?: 'bottom end' | 'top start'
}

/** A menu that a native button has opened: the button is in the first load, this is not. Heavy: import it lazily. */
export function OpenMenu(props: OpenMenuProps) {
  const { label, actions, trigger, onClose, placement = 'bottom end' } = props
  useAriaStyles()
  // Enter on a native button looks like a screen reader's click to React Aria, which then gives the focus a frame later, and to
  // nobody where the menu is there at once.
  useLayoutEffect(() => setInteractionModality('keyboard'), [])
  // Inside a modal dialog nothing outside of it can be reached.
  const triggerRef = useMemo(
    () => ('current' in trigger ? trigger : { current: trigger }),
    [trigger],
  )
  // The menu is drawn only once it was asked for: by then the button is there.
  // oxlint-disable-next-line react/refs
  const [container] = useState(() => triggerRef.current?.closest('dialog') ?? document.body)
  return (
    <AriaLanguage>
      <Popover
        isOpen
        onOpenChange={(isOpen) => !isOpen && onClose()}
        aria-label={label}
        placement={placement}
        triggerRef={triggerRef}
        // React Aria's other way to say it is in a package of its own.
        UNSTABLE_portalContainer={container}
        className="min-w-48 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-lg border border-line bg-raised p-1 text-ink shadow-md"
      >
        {/* A menu that opens has the focus. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <AriaMenu aria-label={label} autoFocus="first" className="outline-none" onClose={onClose}>
          {actions.map(({ id, name, icon, isDangerous = false, isDisabled = false, onAction }) => (
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
          ))}
        </AriaMenu>
      </Popover>
    </AriaLanguage>
  )
}
