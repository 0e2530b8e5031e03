import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { createApprovalsClient } from '#sdk/approvals.ts'
import type { Approval } from '#wire/approvals.ts'
import type { Message } from '#wire/conversations.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useApp } from '../app-context.ts'
import { useFormats } from '../charts/use-formats.ts'
import { lazyDialog } from '../exchange/lazy-dialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { useRights } from '../use-rights.ts'
import { useApproval } from './approvals-context.ts'

const DecideDialog = lazyDialog(async () => (await import('./DecideDialog.tsx')).DecideDialog)
const RequestDialog = lazyDialog(async () => (await import('./RequestDialog.tsx')).RequestDialog)

/** Under an answer: who answers for it, or the way to ask that somebody does. */
export function AnswerApproval({ message, isLast }: { message: Message; isLast: boolean }) {
  const { approval, reload } = useApproval(message.id)
  const rights = useRights()
  const [isAsking, setIsAsking] = useState(false)
  const isOpen = approval?.state === 'requested' || approval?.state === 'approved'
  const mayAsk = rights.has('conversation.write') && !isOpen
  return (
    <>
      {approval && <ApprovalLine approval={approval} onChange={reload} />}
      {mayAsk && (
        <div
          className={`mt-1 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100 pointer-coarse:opacity-100 ${isLast || approval ? '' : 'opacity-0'}`}
        >
          <button
            type="button"
            className="flex min-h-(--control) items-center gap-1.5 text-sm text-ink-muted underline decoration-line-strong underline-offset-4 hover:decoration-current"
            onClick={() => setIsAsking(true)}
          >
            <Icon name="shield" size={16} />
            <Trans>Ask for approval</Trans>
          </button>
        </div>
      )}
      {isAsking && (
        <RequestDialog
          messageId={message.id}
          onClose={() => setIsAsking(false)}
          onDone={() => {
            setIsAsking(false)
            reload()
          }}
        />
      )}
    </>
  )
}

function ApprovalLine({ approval, onChange }: { approval: Approval; onChange: () => void }) {
  const { client } = useApp()
  const { run, isRunning, failure } = useTask()
  const [isDeciding, setIsDeciding] = useState(false)
  const isOpen = approval.state === 'requested'
  async function withdraw() {
    if (await run(() => createApprovalsClient(client.http).withdraw(approval.id))) onChange()
  }
  return (
    <div className="mt-2 grid gap-2 border-s-2 border-line-strong ps-4 text-sm">
      <output className="flex items-start gap-2">
        <Icon name={ICONS[approval.state]} size={17} />
        <span>
          <ApprovalWords approval={approval} />
        </span>
      </output>
      {isOpen && (
        <div className="flex flex-wrap gap-2">
          {!approval.isFourEyes && (
            <Button onClick={() => setIsDeciding(true)}>
              <Trans>Decide</Trans>
            </Button>
          )}
          <Button isBusy={isRunning} onClick={() => void withdraw()}>
            <Trans>Withdraw</Trans>
          </Button>
        </div>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {isDeciding && (
        <DecideDialog
          approval={approval}
          onClose={() => setIsDeciding(false)}
          onDone={() => {
            setIsDeciding(false)
            onChange()
          }}
        />
      )}
    </div>
  )
}

const ICONS = {
  requested: 'info',
  approved: 'success',
  refused: 'danger',
  withdrawn: 'info',
  void: 'warning',
} as const

/** “Approved by … on …”, in a sentence. */
function ApprovalWords({ approval }: { approval: Approval }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { state, decidedBy, decidedAt, isFourEyes, decisionNote } = approval
  const name = decidedBy?.name ?? ''
  const date = decidedAt === null ? '' : formats.moment(Date.parse(decidedAt))
  const note = decisionNote === '' ? '' : ` “${decisionNote}”`
  if (state === 'approved') {
    return isFourEyes
      ? t`Approved by ${name} on ${date}, on somebody else’s request.` + note
      : t`Approved by ${name} on ${date}.` + note
  }
  if (state === 'refused') return t`Refused by ${name} on ${date}.` + note
  if (state === 'void') return t`The answer has changed since: nobody answers for this text.`
  return isFourEyes ? t`Waits for approval by somebody else.` : t`Waits for approval.`
}
