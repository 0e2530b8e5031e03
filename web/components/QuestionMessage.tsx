import { Trans, useLingui } from '@lingui/react/macro'
import { use, useState } from 'react'
import { directionOf } from '../i18n/direction.ts'
import type { TreeNode } from '../state/message-tree.ts'
import type { Thread } from '../state/thread.ts'
import { returnToField } from './Composer.tsx'
import { CopyButton } from './CopyButton.tsx'
import { EditForm } from './EditForm.tsx'
import { MoreActions } from './MoreActions.tsx'
import { Parts } from './Parts.tsx'
import { ReadOnly } from './read-only.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { VersionSwitch } from './VersionSwitch.tsx'

export function QuestionMessage({ node, thread }: { node: TreeNode; thread: Thread }) {
  const { t } = useLingui()
  const isReadOnly = use(ReadOnly)
  const [isEditing, setIsEditing] = useState(false)
  const { message } = node
  const { id, text, lang } = message
  function done() {
    setIsEditing(false)
    returnToField()
  }

  return (
    <article
      aria-labelledby={`by-${id}`}
      className="group/message mt-5 flex flex-col items-end first:mt-0"
      id={`m-${id}`}
    >
      <h2 className="sr-only" id={`by-${id}`}>
        <Trans>You wrote</Trans>
      </h2>
      {isEditing ? (
        <EditForm message={message} onDone={done} thread={thread} />
      ) : (
        <>
          <Parts messageId={id} parts={message.parts} place="before" />
          <div
            className="max-w-[88%] empty:hidden rounded-lg rounded-ee-xs bg-sea-soft px-4 forced-colors:border py-2.5 whitespace-pre-wrap [overflow-wrap:anywhere]"
            dir={directionOf(lang)}
            lang={lang ?? ''}
          >
            {text}
          </div>
          <div className="mt-1 flex flex-wrap items-center justify-end text-ink-faint opacity-0 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100 pointer-coarse:opacity-100">
            <VersionSwitch node={node} onSelect={thread.select} />
            <CopyButton text={text} />
            {!isReadOnly && (
              <IconButton
                data-edits={id}
                icon="edit"
                label={t`Edit this message`}
                onClick={() => setIsEditing(true)}
              />
            )}
            <MoreActions message={message} node={node} text={text} thread={thread} />
          </div>
        </>
      )}
    </article>
  )
}
