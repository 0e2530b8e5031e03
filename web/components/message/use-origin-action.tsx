import { useLingui } from '@lingui/react/macro'
import type { MenuAction } from '../../ui/Menu.tsx'
import type { MessageContext } from './message-context.ts'
import { OriginDialog } from './OriginDialog.tsx'

/** Where an answer comes from; of questions there is nothing to say. */
export function useOriginAction({ message, show }: MessageContext): MenuAction[] {
  const { t } = useLingui()
  if (message.role !== 'assistant') return []
  return [
    {
      id: 'origin',
      name: t`Where this answer comes from`,
      icon: 'route',
      onAction: () => show(<OriginDialog message={message} onClose={() => show(null)} />),
    },
  ]
}
