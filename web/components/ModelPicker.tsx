import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../state/external-store.ts'
import { Icon } from '../ui/Icon.tsx'
import type { ModelRefusal } from '../state/models.ts'
import { useApp } from './app-context.ts'

/** Loaded when somebody wants to choose. */
const ModelDialog = lazy(async () => ({
  default: (await import('./ModelDialog.tsx')).ModelDialog,
}))

export interface ModelPickerProps {
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
        className="flex min-h-(--control) max-w-full min-w-0 items-center gap-1.5 rounded-lg px-2 text-sm text-ink-muted hover:bg-hover hover:text-ink"
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
        <Suspense>
          <ModelDialog
            model={model}
            refusals={refusals}
            onChoose={onChoose}
            onClose={() => setIsOpen(false)}
          />
        </Suspense>
      )}
    </>
  )
}
