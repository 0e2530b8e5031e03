import { lazy } from 'react'
import type { ComposerHandle } from './composer-handle.ts'
import { Extra } from './Extra.tsx'

const CommandList = lazy(async () => ({
  default: (await import('./composing/CommandList.tsx')).CommandList,
}))
const ChosenFor = lazy(async () => ({
  default: (await import('./composing/ChosenFor.tsx')).ChosenFor,
}))

const PasteOffer = lazy(async () => ({
  default: (await import('./composing/PasteOffer.tsx')).PasteOffer,
}))

const AttachmentTray = lazy(async () => ({
  default: (await import('./attachments/AttachmentTray.tsx')).AttachmentTray,
}))

/** A text in which there may be a command: what it is, is found out where the list is. */
const MAY_COMMAND = /^\/|(?:^|\s)@/

/** What lies above the message's field: what goes along with it, and what is offered while a command is being written. */
export function ComposerTray({ composer }: { composer: ComposerHandle }) {
  const { draft, presetId, pasted } = composer
  const chosen = draft.modelId ?? draft.replyLang ?? presetId
  return (
    <>
      <Extra>
        <AttachmentTray composer={composer} />
      </Extra>
      {chosen !== null && (
        <Extra>
          <ChosenFor composer={composer} />
        </Extra>
      )}
      {pasted !== null && (
        <Extra>
          <PasteOffer composer={composer} pasted={pasted} />
        </Extra>
      )}
      {MAY_COMMAND.test(draft.text) && (
        <Extra>
          <CommandList composer={composer} />
        </Extra>
      )}
    </>
  )
}
