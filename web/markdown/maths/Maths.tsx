import { lazy, Suspense } from 'react'
import { CopyTextButton } from '../../ui/CopyTextButton.tsx'
import type { Drawing } from '../drawing.ts'

const Formula = lazy(async () => ({ default: (await import('./Formula.tsx')).Formula }))

/** What scrolls must be reachable by keyboard (WCAG 2.1.1). */
const REACHABLE = { tabIndex: 0, role: 'group' }

interface MathsProps {
  tex: string
  source: string
  isDisplay: boolean
  drawing: Drawing
  /** It has a line of its own, and can be taken along. */
  isBlock?: boolean
}

/** A formula: as it was written for the moment until it can be set. */
export function Maths({ tex, source, isDisplay, drawing, isBlock = false }: MathsProps) {
  const { labels } = drawing
  const formula = (
    <Suspense fallback={<code dir="ltr">{source}</code>}>
      <Formula failedLabel={labels.formulaFailed} isDisplay={isDisplay} source={source} tex={tex} />
    </Suspense>
  )
  if (!isBlock) return formula
  return (
    <div className="md-maths">
      <div className="md-maths-scroll" aria-label={labels.formula} {...REACHABLE}>
        {formula}
      </div>
      <CopyTextButton copied={labels.formulaCopied} label={labels.copyFormula} text={tex} />
    </div>
  )
}
