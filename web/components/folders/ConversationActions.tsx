import { useLingui } from '@lingui/react/macro'
import type { ComponentType, RefObject } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
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
import { usePanel } from './use-panel.ts'
import { useToast } from '../shell/Toasts.tsx'
import { lazyDialog } from '../exchange/lazy-dialog.tsx'
import { useReadTranslated } from '../language/use-read-translated.ts'
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

type Panel = keyof typeof DIALOGS

/** The inside of ConversationMenu: the menu, then whatever dialog was chosen. */
export function ConversationActions({ conversation, onClose, trigger }: ConversationActionsProps) {
  const { t } = useLingui()
  const { panel, show, onMenuClose } = usePanel<Panel>(onClose)
  const actions: MenuAction[] = [
    { id: 'rename', name: t`Rename…`, icon: 'edit', onAction: () => show('rename') },
    ...usePlaceActions(conversation, show),
    {
      id: 'language',
      name: t`Language of the answers…`,
      icon: 'language',
      onAction: () => show('language'),
    },
    ...useReadTranslated(conversation),
    ...useShareActions(show),
    ...useExportConversation(show),
    ...useDeleteAction(conversation),
  ]
  if (panel !== null) {
    const Panel = DIALOGS[panel]
    return <Panel conversation={conversation} onClose={onClose} />
  }
  return (
    <OpenMenu
      actions={actions}
      label={t`Actions for this conversation`}
      onClose={onMenuClose}
      trigger={trigger}
    />
  )
}

/** Where the conversation is kept: at the top, in a folder, in the archive. */
function usePlaceActions(
  { id, isPinned, isArchived }: Conversation,
  show: (panel: Panel) => void,
): MenuAction[] {
  const { t } = useLingui()
  const { conversations } = useApp()
  const say = useToast()
  async function change(body: Parameters<typeof conversations.change>[1]) {
    try {
      await conversations.change(id, body)
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      say(t`It could not be changed. Try again.`)
    }
  }
  return [
    {
      id: 'pin',
      name: isPinned ? t`Unpin` : t`Pin to the top`,
      icon: 'pin',
      onAction: () => void change({ isPinned: !isPinned }),
    },
    {
      id: 'move',
      name: t`Move to a folder…`,
      icon: 'folder',
      onAction: () => show('move'),
    },
    {
      id: 'archive',
      name: isArchived ? t`Take out of the archive` : t`Archive`,
      icon: 'archive',
      onAction: () => void change({ isArchived: !isArchived }),
    },
  ]
}

function useShareActions(show: (panel: Panel) => void): MenuAction[] {
  const { t } = useLingui()
  const mayShare = useRights().has('conversation.share')
  if (!mayShare) return []
  return [{ id: 'share', name: t`Share…`, icon: 'share', onAction: () => show('share') }]
}

function useDeleteAction({ id }: Conversation): MenuAction[] {
  const { t } = useLingui()
  const remove = useDelete()
  return [
    {
      id: 'delete',
      name: t`Delete`,
      icon: 'trash',
      isDangerous: true,
      onAction: () => void remove([id]),
    },
  ]
}

function MoveOne({ conversation, onClose }: ConversationDialogProps) {
  return <MoveDialog folderId={conversation.folderId} ids={[conversation.id]} onClose={onClose} />
}
