import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { LoggedRequestDetail, RequestPage } from '#wire/observability.ts'
import { CAPABILITY_NAMES } from '../../../components/catalogue/names.ts'
import { IdLine } from '../../../components/shell/IdLine.tsx'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { PageTitle } from '../../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../../components/shell/use-remote.ts'
import { Icon } from '../../../ui/Icon.tsx'
import { AttemptTimeline } from './AttemptTimeline.tsx'
import { OutcomeMark } from './OutcomeMark.tsx'
import { RequestBodies } from './RequestBodies.tsx'
import { useObservability } from './use-observability.ts'

/** Everything that is known of one request. */
export function RequestDetails({ id }: { id: string }) {
  const { t } = useLingui()
  const client = useObservability()
  const load = useCallback((signal: AbortSignal) => client.getRequest(id, signal), [client, id])
  const remote = useRemote(load)
  const { value } = remote
  return (
    <>
      <Link
        className="mb-3 inline-flex min-h-(--control) items-center gap-2 text-sm text-ink-muted hover:text-ink"
        href="/admin/requests"
      >
        <Icon name="back" size={16} />
        <Trans>All requests</Trans>
      </Link>
      <PageTitle title={t`Request`}>
        <IdLine id={id} />
      </PageTitle>
      <RemoteStatus lines={8} of={remote} />
      {value && <Details page={value} />}
    </>
  )
}

function Details({ page }: { page: RequestPage }) {
  const { t } = useLingui()
  const { request } = page
  return (
    <div className="grid grid-cols-1 gap-8">
      <Facts page={page} />
      <Part title={t`Attempts`}>
        <AttemptTimeline request={request} />
      </Part>
      <Part title={t`Why it went there`}>
        <DecisionView decision={request.decision} isTried={request.timeline.length > 0} />
      </Part>
      <Part title={t`What was said`}>
        <RequestBodies id={request.id} expiresAt={page.bodyExpiresAt} />
      </Part>
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid grid-cols-1 gap-3">
      <h2 className="font-display text-xl">{title}</h2>
      {children}
    </section>
  )
}

function Facts({ page: { request, principalName } }: { page: RequestPage }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { usage, costMicros, currency, durationMs, firstContentMs, requestBytes } = request
  const model = (
    <>
      <bdi translate="no">{request.model}</bdi>{' '}
      {request.providerId !== '' && (
        <span className="text-ink-muted">
          (<bdi translate="no">{request.providerId}</bdi>)
        </span>
      )}
    </>
  )
  const isUsed = usage.inputTokens + usage.outputTokens > 0
  const cost =
    costMicros === null || currency === null
      ? isUsed
        ? t`No price is known`
        : '–'
      : formats.money(costMicros, currency)
  const who = principalName ?? request.principalId
  return (
    <dl className="grid grid-cols-1 gap-x-8 gap-y-3 rounded-lg border border-line bg-surface p-4 sm:grid-cols-2 lg:grid-cols-3">
      <Fact name={t`Outcome`}>
        <OutcomeMark outcome={request.outcome} errorCode={request.errorCode} />
      </Fact>
      <Fact name={t`Time`}>{formats.exactMoment(Date.parse(request.startedAt))}</Fact>
      <Fact name={t`Model`}>{model}</Fact>
      <Fact name={t`Who`}>
        <bdi>{who}</bdi>
      </Fact>
      <Fact name={t`Took`}>{formats.duration(durationMs)}</Fact>
      <Fact name={t`First content`}>
        {firstContentMs === null ? '–' : formats.duration(firstContentMs)}
      </Fact>
      <Fact name={t`Tokens`}>
        <Tokens usage={usage} />
      </Fact>
      <Fact name={t`Cost`}>{cost}</Fact>
      <Fact name={t`Kind of call`}>
        <KindOfCall request={request} />
      </Fact>
      <Fact name={t`Size of the request`}>
        {requestBytes === null ? '–' : formats.bytes(requestBytes)}
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-ink-muted">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}

function Tokens({ usage }: { usage: LoggedRequestDetail['usage'] }) {
  const formats = useFormats()
  const input = formats.count(usage.inputTokens)
  const output = formats.count(usage.outputTokens)
  const cached = formats.count(usage.cachedInputTokens)
  const reasoning = formats.count(usage.reasoningTokens)
  return (
    <>
      <Trans>
        {input} read, {output} written
      </Trans>
      <span className="block text-sm text-ink-muted">
        {usage.cachedInputTokens > 0 && <Trans>Of what was read, from a cache: {cached}. </Trans>}
        {usage.reasoningTokens > 0 && <Trans>Of what was written, to think: {reasoning}. </Trans>}
        {usage.isEstimated && <Trans>Estimated: the provider did not say.</Trans>}
      </span>
    </>
  )
}

/** APIs as their makers call them. */
const API_NAMES: Readonly<Record<string, string>> = {
  'openai-chat': 'OpenAI Chat Completions',
  'openai-responses': 'OpenAI Responses',
  'anthropic-messages': 'Anthropic Messages',
}

function KindOfCall({ request }: { request: LoggedRequestDetail }) {
  const { t, i18n } = useLingui()
  const { operation, dialect, isStream } = request
  const name = CAPABILITY_NAMES[operation]
  const words = [
    name ? i18n._(name) : operation,
    dialect && (API_NAMES[dialect] ?? dialect),
    isStream && t`streamed`,
  ]
  return words.filter(Boolean).join(' · ')
}

interface DecisionViewProps {
  decision: LoggedRequestDetail['decision']
  isTried: boolean
}

function DecisionView({ decision, isTried }: DecisionViewProps) {
  const formats = useFormats()
  if (!decision) {
    return (
      <p className="text-sm text-ink-muted">
        {isTried ? (
          <Trans>Its first choice was asked, and nobody else.</Trans>
        ) : (
          <Trans>No route was chosen for it.</Trans>
        )}
      </p>
    )
  }
  const { route, strategy, passedOver, queuedMs, isHedged } = decision
  const waited = formats.duration(queuedMs)
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-surface p-4 text-sm">
      <p>
        <Trans>
          Route <strong translate="no">{route}</strong>, strategy{' '}
          <strong translate="no">{strategy}</strong>.
        </Trans>{' '}
        {queuedMs > 0 && <Trans>It waited {waited} until a deployment took calls. </Trans>}
        {isHedged && <Trans>A second deployment was asked at the same time.</Trans>}
      </p>
      {passedOver.length > 0 && (
        <div>
          <p className="text-ink-muted">
            <Trans>Passed over before:</Trans>
          </p>
          <ul className="mt-1 grid gap-1">
            {passedOver.map(({ deployment, reason }) => (
              <li key={`${deployment} ${reason}`} className="[overflow-wrap:anywhere]">
                <strong translate="no">{deployment}</strong>: <span lang="en">{reason}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
