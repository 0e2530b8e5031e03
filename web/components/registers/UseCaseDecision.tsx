import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { DecideUseCase, UseCase } from '#wire/registers.ts'
import { Button } from '../../ui/Button.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { NoteBox } from '../approval/NoteBox.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { STATUS_NAMES } from './register-names.ts'
import { useRegisters } from './use-registers.ts'

interface UseCaseDecisionProps {
  useCase: UseCase
  onDecided: () => void
}

/** Who answers for a use case, and the way to. */
export function UseCaseDecision({ useCase, onDecided }: UseCaseDecisionProps) {
  const { t } = useLingui()
  const client = useRegisters()
  const rights = useRights()
  const { run, isRunning, failure } = useTask()
  const [note, setNote] = useState('')
  const { id, status, risk } = useCase
  async function decide(decision: DecideUseCase['decision']) {
    if (await run(() => client.decideUseCase(id, { decision, note }))) onDecided()
  }
  const mayApprove = risk.level !== 'prohibited' && risk.level !== 'unknown'
  return (
    <section aria-labelledby="decision" className="mt-10 grid max-w-(--measure) gap-3">
      <h2 className="font-display text-xl" id="decision">
        <Trans>Decision</Trans>
      </h2>
      <Last useCase={useCase} />
      {risk.level === 'unknown' && (
        <p className="text-sm text-ink-muted">
          <Trans>Answer the risk questions before you decide.</Trans>
        </p>
      )}
      {risk.level === 'prohibited' && (
        <p className="text-sm text-danger">
          <Trans>What is described here is prohibited: nobody can approve it.</Trans>
        </p>
      )}
      {rights.has('register.manage') && (
        <div className="grid gap-3">
          <NoteBox label={t`Reason`} onChange={setNote} value={note} />
          <div className="flex flex-wrap gap-2">
            {mayApprove && status !== 'approved' && (
              <Button
                icon="check"
                isBusy={isRunning}
                look="primary"
                onClick={() => void decide('approve')}
              >
                <Trans>Approve this use</Trans>
              </Button>
            )}
            {status !== 'refused' && (
              <Button isBusy={isRunning} onClick={() => void decide('refuse')}>
                <Trans>Refuse</Trans>
              </Button>
            )}
            {status !== 'retired' && (
              <Button isBusy={isRunning} onClick={() => void decide('retire')}>
                <Trans>Retire</Trans>
              </Button>
            )}
            {status !== 'draft' && (
              <Button isBusy={isRunning} onClick={() => void decide('reopen')}>
                <Trans>Make it a draft again</Trans>
              </Button>
            )}
          </div>
        </div>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </section>
  )
}

function Last({ useCase }: { useCase: UseCase }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { status, decidedBy, decidedAt, decisionNote } = useCase
  if (decidedAt === null) {
    return (
      <p className="text-sm text-ink-muted">
        <Trans>Nobody has decided yet.</Trans>
      </p>
    )
  }
  const what = i18n._(STATUS_NAMES[status])
  const date = formats.moment(Date.parse(decidedAt))
  return (
    <p className="text-sm">
      <Trans>
        {what}: last decided by {decidedBy ?? ''} on {date}.
      </Trans>
      {decisionNote !== '' && <> “{decisionNote}”</>}
    </p>
  )
}
