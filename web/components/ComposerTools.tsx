import { lazy, type ReactNode } from 'react'
import type { ComposerHandle } from './composer-handle.ts'
import { Soon } from './Extra.tsx'

const MessageTools = lazy(async () => ({
  default: (await import('./composing/MessageTools.tsx')).MessageTools,
}))

interface ComposerToolsProps {
  composer: ComposerHandle
  /** Who answers. */
  children: ReactNode
}

/** The buttons at the field's lower edge, in the order in which they are reached. */
export function ComposerTools({ composer, children }: ComposerToolsProps) {
  return (
    <div className="flex min-w-0 items-center gap-0.5">
      <Soon fallback={<span className="h-(--control) w-[calc(2*var(--control))] shrink-0" />}>
        <MessageTools composer={composer} />
      </Soon>
      {children}
    </div>
  )
}
