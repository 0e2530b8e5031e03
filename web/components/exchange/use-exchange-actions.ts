import { useLingui } from '@lingui/react/macro'
import type { MenuAction } from '../../ui/Menu.tsx'
import { useRights } from '../use-rights.ts'

/** Of one conversation. */
export function useExportConversation(open: (dialog: 'export') => void): MenuAction[] {
  const { t } = useLingui()
  const rights = useRights()
  if (!rights.has('conversation.export')) return []
  return [{ id: 'export', name: t`Export…`, icon: 'download', onAction: () => open('export') }]
}

/** Of the list of them: all out, and others in. */
export function useExchangeActions(open: (dialog: 'import' | 'export') => void): MenuAction[] {
  const { t } = useLingui()
  const rights = useRights()
  const actions: MenuAction[] = []
  if (rights.has('conversation.import')) {
    const name = t`Import conversations…`
    actions.push({ id: 'import', name, icon: 'add', onAction: () => open('import') })
  }
  if (rights.has('conversation.export')) {
    const name = t`Export all conversations…`
    actions.push({ id: 'export', name, icon: 'download', onAction: () => open('export') })
  }
  return actions
}
