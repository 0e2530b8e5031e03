import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { useRoute } from 'wouter'
import { NoModels } from '../components/catalogue/NoModels.tsx'
import { useCatalogueClient } from '../components/catalogue/use-catalogue.ts'
import { FailureNotice } from '../components/FailureNotice.tsx'
import { Workbench } from '../components/playground/Workbench.tsx'
import { usePlaygroundClient } from '../components/playground/use-playground.ts'
import { LinkButton } from '../components/shell/LinkButton.tsx'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { PageTitle } from '../components/shell/PageTitle.tsx'
import { useRemote } from '../components/shell/use-remote.ts'
import { Skeleton } from '../ui/Skeleton.tsx'

/** The same prompt to several models, side by side. */
export function PlaygroundPage() {
  return (
    <PageFrame>
      <Content />
    </PageFrame>
  )
}

function Content() {
  const { t } = useLingui()
  const [, params] = useRoute('/playground/:id')
  const id = params?.id ?? null
  const catalogue = useCatalogueClient()
  const playground = usePlaygroundClient()
  const loadModels = useCallback(
    async (signal: AbortSignal) => (await catalogue.getCatalogue(signal)).models,
    [catalogue],
  )
  const loadSaved = useCallback(
    async (signal: AbortSignal) => (id === null ? null : playground.get(id, signal)),
    [playground, id],
  )
  const models = useRemote(loadModels)
  const saved = useRemote(loadSaved)
  // What was asked for before belongs to another address.
  const isCurrent = saved.value !== undefined && (saved.value?.id ?? null) === id
  const failure = saved.failure ?? (models.value ? undefined : models.failure)
  if (saved.failure?.code === 'not_found' && !isCurrent) {
    return (
      <PageTitle
        actions={<LinkButton href="/playground">{t`Open the playground`}</LinkButton>}
        title={t`This comparison is not here`}
      >
        <Trans>It was deleted, or whoever saved it does not share it.</Trans>
      </PageTitle>
    )
  }
  if (!models.value || !isCurrent) {
    return (
      <>
        <PageTitle title={t`Playground`} />
        {failure ? (
          <FailureNotice code={failure.code} detail={failure.message} />
        ) : (
          <Skeleton lines={6} />
        )}
      </>
    )
  }
  const chat = models.value.filter(({ capabilities }) => capabilities.operations.includes('chat'))
  if (chat.length === 0) {
    return (
      <>
        <PageTitle title={t`Playground`} />
        <NoModels hasDownloads={false} />
      </>
    )
  }
  return (
    <Workbench key={id ?? 'new'} models={chat} onSaved={saved.reload} saved={saved.value ?? null} />
  )
}
