import { useLingui } from '@lingui/react/macro'
import type { MenuAction } from '../../../ui/Menu.tsx'
import type { MessageContext } from '../message-context.ts'
import { ReadAloudBar } from './ReadAloudBar.tsx'

/** Reads an answer aloud, in the voices of the device. Never by itself. */
export function useReadAloudAction({ message, show }: MessageContext): MenuAction[] {
  const { t, i18n } = useLingui()
  const { id, role, text, lang } = message
  if (role !== 'assistant' || text === '') return []
  return [
    {
      id: 'read-aloud',
      name: t`Read aloud`,
      icon: 'speaker',
      onAction: () =>
        show(<ReadAloudBar lang={lang ?? i18n.locale} messageId={id} onClose={() => show(null)} />),
    },
  ]
}
