import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { Link } from 'wouter'
import type { Share, SharedItem } from '#wire/sharing.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { CLASSES } from '../classification/class-texts.ts'
import { PageFrame } from '../shell/PageFrame.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { ShareRows } from './ShareRows.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { useSharing } from './use-sharing.ts'

/** `/shared`: what others share with one, and what one shares oneself. */
export function SharedLists() {
  const { t } = useLingui()
  return (
    <PageFrame>
      <PageTitle title={t`Shared conversations`}>
        <Trans>What others let you read, and what you let others read.</Trans>
      </PageTitle>
      <div className="grid max-w-3xl gap-10">
        <WithMe />
        <ByMe />
      </div>
    </PageFrame>
  )
}

function WithMe() {
  const { t } = useLingui()
  const client = useSharing()
  const [cursor, setCursor] = useState<string | null>(null)
  const remote = useRemote(
    useCallback((signal: AbortSignal) => client.listShared(cursor, signal), [client, cursor]),
  )
  const { value } = remote
  return (
    <section aria-label={t`Shared with me`} className="grid gap-3">
      <h2 className="font-display text-xl">
        <Trans>Shared with me</Trans>
      </h2>
      <RemoteStatus of={remote} lines={3} />
      {value?.items.length === 0 && cursor === null && (
        <EmptyState icon="share" title={t`Nothing is shared with you yet`}>
          <Trans>
            What colleagues share with you or your groups stands here, and every link that you
            opened.
          </Trans>
        </EmptyState>
      )}
      <ul className="grid gap-2">
        {value?.items.map((item) => (
          <Item item={item} key={item.id} />
        ))}
      </ul>
      <Pages cursor={cursor} next={value?.nextCursor ?? null} onGo={setCursor} />
    </section>
  )
}

function Item({ item }: { item: SharedItem }) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const { ownerName } = item
  const day = formats.day(Date.parse(item.sharedAt))
  const { name, icon } = CLASSES[item.classification]
  return (
    <li className="relative grid gap-1 rounded-lg border border-line bg-surface px-4 py-3 hover:bg-hover">
      <Link
        className="font-medium text-ink after:absolute after:inset-0 after:rounded-lg"
        href={`/shared/${item.id}`}
      >
        <bdi>{item.title || t`New conversation`}</bdi>
      </Link>
      <span className="flex flex-wrap gap-x-3 gap-y-1 text-sm text-ink-muted">
        <span>
          <Trans>
            Shared by <bdi>{ownerName}</bdi> on {day}
          </Trans>
        </span>
        <span className="flex items-center gap-1">
          <Icon name={icon} size={14} />
          {i18n._(name)}
        </span>
      </span>
    </li>
  )
}

function ByMe() {
  const { t } = useLingui()
  const client = useSharing()
  const [cursor, setCursor] = useState<string | null>(null)
  const remote = useRemote(
    useCallback((signal: AbortSignal) => client.listOwnShares(cursor, signal), [client, cursor]),
  )
  const shares: readonly Share[] = remote.value?.shares ?? []
  return (
    <section aria-label={t`Shared by me`} className="grid gap-3">
      <h2 className="font-display text-xl">
        <Trans>Shared by me</Trans>
      </h2>
      <RemoteStatus of={remote} lines={3} />
      {remote.value && shares.length === 0 && cursor === null && (
        <p className="text-ink-muted">
          <Trans>
            You share nothing. In the menu of a conversation, “Share…” lets others read it.
          </Trans>
        </p>
      )}
      <ShareRows hasTitles onRevoked={remote.reload} shares={shares} />
      <Pages cursor={cursor} next={remote.value?.nextCursor ?? null} onGo={setCursor} />
    </section>
  )
}

interface PagesProps {
  cursor: string | null
  next: string | null
  onGo: (cursor: string | null) => void
}

function Pages({ cursor, next, onGo }: PagesProps) {
  if (cursor === null && next === null) return null
  return (
    <p className="flex flex-wrap gap-2">
      {cursor !== null && (
        <Button onClick={() => onGo(null)}>
          <Trans>Back to the newest</Trans>
        </Button>
      )}
      {next !== null && (
        <Button onClick={() => onGo(next)}>
          <Trans>Show older ones</Trans>
        </Button>
      )}
    </p>
  )
}
