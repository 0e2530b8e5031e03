import { Trans } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../../state/external-store.ts'
import type { Thread } from '../../state/thread.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useApp } from '../app-context.ts'
import { ContextDialog, ContextWords } from './ContextDialog.tsx'
import { contextUseOf } from './context-use.ts'

/** Of the room that a model has, so much is worth telling of. */
const LITTLE = 0.35

interface ContextNoticeProps {
  thread: Thread
  model: ModelInfo | undefined
}

/** Above the field: how much more fits, before what was said first is left out; and what can be done. */
export function ContextNotice({ thread, model }: ContextNoticeProps) {
  const [isOpen, setIsOpen] = useState(false)
  const use = useContextUse(thread, model)
  if (!use || !model || (use.leftShare >= LITTLE && !use.isOver)) return null
  return (
    <div className="mx-auto flex w-full max-w-(--measure) flex-wrap items-center justify-center gap-x-3 px-6 pb-1 text-xs text-ink-muted">
      <output className="flex min-w-0 items-start gap-1.5">
        <span className={`mt-px ${use.isOver ? 'text-buoy-ink' : ''}`}>
          <Icon name="info" size={14} />
        </span>
        <span className="min-w-0">
          <ContextWords model={model} use={use} />
        </span>
      </output>
      <button
        aria-haspopup="dialog"
        className="min-h-6 underline underline-offset-4 hover:text-ink"
        onClick={() => setIsOpen(true)}
        type="button"
      >
        <Trans>What does that mean?</Trans>
      </button>
      {isOpen && (
        <ContextDialog
          conversationId={thread.conversationId}
          model={model}
          onClose={() => setIsOpen(false)}
          use={use}
        />
      )}
    </div>
  )
}

interface ConversationRoomProps {
  conversationId: string
  model: ModelInfo
  onClose: () => void
}

/** The same for whoever asks. */
export function ConversationRoom({ conversationId, model, onClose }: ConversationRoomProps) {
  const use = useContextUse(useApp().threads.of(conversationId), model)
  return (
    use && (
      <ContextDialog conversationId={conversationId} model={model} onClose={onClose} use={use} />
    )
  )
}

/** Null: the model does not tell how much it reads, or nothing has been said yet. */
function useContextUse(thread: Thread, model: ModelInfo | undefined) {
  const { drafts } = useApp()
  const { path } = useStore(thread.state)
  const { text, modelId } = useStore(drafts.of(thread.conversationId))
  const most = modelId === null ? model?.contextTokens : null
  return useMemo(() => {
    if (most == null || path.length === 0) return null
    return contextUseOf(
      path.map(({ message }) => message),
      text,
      most,
    )
  }, [path, text, most])
}
