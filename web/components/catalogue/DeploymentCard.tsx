import { Trans, useLingui } from '@lingui/react/macro'
import type { CatalogueDeployment } from '#wire/catalogue.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { LifecycleBadge, ReadyBadge, WhereBadge } from './badges.tsx'
import { Fact } from './Fact.tsx'
import { Price } from './Price.tsx'
import { whereComputed } from './where-computed.ts'

/** One place where the model can be called, with all that is declared and measured of it. */
export function DeploymentCard({ deployment }: { deployment: CatalogueDeployment }) {
  const { providerId, upstreamName, tags, lifecycle, reason, state } = deployment
  return (
    <article className="rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0">
          <h3 className="font-medium">
            <bdi>{providerId}</bdi>
          </h3>
          <p className="font-mono text-xs [overflow-wrap:anywhere] text-ink-muted" dir="ltr">
            {upstreamName}
          </p>
        </div>
        <div className="flex flex-wrap gap-1.5">
          <LifecycleBadge lifecycle={lifecycle} />
          <WhereBadge where={whereComputed(tags)} />
          <ReadyBadge deployments={[deployment]} />
        </div>
      </div>
      {state !== 'ready' && reason !== null && (
        <p className="mt-2 text-sm text-ink-muted" lang="en">
          {reason}
        </p>
      )}
      <dl className="mt-4 grid grid-cols-2 gap-x-4 gap-y-3 text-sm sm:grid-cols-3">
        <Measured deployment={deployment} />
        <Declared deployment={deployment} />
      </dl>
      <PriceSource deployment={deployment} />
    </article>
  )
}

function Measured({ deployment }: { deployment: CatalogueDeployment }) {
  const formats = useFormats()
  const { health, price, contextTokens, maxOutputTokens } = deployment
  return (
    <>
      <Fact term={<Trans>Price of a million tokens</Trans>}>
        <Price price={price} />
      </Fact>
      <Fact term={<Trans>First content after</Trans>}>
        {health?.latencyMs == null ? <NotMeasured /> : formats.duration(health.latencyMs)}
      </Fact>
      <Fact term={<Trans>Speed here</Trans>}>
        {health?.tokensPerSecond == null ? (
          <NotMeasured />
        ) : (
          <Trans>{formats.count(health.tokensPerSecond)} tokens/s</Trans>
        )}
      </Fact>
      {health !== null && health.errorRate > 0 && (
        <Fact term={<Trans>Calls that fail</Trans>}>{formats.percent(health.errorRate)}</Fact>
      )}
      {contextTokens !== null && (
        <Fact term={<Trans>Context</Trans>}>
          <Trans>{formats.count(contextTokens)} tokens</Trans>
        </Fact>
      )}
      {maxOutputTokens !== null && (
        <Fact term={<Trans>Longest answer</Trans>}>
          <Trans>{formats.count(maxOutputTokens)} tokens</Trans>
        </Fact>
      )}
    </>
  )
}

function NotMeasured() {
  return (
    <span className="text-ink-muted">
      <Trans>not measured yet</Trans>
    </span>
  )
}

function Declared({ deployment: { tags } }: { deployment: CatalogueDeployment }) {
  const { t } = useLingui()
  const unknown = t`not declared`
  return (
    <>
      <Fact term={<Trans>Region</Trans>}>{tags.region ?? unknown}</Fact>
      <Fact term={<Trans>Data zone</Trans>}>{tags.dataZone ?? unknown}</Fact>
      <Fact term={<Trans>Run by</Trans>}>{tags.operator ?? unknown}</Fact>
      <Fact term={<Trans>Law</Trans>}>{tags.jurisdiction ?? unknown}</Fact>
      <Fact term={<Trans>Keeps prompts</Trans>}>
        <Retention days={tags.retentionDays} />
      </Fact>
      <Fact term={<Trans>Trains on them</Trans>}>
        {tags.trainsOnData === null ? unknown : tags.trainsOnData ? t`yes` : t`no`}
      </Fact>
      {tags.certifications.length > 0 && (
        <Fact isWide term={<Trans>Certified by</Trans>}>
          <span className="mt-1 flex flex-wrap gap-1.5">
            {tags.certifications.map((name) => (
              <Badge key={name}>{name}</Badge>
            ))}
          </span>
        </Fact>
      )}
    </>
  )
}

function Retention({ days }: { days: number | null }) {
  const { i18n } = useLingui()
  if (days === null) return <Trans>not declared</Trans>
  if (days === 0) return <Trans>no</Trans>
  const unit = { style: 'unit', unit: 'day', unitDisplay: 'long' } as const
  return new Intl.NumberFormat(i18n.locale, unit).format(days)
}

/** Nobody should have to trust a price: where it was read, and when. */
function PriceSource({ deployment: { price } }: { deployment: CatalogueDeployment }) {
  const formats = useFormats()
  if (!price || (price.inputMicros === 0 && price.outputMicros === 0)) return null
  const day = formats.day(Date.parse(price.date))
  const host = URL.canParse(price.source) ? new URL(price.source).host : price.source
  return (
    <p className="mt-4 border-t border-line pt-3 text-xs text-ink-muted">
      <Trans>
        Price as of {day}, from {host}
      </Trans>
    </p>
  )
}
