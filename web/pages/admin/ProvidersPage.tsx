import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { useLocation, useRoute } from 'wouter'
import type { ProviderInfo, ProviderPreset } from '#wire/providers.ts'
import { useCatalogueClient } from '../../components/catalogue/use-catalogue.ts'
import {
  stateOfPreset,
  stateOfProvider,
  type FormState,
} from '../../components/providers/form-state.ts'
import { PresetPicker } from '../../components/providers/PresetPicker.tsx'
import { ProviderEditor } from '../../components/providers/ProviderEditor.tsx'
import { ProviderList } from '../../components/providers/ProviderList.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { useToast } from '../../components/shell/Toasts.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useApp } from '../../components/app-context.ts'
import { Button } from '../../ui/Button.tsx'

/** Who answers model calls here: the list, a new one, and each of them. */
export function ProvidersPage() {
  const { t } = useLingui()
  const client = useCatalogueClient()
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [providers, presets] = await Promise.all([
        client.listProviders(signal),
        client.listPresets(signal),
      ])
      return { providers, presets }
    },
    [client],
  )
  const remote = useRemote(load)
  const { value, reload } = remote
  const [, params] = useRoute('/admin/providers/:id')
  if (!value) {
    return (
      <>
        <PageTitle title={t`Providers`} />
        <RemoteStatus of={remote} />
      </>
    )
  }
  const id = params?.id
  if (id === 'new') return <NewProvider {...value} onChange={reload} />
  const provider = value.providers.find((each) => each.id === id && each.origin === 'stored')
  if (provider) return <ExistingProvider {...value} onChange={reload} provider={provider} />
  return <ProviderList {...value} onChange={reload} />
}

interface Known {
  providers: ProviderInfo[]
  presets: ProviderPreset[]
  onChange: () => void
}

function useSaved(onChange: () => void) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const { models } = useApp()
  const say = useToast()
  return ({ id }: ProviderInfo) => {
    onChange()
    // The picker of the assistant has its models now.
    void models.load()
    say(t`“${id}” is saved and takes calls.`)
    navigate('/admin/providers')
  }
}

function NewProvider({ providers, presets, onChange }: Known) {
  const { t } = useLingui()
  const [start, setStart] = useState<FormState | null>(null)
  const onSaved = useSaved(onChange)
  const taken = providers.map(({ id }) => id)
  if (!start) {
    return (
      <>
        <PageTitle title={t`Add a provider`}>
          <Trans>Who is to answer? Models of several providers can share one name later.</Trans>
        </PageTitle>
        <PresetPicker
          onPick={(preset) => setStart(stateOfPreset(preset, taken))}
          presets={presets}
        />
      </>
    )
  }
  return (
    <>
      <PageTitle
        actions={
          <Button icon="back" onClick={() => setStart(null)}>
            <Trans>Choose another</Trans>
          </Button>
        }
        title={t`Add ${start.preset?.title ?? t`another server`}`}
      />
      <ProviderEditor onSaved={onSaved} start={start} />
    </>
  )
}

function ExistingProvider({ provider, presets, onChange }: Known & { provider: ProviderInfo }) {
  const onSaved = useSaved(onChange)
  return (
    <>
      <PageTitle title={provider.id} />
      <ProviderEditor
        key={provider.id}
        onSaved={onSaved}
        provider={provider}
        start={stateOfProvider(provider, presets)}
      />
    </>
  )
}
