import { useLingui } from '@lingui/react/macro'
import { useState, type ComponentType, type RefObject } from 'react'
import type { Conversation } from '#wire/conversations.ts'
import type { MenuAction } from '../../ui/Menu.tsx'
import { OpenMenu } from '../../ui/OpenMenu.tsx'
import { useApp } from '../app-context.ts'
import { DeleteDialog } from './DeleteDialog.tsx'
import { RenameDialog } from './RenameDialog.tsx'

export interface ConversationDialogProps {
  conversation: Conversation
  onClose: () => void
}

/** What an action opens. Another part adds its dialog here (a `lazy` one, if it is large), and its action below. */
const DIALOGS = {
  rename: RenameDialog,
  delete: DeleteDialog,
} satisfies Record<string, ComponentType<ConversationDialogProps>>

interface ConversationActionsProps extends ConversationDialogProps {
  trigger: RefObject<HTMLElement | null>
}

/** The inside of ConversationMenu: the menu, then whatever dialog was chosen. */
export function ConversationActions({ conversation, onClose, trigger }: ConversationActionsProps) {
  const { t } = useLingui()
  const { conversations } = useApp()
  const [chosen, setChosen] = useState<keyof typeof DIALOGS | null>(null)
  const { id, isPinned, isArchived } = conversation

  function change(body: Parameters<typeof conversations.change>[1]) {
    onClose()
    void conversations.change(id, body)
  }

  const actions: MenuAction[] = [
    { id: 'rename', name: t`Rename…`, icon: 'edit', onAction: () => setChosen('rename') },
    {
      id: 'pin',
      name: isPinned ? t`Unpin` : t`Pin to the top`,
      icon: 'pin',
      onAction: () => change({ isPinned: !isPinned }),
    },
    {
      id: 'archive',
      name: isArchived ? t`Take out of the archive` : t`Archive`,
      icon: 'archive',
      onAction: () => change({ isArchived: !isArchived }),
    },
    {
      id: 'delete',
      name: t`Delete`,
      icon: 'trash',
      isDangerous: true,
      onAction: () => setChosen('delete'),
    },
  ]
  if (chosen !== null) {
    const Chosen = DIALOGS[chosen]
    return <Chosen conversation={conversation} onClose={onClose} />
  }
  return (
    <OpenMenu
      actions={actions}
      label={t`Actions for this conversation`}
      onClose={onClose}
      trigger={trigger}
    />
  )
}
