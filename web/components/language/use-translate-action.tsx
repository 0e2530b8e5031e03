import { useLingui } from '@lingui/react/macro'
import type { MenuAction } from '../../ui/Menu.tsx'
import { lazyDialog } from '../exchange/lazy-dialog.tsx'
import type { MessageContext } from '../message/message-context.ts'
import { useRights } from '../use-rights.ts'

const TranslateDialog = lazyDialog(
  async () => (await import('./TranslateDialog.tsx')).TranslateDialog,
)

/** A message in another language; one that is being written is not whole yet. */
export function useTranslateAction({ message, thread, show }: MessageContext): MenuAction[] {
  const { t } = useLingui()
  const rights = useRights()
  if (message.status === 'streaming' || message.text === '' || !rights.has('run.start')) return []
  const what = {
    kind: 'message',
    conversationId: thread.conversationId,
    messageId: message.id,
  } as const
  return [
    {
      id: 'translate',
      name: t`Translate…`,
      icon: 'language',
      onAction: () => show(<TranslateDialog onClose={() => show(null)} what={what} />),
    },
  ]
}
