import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useStore } from '../../state/external-store.ts'
import { findModel } from '../../state/models.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useApp } from '../app-context.ts'
import { ClassBand } from '../classification/ClassBand.tsx'
import { useNewClass } from '../classification/use-new-class.ts'
import { useRefusals } from '../classification/use-refusals.ts'
import { focusMessageField } from '../Composer.tsx'
import { ModelPicker } from '../ModelPicker.tsx'
import { PaneHeader } from '../PaneHeader.tsx'
import { usePageTitle } from '../use-page-title.ts'
import { temporaryChat } from './temporary-chat.ts'
import { TemporaryField } from './TemporaryField.tsx'
import { TemporaryMessages } from './TemporaryMessages.tsx'

/** A chat that is stored nowhere. The field, too, is not the usual one, which keeps drafts. */
export function TemporaryPane({ menu }: { menu: ReactNode }) {
  const { t } = useLingui()
  const app = useApp()
  const { messages, isAnswering } = useStore(temporaryChat.state)
  const [modelId, setModelId] = useState<string | null>(null)
  const { classification, setClassification } = useNewClass()
  const refusals = useRefusals(classification)
  const model = findModel(useStore(app.models.state).models, modelId, refusals)
  const end = useRef<HTMLDivElement>(null)
  usePageTitle(t`Temporary chat`)
  const last = messages.at(-1)
  useEffect(() => {
    if (last?.role === 'user' || last?.text === '') end.current?.scrollIntoView({ block: 'end' })
  }, [last])

  const send = (text: string) =>
    void temporaryChat.ask(app, text, {
      modelId: model?.id ?? null,
      classification,
      interfaceLang: app.language.language.get(),
    })

  return (
    <main className="flex h-full min-h-0 flex-col" id="main">
      <PaneHeader menu={menu}>
        <h1 className="flex min-w-0 items-center gap-2 px-2 text-sm font-medium">
          <Icon name="moon" />
          <span className="truncate">
            <Trans>Temporary chat</Trans>
          </span>
        </h1>
        {messages.length > 0 && (
          <IconButton
            className="ms-auto"
            icon="trash"
            label={t`End and forget`}
            onClick={() => {
              temporaryChat.end()
              focusMessageField()
            }}
          />
        )}
      </PaneHeader>
      {classification && (
        <ClassBand
          classification={classification}
          conversationId={null}
          onChange={async (chosen) => setClassification(chosen)}
        />
      )}
      <Note />
      <Room>
        {messages.length === 0 ? <Introduction /> : <TemporaryMessages messages={messages} />}
        <div ref={end} />
      </Room>
      <TemporaryField
        isAnswering={isAnswering}
        model={model}
        onSend={send}
        onStop={temporaryChat.stop}
        refusal={model && refusals?.get(model.id)}
      >
        <ModelPicker model={model} onChoose={async (id) => setModelId(id)} refusals={refusals} />
      </TemporaryField>
    </main>
  )
}

/** What scrolls, which must be reachable by keyboard. */
function Room({ children }: { children: ReactNode }) {
  const { t } = useLingui()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section aria-label={t`Temporary chat`} className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
      <div className="mx-auto max-w-(--measure) px-4 pt-4 pb-10">{children}</div>
    </section>
  )
}

/** Always in view. */
function Note() {
  return (
    <p
      className="mx-4 mt-2 rounded-lg border border-dashed border-line-strong bg-sunken px-4 py-2 text-center text-sm text-ink-muted"
      id="temporary-note"
    >
      <Trans>
        Nothing of this chat is stored: not here, not on the server. It is gone when you close or
        reload this tab. How much you used is still counted.
      </Trans>
    </p>
  )
}

function Introduction() {
  return (
    <div className="py-10 text-ink-muted">
      <h2 className="font-display text-3xl text-balance text-ink">
        <Trans>For what shall leave no trace</Trans>
      </h2>
      <ul className="mt-4 grid list-disc gap-2 ps-5">
        <li>
          <Trans>It is not listed, not searched, not shared and not part of any export.</Trans>
        </li>
        <li>
          <Trans>It knows nothing of your other conversations, instructions or memories.</Trans>
        </li>
        <li>
          <Trans>
            Whoever computes the answer still reads your question: the rules for what may leave
            apply as always.
          </Trans>
        </li>
      </ul>
    </div>
  )
}
