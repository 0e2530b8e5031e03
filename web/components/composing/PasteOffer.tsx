import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { focusMessageField } from '../Composer.tsx'
import type { ComposerHandle } from '../composer-handle.ts'

interface PasteOfferProps {
  composer: ComposerHandle
  /** As it stands in the field. */
  pasted: string
}

/** A long text that was pasted may go along as a file, apart from what is asked about it. */
export function PasteOffer({ composer, pasted }: PasteOfferProps) {
  const { t } = useLingui()
  const { draft, insert, notePaste, offer } = composer
  const at = draft.text.lastIndexOf(pasted)
  if (at < 0) return null

  function attach() {
    notePaste(null)
    insert('', { start: at, end: at + pasted.length })
    offer([new File([pasted], `${t`Pasted text`}.txt`, { type: 'text/plain' })])
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg bg-sunken px-3 py-1 text-sm text-ink-muted">
      <output className="min-w-0 grow">
        <Trans>This is a long text. As a file it stays apart from your question.</Trans>
      </output>
      <Button icon="attach" onClick={attach}>
        <Trans>Attach it as a file</Trans>
      </Button>
      <IconButton
        icon="close"
        label={t`Leave it in the message`}
        onClick={() => {
          notePaste(null)
          focusMessageField()
        }}
      />
    </div>
  )
}
