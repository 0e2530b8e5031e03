import { Trans, useLingui } from '@lingui/react/macro'
import type { MenuAction } from '../../ui/Menu.tsx'
import { useApp } from '../app-context.ts'
import { AnswerLanguageDialog } from '../composing/AnswerLanguageDialog.tsx'
import type { MessageContext } from './message-context.ts'

/** Another version of an answer, in a language that one chooses; the one that is there stays. */
export function useAnswerInAction({ message, thread, show }: MessageContext): MenuAction[] {
  const { t } = useLingui()
  const { createKey, language } = useApp()
  const isQuestion = message.role === 'user'
  const messageId = isQuestion ? message.id : message.parentId
  if (messageId === null || message.status === 'streaming') return []
  const interfaceLang = language.language.get()

  const answerIn = async (replyLang: string | null) => {
    if (replyLang === null) return
    await thread.start({ kind: 'regenerate', messageId, replyLang, interfaceLang }, createKey())
  }
  const close = () => show(null)
  return [
    {
      id: 'answer-in',
      name: t`Answer again in another language…`,
      icon: 'language',
      onAction: () =>
        show(
          <AnswerLanguageDialog
            action={<Trans>Answer again</Trans>}
            hasNone={false}
            initial={anotherThan(message.lang, interfaceLang)}
            onChoose={answerIn}
            onClose={close}
            title={t`Answer again in another language`}
          />,
        ),
    },
  ]
}

/** The language of the interface is what one most likely wants; where it is that already, one that many read. */
function anotherThan(lang: string | null, interfaceLang: string): string {
  return [interfaceLang, 'en', 'fr'].find((wanted) => wanted !== lang?.split('-')[0]) ?? 'en'
}
