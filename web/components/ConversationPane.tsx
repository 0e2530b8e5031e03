import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, useEffect, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import { useStore } from '../state/external-store.ts'
import { toSent, type OutgoingMessage } from '../state/drafts.ts'
import { findModel } from '../state/models.ts'
import type { Thread } from '../state/thread.ts'
import { useApp } from './app-context.ts'
import { ClassBand } from './classification/ClassBand.tsx'
import { useRefusals } from './classification/use-refusals.ts'
import { Composer } from './Composer.tsx'
import { Extra, Soon } from './Extra.tsx'
import { ConversationMenu } from './ConversationMenu.tsx'
import { MessageLog } from './MessageLog.tsx'
import { ModelPicker } from './ModelPicker.tsx'
import { PaneHeader } from './PaneHeader.tsx'
import { Button } from '../ui/Button.tsx'
import { ReadOnly } from './read-only.ts'
import { usePageTitle } from './use-page-title.ts'

/** What waits for the answer above it; there once the conversation is. */
const AboveField = lazy(async () => ({
  default: (await import('./composing/AboveField.tsx')).AboveField,
}))

const OthersNotice = lazy(async () => ({
  default: (await import('./folders/OthersNotice.tsx')).OthersNotice,
}))

const SelectionBar = lazy(async () => ({
  default: (await import('./language/SelectionBar.tsx')).SelectionBar,
}))

const ForkedFrom = lazy(async () => ({
  default: (await import('./compare/TreeNotices.tsx')).ForkedFrom,
}))

export function ConversationPane({ id, menu }: { id: string; menu: ReactNode }) {
  const { t } = useLingui()
  const { threads, conversations } = useApp()
  const conversation = useStore(conversations.state).conversations.find((each) => each.id === id)
  const title = conversation?.title || t`New conversation`
  usePageTitle(title)
  const thread = threads.of(id)
  const { status } = useStore(thread.state)
  const isOwn = conversation?.ownerName === undefined
  useEffect(() => threads.enter(thread), [threads, thread])
  useSeen(conversation)

  return (
    <main className="flex h-full min-h-0 flex-col" id="main">
      <PaneHeader menu={menu}>
        <h1 className="min-w-0 truncate px-2 text-sm font-medium text-ink-muted" dir="auto">
          {title}
        </h1>
        {conversation && isOwn && <ConversationMenu conversation={conversation} />}
      </PaneHeader>
      {status === 'missing' && <Missing />}
      {status === 'failed' && <Failed thread={thread} />}
      {conversation && isOwn && status !== 'missing' && (
        <ClassBand
          classification={conversation.classification}
          conversationId={id}
          onChange={(classification) => conversations.change(id, { classification })}
        />
      )}
      {conversation?.forkedFrom && (
        <Extra>
          <ForkedFrom from={conversation.forkedFrom} />
        </Extra>
      )}
      {(status === 'loading' || status === 'ready') && (
        <Chat conversation={conversation} thread={thread} />
      )}
      <Soon>
        <SelectionBar />
      </Soon>
    </main>
  )
}

/** Whoever has it before them knows of its answers. */
function useSeen(conversation: Conversation | undefined) {
  const { conversations } = useApp()
  const { id, isUnread = false } = conversation ?? {}
  useEffect(() => {
    if (id === undefined || !isUnread || document.hidden) return
    // Failing, it stays as it is until the next time.
    void conversations.change(id, { isUnread: false }).catch(() => undefined)
  }, [conversations, id, isUnread])
}

interface ChatProps {
  thread: Thread
  /** Undefined: not read yet. */
  conversation: Conversation | undefined
}

function Chat({ thread, conversation }: ChatProps) {
  const app = useApp()
  const { conversations, models, language } = app
  const { path } = useStore(thread.state)
  const classification = conversation?.classification ?? null
  const refusals = useRefusals(classification)
  const model = findModel(useStore(models.state).models, conversation?.modelId ?? null, refusals)
  const last = path.at(-1)?.message
  const runId = last?.status === 'streaming' ? last.runId : null
  const { conversationId } = thread
  const sent = (message: OutgoingMessage) => toSent(message, language.language.get())

  if (conversation?.ownerName !== undefined) {
    return (
      <ReadOnly value>
        <MessageLog path={path} thread={thread} />
        <Extra>
          <OthersNotice conversation={conversation} />
        </Extra>
      </ReadOnly>
    )
  }
  return (
    <>
      <MessageLog path={path} thread={thread} />
      <Soon>
        <AboveField last={last} model={model} thread={thread} />
      </Soon>
      <Composer
        conversationId={conversationId}
        model={model}
        refusal={model && refusals?.get(model.id)}
        classification={classification}
        presetId={conversation?.presetId ?? null}
        onPreset={(presetId, modelId) =>
          void conversations.change(conversationId, {
            presetId,
            ...(modelId !== null && { modelId }),
          })
        }
        onQueue={async (message, key) => {
          const { composingOf } = await import('./composing/composing-of.ts')
          const waiting = { ...sent(message), parentId: last?.id ?? '' }
          await composingOf(app).queues.add(conversationId, waiting, key)
        }}
        onSend={(message, key) =>
          thread.start({ kind: 'message', ...sent(message), parentId: last?.id ?? null }, key)
        }
        onStop={runId === null ? undefined : () => thread.stop(runId)}
      >
        <ModelPicker
          model={model}
          refusals={refusals}
          onChoose={(chosen) => conversations.change(conversationId, { modelId: chosen })}
        />
      </Composer>
    </>
  )
}

function Missing() {
  return (
    <div className="m-auto max-w-md p-6 text-center">
      <h2 className="font-display text-2xl text-balance">
        <Trans>This conversation does not exist</Trans>
      </h2>
      <p className="mt-3 mb-6 text-ink-muted">
        <Trans>It may have been deleted, or the address is incomplete.</Trans>
      </p>
      <Link
        className="inline-flex min-h-(--control) items-center rounded-md bg-sea px-4 text-sm font-medium text-on-sea hover:bg-sea-hover"
        href="/"
      >
        <Trans>Start a new chat</Trans>
      </Link>
    </div>
  )
}

function Failed({ thread }: { thread: Thread }) {
  return (
    <div className="m-auto max-w-md p-6 text-center" role="alert">
      <h2 className="font-display text-2xl text-balance">
        <Trans>This conversation could not be loaded</Trans>
      </h2>
      <p className="mt-3 mb-6 text-ink-muted">
        <Trans>Nothing is lost; it is stored on the server.</Trans>
      </p>
      <Button icon="retry" onClick={() => void thread.open()}>
        <Trans>Try again</Trans>
      </Button>
    </div>
  )
}
