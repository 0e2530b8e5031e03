import { useLingui } from '@lingui/react/macro'
import { lazy, useEffect } from 'react'
import type { ComposerHandle } from '../composer-handle.ts'
import { Extra } from '../Extra.tsx'

/** From the first file on: what is on its way in another conversation is shown when one comes back to it. */
let hasHadFiles = false
const AttachmentTray = lazy(async () => {
  hasHadFiles = true
  return { default: (await import('../attachments/AttachmentTray.tsx')).AttachmentTray }
})
const CommandList = lazy(async () => ({ default: (await import('./CommandList.tsx')).CommandList }))
const ChosenFor = lazy(async () => ({ default: (await import('./ChosenFor.tsx')).ChosenFor }))
const PasteOffer = lazy(async () => ({ default: (await import('./PasteOffer.tsx')).PasteOffer }))

/** A text in which there may be a command: what it is, is found out where the list is. */
const MAY_COMMAND = /^\/|(?:^|\s)@/

/** What lies above the message's field: what goes along with it, and what is offered while a command is being written. */
export function MessageTray({ composer }: { composer: ComposerHandle }) {
  const { draft, presetId, pasted, offered } = composer
  const hasChosen = (draft.modelId ?? draft.replyLang ?? presetId) !== null
  const mayCommand = MAY_COMMAND.test(draft.text)
  const hasFiles = hasHadFiles || offered.length > 0 || draft.attachmentIds.length > 0
  useHoldUntilTray(composer)
  return (
    <>
      {hasFiles && (
        <Extra>
          <AttachmentTray composer={composer} />
        </Extra>
      )}
      {(hasChosen || pasted !== null || mayCommand) && (
        <Extra>
          {hasChosen && <ChosenFor composer={composer} />}
          {pasted !== null && <PasteOffer composer={composer} pasted={pasted} />}
          {mayCommand && <CommandList composer={composer} />}
        </Extra>
      )}
    </>
  )
}

/** Nothing goes without its first file while the tray is fetched, which then says itself what it waits for. */
function useHoldUntilTray({ hold, offered }: ComposerHandle): void {
  const { t } = useLingui()
  const isFetching = offered.length > 0 && !hasHadFiles
  const reason = t`Wait a moment: files are still being read.`
  useEffect(() => {
    if (isFetching) hold(reason)
  }, [isFetching, hold, reason])
}
