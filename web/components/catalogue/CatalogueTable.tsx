import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { CatalogueModel } from '#wire/catalogue.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { LifecycleBadge, ReadyBadge, WhereBadge } from './badges.tsx'
import { best, type SortKey } from './filter-models.ts'
import { modelHref } from './model-href.ts'
import { cheapestOf } from './Price.tsx'
import { placesOf } from './where-computed.ts'

interface CatalogueTableProps {
  models: readonly CatalogueModel[]
  sort: SortKey
  onSort: (key: SortKey) => void
}

/** The same models in lines, so that one can be held against the other. */
export function CatalogueTable({ models, sort, onSort }: CatalogueTableProps) {
  const { t } = useLingui()
  const head = (key: SortKey, children: ReactNode) => (
    <SortHead isNumber={key !== 'name'} isSorted={sort === key} onSort={() => onSort(key)}>
      {children}
    </SortHead>
  )
  return (
    // What scrolls must be reachable by keyboard (WCAG 2.1.1).
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section
      aria-label={t`Models compared`}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className="w-full border-collapse text-start text-sm">
        <thead className="border-b border-line text-xs text-ink-muted">
          <tr>
            {head('name', <Trans>Model</Trans>)}
            <th className="px-3 py-2 text-start font-medium" scope="col">
              <Trans>Where</Trans>
            </th>
            <th className="px-3 py-2 text-start font-medium" scope="col">
              <Trans>Now</Trans>
            </th>
            {head('context', <Trans>Context</Trans>)}
            {head('price', <Trans>In, per million</Trans>)}
            <th className="px-3 py-2 text-end font-medium whitespace-nowrap" scope="col">
              <Trans>Out, per million</Trans>
            </th>
            {head('latency', <Trans>First content</Trans>)}
            {head('speed', <Trans>Tokens/s</Trans>)}
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <Row key={model.id} model={model} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface SortHeadProps {
  isSorted: boolean
  isNumber: boolean
  onSort: () => void
  children: ReactNode
}

function SortHead({ isSorted, isNumber, onSort, children }: SortHeadProps) {
  return (
    <th
      aria-sort={isSorted ? 'ascending' : 'none'}
      className="px-1 py-1 text-start font-medium"
      scope="col"
    >
      <button
        className={`flex min-h-(--control) items-center gap-1 rounded-md px-2 whitespace-nowrap hover:bg-hover hover:text-ink ${isNumber ? 'ms-auto' : ''}`}
        onClick={onSort}
        type="button"
      >
        {children}
        {isSorted && <Icon name="chevron-down" size={16} />}
      </button>
    </th>
  )
}

const CELL = 'px-3 py-2 text-end align-top tabular-nums whitespace-nowrap'

function Row({ model }: { model: CatalogueModel }) {
  const formats = useFormats()
  const { id, name, deployments, contextTokens } = model
  const price = cheapestOf(model)
  const latencyMs = best(model, ({ health }) => health?.latencyMs)
  const speeds = deployments.flatMap(({ health }) => health?.tokensPerSecond ?? [])
  return (
    <tr className="border-b border-line last:border-0 hover:bg-hover">
      <th className="min-w-36 px-3 py-2 text-start align-top font-normal" scope="row">
        <Link
          className="font-medium text-sea-ink [overflow-wrap:anywhere] hover:underline"
          href={modelHref(id)}
        >
          <bdi>{name}</bdi>
        </Link>
        {name !== id && (
          <span
            className="block font-mono text-xs [overflow-wrap:anywhere] text-ink-muted"
            dir="ltr"
          >
            {id}
          </span>
        )}
      </th>
      <td className="px-3 py-2 align-top">
        <span className="flex flex-wrap gap-1">
          {placesOf(deployments).map((where) => (
            <WhereBadge key={where} where={where} />
          ))}
        </span>
      </td>
      <td className="px-3 py-2 align-top">
        <span className="flex flex-wrap gap-1">
          <ReadyBadge deployments={deployments} />
          {deployments.map(({ providerId, lifecycle }) => (
            <LifecycleBadge key={providerId} lifecycle={lifecycle} />
          ))}
        </span>
      </td>
      <td className={CELL}>{contextTokens === null ? '–' : formats.compact(contextTokens)}</td>
      <td className={CELL}>{price ? formats.money(price.inputMicros, price.currency) : '–'}</td>
      <td className={CELL}>{price ? formats.money(price.outputMicros, price.currency) : '–'}</td>
      <td className={CELL}>{latencyMs === null ? '–' : formats.duration(latencyMs)}</td>
      <td className={CELL}>{speeds.length > 0 ? formats.count(Math.max(...speeds)) : '–'}</td>
    </tr>
  )
}
