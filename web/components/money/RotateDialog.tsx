import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { CreatedKey, Key } from '#wire/access.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { useMoney } from './use-money.ts'

interface RotateDialogProps {
  rotated: Key
  onClose: () => void
  onDone: (created: CreatedKey) => void
}

const HOUR_S = 3600
const DAY_S = 24 * HOUR_S

/** A new secret for a key, and how long the old one goes on. */
export function RotateDialog({ rotated, onClose, onDone }: RotateDialogProps) {
  const { t } = useLingui()
  const client = useMoney()
  const { run, isRunning, failure } = useTask()
  const [overlap, setOverlap] = useState(String(DAY_S))

  async function rotate() {
    let created: CreatedKey | undefined
    const overlapSeconds = Number(overlap)
    await run(async () => {
      created = await client.rotateKey(rotated.id, { overlapSeconds })
    })
    if (created) onDone(created)
  }

  return (
    <Dialog
      title={t`A new secret for “${rotated.name}”`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" isBusy={isRunning} onClick={() => void rotate()}>
            <Trans>Make a new secret</Trans>
          </Button>
        </>
      }
    >
      <div className="grid gap-4 text-ink">
        <p className="text-sm text-ink-muted">
          <Trans>
            Rights, budgets and limits stay with the key. While both secrets work, your programs can
            change over one by one.
          </Trans>
        </p>
        <Select
          label={t`The old secret works`}
          value={overlap}
          onChange={({ target }) => setOverlap(target.value)}
          options={[
            { value: '0', name: t`Not any more` },
            { value: String(HOUR_S), name: t`One more hour` },
            { value: String(DAY_S), name: t`One more day` },
            { value: String(7 * DAY_S), name: t`One more week` },
            { value: String(30 * DAY_S), name: t`30 more days` },
          ]}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </div>
    </Dialog>
  )
}
