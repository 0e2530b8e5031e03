import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { Link, useSearchParams } from 'wouter'
import { TrafficRange, type Traffic } from '#wire/observability.ts'
import { useFormats } from '../../components/charts/use-formats.ts'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Select } from '../../ui/Select.tsx'
import { RANGE_NAMES, REFRESH_MS } from './observability/ranges.ts'
import { SaturationCharts } from './observability/SaturationCharts.tsx'
import { Tiles } from './observability/Tiles.tsx'
import { TrafficCharts } from './observability/TrafficCharts.tsx'
import { useObservability } from './observability/use-observability.ts'

/** What goes through the gateway, over time. */
export function TrafficPage() {
  const { t, i18n } = useLingui()
  const [search, setSearch] = useSearchParams()
  const range = TrafficRange.catch('1h').parse(search.get('range'))
  const client = useObservability()
  const load = useCallback(
    (signal: AbortSignal) => client.getTraffic(range, signal),
    [client, range],
  )
  const remote = useRemote(load, REFRESH_MS[range])
  const { value: traffic } = remote

  return (
    <>
      <PageTitle
        title={t`Traffic`}
        actions={
          <Select
            label={t`Time span`}
            value={range}
            onChange={(event) => setSearch({ range: event.target.value }, { replace: true })}
            options={TrafficRange.options.map((value) => ({
              value,
              name: i18n._(RANGE_NAMES[value]),
            }))}
          />
        }
      >
        <Trans>
          What goes through the gateway: how much, how fast, what fails and what it costs.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {traffic && <TrafficView traffic={traffic} />}
    </>
  )
}

function TrafficView({ traffic }: { traffic: Traffic }) {
  const { t } = useLingui()
  const isEmpty = traffic.totals.requests === 0
  return (
    <div className="grid grid-cols-1 gap-6">
      {isEmpty ? (
        <EmptyState
          action={
            <LinkButton href="/playground" icon="compare" look="primary">
              <Trans>Ask a model</Trans>
            </LinkButton>
          }
          icon="chart"
          title={t`No calls in this time`}
        >
          <Trans>
            Whatever is asked of a model shows up here within seconds: ask the{' '}
            <Link className="underline" href="/">
              assistant
            </Link>
            , or call <code translate="no">/v1/chat/completions</code> with an API key.
          </Trans>
        </EmptyState>
      ) : (
        <>
          <TrafficTiles traffic={traffic} />
          <TrafficCharts traffic={traffic} />
        </>
      )}
      <SaturationCharts traffic={traffic} />
    </div>
  )
}

function TrafficTiles({ traffic: { totals } }: { traffic: Traffic }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { requests, failed, cancelled, inputTokens, outputTokens } = totals
  const duration = (ms: number | null) => (ms === null ? '–' : formats.duration(ms))
  const p95 = (ms: number | null) => t`95 of 100 within ${duration(ms)}`
  const cancelledShown = formats.count(cancelled)
  const inputShown = formats.compact(inputTokens)
  const outputShown = formats.compact(outputTokens)
  const spend = totals.spend.map(({ micros, currency }) => formats.roundMoney(micros, currency))
  return (
    <Tiles
      tiles={[
        {
          label: t`Requests`,
          value: formats.count(requests),
          detail: cancelled > 0 ? t`Cancelled by the caller: ${cancelledShown}` : undefined,
        },
        {
          label: t`Failed`,
          value: formats.percent(requests === 0 ? 0 : failed / requests),
          detail: plural(failed, { one: '# request', other: '# requests' }),
          isBad: requests > 0 && failed / requests > 0.05,
        },
        {
          label: t`Whole answer`,
          value: duration(totals.durationP50Ms),
          detail: p95(totals.durationP95Ms),
        },
        {
          label: t`First content`,
          value: duration(totals.firstContentP50Ms),
          detail: p95(totals.firstContentP95Ms),
        },
        {
          label: t`Tokens`,
          value: formats.compact(inputTokens + outputTokens),
          detail: t`${inputShown} read, ${outputShown} written`,
        },
        { label: t`Spend`, value: spend.length === 0 ? '–' : spend.join('\n') },
      ]}
    />
  )
}
