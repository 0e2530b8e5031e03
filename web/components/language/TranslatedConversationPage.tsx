import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { createTranslationClient } from '#sdk/translation.ts'
import { choicesOf, EU_LANGUAGES, ownNameOf } from '../../i18n/languages.ts'
import { useStore } from '../../state/external-store.ts'
import type { TreeNode } from '../../state/message-tree.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { useApp } from '../app-context.ts'
import { LinkButton } from '../shell/LinkButton.tsx'
import { PageFrame } from '../shell/PageFrame.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { KeepText } from './KeepTranslation.tsx'
import { TranslatedTurn } from './TranslatedTurn.tsx'
import { textOf, type ShownTranslation } from './use-translation.ts'

type Kept = ReadonlyMap<string, ShownTranslation>

/** `/c/:id/in/:lang`: a conversation in another language; each message can show what it was. One after the other is translated. */
export function TranslatedConversationPage({ id, lang }: { id: string; lang: string }) {
  const { t } = useLingui()
  const { threads, conversations } = useApp()
  const conversation = useStore(conversations.state).conversations.find((each) => each.id === id)
  const thread = threads.of(id)
  const { path, status } = useStore(thread.state)
  useEffect(() => threads.enter(thread), [threads, thread])
  const { kept, note, isLoaded } = useKept(id, lang)
  const [isPaused, setIsPaused] = useState(false)
  const [failedId, setFailedId] = useState<string | null>(null)
  const texts = path.filter(({ message }) => needsTranslation(message, lang))
  const next = texts.find(({ message }) => !kept.has(message.id))
  const title = conversation?.title || t`Conversation`
  const name = ownNameOf(lang)
  const done = texts.filter(({ message }) => kept.has(message.id)).length
  const count = texts.length
  const isWorking = isLoaded && next !== undefined && !isPaused && failedId === null

  return (
    <PageFrame>
      <div className="mx-auto max-w-(--measure)">
        <PageTitle
          actions={
            <div className="flex flex-wrap gap-2 print:hidden">
              <LinkButton href={`/c/${id}`} icon="back">
                <Trans>Back to the conversation</Trans>
              </LinkButton>
              <Button onClick={() => window.print()}>
                <Trans>Print</Trans>
              </Button>
            </div>
          }
          title={title}
        >
          {t`Translated into ${name} by AI. The conversation itself stays as it is.`}
        </PageTitle>
        <Tools
          {...{ id, lang, title, done, count }}
          isWorking={isWorking}
          onToggle={() => {
            setIsPaused(!isPaused && failedId === null)
            setFailedId(null)
          }}
          whole={next === undefined && count > 0 ? wholeOf(path, kept) : null}
        />
        {status === 'missing' && (
          <p>
            <Trans>This conversation does not exist, or it is not yours.</Trans>
          </p>
        )}
        {isLoaded &&
          path.map(({ message }) => (
            <TranslatedTurn
              conversationId={id}
              isAsked={isWorking && next?.message.id === message.id}
              isNeeded={needsTranslation(message, lang)}
              kept={kept.get(message.id)}
              key={message.id}
              lang={lang}
              message={message}
              onFailed={setFailedId}
              onWhole={note}
            />
          ))}
      </div>
    </PageFrame>
  )
}

interface ToolsProps {
  id: string
  lang: string
  title: string
  done: number
  count: number
  isWorking: boolean
  onToggle: () => void
  /** All of it in the other language; null: it is not there yet. */
  whole: string | null
}

/** Into which language, how far it has come, and what one can keep of it. */
function Tools({ id, lang, title, done, count, isWorking, onToggle, whole }: ToolsProps) {
  const { t, i18n } = useLingui()
  const [, navigate] = useLocation()
  const name = ownNameOf(lang)
  return (
    <div className="mb-6 flex flex-wrap items-end gap-3 print:hidden">
      <Select
        label={t({ message: `Into`, comment: 'The language that a text is translated into' })}
        onChange={({ target }) => navigate(`/c/${id}/in/${target.value}`)}
        options={choicesOf(EU_LANGUAGES, i18n.locale).map((choice) => ({
          value: choice.tag,
          name: choice.name,
          lang: choice.tag,
        }))}
        value={lang}
      />
      {whole !== null && (
        <KeepText
          lang={lang}
          note={t`Translated into ${name} by AI. The conversation itself stays as it is.`}
          text={whole}
          title={title}
        />
      )}
      {done < count && (
        <>
          <output className="min-h-(--control) content-center text-sm text-ink-muted">
            {t`Translating: ${done} of ${count}`}
          </output>
          <Button onClick={onToggle}>
            {isWorking ? <Trans>Stop</Trans> : <Trans>Go on</Trans>}
          </Button>
        </>
      )}
    </div>
  )
}

function needsTranslation({ text, lang, status }: TreeNode['message'], into: string): boolean {
  return text !== '' && status !== 'streaming' && lang?.split('-')[0] !== into.split('-')[0]
}

/** What is kept beside the messages already, and what comes while one reads. */
function useKept(id: string, lang: string) {
  const { client } = useApp()
  const [kept, setKept] = useState<Kept>(new Map())
  const [loaded, setLoaded] = useState<string | null>(null)
  const key = `${id} ${lang}`
  useEffect(() => {
    const controller = new AbortController()
    async function load() {
      const { ofConversation } = createTranslationClient(client.http)
      const found = await ofConversation(id, lang, controller.signal).catch(() => [])
      if (controller.signal.aborted) return
      setKept(
        new Map(
          found.map(({ messageId, start, blocks, end }) => [
            messageId,
            { start, blocks: new Map(blocks.map((block) => [block.index, block])), end },
          ]),
        ),
      )
      setLoaded(`${id} ${lang}`)
    }
    void load()
    return () => controller.abort()
  }, [client, id, lang])
  const note = useCallback(
    (messageId: string, shown: ShownTranslation) =>
      setKept((before) => new Map(before).set(messageId, shown)),
    [],
  )
  return { kept, note, isLoaded: loaded === key }
}

/** All of it as one text, each message under who wrote it. */
function wholeOf(path: readonly TreeNode[], kept: Kept): string {
  return path
    .map(({ message }) => {
      const shown = kept.get(message.id)
      const text = shown ? textOf(shown) : message.text
      return `**${message.role === 'user' ? '→' : '←'}**\n\n${text.trim()}`
    })
    .join('\n\n---\n\n')
}
