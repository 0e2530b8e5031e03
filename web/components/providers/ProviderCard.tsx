import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { Link } from 'wouter'
import type { ProviderInfo } from '#wire/providers.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { WhereBadge } from '../catalogue/badges.tsx'
import { modelHref } from '../catalogue/model-href.ts'
import { placeOf, whereComputed } from '../catalogue/where-computed.ts'

const ProviderActions = lazy(async () => ({
  default: (await import('./ProviderActions.tsx')).ProviderActions,
}))

interface ProviderCardProps {
  provider: ProviderInfo
  /** As people know its kind. */
  title: string | null
  onEdit: () => void
  onSwitch: () => void
  onRemove: () => void
}

const MOST_MODELS = 8

/** A provider: who, where, which models, and where it is written. */
export function ProviderCard(props: ProviderCardProps) {
  const { provider, title, onEdit, onSwitch, onRemove } = props
  const { id, origin, where, tags, models, isEnabled, problem } = provider
  return (
    <article className="rounded-lg border border-line bg-surface p-4">
      <div className="flex items-start gap-3">
        <Avatar name={title ?? id} />
        <div className="min-w-0 grow">
          <h2 className="font-medium [overflow-wrap:anywhere]">
            <bdi>{id}</bdi>
          </h2>
          <p className="text-sm text-ink-muted">
            {[title, placeOf(tags)].filter((text) => text !== null).join(' · ')}
          </p>
        </div>
        {origin === 'stored' && (
          <Suspense fallback={<span className="size-(--control)" />}>
            <ProviderActions
              isEnabled={isEnabled}
              name={id}
              onEdit={onEdit}
              onRemove={onRemove}
              onSwitch={onSwitch}
            />
          </Suspense>
        )}
      </div>
      <div className="mt-3 flex flex-wrap gap-1.5">
        <WhereBadge where={whereComputed(tags)} />
        <OriginBadge origin={origin} where={where} />
        {!isEnabled && (
          <Badge icon="stop" look="warning">
            <Trans>Switched off</Trans>
          </Badge>
        )}
      </div>
      {problem !== null && (
        <p className="mt-3 rounded-md bg-danger-soft px-3 py-2 text-sm text-danger" lang="en">
          {problem}
        </p>
      )}
      <Models models={models} />
    </article>
  )
}

function OriginBadge({ origin, where }: Pick<ProviderInfo, 'origin' | 'where'>) {
  const { t } = useLingui()
  if (origin === 'stored') return <Badge icon="key">{t`Added here`}</Badge>
  if (origin === 'built-in') return <Badge>{t`Comes along`}</Badge>
  return <Badge icon="code">{where ?? t`In the configuration`}</Badge>
}

function Models({ models }: { models: ProviderInfo['models'] }) {
  const rest = models.length - MOST_MODELS
  return (
    <ul className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      {models.slice(0, MOST_MODELS).map(({ id, upstreamName }) => (
        <li key={upstreamName}>
          <Link
            className="font-mono text-xs text-sea-ink [overflow-wrap:anywhere] hover:underline"
            href={modelHref(id ?? upstreamName)}
          >
            {id ?? upstreamName}
          </Link>
        </li>
      ))}
      {rest > 0 && (
        <li className="text-xs text-ink-muted">
          <Plural one="and # more" other="and # more" value={rest} />
        </li>
      )}
    </ul>
  )
}
