import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { aroundCalls } from '#sdk/around-answers.ts'
import type { AnswerProposal, MemoryProposal } from '#wire/around-answers.ts'
import { directionOf } from '../../../i18n/direction.ts'
import { Button } from '../../../ui/Button.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { useApp } from '../../app-context.ts'
import { FailureNotice } from '../../FailureNotice.tsx'
import { useTask } from '../../use-task.ts'

interface ProposalCardProps {
  proposal: MemoryProposal
  onDone: () => void
}

/** What a model proposes to remember: nothing is, before somebody says so. */
export function ProposalCard({ proposal, onDone }: ProposalCardProps) {
  const { t } = useLingui()
  const { client } = useApp()
  const [text, setText] = useState<string | null>(null)
  const { run, isRunning, failure } = useTask()
  const { id, lang } = proposal

  async function answer(given: AnswerProposal) {
    if (await run(() => aroundCalls(client.http).answerProposal(id, given))) onDone()
  }
  const keep = () => {
    const wanted = text?.trim() ?? ''
    void answer(wanted === '' ? { answer: 'keep' } : { answer: 'keep', text: wanted })
  }
  return (
    <section
      aria-label={t`Remember this?`}
      className="mt-3 grid gap-2 rounded-lg border border-line bg-sunken px-4 py-3 text-sm print:hidden"
    >
      <h3 className="flex items-center gap-2 font-medium">
        <Icon name="star" size={16} />
        <Trans>Remember this?</Trans>
      </h3>
      {text === null ? (
        <p className="text-ink-muted" dir={directionOf(lang)} lang={lang ?? ''}>
          {proposal.text}
        </p>
      ) : (
        <TextField
          // The user has just asked to write here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          dir="auto"
          label={t`Remember this?`}
          lang={lang ?? ''}
          maxLength={500}
          onChange={({ target }) => setText(target.value)}
          value={text}
        />
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div className="flex flex-wrap gap-2">
        <Button isBusy={isRunning} onClick={keep}>
          <Trans>Remember</Trans>
        </Button>
        {text === null && (
          <Button onClick={() => setText(proposal.text)}>
            <Trans>Edit</Trans>
          </Button>
        )}
        <Button look="quiet" onClick={() => void answer({ answer: 'refuse' })}>
          <Trans>No, thanks</Trans>
        </Button>
      </div>
    </section>
  )
}
