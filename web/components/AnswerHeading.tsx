import { Trans } from '@lingui/react/macro'
import { useStore } from '../state/external-store.ts'
import { findModel } from '../state/models.ts'
import { useApp } from './app-context.ts'
import { AiLabel } from './approval/AiLabel.tsx'
import { BrandLogo } from './BrandLogo.tsx'
import { ModelPlace } from './ModelPlace.tsx'

interface AnswerHeadingProps {
  /** Of the answer, which is labelled by `by-<id>`. */
  id: string
  modelId: string | null
}

/** Above every answer: which model wrote it, where that runs, and that an AI did. */
export function AnswerHeading({ id, modelId }: AnswerHeadingProps) {
  const { models } = useApp()
  const { models: offered } = useStore(models.state)
  const model = modelId === null ? undefined : findModel(offered, modelId)
  const isKnown = model?.id === modelId
  return (
    <h2 className="mb-2 flex flex-wrap items-center gap-2 text-xs text-ink-faint" id={`by-${id}`}>
      <BrandLogo size={20} />
      <span>
        <bdi className="font-medium text-ink-muted">
          {isKnown && model ? model.name : (modelId ?? <Trans>Answer</Trans>)}
        </bdi>
        {isKnown && model && (
          <>
            {' · '}
            <ModelPlace model={model} />
          </>
        )}
      </span>
      <AiLabel />
    </h2>
  )
}
