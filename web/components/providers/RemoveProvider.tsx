import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, type ReactNode } from 'react'
import type { ProviderInfo } from '#wire/providers.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useCatalogueClient } from '../catalogue/use-catalogue.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'

interface RemoveProviderProps {
  provider: ProviderInfo
  onClose: () => void
  onRemoved: () => void
}

/** The question before a provider goes, with what goes along. */
export function RemoveProvider({ provider, onClose, onRemoved }: RemoveProviderProps) {
  const { t } = useLingui()
  const { id } = provider
  const client = useCatalogueClient()
  const load = useCallback((signal: AbortSignal) => client.findDependents(id, signal), [client, id])
  const { value } = useRemote(load)
  const { run, isRunning, failure } = useTask()

  async function remove() {
    if (await run(() => client.removeProvider(id))) onRemoved()
  }

  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Keep it</Trans>
          </Button>
          <Button isBusy={isRunning} look="danger" onClick={() => void remove()}>
            <Trans>Remove for good</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      isAlert
      onClose={onClose}
      title={t`Remove the provider “${id}”?`}
    >
      <p>
        <Trans>Its key is deleted with it. What was used and spent stays in the ledger.</Trans>
      </p>
      {value && (
        <div className="mt-3 grid gap-2 text-sm">
          <Names names={value.models}>
            <Trans>Nobody else offers these models; calls for them will be refused:</Trans>
          </Names>
          <Names names={value.routes}>
            <Trans>These routes name it:</Trans>
          </Names>
          <Names names={value.keys}>
            <Trans>These keys may call its models only:</Trans>
          </Names>
        </div>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </Dialog>
  )
}

function Names({ names, children }: { names: readonly string[]; children: ReactNode }) {
  if (names.length === 0) return null
  return (
    <div>
      <p>{children}</p>
      <ul className="mt-1 flex flex-wrap gap-x-3 font-mono text-xs text-ink">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </div>
  )
}
