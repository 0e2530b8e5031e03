import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { DryRun, PolicyCheck, PolicyDocument, PolicyState } from '#wire/policy.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { ChangeList } from './ChangeList.tsx'
import { DryRunView } from './DryRunView.tsx'
import { usePolicies } from './use-policies.ts'

interface PublishPanelProps {
  state: PolicyState
  document: PolicyDocument
  check: PolicyCheck | undefined
  onPublished: () => void
}

/** The last steps: what is different, what it would have meant, why it is made, and the step itself. */
export function PublishPanel({ state, document, check, onPublished }: PublishPanelProps) {
  const { t } = useLingui()
  const client = usePolicies()
  const say = useToast()
  const publishing = useTask()
  const [note, setNote] = useState('')
  const isUnchanged = !check || check.changes.length === 0
  const isBroken = check !== undefined && (check.problems.length > 0 || hasFailed(check))

  async function publish() {
    const { version } = state
    const isDone = await publishing.run(() =>
      client.publishPolicy(version, { document, note: note.trim() }),
    )
    if (!isDone) return
    say(t`Version ${version + 1} decides from now on.`)
    onPublished()
  }

  return (
    <div className="grid gap-4">
      <ChangeList changes={check?.changes ?? []} />
      {isBroken && (
        <Banner kind="warning" title={t`This cannot go live yet`}>
          <Trans>Mend the rules or the examples that are marked above.</Trans>
        </Banner>
      )}
      <Trial document={document} isBarred={isUnchanged || isBroken} />
      <TextField
        label={t`Why (for whoever reads the versions)`}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {publishing.failure && (
        <FailureNotice code={publishing.failure.code} detail={publishing.failure.message}>
          {publishing.failure.code === 'conflict' && (
            <Button icon="retry" onClick={onPublished}>
              <Trans>Show what decides now, and drop my changes</Trans>
            </Button>
          )}
        </FailureNotice>
      )}
      <div>
        <Button
          disabled={isUnchanged || isBroken || note.trim() === ''}
          isBusy={publishing.isRunning}
          look="primary"
          onClick={() => void publish()}
        >
          <Trans>Publish</Trans>
        </Button>
      </div>
    </div>
  )
}

function hasFailed({ examples }: PolicyCheck): boolean {
  return examples.some(({ expected, answered }) => expected !== answered)
}

/** What it would have meant for last week's calls; a draft that was changed since has not been tried. */
function Trial({ document, isBarred }: { document: PolicyDocument; isBarred: boolean }) {
  const client = usePolicies()
  const { run, isRunning, failure } = useTask()
  const [tried, setTried] = useState<{ document: PolicyDocument; result: DryRun } | null>(null)
  const tryIt = () =>
    run(async () => setTried({ document, result: await client.dryRunPolicy(document) }))
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={isBarred} icon="retry" isBusy={isRunning} onClick={() => void tryIt()}>
          <Trans>Try it on last week’s calls</Trans>
        </Button>
        <span className="text-sm text-ink-muted">
          <Trans>Nothing changes by that.</Trans>
        </span>
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {tried?.document === document && <DryRunView run={tried.result} />}
    </>
  )
}
