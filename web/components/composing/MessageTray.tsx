import { lazy } from 'react'
import { AttachmentTray } from '../attachments/AttachmentTray.tsx'
import type { ComposerHandle } from '../composer-handle.ts'
import { Extra } from '../Extra.tsx'

const CommandList = lazy(async () => ({ default: (await import('./CommandList.tsx')).CommandList }))
const ChosenFor = lazy(async () => ({ default: (await import('./ChosenFor.tsx')).ChosenFor }))
const PasteOffer = lazy(async () => ({ default: (await import('./PasteOffer.tsx')).PasteOffer }))

/** A text in which there may be a command: what it is, is found out where the list is. */
const MAY_COMMAND = /^\/|(?:^|\s)@/

/** What lies above the message's field: what goes along with it, and what is offered while a command is being written. */
export function MessageTray({ composer }: { composer: ComposerHandle }) {
  const { draft, presetId, pasted } = composer
  const chosen = draft.modelId ?? draft.replyLang ?? presetId
  return (
    <>
      <AttachmentTray composer={composer} />
      <Extra>
        {chosen !== null && <ChosenFor composer={composer} />}
        {pasted !== null && <PasteOffer composer={composer} pasted={pasted} />}
        {MAY_COMMAND.test(draft.text) && <CommandList composer={composer} />}
      </Extra>
    </>
  )
}
