import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import { useStore } from '../../state/external-store.ts'
import type { Thread } from '../../state/thread.ts'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'

/** That the next message follows an answer on which others hang already. */
export function GoesOnNotice({ thread, fromId }: { thread: Thread; fromId: string }) {
  return (
    <output className="mx-auto flex w-full max-w-(--measure) flex-wrap items-center justify-between gap-2 px-4 pb-2 text-sm text-ink-muted">
      <span>
        <Trans>
          Your next message goes on from here. What came after stays as another version.
        </Trans>
      </span>
      <Button onClick={() => thread.select(fromId)}>
        <Trans>Show it again</Trans>
      </Button>
    </output>
  )
}

/** What the conversation is a copy of, with the way back. */
export function ForkedFrom({ from }: { from: NonNullable<Conversation['forkedFrom']> }) {
  const { t } = useLingui()
  const { conversations } = useApp()
  const before = useStore(conversations.state).conversations.find(
    ({ id }) => id === from.conversationId,
  )
  const href =
    from.shareId === null
      ? `/c/${from.conversationId}#m-${from.messageId}`
      : `/shared/${from.shareId}`
  return (
    <p className="shrink-0 px-5 py-1 text-xs text-ink-muted">
      {from.shareId === null ? (
        <Trans>
          Begun as a copy:{' '}
          <Link className="underline" href={href}>
            <bdi>{before?.title || t`New conversation`}</bdi>
          </Link>
        </Trans>
      ) : (
        <Trans>
          Begun as a copy of{' '}
          <Link className="underline" href={href}>
            what somebody shared
          </Link>
        </Trans>
      )}
    </p>
  )
}
