import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { AuditState } from '#wire/audit.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { FailureNotice } from '../../../components/FailureNotice.tsx'
import { RemoteStatus } from '../../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../../components/shell/use-remote.ts'
import { useTask } from '../../../components/use-task.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Disclosure } from '../../../ui/Disclosure.tsx'
import { Progress } from '../../../ui/Progress.tsx'
import { SigningKeys } from './SigningKeys.tsx'
import { SinkList } from './SinkList.tsx'
import { useAudit } from './use-audit.ts'

const RUNNING_MS = 700
const CALM_MS = 30_000

/** How far the trail is, whether it was checked, and where else it is kept. */
export function TrailStatus() {
  const client = useAudit()
  const [isRunning, setIsRunning] = useState(false)
  const load = useCallback(
    async (signal: AbortSignal) => {
      const state = await client.getState(signal)
      setIsRunning(state.verification !== null && state.verification.endedAt === null)
      return state
    },
    [client],
  )
  const remote = useRemote(load, isRunning ? RUNNING_MS : CALM_MS)
  const { value, reload } = remote
  if (!value) return <RemoteStatus lines={2} of={remote} />
  return (
    <div className="grid grid-cols-1 gap-3">
      <Verification state={value} onStarted={reload} />
      <SinkProblems state={value} />
      <Disclosure icon="shield" title={<Summary state={value} />}>
        <div className="grid grid-cols-1 gap-6">
          <SinkList sinks={value.sinks} />
          <SigningKeys state={value} onChanged={reload} />
        </div>
      </Disclosure>
    </div>
  )
}

function Summary({ state }: { state: AuditState }) {
  const formats = useFormats()
  const { size, checkpoint } = state
  if (!checkpoint) {
    return <Plural value={size} one="# entry, not signed yet" other="# entries, not signed yet" />
  }
  const at = formats.exactMoment(Date.parse(checkpoint.at))
  const young = size - checkpoint.size
  return (
    <>
      <Plural value={size} one={`# entry; signed at ${at}`} other={`# entries; signed at ${at}`} />
      {young > 0 && (
        <span className="text-ink-muted">
          {' '}
          <Plural value={young} one="and # younger one" other="and # younger ones" />
        </span>
      )}
    </>
  )
}

function Verification({ state, onStarted }: { state: AuditState; onStarted: () => void }) {
  const { t } = useLingui()
  const formats = useFormats()
  const client = useAudit()
  const { run, isRunning, failure } = useTask()
  const { verification, size } = state
  const start = async () => {
    if (await run(() => client.verify())) onStarted()
  }
  if (verification && verification.endedAt === null) {
    const done = formats.count(verification.checked)
    const total = formats.count(verification.total)
    const share = verification.total === 0 ? 1 : verification.checked / verification.total
    return (
      <Progress
        label={t`The trail is being checked`}
        share={Math.min(1, share)}
        detail={`${done} / ${total}`}
      />
    )
  }
  const button = (
    <Button icon="check" isBusy={isRunning} onClick={() => void start()}>
      <Trans>Check it now</Trans>
    </Button>
  )
  if (size === 0) return null
  const at = verification?.endedAt ? formats.exactMoment(Date.parse(verification.endedAt)) : ''
  const checked = formats.count(verification?.checked ?? 0)
  return (
    <>
      {!verification && (
        <Banner kind="info" title={t`The trail was not checked yet`} actions={button}>
          <Trans>It is checked by itself once a day, and whenever you want.</Trans>
        </Banner>
      )}
      {verification && !verification.finding && (
        <Banner kind="success" title={t`All is right`} actions={button}>
          <Trans>
            Checked at {at}: every entry is what it was when it was signed. Entries: {checked}.
          </Trans>
        </Banner>
      )}
      {verification?.finding && (
        <Banner kind="danger" title={t`The trail was tampered with`} actions={button}>
          <p lang="en">{verification.finding.message}</p>
          <Trans>
            Found at {at}. Keep a copy of the database as it is, and compare with what is kept
            elsewhere.
          </Trans>
        </Banner>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </>
  )
}

function SinkProblems({ state: { sinks } }: { state: AuditState }) {
  const { t } = useLingui()
  const failing = sinks.filter(({ problem }) => problem !== null)
  if (failing.length === 0) return null
  return (
    <Banner kind="warning" title={t`Not everything that happened is kept elsewhere`}>
      <ul>
        {failing.map(({ id, problem }) => (
          <li key={id}>
            <strong translate="no">{id}</strong>: <span lang="en">{problem}</span>
          </li>
        ))}
      </ul>
      <Trans>Nothing is lost: it goes there as soon as that is possible.</Trans>
    </Banner>
  )
}
