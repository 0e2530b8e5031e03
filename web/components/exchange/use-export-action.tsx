import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import type { MenuAction } from '../../ui/Menu.tsx'
import type { MessageContext } from '../message/message-context.ts'
import { useRights } from '../use-rights.ts'

const ExportDialog = lazy(async () => ({
  default: (await import('./ExportDialog.tsx')).ExportDialog,
}))

/** A message as a file; one that is being written is not there yet. */
export function useExportAction({ message, show }: MessageContext): MenuAction[] {
  const { t } = useLingui()
  const rights = useRights()
  if (message.status === 'streaming' || !rights.has('conversation.export')) return []
  const target = { scope: 'message', messageId: message.id } as const
  return [
    {
      id: 'export',
      name: message.role === 'assistant' ? t`Export this answer…` : t`Export this question…`,
      icon: 'download',
      onAction: () =>
        show(
          <Suspense>
            <ExportDialog onClose={() => show(null)} target={target} />
          </Suspense>,
        ),
    },
  ]
}
