import { Trans, useLingui } from '@lingui/react/macro'
import { useLayoutEffect, useState } from 'react'
import type { TreeNode } from '../state/message-tree.ts'
import type { Thread } from '../state/thread.ts'
import { Icon } from '../ui/Icon.tsx'
import { AnswerMessage } from './AnswerMessage.tsx'
import { ApprovalsProvider } from './approval/ApprovalsProvider.tsx'
import { LiveAnnouncer } from './LiveAnnouncer.tsx'
import { QuestionMessage } from './QuestionMessage.tsx'
import { Button } from '../ui/Button.tsx'
import { useFollowing } from './use-following.ts'

/** How many messages are drawn at first, and how many more at each wish. All of them stay within reach of the browser's search. */
const PAGE_LENGTH = 60

export function MessageLog({ path, thread }: { path: TreeNode[]; thread: Thread }) {
  const { t } = useLingui()
  const { box, content, isAtEnd, jumpToEnd, keepPlace } = useFollowing()
  const [shownCount, setShownCount] = useState(PAGE_LENGTH)
  const hiddenCount = Math.max(0, path.length - shownCount)
  const last = path.at(-1)?.message
  const streaming = last?.status === 'streaming' ? last : null

  function showEarlier(count: number) {
    keepPlace()
    setShownCount(count)
  }

  // A new question goes to the end, wherever the reader was.
  const lastId = last?.id
  useLayoutEffect(jumpToEnd, [jumpToEnd, lastId])

  return (
    <div className="relative min-h-0 flex-1">
      {/* Without `aria-live` a log would be read out token by token: LiveAnnouncer reads sentences. */}
      <div
        aria-label={t`Conversation`}
        aria-live="off"
        className="faded-edges h-full overflow-y-auto overscroll-contain"
        ref={box}
        role="log"
        // A box that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <div className="mx-auto max-w-(--measure) px-4 pt-4 pb-10" ref={content}>
          {hiddenCount > 0 && (
            <Earlier
              onAll={() => showEarlier(path.length)}
              onMore={() => showEarlier(shownCount + PAGE_LENGTH)}
            />
          )}
          <ApprovalsProvider conversationId={thread.conversationId} version={versionOf(path)}>
            {path
              .slice(hiddenCount)
              .map((node) =>
                node.message.role === 'user' ? (
                  <QuestionMessage key={node.message.id} node={node} thread={thread} />
                ) : (
                  <AnswerMessage
                    isLast={node.message === last}
                    key={node.message.id}
                    node={node}
                    thread={thread}
                  />
                ),
              )}
          </ApprovalsProvider>
        </div>
      </div>
      {!isAtEnd && (
        <button
          className="absolute inset-x-0 bottom-3 mx-auto flex min-h-(--control) w-fit items-center gap-2 rounded-full border border-line bg-raised px-4 text-sm shadow-md hover:bg-hover"
          onClick={jumpToEnd}
          type="button"
        >
          <Icon name="chevron-down" size={16} />
          <Trans>Jump to the latest</Trans>
        </button>
      )}
      <LiveAnnouncer message={streaming} thread={thread} />
    </div>
  )
}

function Earlier({ onMore, onAll }: { onMore: () => void; onAll: () => void }) {
  return (
    <div className="flex flex-wrap justify-center gap-2 pb-6">
      <Button onClick={onMore}>
        <Trans>Show earlier messages</Trans>
      </Button>
      <Button onClick={onAll}>
        <Trans>Show all of them</Trans>
      </Button>
    </div>
  )
}

/** Another one where an answer has ended or changed; empty: there is no whole answer. */
function versionOf(path: readonly TreeNode[]): string {
  return path
    .flatMap(({ message }) =>
      message.role === 'assistant' && message.status !== 'streaming'
        ? [`${message.id} ${message.text.length}`]
        : [],
    )
    .join()
}
