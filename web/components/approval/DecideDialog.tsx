import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { createApprovalsClient } from '#sdk/approvals.ts'
import type { Approval, ApprovalCase } from '#wire/approvals.ts'
import { directionOf } from '../../i18n/direction.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { NoteBox } from './NoteBox.tsx'

interface DecideDialogProps {
  approval: Approval
  onClose: () => void
  onDone: () => void
}

/** What is to be approved, as it is now: only what was read here can be approved. */
export function DecideDialog({ approval, onClose, onDone }: DecideDialogProps) {
  const { t } = useLingui()
  const { client } = useApp()
  const { run, isRunning, failure } = useTask()
  const [note, setNote] = useState('')
  const { id } = approval
  const remote = useRemote(
    useCallback(
      (signal: AbortSignal) => createApprovalsClient(client.http).get(id, signal),
      [client, id],
    ),
  )
  const { value: found } = remote
  async function decide(decision: 'approve' | 'refuse') {
    const { textSha256 } = found?.approval ?? approval
    const approvals = createApprovalsClient(client.http)
    if (await run(() => approvals.decide(id, { decision, note, textSha256 }))) onDone()
  }
  return (
    <Dialog
      size="wide"
      title={t`Approve this answer?`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        found?.mayDecide && (
          <>
            <Button isBusy={isRunning} onClick={() => void decide('refuse')}>
              <Trans>Refuse</Trans>
            </Button>
            <Button
              look="primary"
              icon="check"
              isBusy={isRunning}
              onClick={() => void decide('approve')}
            >
              <Trans>Approve: I answer for this text</Trans>
            </Button>
          </>
        )
      }
    >
      <RemoteStatus of={remote} />
      {found && <Case found={found} />}
      {found && !found.mayDecide && <p className="mt-4">{found.whyNot}</p>}
      {found?.mayDecide && (
        <div className="mt-4">
          <NoteBox label={t`Note`} onChange={setNote} value={note} />
        </div>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </Dialog>
  )
}

function Case({ found }: { found: ApprovalCase }) {
  const { approval, question, answer, lang } = found
  const { name } = approval.requestedBy
  return (
    <div className="grid gap-3 text-sm">
      <p>
        <Trans>Asked for by {name}.</Trans>
        {approval.note !== '' && <> “{approval.note}”</>}
      </p>
      {question !== null && (
        <section>
          <h3 className="font-medium text-ink">
            <Trans>Question</Trans>
          </h3>
          <p className="whitespace-pre-line" dir="auto">
            {question}
          </p>
        </section>
      )}
      <section>
        <h3 className="font-medium text-ink">
          <Trans>Answer, written by AI</Trans>
        </h3>
        {answer === null ? (
          <p>
            <Trans>It has been deleted.</Trans>
          </p>
        ) : (
          <p
            className="mt-1 rounded-md border border-line bg-surface p-3 whitespace-pre-line text-ink"
            dir={directionOf(lang)}
            lang={lang ?? ''}
          >
            {answer}
          </p>
        )}
      </section>
    </div>
  )
}
