import { Trans, useLingui } from '@lingui/react/macro'
import type { Ref } from 'react'
import { Link } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import { ConversationMenu } from './ConversationMenu.tsx'

interface ConversationRowProps {
  conversation: Conversation
  isOpen: boolean
  /** Tab leads here; to the others the arrows do. */
  isTabStop: boolean
  /** Among how many, from 1. */
  position: number
  of: number
  topPx: number
  rowRef: Ref<HTMLLIElement>
  onOpen: (() => void) | undefined
}

export function ConversationRow(props: ConversationRowProps) {
  const { conversation, isOpen, isTabStop, position, of, topPx, rowRef, onOpen } = props
  const { t } = useLingui()
  const { id, title, isUnread, isRunning } = conversation
  const name = title || t`New conversation`
  const tabIndex = isTabStop ? 0 : -1
  return (
    <li
      aria-posinset={position}
      aria-setsize={of}
      className={`group absolute flex w-full items-center rounded-md ${isOpen ? 'bg-hover forced-colors:outline forced-colors:-outline-offset-1' : 'hover:bg-hover'}`}
      data-id={id}
      ref={rowRef}
      style={{ top: topPx }}
    >
      <Link
        aria-current={isOpen ? 'page' : undefined}
        className={`flex min-h-(--control) min-w-0 flex-1 items-center gap-2 rounded-md ps-3 pe-2 text-sm ${isOpen || isUnread ? 'font-medium text-ink' : 'text-ink-muted group-hover:text-ink'}`}
        href={`/c/${id}`}
        onClick={onOpen}
        tabIndex={tabIndex}
      >
        <bdi className={`truncate ${title === '' ? 'italic' : ''}`}>{name}</bdi>
        {isRunning ? (
          <span className="size-2 shrink-0 animate-pulse rounded-full border-2 border-sea">
            <span className="sr-only">
              <Trans>An answer is being written</Trans>
            </span>
          </span>
        ) : (
          isUnread &&
          !isOpen && (
            <span className="size-2 shrink-0 rounded-full bg-sea forced-colors:bg-[Highlight]">
              <span className="sr-only">
                <Trans>There is a new answer</Trans>
              </span>
            </span>
          )
        )}
      </Link>
      <span
        className={`flex focus-within:opacity-100 focus-within:[width:auto] group-hover:opacity-100 group-hover:[width:auto] pointer-coarse:w-auto pointer-coarse:opacity-100 ${isOpen ? '' : 'w-0 overflow-hidden opacity-0'}`}
      >
        <ConversationMenu conversation={conversation} tabIndex={tabIndex} />
      </span>
    </li>
  )
}
