import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { Catalogue } from '#wire/catalogue.ts'
import { CatalogueCard } from '../components/catalogue/CatalogueCard.tsx'
import { CatalogueTable } from '../components/catalogue/CatalogueTable.tsx'
import { DownloadCard } from '../components/catalogue/DownloadCard.tsx'
import { FilterBar } from '../components/catalogue/FilterBar.tsx'
import { filterModels, NO_FILTER, sortModels } from '../components/catalogue/filter-models.ts'
import { NoModels } from '../components/catalogue/NoModels.tsx'
import { useCatalogue } from '../components/catalogue/use-catalogue.ts'
import { useModelView } from '../components/catalogue/use-model-view.ts'
import { useFormats } from '../components/charts/use-formats.ts'
import { LinkButton } from '../components/shell/LinkButton.tsx'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { PageTitle } from '../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../components/shell/RemoteStatus.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { IconButton } from '../ui/IconButton.tsx'

/** Every model that can be called here, and those that this machine could fetch. */
export function ModelsPage() {
  const { t } = useLingui()
  const remote = useCatalogue()
  const { value, reload } = remote
  return (
    <PageFrame>
      <PageTitle
        actions={
          value?.models.length !== 0 && (
            <LinkButton href="/admin/providers/new" icon="add">
              <Trans>Add a provider</Trans>
            </LinkButton>
          )
        }
        title={t`Models`}
      >
        <Trans>
          What can be called here, where each model computes, what it costs and how quick it is.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && <Found catalogue={value} onChange={reload} />}
    </PageFrame>
  )
}

function Found({ catalogue, onChange }: { catalogue: Catalogue; onChange: () => void }) {
  const { models, downloads } = catalogue
  return (
    <>
      {models.length > 0 ? (
        <ModelList models={models} />
      ) : (
        <NoModels hasDownloads={downloads !== null} />
      )}
      {downloads && <Downloads downloads={downloads} onChange={onChange} />}
    </>
  )
}

function ModelList({ models }: { models: Catalogue['models'] }) {
  const { t } = useLingui()
  const { filter, sort, shape, setFilter, setSort, setShape } = useModelView()
  const shown = sortModels(filterModels(models, filter), sort)
  return (
    <>
      <FilterBar
        filter={filter}
        models={models}
        onFilter={setFilter}
        onSort={setSort}
        sort={sort}
      />
      <div className="my-4 flex items-center justify-between gap-3">
        <output className="text-sm text-ink-muted">
          <Plural one="# model" other="# models" value={shown.length} />
        </output>
        <span className="flex gap-1">
          <IconButton
            aria-pressed={shape === 'cards'}
            icon="cards"
            label={t`As cards`}
            onClick={() => setShape('cards')}
          />
          <IconButton
            aria-pressed={shape === 'table'}
            icon="table"
            label={t`As a table`}
            onClick={() => setShape('table')}
          />
        </span>
      </div>
      {shown.length === 0 && (
        <EmptyState
          action={
            <Button icon="close" onClick={() => setFilter(NO_FILTER)}>
              <Trans>Show all</Trans>
            </Button>
          }
          icon="search"
          title={t`No model has all of that`}
        >
          <Trans>Search for less, or take a filter away.</Trans>
        </EmptyState>
      )}
      {shown.length > 0 && shape === 'table' && (
        <CatalogueTable models={shown} onSort={setSort} sort={sort} />
      )}
      {shown.length > 0 && shape === 'cards' && (
        <>
          <h2 className="sr-only">
            <Trans>All models</Trans>
          </h2>
          <div className="grid grid-cols-[repeat(auto-fill,minmax(min(19rem,100%),1fr))] gap-4">
            {shown.map((model) => (
              <CatalogueCard key={model.id} model={model} />
            ))}
          </div>
        </>
      )}
    </>
  )
}

interface DownloadsProps {
  downloads: NonNullable<Catalogue['downloads']>
  onChange: () => void
}

function Downloads({ downloads: { machine, models }, onChange }: DownloadsProps) {
  const formats = useFormats()
  const memory = formats.bytes(machine.memoryBytes)
  const disk = formats.bytes(machine.freeDiskBytes)
  return (
    <section className="mt-12">
      <h2 className="font-display text-xl">
        <Trans>For this machine</Trans>
      </h2>
      <p className="mt-1 mb-4 text-sm text-ink-muted">
        <Trans>
          Models that Galerne runs itself: nothing leaves the machine. It has {memory} of memory,
          and {disk} of disk are free.
        </Trans>
      </p>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(19rem,100%),1fr))] gap-4">
        {models.map((model) => (
          <DownloadCard key={model.id} model={model} onChange={onChange} />
        ))}
      </div>
    </section>
  )
}
