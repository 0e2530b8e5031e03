import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { createApprovalsClient } from '#sdk/approvals.ts'
import { createDirectoryClient } from '#sdk/directory.ts'
import type { ProvenanceSettings } from '#wire/provenance.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { useApp } from '../app-context.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'

/** Who approves, and which texts have signed records. */
export function ProvenanceSettingsForm() {
  const { t } = useLingui()
  const { client } = useApp()
  const approvals = useMemo(() => createApprovalsClient(client.http), [client])
  const load = useCallback(
    async (signal: AbortSignal) => ({
      settings: await approvals.getSettings(signal),
      groups: await createDirectoryClient(client.http).listGroups(signal),
    }),
    [approvals, client],
  )
  const remote = useRemote(load)
  const { value, reload } = remote
  return (
    <Disclosure icon="settings" title={t`Who approves, and what is signed`}>
      <RemoteStatus lines={3} of={remote} />
      {value && (
        <Fields
          groups={value.groups}
          key={JSON.stringify(value.settings)}
          onSaved={reload}
          settings={value.settings}
        />
      )}
    </Disclosure>
  )
}

interface FieldsProps {
  settings: ProvenanceSettings
  groups: readonly { id: string; name: string }[]
  onSaved: () => void
}

function Fields({ settings, groups, onSaved }: FieldsProps) {
  const { client } = useApp()
  const { run, isRunning, failure } = useTask()
  const [wanted, setWanted] = useState(settings)
  const approvals = createApprovalsClient(client.http)
  const chosen = new Set(wanted.approverGroups)
  function toggle(id: string) {
    if (!chosen.delete(id)) chosen.add(id)
    setWanted({ ...wanted, approverGroups: [...chosen] })
  }
  async function save() {
    if (await run(() => approvals.saveSettings(wanted))) onSaved()
  }
  return (
    <div className="grid max-w-(--measure) gap-4 text-sm">
      <Box
        isChecked={wanted.isFourEyes}
        onChange={(isFourEyes) => setWanted({ ...wanted, isFourEyes })}
      >
        <Trans>Four eyes: nobody approves what they asked approval for</Trans>
      </Box>
      <Box
        isChecked={wanted.isRecordingCalls}
        onChange={(isRecordingCalls) => setWanted({ ...wanted, isRecordingCalls })}
      >
        <Trans>Sign answers to programs (/v1) as well, not only those of the assistant</Trans>
      </Box>
      <fieldset className="grid gap-1">
        <legend className="font-medium">
          <Trans>Groups that approve</Trans>
        </legend>
        <p className="text-ink-muted">
          <Trans>
            None chosen: owners, administrators and data-protection officers. Approvers read the
            answers that others want approved.
          </Trans>
        </p>
        {groups.map(({ id, name }) => (
          <Box isChecked={chosen.has(id)} key={id} onChange={() => toggle(id)}>
            <bdi>{name}</bdi>
          </Box>
        ))}
      </fieldset>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div className="flex flex-wrap gap-2">
        <Button isBusy={isRunning} look="primary" onClick={() => void save()}>
          <Trans>Save</Trans>
        </Button>
        <RotateButton />
      </div>
    </div>
  )
}

function RotateButton() {
  const { t } = useLingui()
  const { client } = useApp()
  const [isRotating, setIsRotating] = useState(false)
  return (
    <>
      <Button onClick={() => setIsRotating(true)}>
        <Trans>Sign with a new key</Trans>
      </Button>
      {isRotating && (
        <ConfirmDialog
          action={t`Sign with a new key`}
          onClose={() => setIsRotating(false)}
          onDone={() => setIsRotating(false)}
          title={t`Sign with a new key from now on?`}
          work={() => createApprovalsClient(client.http).rotateKey()}
        >
          <Trans>
            What was signed stays good: the old public key stays published. Whoever keeps a copy of
            the keys has to fetch them anew.
          </Trans>
        </ConfirmDialog>
      )}
    </>
  )
}

interface BoxProps {
  isChecked: boolean
  onChange: (isChecked: boolean) => void
  children: ReactNode
}

function Box({ isChecked, onChange, children }: BoxProps) {
  return (
    <label className="flex min-h-(--control) items-center gap-2">
      <input
        checked={isChecked}
        className="size-4 shrink-0 accent-sea"
        onChange={({ target }) => onChange(target.checked)}
        type="checkbox"
      />
      <span>{children}</span>
    </label>
  )
}
