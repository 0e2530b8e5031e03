import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { AlertChannel, AlertProblem, AlertTest } from '#wire/alerts.ts'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { FailureNotice } from '../../../components/FailureNotice.tsx'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { useTask } from '../../../components/use-task.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { ChannelDialog } from './ChannelDialog.tsx'
import { useAlerts } from './use-alerts.ts'

interface AlertChannelsProps {
  channels: AlertChannel[]
  problems: AlertProblem[]
  hasMail: boolean
  onChanged: () => void
}

/** Where alerts go, and what did not arrive there. */
export function AlertChannels({ channels, problems, hasMail, onChanged }: AlertChannelsProps) {
  const [isAdding, setIsAdding] = useState(false)
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="channels">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-display text-xl" id="channels">
          <Trans>Where alerts go</Trans>
        </h2>
        <Button icon="add" onClick={() => setIsAdding(true)}>
          <Trans>Add a channel</Trans>
        </Button>
      </div>
      {channels.length === 0 && (
        <p className="max-w-(--measure) text-sm text-ink-muted">
          <Trans>
            Nowhere yet. A channel is a web address that takes alerts, such as your chat’s or your
            on-call service’s, or a list of e-mail addresses.
          </Trans>
        </p>
      )}
      {channels.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {channels.map((channel) => (
            <Channel
              key={channel.id}
              channel={channel}
              problems={problems.filter(({ channelId }) => channelId === channel.id)}
              onChanged={onChanged}
            />
          ))}
        </ul>
      )}
      {isAdding && (
        <ChannelDialog hasMail={hasMail} onAdded={onChanged} onClose={() => setIsAdding(false)} />
      )}
    </section>
  )
}

interface ChannelProps {
  channel: AlertChannel
  problems: AlertProblem[]
  onChanged: () => void
}

function Channel({ channel, problems, onChanged }: ChannelProps) {
  const { t } = useLingui()
  const client = useAlerts()
  const { run, isRunning, failure } = useTask()
  const [tested, setTested] = useState<AlertTest>()
  const { id, name, kind, target } = channel
  const [isLeaving, setIsLeaving] = useState(false)
  async function test() {
    setTested(undefined)
    await run(async () => setTested(await client.testChannel(id)))
  }
  return (
    <li className="grid grid-cols-1 gap-2 px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <strong className="font-medium">
            <bdi>{name}</bdi>
          </strong>{' '}
          <Badge>{kind === 'webhook' ? t`Webhook` : t`E-mail`}</Badge>
          <span className="block text-sm text-ink-muted" translate="no">
            {target}
          </span>
        </span>
        <span className="flex shrink-0 gap-1">
          <Button isBusy={isRunning} onClick={() => void test()}>
            <Trans>Test</Trans>
          </Button>
          <IconButton icon="trash" label={t`Delete “${name}”`} onClick={() => setIsLeaving(true)} />
        </span>
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {tested && <TestResult tested={tested} />}
      {problems[0] && <Problem problem={problems[0]} />}
      {isLeaving && (
        <ConfirmDialog
          title={t`Delete the channel “${name}”?`}
          action={t`Delete`}
          work={() => client.removeChannel(id)}
          onClose={() => setIsLeaving(false)}
          onDone={onChanged}
        >
          <Trans>No alert goes there any more. The rules stay.</Trans>
        </ConfirmDialog>
      )}
    </li>
  )
}

function TestResult({ tested }: { tested: AlertTest }) {
  return (
    <output className={`text-sm ${tested.isDelivered ? 'text-success' : 'text-danger'}`}>
      {tested.isDelivered ? (
        <Trans>It arrived.</Trans>
      ) : (
        <>
          <Trans>It did not arrive.</Trans> <span lang="en">{tested.problem}</span>
        </>
      )}
    </output>
  )
}

function Problem({ problem }: { problem: AlertProblem }) {
  const formats = useFormats()
  const at = formats.moment(Date.parse(problem.at))
  return (
    <p className="text-sm text-warning">
      {problem.willRetry ? (
        <Trans>The alert of {at} has not arrived yet; it is tried again.</Trans>
      ) : (
        <Trans>The alert of {at} never arrived.</Trans>
      )}{' '}
      <span lang="en">{problem.problem}</span>
    </p>
  )
}
