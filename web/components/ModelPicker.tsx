import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../state/external-store.ts'
import { Icon } from '../ui/Icon.tsx'
import type { ModelRefusal } from '../state/models.ts'
import { useApp } from './app-context.ts'
import { FailureNotice } from './FailureNotice.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ModelCard } from './ModelCard.tsx'
import { useTask } from './use-task.ts'

interface ModelPickerProps {
  model: ModelInfo | undefined
  /** Which may not be used here, and why. */
  refusals?: ReadonlyMap<string, ModelRefusal> | undefined
  onChoose: (modelId: string) => Promise<void>
}

export function ModelPicker({ model, refusals, onChoose }: ModelPickerProps) {
  const { t } = useLingui()
  const { models } = useApp()
  const { status } = useStore(models.state)
  const [isOpen, setIsOpen] = useState(false)

  function open() {
    setIsOpen(true)
    // States change while engines start and stop: what is shown is what holds now.
    void models.load()
  }

  return (
    <>
      <button
        aria-haspopup="dialog"
        aria-label={model ? t`Model: ${model.name}` : t`Choose a model`}
        className="flex min-h-(--control) max-w-full items-center gap-1.5 rounded-lg px-2 text-sm text-ink-muted hover:bg-hover hover:text-ink"
        onClick={open}
        type="button"
      >
        <span className="text-sea">
          <Icon name="model" />
        </span>
        <bdi className="truncate">
          {model?.name ?? (status === 'loading' ? '…' : <Trans>Choose a model</Trans>)}
        </bdi>
        <Icon name="chevron-down" size={14} />
      </button>
      {isOpen && (
        <ModelDialog
          model={model}
          refusals={refusals}
          onChoose={onChoose}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  )
}

function ModelDialog(props: ModelPickerProps & { onClose: () => void }) {
  const { model, refusals, onChoose, onClose } = props
  const { t } = useLingui()
  const { models } = useApp()
  const { status, models: offered } = useStore(models.state)
  const { run, failure } = useTask()

  async function choose(id: string) {
    if (await run(() => onChoose(id))) onClose()
  }

  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Choose a model`}>
      <p className="mb-4 text-sm text-ink-muted">
        <Trans>The next answers in this conversation come from the model that you choose.</Trans>
      </p>
      {failure && (
        <div className="mb-4">
          <FailureNotice code={failure.code} detail={failure.message} />
        </div>
      )}
      {offered.length === 0 && <NoModels status={status} />}
      <ul className="grid gap-2">
        {offered.map((each) => (
          <li key={each.id}>
            <ModelCard
              isChosen={each.id === model?.id}
              model={each}
              refusal={refusals?.get(each.id)}
              onChoose={() => void choose(each.id)}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function NoModels({ status }: { status: 'loading' | 'ready' | 'failed' }) {
  return (
    <p className="rounded-md bg-sunken px-4 py-6 text-center text-sm text-ink-muted">
      {status === 'loading' && <Trans>Loading the models…</Trans>}
      {status === 'failed' && (
        <Trans>The models could not be loaded. Close this and try again.</Trans>
      )}
      {status === 'ready' && (
        <Trans>No model is installed. Run “npm run galerne models pull” in the terminal.</Trans>
      )}
    </p>
  )
}
