import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Deviation, TranslatedBlock } from '#wire/translation.ts'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { AnswerText } from '../AnswerText.tsx'
import { TranslatedBlockView } from './TranslatedBlockView.tsx'
import type { ShownTranslation } from './use-translation.ts'

export interface TranslationViewProps {
  shown: ShownTranslation
  isRunning: boolean
  /** Beside the original, or below each other where there is no room. */
  isBeside: boolean
  /** A block in other words; absent: it is only read. */
  onChange?: (block: TranslatedBlock) => void
  /** A block is to be asked for once more, with these terms. */
  onAgain?: (index: number, deviations: readonly Deviation[]) => void
}

/** A translation as it grows, block by block, aligned with its original. */
export function TranslationView({ shown, isRunning, isBeside, ...rest }: TranslationViewProps) {
  const { start, blocks } = shown
  return (
    <div aria-busy={isRunning} className="grid gap-y-1" data-translation="">
      {start.blocks.map(({ index, source, isKept }) => {
        const block = blocks.get(index)
        if (source.trim() === '') return null
        return (
          <div
            className={isBeside ? 'grid items-start gap-x-6 gap-y-1 md:grid-cols-2' : undefined}
            key={index}
          >
            {isBeside && (
              <div className="min-w-0 text-ink-muted">
                <AnswerText isStreaming={false} lang={start.from} text={source} />
              </div>
            )}
            <div className="min-w-0 text-ink">
              {isKept && !isBeside && (
                <AnswerText isStreaming={false} lang={start.from} text={source} />
              )}
              {isKept && isBeside && <SameAsOriginal />}
              {block && (
                <TranslatedBlockView
                  block={block}
                  from={start.from}
                  isRunning={isRunning}
                  to={start.to}
                  {...rest}
                />
              )}
              {!block && !isKept && isRunning && <Waiting />}
            </div>
          </div>
        )
      })}
    </div>
  )
}

function SameAsOriginal() {
  return (
    <p className="text-sm text-ink-faint">
      <Trans>The same in every language</Trans>
    </p>
  )
}

function Waiting() {
  return <span aria-hidden="true" className="block h-4 w-2/3 animate-pulse rounded bg-sunken" />
}

/** How far it has come, and a way to stop it. */
export function TranslationProgress({
  shown,
  onStop,
}: {
  shown: ShownTranslation | null
  onStop: () => void
}) {
  const { t } = useLingui()
  const [isStopped, setIsStopped] = useState(false)
  const all = shown?.start.blocks.filter(({ isKept }) => !isKept).length ?? 0
  const done = shown?.blocks.size ?? 0
  return (
    <div className="flex flex-wrap items-center gap-3 text-sm text-ink-muted">
      <Spinner size={16} />
      <output>{all === 0 ? t`Translating…` : t`Translating: ${done} of ${all}`}</output>
      <Button
        icon="stop"
        isBusy={isStopped}
        onClick={() => {
          setIsStopped(true)
          onStop()
        }}
      >
        <Trans>Stop</Trans>
      </Button>
    </div>
  )
}
