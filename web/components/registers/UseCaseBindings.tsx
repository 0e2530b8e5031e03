import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { createDependenceClient } from '#sdk/dependence.ts'
import type { UseCase } from '#wire/registers.ts'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { useRegisters } from './use-registers.ts'

interface UseCaseBindingsProps {
  useCase: UseCase
  onSaved: () => void
}

/** Calls with one of these keys, or for one of these routes, have this purpose whatever they say. */
export function UseCaseBindings({ useCase, onSaved }: UseCaseBindingsProps) {
  const { t } = useLingui()
  const { client } = useApp()
  const registers = useRegisters()
  const rights = useRights()
  const { run, isRunning, failure } = useTask()
  const load = useCallback(
    async (signal: AbortSignal) => ({
      keys: await client.keys.list(),
      routes: (await createDependenceClient(client.http).listRoutes(signal)).filter(
        ({ isConfigured }) => isConfigured,
      ),
    }),
    [client],
  )
  const remote = useRemote(load)
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set(useCase.keys))
  const [routes, setRoutes] = useState<ReadonlySet<string>>(new Set(useCase.routes))
  const { value } = remote
  async function save() {
    const body = { keys: [...keys], routes: [...routes] }
    if (await run(() => registers.bindUseCase(useCase.id, body))) onSaved()
  }
  const mayWrite = rights.has('register.manage')
  return (
    <div className="grid gap-4">
      <p className="text-sm text-ink-muted">
        <Trans>
          Calls with these keys, or for these routes, have this purpose whatever they say
          themselves.
        </Trans>
      </p>
      <RemoteStatus lines={2} of={remote} />
      {value && (
        <>
          <Boxes
            chosen={keys}
            isDisabled={!mayWrite}
            onChange={setKeys}
            options={value.keys.map(({ id, name, hint }) => ({ id, name: `${name} (${hint}…)` }))}
            title={t`Keys`}
          />
          <Boxes
            chosen={routes}
            isDisabled={!mayWrite}
            onChange={setRoutes}
            options={value.routes.map(({ name }) => ({ id: name, name }))}
            title={t`Routes`}
          />
        </>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {mayWrite && (
        <p>
          <Button isBusy={isRunning} look="primary" onClick={() => void save()}>
            <Trans>Save</Trans>
          </Button>
        </p>
      )}
    </div>
  )
}

interface BoxesProps {
  title: string
  options: readonly { id: string; name: string }[]
  chosen: ReadonlySet<string>
  isDisabled: boolean
  onChange: (chosen: ReadonlySet<string>) => void
}

function Boxes({ title, options, chosen, isDisabled, onChange }: BoxesProps) {
  function toggle(id: string) {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <fieldset className="grid gap-1 text-sm" disabled={isDisabled}>
      <legend className="font-medium">{title}</legend>
      {options.length === 0 && (
        <p className="text-ink-muted">
          <Trans>There are none.</Trans>
        </p>
      )}
      <div className="grid max-h-64 overflow-y-auto">
        {options.map(({ id, name }) => (
          <label className="flex min-h-(--control) items-center gap-2" key={id}>
            <input
              checked={chosen.has(id)}
              className="size-4 accent-sea"
              onChange={() => toggle(id)}
              type="checkbox"
            />
            <bdi className="[overflow-wrap:anywhere]">{name}</bdi>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
