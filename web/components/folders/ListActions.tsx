import { useLingui } from '@lingui/react/macro'
import type { ComponentType, RefObject } from 'react'
import { useLocation } from 'wouter'
import type { MenuAction } from '../../ui/Menu.tsx'
import { OpenMenu } from '../../ui/OpenMenu.tsx'
import { lazyDialog } from '../exchange/lazy-dialog.tsx'
import { useExchangeActions } from '../exchange/use-exchange-actions.ts'
import { NewFolderDialog } from './NewFolderDialog.tsx'
import { usePanel } from './use-panel.ts'

export interface ListDialogProps {
  onClose: () => void
}

const ImportDialog = lazyDialog<ListDialogProps>(
  async () => (await import('../exchange/ImportDialog.tsx')).ImportDialog,
)
const ExportAll = lazyDialog<ListDialogProps>(
  async () => (await import('../exchange/ExportAll.tsx')).ExportAll,
)

/** What an action opens. Another part adds its dialog here (a `lazy` one, if it is large), and its action below. */
const DIALOGS = {
  folder: NewFolderDialog,
  import: ImportDialog,
  export: ExportAll,
} satisfies Record<string, ComponentType<ListDialogProps>>

interface ListActionsProps extends ListDialogProps {
  trigger: RefObject<HTMLElement | null>
  onNavigate: (() => void) | undefined
}

/** The inside of ListMenu: the menu, then whatever dialog was chosen. */
export function ListActions({ onClose, onNavigate, trigger }: ListActionsProps) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const { panel, show, onMenuClose } = usePanel<keyof typeof DIALOGS>(onClose)

  function go(path: string) {
    onClose()
    onNavigate?.()
    navigate(path)
  }

  const actions: MenuAction[] = [
    {
      id: 'temporary',
      name: t`Temporary chat`,
      icon: 'moon',
      onAction: () => go('/temporary'),
    },
    { id: 'folder', name: t`New folder…`, icon: 'folder', onAction: () => show('folder') },
    {
      id: 'all',
      name: t`All conversations`,
      icon: 'list',
      onAction: () => go('/conversations'),
    },
    {
      id: 'shared',
      name: t`Shared conversations`,
      icon: 'share',
      onAction: () => go('/shared'),
    },
    {
      id: 'archived',
      name: t`Archive`,
      icon: 'archive',
      onAction: () => go('/conversations?shown=archived'),
    },
    {
      id: 'deleted',
      name: t`Recently deleted`,
      icon: 'trash',
      onAction: () => go('/conversations?shown=deleted'),
    },
    ...useExchangeActions(show),
  ]
  if (panel !== null) {
    const Panel = DIALOGS[panel]
    return <Panel onClose={onClose} />
  }
  return (
    <OpenMenu
      actions={actions}
      label={t`More about conversations`}
      onClose={onMenuClose}
      trigger={trigger}
    />
  )
}
