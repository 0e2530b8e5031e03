import { Trans, useLingui } from '@lingui/react/macro'
import type { Key } from '#wire/access.ts'
import type { ServiceAccount } from '#wire/directory.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { RoleBadges } from './RoleBadges.tsx'

interface ProgramCardProps {
  account: ServiceAccount
  /** Those that are its own. */
  keys: readonly Key[]
  mayManage: boolean
  mayGiveRoles: boolean
  isBusy: boolean
  onEdit: () => void
  onRoles: () => void
  onFlip: () => void
  onDelete: () => void
  onNewKey: () => void
}

/** One service account: what it may do, and the keys by which its program calls. */
export function ProgramCard(props: ProgramCardProps) {
  const { account, keys, mayManage, mayGiveRoles, isBusy } = props
  const { t } = useLingui()
  const { name, description, isDisabled, roles } = account
  return (
    <li className="grid grid-cols-1 content-start gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex items-start justify-between gap-2">
        <h2 className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 pt-1 font-medium">
          <bdi className="[overflow-wrap:anywhere]">{name}</bdi>
          {isDisabled && <Badge look="warning">{t`Stopped`}</Badge>}
        </h2>
        {mayManage && (
          <span className="flex shrink-0">
            <IconButton icon="edit" label={t`Change “${name}”`} onClick={props.onEdit} />
            <IconButton icon="trash" label={t`Delete “${name}”`} onClick={props.onDelete} />
          </span>
        )}
      </div>
      {description !== '' && (
        <p className="text-sm [overflow-wrap:anywhere] text-ink-muted">{description}</p>
      )}
      <div className="text-sm">
        {roles.length > 0 ? (
          <RoleBadges roles={roles} />
        ) : (
          <span className="text-ink-muted">
            <Trans>It has no role, so its keys may do nothing.</Trans>
          </span>
        )}
      </div>
      <Keys keys={keys} />
      <div className="flex flex-wrap gap-2">
        {mayManage && (
          <Button icon="key" onClick={props.onNewKey}>
            <Trans>New key</Trans>
            <ForAccount name={name} />
          </Button>
        )}
        {mayGiveRoles && (
          <Button icon="shield" onClick={props.onRoles}>
            <Trans>Roles</Trans>
            <ForAccount name={name} />
          </Button>
        )}
        {mayManage && (
          <Button isBusy={isBusy} onClick={props.onFlip}>
            {isDisabled ? <Trans>Let it work again</Trans> : <Trans>Stop at once</Trans>}
            <ForAccount name={name} />
          </Button>
        )}
      </div>
    </li>
  )
}

/** Buttons of one name in many cards are told apart by what they are about. */
function ForAccount({ name }: { name: string }) {
  return <span className="sr-only">: {name}</span>
}

function Keys({ keys }: { keys: readonly Key[] }) {
  const formats = useFormats()
  if (keys.length === 0) {
    return (
      <p className="text-sm text-ink-muted">
        <Trans>No keys yet: its program cannot call.</Trans>
      </p>
    )
  }
  return (
    <ul className="grid gap-1 text-sm">
      {keys.map(({ id, name, hint, lastUsedAt }) => (
        <li key={id} className="min-w-0 [overflow-wrap:anywhere]">
          <bdi>{name}</bdi>{' '}
          <code className="font-mono text-ink-muted" dir="ltr" translate="no">
            {hint}…
          </code>{' '}
          <span className="text-ink-muted">
            {lastUsedAt ? (
              <Trans>last used {formats.moment(Date.parse(lastUsedAt))}</Trans>
            ) : (
              <Trans>never used</Trans>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
