import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { RecipientPicker, type Named } from '../sharing/RecipientPicker.tsx'
import { useTask } from '../use-task.ts'
import { usePlainClient } from './use-plain-client.ts'

interface HandOverDialogProps {
  textId: string
  onClose: () => void
  onDone: () => void
}

/** Chooses the colleague who reads a text. */
export function HandOverDialog({ textId, onClose, onDone }: HandOverDialogProps) {
  const { t } = useLingui()
  const client = usePlainClient()
  const { run, isRunning, failure } = useTask()
  const [chosen, setChosen] = useState<Named | null>(null)
  async function handOver() {
    if (chosen === null || chosen.kind !== 'person') return
    const { id } = chosen
    if (await run(() => client.handOver(textId, id))) onDone()
  }
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            disabled={chosen === null || chosen.kind !== 'person'}
            isBusy={isRunning}
            look="primary"
            onClick={() => void handOver()}
          >
            <Trans>Hand over</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Hand over for review`}
    >
      <div className="grid gap-3">
        <p>
          <Trans>One person reads the text, changes it, signs it off, or hands it back.</Trans>
        </p>
        <RecipientPicker
          chosen={chosen ? [chosen] : []}
          onChange={(next) => setChosen(next.at(-1) ?? null)}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </div>
    </Dialog>
  )
}
