import { useLingui } from '@lingui/react/macro'
import { copyText } from '../../ui/copy-text.ts'
import type { MenuAction } from '../../ui/Menu.tsx'
import type { MessageContext } from './message-context.ts'

/** Ways to take a message along. */
export function useCopyActions({ message, thread, text }: MessageContext): MenuAction[] {
  const { t } = useLingui()
  return [
    {
      id: 'copy-markdown',
      name: t`Copy as Markdown`,
      icon: 'code',
      onAction: () => void copyText(text),
    },
    {
      id: 'copy-link',
      name: t`Copy link to this message`,
      icon: 'share',
      onAction: () => void copyText(linkTo(thread.conversationId, message.id)),
    },
  ]
}

/** Leads to the message, for whoever may read the conversation. */
export function linkTo(conversationId: string, messageId: string): string {
  return new URL(`/c/${conversationId}#m-${messageId}`, window.location.origin).href
}
