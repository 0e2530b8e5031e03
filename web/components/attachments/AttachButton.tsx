import { useLingui } from '@lingui/react/macro'
import { useRef } from 'react'
import { IconButton } from '../../ui/IconButton.tsx'
import type { ComposerHandle } from '../composer-handle.ts'
import { DropZone } from './DropZone.tsx'

/** What can be read; browsers that know more types of pictures make something else of them. */
const ACCEPTED =
  '.pdf,.docx,.odt,.xlsx,.ods,.pptx,.odp,.eml,.md,.txt,.csv,.tsv,.html,.htm,.json,.xml,image/*'

/** Picks files; on a phone also its camera, which `image/*` offers. Dropping works all over the page. */
export function AttachButton({ composer }: { composer: ComposerHandle }) {
  const { t } = useLingui()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton icon="attach" label={t`Attach files`} onClick={() => input.current?.click()} />
      <input
        accept={ACCEPTED}
        aria-hidden="true"
        className="hidden"
        multiple
        onChange={({ target }) => {
          composer.offer([...(target.files ?? [])])
          // The same file again is a change again.
          target.value = ''
        }}
        ref={input}
        tabIndex={-1}
        type="file"
      />
      <DropZone onFiles={composer.offer} />
    </>
  )
}
