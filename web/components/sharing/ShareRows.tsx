import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { Share } from '#wire/sharing.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { useFormats } from '../charts/use-formats.ts'
import { useSharing } from './use-sharing.ts'

interface ShareRowsProps {
  shares: readonly Share[]
  onRevoked: () => void
  /** With the conversation's name, where it is not clear which one is meant. */
  hasTitles?: boolean
}

/** Readers, one a line, each with how to end it. */
export function ShareRows({ shares, onRevoked, hasTitles = false }: ShareRowsProps) {
  return (
    <ul className="grid gap-2">
      {shares.map((share) => (
        <Row key={share.id} share={share} onRevoked={onRevoked} hasTitle={hasTitles} />
      ))}
    </ul>
  )
}

const ICONS: Record<Share['recipient']['kind'], IconName> = {
  person: 'person',
  group: 'group',
  link: 'external',
}

interface RowProps {
  share: Share
  onRevoked: () => void
  hasTitle: boolean
}

function Row({ share, onRevoked, hasTitle }: RowProps) {
  const { t } = useLingui()
  const client = useSharing()
  const { run, isRunning, failure } = useTask()
  const name = useReaderName(share)
  async function end() {
    if (await run(() => client.revokeShare(share.id))) onRevoked()
  }
  return (
    <li className="grid gap-2 rounded-lg border border-line bg-surface px-4 py-3 text-sm">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid min-w-0 gap-1">
          {hasTitle && (
            <Link className="font-medium text-ink underline" href={`/c/${share.conversationId}`}>
              <bdi>{share.title || t`New conversation`}</bdi>
            </Link>
          )}
          <span className="flex items-center gap-2 text-ink">
            <Icon name={ICONS[share.recipient.kind]} size={16} />
            <bdi>{name}</bdi>
          </span>
          <Particulars share={share} />
        </div>
        <Button
          aria-label={t`End it for: ${name}`}
          icon="close"
          isBusy={isRunning}
          onClick={() => void end()}
        >
          <Trans comment="End the sharing of a conversation with somebody">End</Trans>
        </Button>
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </li>
  )
}

function useReaderName({ recipient, needsSignIn }: Share): string {
  const { t } = useLingui()
  if (recipient.kind === 'link') {
    return needsSignIn ? t`Whoever has the link and signs in` : t`Whoever has the link`
  }
  return recipient.name ?? t`Somebody who is not here any more`
}

function Particulars({ share }: { share: Share }) {
  const formats = useFormats()
  const { mode, expiresAt, state, openedCount, recipient } = share
  const end = expiresAt === null ? null : formats.moment(Date.parse(expiresAt))
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1 text-ink-muted">
      {state === 'expired' && (
        <strong className="font-medium text-danger">
          <Trans comment="A share whose time is over">Ended</Trans>
        </strong>
      )}
      {state === 'hidden' && (
        <strong className="font-medium text-warning">
          <Trans>Hidden: its classification, or a rule, does not allow it any more</Trans>
        </strong>
      )}
      <span>{mode === 'living' ? <Trans>Goes along</Trans> : <Trans>As it was</Trans>}</span>
      {end !== null && state !== 'expired' && (
        <span>
          <Trans>Until {end}</Trans>
        </span>
      )}
      {recipient.kind === 'link' && (
        <span>
          <Plural value={openedCount} one="Opened # time" other="Opened # times" />
        </span>
      )}
    </span>
  )
}
