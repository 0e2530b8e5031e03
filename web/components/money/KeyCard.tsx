import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Key } from '#wire/access.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useFormats } from '../charts/use-formats.ts'

interface KeyCardProps {
  shown: Key
  /** This month, in micro-units; null: not known. */
  spent: { micros: number; currency: string } | null
  isBusy: boolean
  onEdit: () => void
  onRotate: () => void
  onFlip: () => void
  onRevoke: () => void
}

/** One key: what it may do, what it has spent, and what can be done with it. */
export function KeyCard(props: KeyCardProps) {
  const { shown, spent, isBusy, onEdit, onRotate, onFlip, onRevoke } = props
  const { t } = useLingui()
  const { name, hint, isDisabled } = shown
  return (
    <li className="grid grid-cols-1 content-start gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex items-start justify-between gap-2">
        <h2 className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 pt-1 font-medium">
          <bdi className="[overflow-wrap:anywhere]">{name}</bdi>
          <code className="font-mono text-sm font-normal text-ink-muted" dir="ltr" translate="no">
            {hint}…
          </code>
          <KeyState shown={shown} />
        </h2>
        <span className="flex shrink-0">
          <IconButton icon="edit" label={t`Change “${name}”`} onClick={onEdit} />
          <IconButton icon="trash" label={t`Revoke “${name}”`} onClick={onRevoke} />
        </span>
      </div>
      <Facts shown={shown} spent={spent} />
      <div className="flex flex-wrap gap-2">
        <Button icon="retry" onClick={onRotate}>
          <Trans>New secret</Trans>
          <ForKey name={name} />
        </Button>
        <Button isBusy={isBusy} onClick={onFlip}>
          {isDisabled ? <Trans>Enable</Trans> : <Trans>Disable</Trans>}
          <ForKey name={name} />
        </Button>
      </div>
    </li>
  )
}

/** Buttons of one name in many cards are told apart by what they are about. */
function ForKey({ name }: { name: string }) {
  return <span className="sr-only">“{name}”</span>
}

function KeyState({ shown: { isDisabled, expiresAt, isOwnerActive } }: { shown: Key }) {
  const { t } = useLingui()
  if (!isOwnerActive) return <Badge look="danger">{t`Owner suspended or gone`}</Badge>
  if (isDisabled) return <Badge look="warning">{t`Disabled`}</Badge>
  if (isPast(expiresAt)) return <Badge look="danger">{t`Expired`}</Badge>
  return <Badge look="success">{t`Active`}</Badge>
}

function isPast(instant: string | null): boolean {
  return instant !== null && Date.parse(instant) <= Date.now()
}

function Facts({ shown, spent }: Pick<KeyCardProps, 'shown' | 'spent'>) {
  const { t } = useLingui()
  const formats = useFormats()
  const { owner, group, models, scopes, ipRanges, tags, expiresAt, lastUsedAt } = shown
  const moment = (at: string) => formats.moment(Date.parse(at))
  const name = shown.ownerName ?? owner.id
  const groupName = shown.groupName ?? group
  const owners = {
    person: name,
    group: t`Group ${name}`,
    service: t`Service ${name}`,
  }
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm [&>dt]:text-ink-muted">
      <Fact name={t`Owner`}>
        {owners[owner.kind]}
        {groupName !== null && ` · ${groupName}`}
      </Fact>
      <Fact name={t`Models`}>{models?.join(', ') ?? t`all`}</Fact>
      {scopes && <Fact name={t`Scopes`}>{scopes.join(', ')}</Fact>}
      {ipRanges && <Fact name={t`From`}>{ipRanges.join(', ')}</Fact>}
      {tags && <Fact name={t`Data goes to`}>{describeTags(tags)}</Fact>}
      <Fact name={t`Expires`}>{expiresAt ? moment(expiresAt) : t`never`}</Fact>
      <Fact name={t`Last used`}>{lastUsedAt ? moment(lastUsedAt) : t`never`}</Fact>
      {shown.oldSecretUntil && (
        <Fact name={t`Old secret`}>
          <Trans>works until {moment(shown.oldSecretUntil)}</Trans>
        </Fact>
      )}
      <Fact name={t`This month`}>
        {spent ? formats.roundMoney(spent.micros, spent.currency) : t`nothing`}
      </Fact>
    </dl>
  )
}

function describeTags(tags: NonNullable<Key['tags']>): string {
  return Object.entries(tags)
    .map(([name, value]) => (Array.isArray(value) ? value.join(', ') : `${name}: ${String(value)}`))
    .join(' · ')
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}
