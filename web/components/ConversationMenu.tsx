import { useLingui } from '@lingui/react/macro'
import { lazy, useRef, useState } from 'react'
import type { Conversation } from '#wire/conversations.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Extra } from './Extra.tsx'

/** What the menu holds, and what it opens, is in a chunk of its own. */
const ConversationActions = lazy(async () => ({
  default: (await import('./folders/ConversationActions.tsx')).ConversationActions,
}))

interface ConversationMenuProps {
  conversation: Conversation
  tabIndex?: number
}

/** What can be done with one conversation, in the list and above the open one. More is added in folders/ConversationActions.tsx. */
export function ConversationMenu({ conversation, tabIndex }: ConversationMenuProps) {
  const { t } = useLingui()
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const name = conversation.title || t`New conversation`

  function close() {
    setIsOpen(false)
    // A dialog that the menu opened has nobody else to give the focus back to.
    button.current?.focus()
  }

  return (
    <>
      <IconButton
        aria-expanded={isOpen}
        aria-haspopup="menu"
        icon="more"
        label={t`Actions for “${name}”`}
        onClick={() => setIsOpen(true)}
        ref={button}
        tabIndex={tabIndex}
      />
      {isOpen && (
        <Extra>
          <ConversationActions conversation={conversation} onClose={close} trigger={button} />
        </Extra>
      )}
    </>
  )
}
