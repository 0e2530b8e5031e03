import type { ReactNode } from 'react'
import type { ComposerHandle } from './composer-handle.ts'

interface ComposerToolsProps {
  composer: ComposerHandle
  /** Who answers. */
  children: ReactNode
}

/** The buttons at the field's lower edge, in the order in which they are reached. */
export function ComposerTools({ children }: ComposerToolsProps) {
  return <div className="flex min-w-0 items-center gap-0.5">{children}</div>
}
