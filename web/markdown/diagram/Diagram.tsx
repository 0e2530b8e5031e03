import { lazy, Suspense, useState, type ReactNode } from 'react'
import type { DiagramLabels } from '../labels.ts'

const DiagramFrame = lazy(async () => ({
  default: (await import('./DiagramFrame.tsx')).DiagramFrame,
}))

interface DiagramProps {
  source: string
  labels: { diagram: DiagramLabels }
  /** The source as code: stands until the drawing is there, and in its place where there is none. */
  children: ReactNode
}

/** A diagram in Mermaid's language, drawn where none of it can do anything, with its source beside it. */
export function Diagram({ source, labels, children }: DiagramProps) {
  const [failure, setFailure] = useState<{ source: string; reason: string }>()
  if (failure?.source === source) {
    return (
      <div className="md-diagram-failed">
        <p role="note">
          {labels.diagram.failed} <bdi>{failure.reason}</bdi>
        </p>
        {children}
      </div>
    )
  }
  return (
    <Suspense fallback={children}>
      <DiagramFrame
        labels={labels.diagram}
        onFailure={(reason) => setFailure({ source, reason })}
        source={source}
      >
        {children}
      </DiagramFrame>
    </Suspense>
  )
}
