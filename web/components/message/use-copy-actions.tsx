import { useLingui } from '@lingui/react/macro'
import { toPlainText } from '../../markdown/plain-text.ts'
import { copyText } from '../../ui/copy-text.ts'
import type { MenuAction } from '../../ui/Menu.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { copyDrawn } from './copy-drawn.ts'
import type { MessageContext } from './message-context.ts'

/** Ways to take a message along. */
export function useCopyActions({ message, thread, text }: MessageContext): MenuAction[] {
  const { t } = useLingui()
  const say = useToast()
  const told = async (copying: Promise<boolean>) =>
    say((await copying) ? t`Copied` : t`The browser did not allow copying`)
  const link: MenuAction = {
    id: 'copy-link',
    name: t`Copy link to this message`,
    icon: 'share',
    onAction: () => void told(copyText(linkTo(thread.conversationId, message.id))),
  }
  if (message.role === 'user' || message.text === '') return [link]
  return [
    link,
    {
      id: 'copy-formatted',
      name: t`Copy with formatting`,
      icon: 'copy',
      onAction: () => void told(copyDrawn(message.id, toPlainText(text))),
    },
    {
      id: 'copy-plain',
      name: t`Copy as plain text`,
      icon: 'copy',
      onAction: () => void told(copyText(toPlainText(text))),
    },
    {
      id: 'copy-markdown',
      name: t`Copy as Markdown`,
      icon: 'code',
      onAction: () => void told(copyText(text)),
    },
  ]
}

/** Leads to the message, for whoever may read the conversation. */
function linkTo(conversationId: string, messageId: string): string {
  return new URL(`/c/${conversationId}#m-${messageId}`, window.location.origin).href
}
