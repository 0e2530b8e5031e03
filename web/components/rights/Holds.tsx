import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { Hold } from '#wire/rights.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useRights } from '../use-rights.ts'
import { PlaceHoldDialog } from './PlaceHoldDialog.tsx'
import { useRightsClient } from './use-rights-client.ts'

/** What must be kept for now, whatever else is said. */
export function Holds() {
  const { t } = useLingui()
  const client = useRightsClient()
  const mayManage = useRights().has('hold.manage')
  const remote = useRemote(useCallback((signal: AbortSignal) => client.listHolds(signal), [client]))
  const [isPlacing, setIsPlacing] = useState(false)
  const [lifted, setLifted] = useState<Hold | null>(null)
  const { value: holds, reload } = remote
  return (
    <section className="grid gap-4" aria-labelledby="holds">
      <Head
        hasSome={(holds?.length ?? 0) > 0}
        onPlace={mayManage ? () => setIsPlacing(true) : undefined}
      />
      <RemoteStatus of={remote} />
      {holds?.length === 0 && (
        <EmptyState icon="archive" title={t`Nothing is held`}>
          <Trans>
            Where a court or an audit needs it, a hold keeps all of a person, or one conversation:
            it then neither goes by itself nor can anybody delete or erase it.
          </Trans>
        </EmptyState>
      )}
      <ul className="grid gap-3">
        {holds?.map((hold) => (
          <HoldItem
            key={hold.id}
            hold={hold}
            onLift={mayManage && hold.isActive ? () => setLifted(hold) : undefined}
          />
        ))}
      </ul>
      {isPlacing && (
        <PlaceHoldDialog
          onClose={() => setIsPlacing(false)}
          onDone={() => {
            setIsPlacing(false)
            reload()
          }}
        />
      )}
      {lifted && (
        <ConfirmDialog
          title={t`Lift this hold?`}
          action={t`Lift it`}
          work={() => client.liftHold(lifted.id)}
          onClose={() => setLifted(null)}
          onDone={() => {
            setLifted(null)
            reload()
          }}
        >
          <Trans>
            What was held can be erased again, and goes by itself where a period says so.
          </Trans>
        </ConfirmDialog>
      )}
    </section>
  )
}

interface HeadProps {
  hasSome: boolean
  onPlace: (() => void) | undefined
}

function Head({ hasSome, onPlace }: HeadProps) {
  const client = useRightsClient()
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <h2 className="font-display text-xl" id="holds">
        <Trans>Legal holds</Trans>
      </h2>
      <div className="flex flex-wrap gap-2">
        {hasSome && (
          <LinkButton href={client.holdsFile} icon="download" isFile>
            <Trans>As CSV</Trans>
          </LinkButton>
        )}
        {onPlace && (
          <Button icon="add" onClick={onPlace}>
            <Trans>Place a hold</Trans>
          </Button>
        )}
      </div>
    </div>
  )
}

function HoldItem({ hold, onLift }: { hold: Hold; onLift: (() => void) | undefined }) {
  const formats = useFormats()
  const { subjectKind, subjectName, subjectId, reason, placedByName, isActive, until } = hold
  const placed = formats.day(Date.parse(hold.placedAt))
  const end = until === null ? '' : formats.day(Date.parse(until))
  const lifted = hold.liftedAt === null ? '' : formats.day(Date.parse(hold.liftedAt))
  return (
    <li className="grid gap-2 rounded-lg border border-line bg-surface p-4 text-sm">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="text-base font-medium [overflow-wrap:anywhere]">
          <bdi>{subjectName || subjectId}</bdi>
        </h3>
        <span className="text-ink-muted">
          {subjectKind === 'person' ? <Trans>everything</Trans> : <Trans>one conversation</Trans>}
        </span>
        {isActive ? (
          <Badge look="warning">
            <Trans>held</Trans>
          </Badge>
        ) : (
          <Badge>
            <Trans comment="Of a hold on data that has ended">Ended</Trans>
          </Badge>
        )}
      </div>
      <p className="[overflow-wrap:anywhere]" dir="auto">
        {reason}
      </p>
      <p className="text-ink-muted">
        <Trans>
          Placed on {placed} by {placedByName || '–'}.
        </Trans>{' '}
        {until !== null && <Trans>Until {end}.</Trans>}{' '}
        {hold.liftedAt !== null && (
          <Trans>
            Lifted on {lifted} by {hold.liftedByName || '–'}.
          </Trans>
        )}
      </p>
      {onLift && (
        <div>
          <Button onClick={onLift}>
            <Trans>Lift it</Trans>
          </Button>
        </div>
      )}
    </li>
  )
}
