import { useLingui } from '@lingui/react/macro'
import { lazy, useRef, useState } from 'react'
import { IconButton } from '../ui/IconButton.tsx'
import { Extra } from './Extra.tsx'

const ListActions = lazy(async () => ({
  default: (await import('./folders/ListActions.tsx')).ListActions,
}))

/** What can be done with all conversations. More is added in folders/ListActions.tsx. */
export function ListMenu({ onNavigate }: { onNavigate: (() => void) | undefined }) {
  const { t } = useLingui()
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setIsOpen] = useState(false)

  function close() {
    setIsOpen(false)
    button.current?.focus()
  }

  return (
    <>
      <IconButton
        aria-expanded={isOpen}
        aria-haspopup="menu"
        icon="more"
        label={t`More about conversations`}
        onClick={() => setIsOpen(true)}
        ref={button}
      />
      {isOpen && (
        <Extra>
          <ListActions onClose={close} onNavigate={onNavigate} trigger={button} />
        </Extra>
      )}
    </>
  )
}
