import { useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import type { MenuAction } from '../../ui/Menu.tsx'
import type { MessageContext } from '../message/message-context.ts'
import { useRights } from '../use-rights.ts'
import { handText } from './handed-text.ts'

/** A message as the beginning of a text in plain language. */
export function usePlainAction({ message, thread }: MessageContext): MenuAction[] {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const rights = useRights()
  if (message.status === 'streaming' || message.text === '' || !rights.has('run.start')) return []
  const { text, lang } = message
  return [
    {
      id: 'plain-language',
      name: t`Rewrite in plain language…`,
      icon: 'wrap',
      onAction: () => {
        handText({ text, lang, conversationId: thread.conversationId })
        navigate('/plain')
      },
    },
  ]
}
