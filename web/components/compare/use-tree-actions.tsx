import { Trans, useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import type { Message } from '#wire/conversations.ts'
import type { MenuAction } from '../../ui/Menu.tsx'
import { useApp } from '../app-context.ts'
import type { MessageContext } from '../message/message-context.ts'
import { useSharing } from '../sharing/use-sharing.ts'
import { CompareModels } from './CompareModels.tsx'
import { CompareVersions } from './CompareVersions.tsx'
import { ForkDialog } from './ForkDialog.tsx'
import { ModelChoice } from './ModelChoice.tsx'

/** What can be done with the tree of messages from one of them: other models, other versions, another conversation. */
export function useTreeActions(context: MessageContext): MenuAction[] {
  const { t } = useLingui()
  const { message, node, thread, show } = context
  const { conversationId } = thread
  const close = () => show(null)
  const again = useAnswerBy(context)
  const goOn = useGoOnFrom(context)
  const questionId = message.role === 'user' ? message.id : message.parentId
  const [, navigate] = useLocation()
  const { conversations } = useApp()
  const client = useSharing()

  async function fork(title: string) {
    const made = await client.fork(conversationId, { messageId: message.id, title })
    await conversations.reload(made.id)
    navigate(`/c/${made.id}`)
  }
  const versions = node.siblingIds.flatMap((id): Message[] => {
    const version = thread.state.get().messages.get(id)
    return version && version.status !== 'streaming' ? [version] : []
  })
  return [
    ...(message.role === 'assistant' ? [again, goOn] : []),
    ...(questionId === null
      ? []
      : [
          {
            id: 'compare-models',
            name: t`Compare models…`,
            icon: 'compare' as const,
            onAction: () =>
              show(<CompareModels onClose={close} questionId={questionId} thread={thread} />),
          },
        ]),
    ...(versions.length < 2
      ? []
      : [
          {
            id: 'compare-versions',
            name: t`Compare versions…`,
            icon: 'list' as const,
            onAction: () =>
              show(<CompareVersions onClose={close} shownId={message.id} versions={versions} />),
          },
        ]),
    ...(message.status === 'streaming'
      ? []
      : [
          {
            id: 'fork',
            name: t`New conversation from here…`,
            icon: 'route' as const,
            onAction: () =>
              show(<ForkDialog conversationId={conversationId} onClose={close} onFork={fork} />),
          },
        ]),
  ]
}

function useAnswerBy({ message, thread, show }: MessageContext): MenuAction {
  const { t } = useLingui()
  const { createKey, language } = useApp()
  async function answer(modelId: string) {
    if (message.parentId === null) return
    const interfaceLang = language.language.get()
    const { parentId: messageId } = message
    await thread.start({ kind: 'regenerate', messageId, modelId, interfaceLang }, createKey())
  }
  return {
    id: 'answer-by',
    name: t`Answer again with another model…`,
    icon: 'retry',
    onAction: () =>
      show(
        <ModelChoice
          conversationId={thread.conversationId}
          currentId={message.modelId}
          onChoose={answer}
          onClose={() => show(null)}
          title={t`Answer again with another model`}
        >
          <Trans>
            The model that you choose answers the same question. This answer stays as another
            version.
          </Trans>
        </ModelChoice>,
      ),
  }
}

function useGoOnFrom({ message, thread, show }: MessageContext): MenuAction {
  const { t } = useLingui()
  const { conversations } = useApp()
  async function goOn(modelId: string) {
    await conversations.change(thread.conversationId, { modelId })
    thread.goOnFrom(message.id)
  }
  return {
    id: 'go-on-from',
    name: t`Go on from here with another model…`,
    icon: 'model',
    onAction: () =>
      show(
        <ModelChoice
          conversationId={thread.conversationId}
          currentId={null}
          onChoose={goOn}
          onClose={() => show(null)}
          title={t`Go on from here with another model`}
        >
          <Trans>
            Your next message follows this answer and goes to the model that you choose. What came
            after it until now stays as another version.
          </Trans>
        </ModelChoice>,
      ),
  }
}
