import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ProviderInfo, ProviderPreset } from '#wire/providers.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useApp } from '../app-context.ts'
import { useCatalogueClient } from '../catalogue/use-catalogue.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { ProviderCard } from './ProviderCard.tsx'
import { RemoveProvider } from './RemoveProvider.tsx'

interface ProviderListProps {
  providers: ProviderInfo[]
  presets: ProviderPreset[]
  onChange: () => void
}

/** Everybody who answers model calls, whoever wrote them down. */
export function ProviderList({ providers, presets, onChange }: ProviderListProps) {
  const { t } = useLingui()
  const { models } = useApp()
  const [, navigate] = useLocation()
  const client = useCatalogueClient()
  const say = useToast()
  const { run, failure } = useTask()
  const [doomed, setDoomed] = useState<ProviderInfo | null>(null)
  const titleOf = (preset: string | null) =>
    presets.find(({ name }) => name === preset)?.title ?? null

  async function flip({ id, isEnabled }: ProviderInfo) {
    if (!(await run(() => client.setProviderEnabled(id, !isEnabled)))) return
    say(isEnabled ? t`“${id}” is switched off.` : t`“${id}” is switched on.`)
    onChange()
    void models.load()
  }

  return (
    <>
      <PageTitle actions={providers.length > 0 && <AddProvider />} title={t`Providers`}>
        <Trans>
          Who answers model calls. Those of galerne.yaml are changed there; those that were added
          here, here.
        </Trans>
      </PageTitle>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {providers.length === 0 && <NoProviders />}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(24rem,100%),1fr))] gap-4">
        {providers.map((provider) => (
          <ProviderCard
            key={provider.id}
            onEdit={() => navigate(`/admin/providers/${provider.id}`)}
            onRemove={() => setDoomed(provider)}
            onSwitch={() => void flip(provider)}
            provider={provider}
            title={titleOf(provider.preset)}
          />
        ))}
      </div>
      {doomed && (
        <RemoveProvider
          onClose={() => setDoomed(null)}
          onRemoved={() => {
            setDoomed(null)
            say(t`“${doomed.id}” is removed.`)
            onChange()
            void models.load()
          }}
          provider={doomed}
        />
      )}
    </>
  )
}

function AddProvider() {
  return (
    <LinkButton href="/admin/providers/new" icon="add" look="primary">
      <Trans>Add a provider</Trans>
    </LinkButton>
  )
}

function NoProviders() {
  const { t } = useLingui()
  return (
    <EmptyState action={<AddProvider />} icon="cloud" title={t`No provider yet`}>
      <Trans>
        Add one with its key, mark a server of your own as own hardware, or write providers into
        galerne.yaml.
      </Trans>
    </EmptyState>
  )
}
