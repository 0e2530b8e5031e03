import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useId, useState } from 'react'
import { Link } from 'wouter'
import { directionOf } from '../../i18n/direction.ts'
import { useStore } from '../../state/external-store.ts'
import type { TreeNode } from '../../state/message-tree.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { AnswerText } from '../AnswerText.tsx'
import { useApp } from '../app-context.ts'
import { PageFrame } from '../shell/PageFrame.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'

/** So many messages are one part: more at once make browsers slow. */
const PART_LENGTH = 200

/** A conversation from its beginning to its end, all of it on one page: for the browser's search, a screen reader and paper. */
export function DocumentPage({ id }: { id: string }) {
  const { t } = useLingui()
  const { threads, conversations } = useApp()
  const conversation = useStore(conversations.state).conversations.find((each) => each.id === id)
  const thread = threads.of(id)
  const { path, status } = useStore(thread.state)
  const [part, setPart] = useState(0)
  useEffect(() => threads.enter(thread), [threads, thread])
  const partCount = Math.ceil(path.length / PART_LENGTH)
  const shown = path.slice(part * PART_LENGTH, (part + 1) * PART_LENGTH)

  return (
    <PageFrame>
      <div className="mx-auto max-w-(--measure)">
        <PageTitle
          actions={
            <div className="flex flex-wrap gap-2 print:hidden">
              <BackLink id={id} />
              <Button onClick={() => window.print()}>
                <Trans>Print</Trans>
              </Button>
            </div>
          }
          title={conversation?.title || t`Conversation`}
        />
        {status === 'missing' && (
          <p>
            <Trans>This conversation does not exist, or it is not yours.</Trans>
          </p>
        )}
        {partCount > 1 && <PartChoice count={partCount} onChange={setPart} part={part} />}
        {shown.map((node) => (
          <Turn key={node.message.id} node={node} />
        ))}
        {partCount > 1 && part < partCount - 1 && (
          <Button
            onClick={() => {
              setPart(part + 1)
              document.querySelector('#main')?.scrollTo(0, 0)
              document.querySelector('h1')?.focus()
            }}
          >
            <Trans>Next part</Trans>
          </Button>
        )}
      </div>
    </PageFrame>
  )
}

function BackLink({ id }: { id: string }) {
  return (
    <Link
      className="inline-flex min-h-(--control) items-center gap-2 rounded-md border border-line bg-surface px-4 text-sm font-medium hover:bg-hover"
      href={`/c/${id}`}
    >
      <Icon name="back" size={16} />
      <Trans>Back to the conversation</Trans>
    </Link>
  )
}

interface PartChoiceProps {
  count: number
  part: number
  onChange: (part: number) => void
}

function PartChoice({ count, part, onChange }: PartChoiceProps) {
  const { t } = useLingui()
  const id = useId()
  return (
    <p className="mb-6 flex flex-wrap items-center gap-3 text-sm print:hidden">
      <label htmlFor={id}>
        <Trans>Part of the conversation</Trans>
      </label>
      <select
        className="field w-auto"
        id={id}
        onChange={({ target }) => onChange(Number(target.value))}
        value={part}
      >
        {Array.from({ length: count }, (_, at) => {
          const number = at + 1
          return (
            <option key={at} value={at}>
              {t`${number} of ${count}`}
            </option>
          )
        })}
      </select>
    </p>
  )
}

/** A question or an answer, with nothing that one could press. */
function Turn({ node: { message } }: { node: TreeNode }) {
  const { t, i18n } = useLingui()
  const { id, role, text, lang, modelId, createdAt } = message
  const time = new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium', timeStyle: 'short' })
  const isAnswer = role === 'assistant'
  return (
    <article aria-labelledby={`by-${id}`} className="mb-8" id={`m-${id}`}>
      <h2 className="mb-1 text-sm font-medium text-ink-muted" id={`by-${id}`}>
        {isAnswer ? t`Written by AI (${modelId ?? t`unknown model`})` : t`You wrote`}{' '}
        <time className="font-normal text-ink-faint" dateTime={createdAt}>
          {time.format(new Date(createdAt))}
        </time>
      </h2>
      {isAnswer ? (
        <AnswerText
          isStreaming={false}
          lang={lang}
          messageId={id}
          parts={message.parts}
          text={text}
        />
      ) : (
        <p
          className="border-s-2 border-line ps-4 whitespace-pre-wrap [overflow-wrap:anywhere]"
          dir={directionOf(lang)}
          lang={lang ?? ''}
        >
          {text}
        </p>
      )}
    </article>
  )
}
