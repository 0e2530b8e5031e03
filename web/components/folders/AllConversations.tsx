import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { ConversationsShown } from '#wire/conversations.ts'
import { Button } from '../../ui/Button.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { PaneHeader } from '../PaneHeader.tsx'
import { usePageTitle } from '../use-page-title.ts'
import { BulkBar } from './BulkBar.tsx'
import { ShownRow } from './ShownRow.tsx'
import { useShown } from './use-shown.ts'

/** All conversations, those in the archive and those that were deleted: to be selected, several at once. */
export function AllConversations({ menu }: { menu: ReactNode }) {
  const { t } = useLingui()
  const [asked] = useSearchParams()
  const shown = shownOf(asked.get('shown'))
  const titles = {
    active: t`All conversations`,
    archived: t({ message: 'Archive', context: 'the place' }),
    deleted: t`Recently deleted`,
  }
  usePageTitle(titles[shown])
  return (
    <main className="flex h-full min-h-0 flex-col" id="main">
      <PaneHeader menu={menu} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-3xl px-5 pb-10">
          <h1 className="font-display text-3xl text-balance">{titles[shown]}</h1>
          <nav aria-label={t`Which conversations`} className="mt-4 flex flex-wrap gap-1">
            {(['active', 'archived', 'deleted'] as const).map((one) => (
              <Link
                aria-current={one === shown ? 'page' : undefined}
                className="flex min-h-(--control) items-center rounded-md px-3 text-sm text-ink-muted hover:bg-hover aria-[current]:bg-sea-soft aria-[current]:font-medium aria-[current]:text-sea-ink"
                href={one === 'active' ? '/conversations' : `/conversations?shown=${one}`}
                key={one}
              >
                {titles[one]}
              </Link>
            ))}
          </nav>
          <Shown key={shown} shown={shown} />
        </div>
      </div>
    </main>
  )
}

function shownOf(asked: string | null): ConversationsShown {
  return asked === 'archived' || asked === 'deleted' ? asked : 'active'
}

function Shown({ shown }: { shown: ConversationsShown }) {
  const list = useShown({ shown })
  const { conversations, status, failure } = list
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  // What has gone meanwhile is not selected any more.
  const chosen = conversations.filter(({ id }) => selected.has(id))

  function toggle(id: string) {
    setSelected((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }

  return (
    <>
      {shown === 'deleted' && conversations.length > 0 && (
        <p className="mt-3 text-sm text-ink-muted">
          <Trans>
            What was deleted can be brought back for 30 days, or for as long as your organisation
            keeps conversations, if that is shorter. Nobody finds it until then.
          </Trans>
        </p>
      )}
      {conversations.length > 0 && (
        <BulkBar
          all={conversations}
          chosen={chosen}
          onChanged={() => {
            setSelected(new Set())
            void list.reload()
          }}
          onSelect={(ids) => setSelected(new Set(ids))}
          shown={shown}
        />
      )}
      {failure && (
        <FailureNotice code={failure.code} detail={failure.message}>
          <Button icon="retry" onClick={() => void list.reload()}>
            <Trans>Try again</Trans>
          </Button>
        </FailureNotice>
      )}
      {status === 'ready' && conversations.length === 0 && <Empty shown={shown} />}
      <ul className="mt-2 divide-y divide-line">
        {conversations.map((conversation) => (
          <ShownRow
            conversation={conversation}
            isSelected={selected.has(conversation.id)}
            key={conversation.id}
            onToggle={() => toggle(conversation.id)}
          />
        ))}
      </ul>
      {list.hasMore && (
        <Button className="mt-4" onClick={() => void list.loadMore()}>
          <Trans>Show older ones</Trans>
        </Button>
      )}
    </>
  )
}

function Empty({ shown }: { shown: ConversationsShown }) {
  return (
    <p className="mt-8 max-w-prose text-ink-muted">
      {shown === 'active' && (
        <Trans>There are no conversations yet. Ask something, and it will be listed here.</Trans>
      )}
      {shown === 'archived' && (
        <Trans>
          The archive is empty. Put there what you are done with but want to keep: it leaves the
          list, and is still found by searching.
        </Trans>
      )}
      {shown === 'deleted' && (
        <Trans>
          Nothing was deleted lately. What you delete waits here for 30 days, in case you want it
          back.
        </Trans>
      )}
    </p>
  )
}
