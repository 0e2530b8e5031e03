import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { CatalogueModel } from '#wire/catalogue.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { LifecycleBadge, ReadyBadge, WhereBadge } from './badges.tsx'
import { Fact } from './Fact.tsx'
import { best, can, FLAGS } from './filter-models.ts'
import { LanguageList } from './LanguageList.tsx'
import { modelHref } from './model-href.ts'
import { CAPABILITY_NAMES } from './names.ts'
import { cheapestOf, Price } from './Price.tsx'
import { placesOf } from './where-computed.ts'

/** A model in short: where, how well, how dear, and what it can do. */
export function CatalogueCard({ model }: { model: CatalogueModel }) {
  const { id, name, deployments, contextTokens, languages } = model
  const formats = useFormats()
  const latencyMs = best(model, ({ health }) => health?.latencyMs)
  const speed = deployments
    .map(({ health }) => health?.tokensPerSecond ?? 0)
    .reduce((most, each) => Math.max(most, each), 0)
  return (
    <article className="relative flex flex-col rounded-lg border border-line bg-surface p-4 transition-colors hover:border-line-strong">
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-medium [overflow-wrap:anywhere]">
          <Link className="after:absolute after:inset-0 after:rounded-lg" href={modelHref(id)}>
            <bdi>{name}</bdi>
          </Link>
        </h3>
        <ReadyBadge deployments={deployments} />
      </div>
      {name !== id && (
        <p className="mt-0.5 font-mono text-xs [overflow-wrap:anywhere] text-ink-muted" dir="ltr">
          {id}
        </p>
      )}
      <div className="mt-2.5 flex flex-wrap gap-1.5">
        {placesOf(deployments).map((where) => (
          <WhereBadge key={where} where={where} />
        ))}
        {model.route && (
          <Badge icon="route">
            <Trans>Route</Trans>
          </Badge>
        )}
        {deployments.map(({ providerId, lifecycle }) => (
          <LifecycleBadge key={providerId} lifecycle={lifecycle} />
        ))}
      </div>
      <dl className="mt-3 mb-3 grid grid-cols-2 gap-x-4 gap-y-2 text-sm">
        <Fact isWide term={<Trans>Price of a million tokens</Trans>}>
          <Price price={cheapestOf(model)} />
        </Fact>
        {contextTokens !== null && (
          <Fact term={<Trans>Context</Trans>}>
            <Trans>{formats.compact(contextTokens)} tokens</Trans>
          </Fact>
        )}
        {latencyMs !== null && (
          <Fact term={<Trans>First content after</Trans>}>{formats.duration(latencyMs)}</Fact>
        )}
        {speed > 0 && (
          <Fact term={<Trans>Speed here</Trans>}>
            <Trans>{formats.count(speed)} tokens/s</Trans>
          </Fact>
        )}
        {languages.length > 0 && (
          <Fact isWide term={<Trans>Languages</Trans>}>
            <LanguageList tags={languages} />
          </Fact>
        )}
      </dl>
      <CapabilityBadges model={model} />
    </article>
  )
}

export function CapabilityBadges({ model }: { model: CatalogueModel }) {
  const { i18n } = useLingui()
  const { operations } = model.capabilities
  const names = [...operations, ...FLAGS.filter((flag) => can(model, flag))]
  const known = names.flatMap((name) => {
    const text = CAPABILITY_NAMES[name]
    return text ? [{ name, text }] : []
  })
  return (
    <ul className="mt-auto flex flex-wrap gap-1.5">
      {known.map(({ name, text }) => (
        <li key={name}>
          <Badge>{i18n._(text)}</Badge>
        </li>
      ))}
    </ul>
  )
}
