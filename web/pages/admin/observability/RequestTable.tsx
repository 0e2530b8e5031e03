import { Plural, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { LoggedRequest } from '#wire/observability.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { OutcomeMark } from './OutcomeMark.tsx'

interface RequestTableProps {
  requests: LoggedRequest[]
  /** Of keys and persons, by id. */
  names: Record<string, string>
}

const NUMBER = 'px-3 py-2 text-end whitespace-nowrap tabular-nums'
const WIDE_ONLY = 'max-lg:hidden'

/** One line a request; in a narrow window only what tells them apart. */
export function RequestTable({ requests, names }: RequestTableProps) {
  const { t } = useLingui()
  return (
    <section
      aria-label={t`Requests`}
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <thead className="border-b border-line text-ink-muted">
          <tr>
            <Heading name={t`Time`} />
            <Heading name={t`Model`} />
            <Heading name={t`Who`} className="max-md:hidden" />
            <Heading name={t`Outcome`} />
            <Heading name={t`Took`} isNumber className="max-sm:hidden" />
            <Heading name={t`First content`} isNumber className="max-2xl:hidden" />
            <Heading name={t`Tokens`} isNumber className={WIDE_ONLY} />
            <Heading name={t`Cost`} isNumber className="max-md:hidden" />
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <Row key={request.id} request={request} name={names[request.principalId]} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface HeadingProps {
  name: string
  isNumber?: boolean
  className?: string
}

function Heading({ name, isNumber = false, className = '' }: HeadingProps) {
  return (
    <th
      scope="col"
      className={`px-3 py-2 font-medium ${isNumber ? 'text-end' : 'text-start'} ${className}`}
    >
      {name}
    </th>
  )
}

function Row({ request, name }: { request: LoggedRequest; name: string | undefined }) {
  const formats = useFormats()
  const { startedAt, model, providerId, durationMs, firstContentMs } = request
  const { inputTokens, outputTokens, costMicros, currency, attempts } = request
  return (
    <tr className="border-t border-line align-top first:border-t-0 hover:bg-hover">
      <th
        scope="row"
        className="px-3 py-2 text-start font-normal whitespace-nowrap max-sm:whitespace-normal"
      >
        <Link
          className="inline-block underline decoration-line-strong underline-offset-4 hover:decoration-current"
          href={`/admin/requests/${request.id}`}
        >
          {formats.recentMoment(Date.parse(startedAt))}
        </Link>
      </th>
      <td
        className="max-w-64 min-w-36 px-3 py-2 [overflow-wrap:anywhere] max-sm:min-w-0"
        translate="no"
      >
        <bdi>{model || '–'}</bdi>
        <span className="block text-xs text-ink-muted">
          <bdi>{providerId}</bdi>
        </span>
      </td>
      <td className="max-w-48 min-w-32 px-3 py-2 [overflow-wrap:anywhere] max-md:hidden">
        <bdi>{name ?? '–'}</bdi>
      </td>
      <td className="px-3 py-2">
        <OutcomeMark outcome={request.outcome} errorCode={request.errorCode} />
        {attempts > 1 && (
          <span className="block text-xs text-ink-muted">
            <Plural value={attempts} one="# attempt" other="# attempts" />
          </span>
        )}
      </td>
      <td className={`${NUMBER} max-sm:hidden`}>{formats.duration(durationMs)}</td>
      <td className={`${NUMBER} max-2xl:hidden`}>
        {firstContentMs === null ? '–' : formats.duration(firstContentMs)}
      </td>
      <td className={`${NUMBER} ${WIDE_ONLY}`}>
        {formats.count(inputTokens)} → {formats.count(outputTokens)}
      </td>
      <td className={`${NUMBER} max-md:hidden`}>
        {costMicros === null || currency === null ? '–' : formats.money(costMicros, currency)}
      </td>
    </tr>
  )
}
