import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, useRef, useState, type ReactNode } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import type { CreateConversation } from '#wire/conversations.ts'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../state/external-store.ts'
import { toSent, type OutgoingMessage } from '../state/drafts.ts'
import { findModel } from '../state/models.ts'
import { useApp } from './app-context.ts'
import { ClassBand } from './classification/ClassBand.tsx'
import { useNewClass } from './classification/use-new-class.ts'
import { useRefusals } from './classification/use-refusals.ts'
import { Composer, focusMessageField } from './Composer.tsx'
import { Extra, Soon } from './Extra.tsx'
import { Gusts } from './Gusts.tsx'
import { ModelPicker } from './ModelPicker.tsx'
import { ModelPlace } from './ModelPlace.tsx'
import { PaneHeader } from './PaneHeader.tsx'
import { Suggestions } from './Suggestions.tsx'
import { usePageTitle } from './use-page-title.ts'
import { usePreferredModel } from './use-preferred-model.ts'

const FolderMark = lazy(async () => ({
  default: (await import('./folders/FolderMark.tsx')).FolderMark,
}))

const TourInvitation = lazy(async () => ({
  default: (await import('./tour/TourInvitation.tsx')).TourInvitation,
}))

export function NewChatPane({ menu }: { menu: ReactNode }) {
  const { t } = useLingui()
  const { models, drafts } = useApp()
  // The page of a model leads here with it.
  const [asked] = useSearchParams()
  const [modelId, setModelId] = useState<string | null>(asked.get('model'))
  // So does that of a folder.
  const folderId = asked.get('folder')
  const { classification, setClassification } = useNewClass()
  const refusals = useRefusals(classification)
  const model = findModel(useStore(models.state).models, modelId, refusals)
  const { presetId } = useStore(drafts.of(null))
  usePreferredModel((preferred) => setModelId((chosen) => chosen ?? preferred))
  usePageTitle(t`New chat`)

  const send = useFirstMessage({
    modelId,
    presetId,
    folderId,
    ...(classification && { classification }),
  })

  return (
    <main className="relative flex h-full min-h-0 flex-col overflow-hidden" id="main">
      <Gusts />
      <PaneHeader menu={menu}>
        <InFolder id={folderId} />
      </PaneHeader>
      {classification && (
        <ClassBand
          classification={classification}
          conversationId={null}
          onChange={async (chosen) => setClassification(chosen)}
        />
      )}
      <div className="relative flex min-h-0 flex-1 flex-col overflow-y-auto">
        <div className="mx-auto my-auto w-full max-w-(--measure) px-5 py-8">
          <Introduction model={model} />
          <Suggestions
            onChoose={(text) => {
              drafts.set(null, text)
              requestAnimationFrame(focusMessageField)
            }}
          />
          <Soon>
            <TourInvitation />
          </Soon>
        </div>
      </div>
      <div className="relative">
        <Composer
          conversationId={null}
          model={model}
          refusal={model && refusals?.get(model.id)}
          classification={classification ?? null}
          presetId={presetId}
          onPreset={(chosen, preferred) => {
            drafts.change(null, { presetId: chosen })
            if (preferred !== null) setModelId(preferred)
          }}
          onSend={send}
        >
          <ModelPicker model={model} refusals={refusals} onChoose={async (id) => setModelId(id)} />
        </Composer>
      </div>
    </main>
  )
}

/** Makes the conversation, sends its first message and goes there. */
function useFirstMessage(conversation: CreateConversation & { modelId: string | null }) {
  const { conversations, threads, language } = useApp()
  const [, navigate] = useLocation()
  // A conversation that was made for a message whose sending then failed is used again for the next try.
  const made = useRef<string | null>(null)

  return async (message: OutgoingMessage, idempotencyKey: string) => {
    made.current ??= (await conversations.create(conversation)).id
    const modelId = message.modelId ?? conversation.modelId
    const sent = toSent({ ...message, modelId }, language.language.get())
    const question = { kind: 'message', parentId: null, ...sent } as const
    await threads.of(made.current).start(question, idempotencyKey)
    navigate(`/c/${made.current}`)
  }
}

function InFolder({ id }: { id: string | null }) {
  return (
    id !== null && (
      <Extra>
        <FolderMark id={id} />
      </Extra>
    )
  )
}

function Introduction({ model }: { model: ModelInfo | undefined }) {
  return (
    <>
      <h1 className="font-display text-3xl text-balance sm:text-[2.75rem] sm:leading-tight">
        <Trans>What shall we look into?</Trans>
      </h1>
      {/* Its place is kept until the model is known, so that nothing jumps. */}
      <p className="mt-3 mb-6 min-h-18 text-ink-muted sm:min-h-12">
        {model && (
          <>
            <bdi className="font-medium">{model.name}</bdi> · <ModelPlace model={model} />
            <br />
            <Trans>An AI can be wrong: check what matters.</Trans>
          </>
        )}
      </p>
    </>
  )
}
