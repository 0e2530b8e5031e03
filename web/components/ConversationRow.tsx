import { Trans, useLingui } from '@lingui/react/macro'
import { useRef, useState, type KeyboardEvent } from 'react'
import { Link } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import { useApp } from './app-context.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { useTask } from './use-task.ts'

interface ConversationRowProps {
  conversation: Conversation
  isOpen: boolean
  onOpen: () => void
  onDelete: (conversation: Conversation) => void
}

export function ConversationRow({ conversation, isOpen, onOpen, onDelete }: ConversationRowProps) {
  const { t } = useLingui()
  const [isRenaming, setIsRenaming] = useState(false)
  const { id, title } = conversation
  const name = title || t`New conversation`

  if (isRenaming)
    return <TitleField conversation={conversation} onDone={() => setIsRenaming(false)} />
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
        <IconButton icon="edit" label={t`Rename “${name}”`} onClick={() => setIsRenaming(true)} />
        <IconButton
          icon="trash"
          label={t`Delete “${name}”`}
          onClick={() => onDelete(conversation)}
        />
      </span>
    </li>
  )
}

function TitleField({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const { t } = useLingui()
  const { conversations } = useApp()
  const [title, setTitle] = useState(conversation.title)
  const { run, failure } = useTask()
  const isCancelled = useRef(false)

  async function save() {
    const wanted = title.trim()
    if (isCancelled.current || wanted === '' || wanted === conversation.title) return onDone()
    if (await run(() => conversations.change(conversation.id, { title: wanted }))) onDone()
  }

  function onKeyDown({ key, nativeEvent }: KeyboardEvent) {
    if (nativeEvent.isComposing) return
    if (key === 'Enter') void save()
    if (key === 'Escape') {
      isCancelled.current = true
      onDone()
    }
  }

  return (
    <li>
      <input
        aria-invalid={failure !== null}
        aria-label={t`Title of the conversation`}
        // The user has just asked to write here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className="min-h-(--control) w-full rounded-md border border-line-strong bg-raised px-3 text-sm"
        dir="auto"
        maxLength={200}
        onBlur={() => void save()}
        onChange={({ target }) => setTitle(target.value)}
        onFocus={({ target }) => target.select()}
        onKeyDown={onKeyDown}
        value={title}
      />
      {failure && (
        <p className="px-3 py-1 text-xs text-danger" role="alert">
          <Trans>The title could not be saved. Try again.</Trans>
        </p>
      )}
    </li>
  )
}
