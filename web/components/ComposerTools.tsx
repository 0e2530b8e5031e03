import { useLingui } from '@lingui/react/macro'
import { lazy, useState, type ReactNode } from 'react'
import { IconButton } from '../ui/IconButton.tsx'
import type { ComposerHandle } from './composer-handle.ts'
import { Extra } from './Extra.tsx'

const LibraryDialog = lazy(async () => ({
  default: (await import('./library/LibraryDialog.tsx')).LibraryDialog,
}))

const AttachButton = lazy(async () => ({
  default: (await import('./attachments/AttachButton.tsx')).AttachButton,
}))

interface ComposerToolsProps {
  composer: ComposerHandle
  /** Who answers. */
  children: ReactNode
}

/** The buttons at the field's lower edge, in the order in which they are reached. */
export function ComposerTools({ composer, children }: ComposerToolsProps) {
  const { t } = useLingui()
  const [isLibraryOpen, setIsLibraryOpen] = useState(false)
  return (
    <div className="flex min-w-0 items-center gap-0.5">
      <Extra fallback={<span className="size-(--control) shrink-0" />}>
        <AttachButton composer={composer} />
      </Extra>
      <IconButton
        aria-haspopup="dialog"
        icon="book"
        label={t`Prompts and presets`}
        onClick={() => setIsLibraryOpen(true)}
      />
      {children}
      {isLibraryOpen && (
        <Extra>
          <LibraryDialog composer={composer} onClose={() => setIsLibraryOpen(false)} />
        </Extra>
      )}
    </div>
  )
}
