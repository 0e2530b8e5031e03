import { useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import { ConversationMenu } from './ConversationMenu.tsx'

interface ConversationRowProps {
  conversation: Conversation
  isOpen: boolean
  onOpen: () => void
}

export function ConversationRow({ conversation, isOpen, onOpen }: ConversationRowProps) {
  const { t } = useLingui()
  const { id, title } = conversation
  const name = title || t`New conversation`
  return (
    <li
      className={`group relative flex items-center rounded-md ${isOpen ? 'bg-hover' : 'hover:bg-hover'}`}
    >
      <Link
        aria-current={isOpen ? 'page' : undefined}
        className={`flex min-h-(--control) min-w-0 flex-1 items-center rounded-md ps-3 pe-2 text-sm ${isOpen ? 'font-medium text-ink' : 'text-ink-muted group-hover:text-ink'}`}
        href={`/c/${id}`}
        onClick={onOpen}
      >
        <bdi className={`truncate ${title === '' ? 'italic' : ''}`}>{name}</bdi>
      </Link>
      <span
        className={`flex focus-within:opacity-100 focus-within:[width:auto] group-hover:opacity-100 group-hover:[width:auto] ${isOpen ? '' : 'w-0 overflow-hidden opacity-0'}`}
      >
        <ConversationMenu conversation={conversation} />
      </span>
    </li>
  )
}
