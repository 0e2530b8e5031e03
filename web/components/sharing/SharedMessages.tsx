import { Trans } from '@lingui/react/macro'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import type { Message } from '#wire/conversations.ts'
import { directionOf } from '../../i18n/direction.ts'
import { MessageTree } from '../../state/message-tree.ts'
import { BrandLogo } from '../BrandLogo.tsx'
import { AnswerText } from '../AnswerText.tsx'
import { AiLabel } from '../approval/AiLabel.tsx'
import { useModelName } from '../compare/use-model-name.ts'
import { CopyButton } from '../CopyButton.tsx'
import { Parts } from '../Parts.tsx'
import { Reasoning } from '../Reasoning.tsx'
import { VersionSwitch } from '../VersionSwitch.tsx'
import { Button } from '../../ui/Button.tsx'
import { SharedFile } from './SharedFile.tsx'

interface SharedMessagesProps {
  messages: readonly Message[]
  ownerName: string
  /** Of the share, for its files; null: they cannot be had here. */
  shareId: string | null
  /** What stands below the path, which ends at this message. */
  children?: ((leafId: string | null) => ReactNode) | undefined
}

/** Messages to read, and nothing to change: one path through them, and the way to its other versions. */
export function SharedMessages({ messages, ownerName, shareId, children }: SharedMessagesProps) {
  const [chosenId, setChosenId] = useState<string | null>(null)
  const path = useMemo(() => {
    const tree = new MessageTree()
    tree.put(messages)
    if (chosenId !== null) tree.choose(chosenId)
    return tree.path
  }, [messages, chosenId])
  const { shown, more } = useGrowing(path)
  return (
    <>
      <ol className="grid gap-5">
        {shown.map((node) => (
          <li className="min-w-0" key={node.message.id}>
            {node.message.role === 'user' ? (
              <Question ownerName={ownerName} message={node.message} shareId={shareId} />
            ) : (
              <Answer message={node.message} />
            )}
            <div
              className={`flex text-ink-muted ${node.message.role === 'user' ? 'justify-end' : ''}`}
            >
              <VersionSwitch node={node} onSelect={setChosenId} />
            </div>
          </li>
        ))}
      </ol>
      {more && (
        <Button className="justify-self-center" icon="chevron-down" onClick={more}>
          <Trans>Show more</Trans>
        </Button>
      )}
      {children?.(path.at(-1)?.message.id ?? null)}
    </>
  )
}

/** So many are drawn at once: a long conversation would hold the page up. */
const STEP = 60

/** The beginning of what is read, and more of it on demand; on paper all of it. `more` undefined: this is all. */
function useGrowing<T>(all: readonly T[]): { shown: readonly T[]; more: (() => void) | undefined } {
  const [count, setCount] = useState(STEP)
  useEffect(() => {
    const showAll = () => flushSync(() => setCount(Infinity))
    window.addEventListener('beforeprint', showAll)
    return () => window.removeEventListener('beforeprint', showAll)
  }, [])
  const more = () => setCount((before) => before + STEP)
  return { shown: all.slice(0, count), more: count < all.length ? more : undefined }
}

interface QuestionProps {
  message: Message
  ownerName: string
  shareId: string | null
}

function Question({ message, ownerName, shareId }: QuestionProps) {
  const { text, lang, parts = [] } = message
  const files = parts.filter((part) => part.type === 'attachment')
  return (
    <article className="flex flex-col items-end gap-1">
      <h2 className="text-xs text-ink-muted">
        <bdi>{ownerName || <Trans>Question</Trans>}</bdi>
      </h2>
      <div
        className="max-w-[88%] rounded-lg rounded-ee-xs bg-sea-soft px-4 forced-colors:border py-2.5 whitespace-pre-wrap [overflow-wrap:anywhere]"
        dir={directionOf(lang)}
        lang={lang ?? ''}
      >
        {text}
      </div>
      {files.map((file) => (
        <SharedFile file={file} key={file.attachmentId} shareId={shareId} />
      ))}
    </article>
  )
}

function Answer({ message }: { message: Message }) {
  const { id, text, lang, reasoning, status, modelId, parts } = message
  const isStreaming = status === 'streaming'
  const nameOf = useModelName()
  return (
    <article>
      <h2 className="mb-2 flex flex-wrap items-center gap-2 text-xs text-ink-muted">
        <BrandLogo size={20} />
        <bdi className="font-medium">
          {modelId === null ? <Trans>Answer</Trans> : nameOf(modelId)}
        </bdi>
        <Origin message={message} />
        <AiLabel />
      </h2>
      {reasoning && (
        <Reasoning
          elapsedMs={reasoning.elapsedMs}
          isStreaming={false}
          lang={lang}
          text={reasoning.text}
        />
      )}
      <Parts messageId={id} parts={parts} place="before" />
      {text !== '' && (
        <AnswerText isStreaming={false} lang={lang} messageId={id} parts={parts} text={text} />
      )}
      <Parts messageId={id} parts={parts} place="after" />
      {status !== 'complete' && (
        <p className="mt-2 text-sm text-ink-muted">
          {isStreaming ? (
            <Trans>This answer is still being written.</Trans>
          ) : (
            <Trans>This answer is not complete.</Trans>
          )}
        </p>
      )}
      {text !== '' && (
        <div className="mt-1 -ms-2 text-ink-muted">
          <CopyButton text={text} />
        </div>
      )}
    </article>
  )
}

/** Where it was computed, for whoever reads it elsewhere. */
function Origin({ message: { origin } }: { message: Message }) {
  const place = [origin?.provider, origin?.place].filter((part) => part).join(', ')
  return place === '' ? null : <bdi>{place}</bdi>
}
