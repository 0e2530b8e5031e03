import { useLingui } from '@lingui/react/macro'
import { useRef, useState, type ComponentType, type RefObject } from 'react'
import type { Conversation } from '#wire/conversations.ts'
import type { MenuAction } from '../../ui/Menu.tsx'
import { OpenMenu } from '../../ui/OpenMenu.tsx'
import { useApp } from '../app-context.ts'
import { useRights } from '../use-rights.ts'
import { ReplyLanguageDialog } from '../language/ReplyLanguageDialog.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import { ShareDialog } from '../sharing/ShareDialog.tsx'
import { RenameDialog } from './RenameDialog.tsx'
import { useDelete } from './use-delete.ts'
import { lazyDialog } from '../exchange/lazy-dialog.tsx'
import { useExportConversation } from '../exchange/use-exchange-actions.ts'

export interface ConversationDialogProps {
  conversation: Conversation
  onClose: () => void
}

const ExportConversation = lazyDialog<ConversationDialogProps>(
  async () => (await import('../exchange/ExportConversation.tsx')).ExportConversation,
)

/** What an action opens. Another part adds its dialog here (a `lazy` one, if it is large), and its action below. */
const DIALOGS = {
  rename: RenameDialog,
  move: MoveOne,
  share: ShareDialog,
  language: ReplyLanguageDialog,
  export: ExportConversation,
} satisfies Record<string, ComponentType<ConversationDialogProps>>

interface ConversationActionsProps extends ConversationDialogProps {
  trigger: RefObject<HTMLElement | null>
}

/** The inside of ConversationMenu: the menu, then whatever dialog was chosen. */
export function ConversationActions({ conversation, onClose, trigger }: ConversationActionsProps) {
  const { t } = useLingui()
  const { conversations } = useApp()
  const rights = useRights()
  const [chosen, setChosen] = useState<keyof typeof DIALOGS | null>(null)
  const isTaken = useRef(false)
  const { id, isPinned, isArchived } = conversation
  const remove = useDelete()
  const exporting = useExportConversation(open)

  /** The menu closes by itself, which must not take away what it opened. */
  function open(dialog: keyof typeof DIALOGS) {
    isTaken.current = true
    setChosen(dialog)
  }

  function change(body: Parameters<typeof conversations.change>[1]) {
    onClose()
    void conversations.change(id, body)
  }

  const actions: MenuAction[] = [
    { id: 'rename', name: t`Rename…`, icon: 'edit', onAction: () => open('rename') },
    {
      id: 'pin',
      name: isPinned ? t`Unpin` : t`Pin to the top`,
      icon: 'pin',
      onAction: () => change({ isPinned: !isPinned }),
    },
    {
      id: 'move',
      name: t`Move to a folder…`,
      icon: 'folder',
      onAction: () => open('move'),
    },
    {
      id: 'language',
      name: t`Language of the answers…`,
      icon: 'language',
      onAction: () => open('language'),
    },
    {
      id: 'archive',
      name: isArchived ? t`Take out of the archive` : t`Archive`,
      icon: 'archive',
      onAction: () => change({ isArchived: !isArchived }),
    },
    ...(rights.has('conversation.share')
      ? [
          {
            id: 'share',
            name: t`Share…`,
            icon: 'share' as const,
            onAction: () => open('share'),
          },
        ]
      : []),
    ...exporting,
    {
      id: 'delete',
      name: t`Delete`,
      icon: 'trash',
      isDangerous: true,
      onAction: () => {
        onClose()
        void remove([id])
      },
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
      onClose={() => {
        if (!isTaken.current) onClose()
      }}
      trigger={trigger}
    />
  )
}

function MoveOne({ conversation, onClose }: ConversationDialogProps) {
  return <MoveDialog folderId={conversation.folderId} ids={[conversation.id]} onClose={onClose} />
}
