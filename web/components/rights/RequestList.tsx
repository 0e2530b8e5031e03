import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { RightsRequest } from '#wire/rights.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { LinkButton } from '../shell/LinkButton.tsx'
import { REQUEST_KINDS, STATUSES } from './rights-texts.ts'
import { useRightsClient } from './use-rights-client.ts'

interface RequestListProps {
  requests: readonly RightsRequest[]
  /** For the officer, who sees whose they are. */
  hasNames?: boolean
  renderActions?: (request: RightsRequest) => ReactNode
}

/** Requests with their end and their state. */
export function RequestList({ requests, hasNames = false, renderActions }: RequestListProps) {
  return (
    <ul className="grid gap-3">
      {requests.map((request) => (
        <li
          key={request.id}
          className="grid gap-2 rounded-lg border border-line bg-surface p-4 text-sm"
        >
          <Head request={request} hasNames={hasNames} />
          <Body request={request} />
          {renderActions && (
            <div className="flex flex-wrap gap-2 empty:hidden">{renderActions(request)}</div>
          )}
        </li>
      ))}
    </ul>
  )
}

function Head({ request, hasNames }: { request: RightsRequest; hasNames: boolean }) {
  const { t, i18n } = useLingui()
  const { kind, personName, status } = request
  const what = i18n._(REQUEST_KINDS[kind])
  // Right under the title of the officer’s page; under a heading of one’s own.
  const Heading = hasNames ? 'h2' : 'h3'
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <Heading className="text-base font-medium [overflow-wrap:anywhere]">
        {hasNames ? <bdi>{personName || t`Erased person`}</bdi> : what}
      </Heading>
      {hasNames && <span>{what}</span>}
      <Badge look={status === 'done' ? 'success' : status === 'refused' ? 'danger' : 'sea'}>
        {i18n._(STATUSES[status])}
      </Badge>
      <Due request={request} />
    </div>
  )
}

function Due({ request: { status, dueAt, isLate } }: { request: RightsRequest }) {
  const formats = useFormats()
  if (status !== 'open' && status !== 'approved') return null
  const day = formats.day(Date.parse(dueAt))
  return isLate ? (
    <Badge look="danger">
      <Trans>was due {day}</Trans>
    </Badge>
  ) : (
    <span className="text-ink-muted">
      <Trans>due {day}</Trans>
    </span>
  )
}

function Body({ request }: { request: RightsRequest }) {
  const formats = useFormats()
  const client = useRightsClient()
  const { note, askedAt, delayReason, decidedAt, decidedByName, reason, disposalId } = request
  const asked = formats.day(Date.parse(askedAt))
  const decided = decidedAt === null ? '' : formats.day(Date.parse(decidedAt))
  return (
    <>
      {note !== '' && (
        <p className="[overflow-wrap:anywhere] whitespace-pre-wrap" dir="auto">
          {note}
        </p>
      )}
      <p className="text-ink-muted">
        <Trans>Asked on {asked}.</Trans>{' '}
        {decidedAt !== null && (
          <Trans>
            Decided on {decided} by {decidedByName || '–'}.
          </Trans>
        )}
      </p>
      {[delayReason, reason]
        .filter((text) => text !== '')
        .map((text) => (
          <p key={text} className="[overflow-wrap:anywhere]" dir="auto">
            {text}
          </p>
        ))}
      {disposalId !== null && (
        <p>
          <LinkButton href={client.disposalPdf(disposalId)} icon="download" isFile>
            <Trans>Certificate</Trans>
          </LinkButton>
        </p>
      )}
    </>
  )
}
