import { Trans, useLingui } from '@lingui/react/macro'
import { Fragment, lazy, memo, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from '../state/external-store.ts'
import type { TreeNode } from '../state/message-tree.ts'
import type { Thread } from '../state/thread.ts'
import { Icon } from '../ui/Icon.tsx'
import { AnswerMessage } from './AnswerMessage.tsx'
import { ApprovalsProvider } from './approval/ApprovalsProvider.tsx'
import { Soon } from './Extra.tsx'
import { FindInLog } from './FindInLog.tsx'
import { LogView } from './log-view.ts'
import { QuestionMessage } from './QuestionMessage.tsx'
import { addressedMessage, useReveal } from './use-reveal.ts'

/** There before the first answer, not before the first paint. */
const LiveAnnouncer = lazy(async () => ({
  default: (await import('./reading/LiveAnnouncer.tsx')).LiveAnnouncer,
}))

// Each is drawn anew only where it has changed itself: a message more costs the same below sixty others.
const Question = memo(QuestionMessage)
const Answer = memo(AnswerMessage)

interface MessageLogProps {
  path: readonly TreeNode[]
  thread: Thread
}

/** The messages that are shown. Of a long conversation only what is in view is drawn: see log-view.ts. */
export function MessageLog({ path, thread }: MessageLogProps) {
  const { t } = useLingui()
  const [view] = useState(() => new LogView())
  const { box, content, drawn } = view
  const { isWhole } = useStore(drawn)
  const isAtEnd = useStore(view.isAtEnd)
  const last = path.at(-1)?.message
  useKeys(view, path)
  const { reveal, revealedId } = useReveal({ last, thread, scrollTo: view.scrollTo })
  const { wholeAnswers } = useStore(thread.state)

  // Here and in its neighbours `isolate`: what is painted once is not looked at again while another part of the page grows.
  return (
    <div className="relative isolate min-h-0 flex-1">
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
        <div
          className="mx-auto max-w-(--measure) px-4 pt-4 pb-10 [overflow-anchor:none]"
          ref={content}
        >
          <ApprovalsProvider conversationId={thread.conversationId} version={wholeAnswers}>
            <Messages path={path} revealedId={revealedId} thread={thread} view={view} />
          </ApprovalsProvider>
        </div>
        {/* In view only at the end: there the browser keeps it where it is while the text above it grows. */}
        <div aria-hidden="true" className="-mt-px h-px" />
      </div>
      {!isAtEnd && (
        <button
          className="absolute inset-x-0 bottom-3 mx-auto flex min-h-(--control) w-fit items-center gap-2 rounded-full border border-line bg-raised px-4 text-sm shadow-md hover:bg-hover print:hidden"
          onClick={view.jumpToEnd}
          type="button"
        >
          <Icon name="chevron-down" size={16} />
          <Trans>Jump to the latest</Trans>
        </button>
      )}
      <FindInLog isWhole={isWhole} onReveal={reveal} path={path} />
      <Soon>
        <LiveAnnouncer message={last?.status === 'streaming' ? last : null} thread={thread} />
      </Soon>
    </div>
  )
}

interface MessagesProps extends MessageLogProps {
  view: LogView
  revealedId: string | null
}

function Messages({ path, thread, view, revealedId }: MessagesProps) {
  const { stretches, gapAfter } = useStore(view.drawn)
  return (
    <>
      {stretches.map(({ start, end, gap }) => (
        <Fragment key={end - start > 1 ? 'view' : 'apart'}>
          <Gap height={gap} />
          {path.slice(start, end).map((node, at) => {
            const { id, role } = node.message
            return (
              <div
                className={`flow-root rounded-lg data-revealed:outline-2 data-revealed:outline-offset-4 data-revealed:outline-sea ${role === 'user' && start + at > 0 ? 'pt-5' : ''}`}
                data-key={id}
                data-revealed={id === revealedId || undefined}
                key={id}
                ref={view.item}
              >
                {role === 'user' ? (
                  <Question node={node} thread={thread} />
                ) : (
                  <Answer isLast={start + at === path.length - 1} node={node} thread={thread} />
                )}
              </div>
            )
          })}
        </Fragment>
      ))}
      <Gap height={gapAfter} />
    </>
  )
}

/** What is not drawn, as high as it would be. */
function Gap({ height }: { height: number }) {
  return height > 0 && <div aria-hidden="true" style={{ height }} />
}

/** Tells the view what there is; a new question goes to the end, wherever the reader was, and an address to its message. */
function useKeys(view: LogView, path: readonly TreeNode[]): void {
  const known = useRef<{ lastId: string | undefined; length: number }>({
    lastId: undefined,
    length: 0,
  })
  useLayoutEffect(() => {
    // The last message says which path it is, and how many there are whether its beginning is here.
    const { length } = path
    const lastId = path.at(-1)?.message.id
    const before = known.current
    if (lastId === before.lastId && length === before.length) return
    known.current = { lastId, length }
    view.setKeys(path.map(({ message }) => message.id))
    const isFirst = before.lastId === undefined
    if (lastId !== before.lastId && !(isFirst && addressedMessage() !== null)) view.jumpToEnd()
  }, [view, path])
}
