import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useRoute } from 'wouter'
import { groupByDay } from '../i18n/day-groups.ts'
import { useStore } from '../state/external-store.ts'
import { Icon } from '../ui/Icon.tsx'
import { useApp } from './app-context.ts'
import { ConversationRow } from './ConversationRow.tsx'
import { Button } from '../ui/Button.tsx'

/** The conversations. `onNavigate`: a drawer closes itself. */
export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useLingui()
  return (
    <nav aria-label={t`Conversations`} className="flex h-full min-h-0 flex-col bg-sunken text-ink">
      {!onNavigate && (
        <p className="px-5 pt-5 pb-4 font-display text-xl tracking-tight" translate="no">
          Galerne
        </p>
      )}
      <Link
        className="mx-3 mb-2 flex min-h-(--control) items-center gap-2.5 rounded-md border border-line bg-surface px-3 text-sm font-medium shadow-sm transition-colors hover:bg-raised"
        href="/"
        id="new-chat"
        onClick={onNavigate}
      >
        <span className="text-sea">
          <Icon name="add" />
        </span>
        <Trans>New chat</Trans>
      </Link>
      <ConversationList onNavigate={onNavigate} />
    </nav>
  )
}

function ConversationList({ onNavigate }: { onNavigate: (() => void) | undefined }) {
  const { conversations, language } = useApp()
  const list = useStore(conversations.state)
  const locale = useStore(language.language)
  const [, params] = useRoute('/c/:id')
  // oxlint-disable-next-line react/purity -- the day may change between two renders, and should then.
  const now = new Date()
  const groups = groupByDay(list.conversations, ({ updatedAt }) => updatedAt, {
    now,
    language: locale,
  })

  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
      {list.status === 'ready' && groups.length === 0 && (
        <p className="px-3 py-4 text-sm text-ink-faint">
          <Trans>Your conversations will be listed here.</Trans>
        </p>
      )}
      {list.status === 'failed' && (
        <div className="px-3 py-4 text-sm text-ink-muted">
          <p className="mb-3">
            <Trans>The conversations could not be loaded.</Trans>
          </p>
          <Button icon="retry" onClick={() => void conversations.refresh()}>
            <Trans>Try again</Trans>
          </Button>
        </div>
      )}
      {groups.map(({ label, items }) => (
        <section key={label}>
          <h2 className="px-3 pt-4 pb-1 text-xs font-medium text-ink-faint">{label}</h2>
          <ul>
            {items.map((conversation) => (
              <ConversationRow
                conversation={conversation}
                isOpen={conversation.id === params?.id}
                key={conversation.id}
                onOpen={() => onNavigate?.()}
              />
            ))}
          </ul>
        </section>
      ))}
      {list.nextCursor !== null && (
        <Button
          className="mt-3 w-full justify-center"
          onClick={() => void conversations.loadMore()}
        >
          <Trans>Show older ones</Trans>
        </Button>
      )}
    </div>
  )
}
