import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../../state/external-store.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { useApp } from '../app-context.ts'
import { useRefusals } from '../classification/use-refusals.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { ModelCard } from '../ModelCard.tsx'
import { useTask } from '../use-task.ts'

interface ModelChoiceProps {
  conversationId: string
  title: string
  /** What choosing one will do. */
  children: ReactNode
  currentId: string | null
  /** Absent: all of them. */
  among?: readonly ModelInfo[]
  onChoose: (modelId: string) => Promise<void>
  onClose: () => void
}

/** One of the models, for something that is done with it at once. */
export function ModelChoice(props: ModelChoiceProps) {
  const { conversationId, title, children, currentId, onChoose, onClose, among } = props
  const { t } = useLingui()
  const { models, conversations } = useApp()
  const { models: offered } = useStore(models.state)
  const conversation = useStore(conversations.state).conversations.find(
    ({ id }) => id === conversationId,
  )
  const refusals = useRefusals(conversation?.classification ?? null)
  const { run, failure } = useTask()
  async function choose(id: string) {
    if (await run(() => onChoose(id))) onClose()
  }
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={title}>
      <p className="mb-4 text-sm">{children}</p>
      {failure && (
        <div className="mb-4">
          <FailureNotice code={failure.code} detail={failure.message} />
        </div>
      )}
      <ul className="grid gap-2 text-ink">
        {(among ?? offered).map((model) => (
          <li key={model.id}>
            <ModelCard
              isChosen={model.id === currentId}
              model={model}
              onChoose={() => void choose(model.id)}
              refusal={refusals?.get(model.id)}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
