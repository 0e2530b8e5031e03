import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../../state/external-store.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { useApp } from '../app-context.ts'
import { useFormats } from '../charts/use-formats.ts'
import { ModelChoice } from '../compare/ModelChoice.tsx'
import type { ContextUse } from './context-use.ts'

interface ContextDialogProps {
  conversationId: string
  model: ModelInfo
  use: ContextUse
  onClose: () => void
}

/** How full a conversation is, what happens then, and what helps. */
export function ContextDialog({ conversationId, model, use, onClose }: ContextDialogProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const { models, conversations } = useApp()
  const [isChoosing, setIsChoosing] = useState(false)
  const larger = useStore(models.state).models.filter(
    ({ contextTokens, state }) =>
      (contextTokens ?? 0) > (model.contextTokens ?? 0) && state !== 'unavailable',
  )
  const [used, room] = [formats.count(use.usedTokens), formats.count(use.roomTokens)]

  if (isChoosing) {
    return (
      <ModelChoice
        among={larger}
        conversationId={conversationId}
        currentId={model.id}
        onChoose={(modelId) => conversations.change(conversationId, { modelId })}
        onClose={onClose}
        title={t`Choose a model`}
      >
        <Trans>These models read more at once.</Trans>
      </ModelChoice>
    )
  }
  return (
    <Dialog
      actions={
        larger.length > 0 && (
          <Button onClick={() => setIsChoosing(true)}>
            <Trans>Choose a model that reads more</Trans>
          </Button>
        )
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`How full this conversation is`}
    >
      <Progress
        detail={t`about ${used} of ${room} tokens`}
        label={model.name}
        share={1 - use.leftShare}
      />
      <p className="mt-4">
        <ContextWords model={model} use={use} />{' '}
        <Trans>
          A model reads the whole conversation before each answer, with its files and instructions.
          What does not fit is left out, the oldest first; you still find it here, and the answer
          says so.
        </Trans>
      </p>
      <WhatHelps />
    </Dialog>
  )
}

function WhatHelps() {
  return (
    <>
      <h3 className="mt-4 font-medium text-ink">
        <Trans>What helps</Trans>
      </h3>
      <ul className="mt-1 grid list-disc gap-1 ps-5">
        <li>
          <Trans>A new chat, wherever something else begins.</Trans>
        </li>
        <li>
          <Trans>
            “New conversation from here…” in the menu of an earlier message: it leaves behind what
            came after.
          </Trans>
        </li>
        <li>
          <Trans>A model that reads more at once, where one is offered.</Trans>
        </li>
      </ul>
    </>
  )
}

/** In one sentence. */
export function ContextWords({ model, use }: Pick<ContextDialogProps, 'model' | 'use'>) {
  if (use.isOver) {
    return (
      <Trans>
        <bdi>{model.name}</bdi> no longer sees the oldest messages of this conversation.
      </Trans>
    )
  }
  return (
    <Plural
      value={use.pagesLeft}
      _0="This conversation is nearly full: its oldest messages will soon be left out."
      one="There is room for about # more page in this conversation."
      other="There is room for about # more pages in this conversation."
    />
  )
}
