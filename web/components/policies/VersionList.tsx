import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { PolicyVersion } from '#wire/policy.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { ChangeList } from './ChangeList.tsx'
import { usePolicies } from './use-policies.ts'

interface VersionListProps {
  /** The version that decides now; the list is read anew when it changes. */
  current: number
  isReadOnly: boolean
  onRestored: () => void
}

/** Every version that there ever was, who made it and why; any of them can be brought back. */
export function VersionList({ current, isReadOnly, onRestored }: VersionListProps) {
  const { t } = useLingui()
  const client = usePolicies()
  const load = useCallback(
    async (signal: AbortSignal) => ({
      current,
      page: await client.listPolicyVersions(null, signal),
    }),
    [client, current],
  )
  const remote = useRemote(load)
  const [older, setOlder] = useState<readonly PolicyVersion[]>([])
  const [shown, setShown] = useState<PolicyVersion | null>(null)
  const [restoring, setRestoring] = useState<PolicyVersion | null>(null)
  const { run, isRunning } = useTask()
  const first = remote.value?.page.versions ?? []
  const versions = [
    ...first,
    ...older.filter(({ version }) => !first.some((one) => one.version === version)),
  ]
  const last = versions.at(-1)?.version ?? 1
  const more = () =>
    run(async () => {
      const page = await client.listPolicyVersions(last)
      setOlder((before) => [...before, ...page.versions])
    })
  return (
    <>
      <RemoteStatus lines={3} of={remote} />
      {remote.value && versions.length === 0 && (
        <EmptyState icon="list" title={t`No versions yet`}>
          <Trans>What Galerne comes with decides until you publish a change.</Trans>
        </EmptyState>
      )}
      <ol className="grid gap-2">
        {versions.map((version) => (
          <VersionRow
            key={version.version}
            version={version}
            isCurrent={version.version === current}
            onShow={() => setShown(version)}
            onRestore={isReadOnly ? undefined : () => setRestoring(version)}
          />
        ))}
      </ol>
      {last > 1 && (
        <div>
          <Button isBusy={isRunning} onClick={() => void more()}>
            <Trans>Show older versions</Trans>
          </Button>
        </div>
      )}
      {shown && <VersionDialog version={shown} onClose={() => setShown(null)} />}
      {restoring && (
        <RestoreDialog
          version={restoring}
          current={current}
          onClose={() => setRestoring(null)}
          onDone={() => {
            setRestoring(null)
            onRestored()
          }}
        />
      )}
    </>
  )
}

interface VersionRowProps {
  version: PolicyVersion
  isCurrent: boolean
  onShow: () => void
  onRestore: (() => void) | undefined
}

function VersionRow({ version, isCurrent, onShow, onRestore }: VersionRowProps) {
  const formats = useFormats()
  const { version: number, note, author, restores, createdAt } = version
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-sm">
      <div className="min-w-0">
        <p className="font-medium">
          <Trans>Version {number}</Trans>{' '}
          {isCurrent && (
            <span className="text-success">
              · <Trans>decides now</Trans>
            </span>
          )}
        </p>
        <p className="[overflow-wrap:anywhere]">
          <bdi>{note}</bdi>
        </p>
        <p className="text-xs text-ink-muted">
          <bdi>{author.name}</bdi> · {formats.moment(Date.parse(createdAt))}
          {restores !== null && (
            <>
              {' '}
              · <Trans>brought back version {restores}</Trans>
            </>
          )}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onShow}>
          <Trans>What changed</Trans>
        </Button>
        {!isCurrent && onRestore && (
          <Button icon="retry" onClick={onRestore}>
            <Trans>Bring back</Trans>
          </Button>
        )}
      </div>
    </li>
  )
}

function VersionDialog({ version, onClose }: { version: PolicyVersion; onClose: () => void }) {
  const { t } = useLingui()
  const client = usePolicies()
  const load = useCallback(
    (signal: AbortSignal) => client.getPolicyVersion(version.version, signal),
    [client, version],
  )
  const remote = useRemote(load)
  return (
    <Dialog
      title={t`What version ${version.version} changed`}
      closeLabel={t`Close`}
      onClose={onClose}
      size="wide"
    >
      <RemoteStatus lines={3} of={remote} />
      {remote.value && <ChangeList changes={remote.value.changes} />}
      <p className="mt-3 font-mono text-xs [overflow-wrap:anywhere]">{`SHA-256 ${version.hash}`}</p>
    </Dialog>
  )
}

interface RestoreDialogProps {
  version: PolicyVersion
  current: number
  onClose: () => void
  onDone: () => void
}

function RestoreDialog({ version, current, onClose, onDone }: RestoreDialogProps) {
  const { t } = useLingui()
  const client = usePolicies()
  const number = version.version
  return (
    <ConfirmDialog
      title={t`Bring back version ${number}?`}
      action={t`Bring back`}
      work={() => client.restorePolicy(number, current, t`Back to version ${number}`)}
      onClose={onClose}
      onDone={onDone}
    >
      <Trans>
        It decides again from now on, as a new version. What was changed since then decides no more;
        it stays in the list.
      </Trans>
    </ConfirmDialog>
  )
}
