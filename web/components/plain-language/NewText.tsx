import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useMemo, useState } from 'react'
import { MAX_PLAIN_CHARACTERS, type PlainStandard, type PlainText } from '#wire/plain-language.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useApp } from '../app-context.ts'
import { TextFileButton } from '../language/TextFileButton.tsx'
import { useTask } from '../use-task.ts'
import type { Conversation } from '#wire/conversations.ts'
import { takeText, type HandedText } from './handed-text.ts'
import { useLanguage } from './use-language.ts'
import { usePlainClient } from './use-plain-client.ts'

interface NewTextProps {
  standards: readonly PlainStandard[]
  onCreated: (text: PlainText) => void
}

/** Where a text begins: pasted, from a file, or handed over by a message. */
export function NewText({ standards, onCreated }: NewTextProps) {
  const { client } = useApp()
  const plain = usePlainClient()
  const [handed] = useState(takeText)
  const [source, setSource] = useState(handed?.text ?? '')
  const [isFromFile, setIsFromFile] = useState(false)
  const ways = useWays(source, { standards, handed })
  const { run, isRunning, failure } = useTask()
  const isTooLong = source.length > MAX_PLAIN_CHARACTERS

  const begin = () =>
    run(async () => {
      // What was said in a conversation is handled as carefully as the conversation.
      const conversation = handed && (await client.getConversation(handed.conversationId))
      const created = await plain.create({
        source,
        standardId: await ways.settle(),
        ...(conversation && placeOf(conversation)),
        ...(isFromFile && { isFromFile }),
      })
      onCreated(created)
    })

  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void begin()
      }}
    >
      <SourceField lang={ways.lang} onChange={setSource} value={source} />
      <div className="flex flex-wrap items-end gap-3">
        {ways.fields}
        <Button
          disabled={source.trim() === '' || isTooLong}
          isBusy={isRunning}
          look="primary"
          type="submit"
        >
          <Trans>Begin</Trans>
        </Button>
        <TextFileButton
          onRead={(text) => {
            setSource(text)
            setIsFromFile(true)
          }}
        />
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </form>
  )
}

interface WaysOptions {
  standards: readonly PlainStandard[]
  handed: HandedText | null
}

/** The language of a text and the way of writing: the fields for them, and the standard that is meant. */
function useWays(source: string, { standards, handed }: WaysOptions) {
  const { t, i18n } = useLingui()
  const first = handed?.lang ?? i18n.locale
  const { lang, choose, settle } = useLanguage(source, { standards, first })
  const [chosen, setChosen] = useState<string | null>(null)
  const languages = useLanguages(standards)
  const ofLang = standards.filter((standard) => standard.lang === lang)
  const standardIn = (language: string) => {
    const fit = standards.filter((one) => one.lang === language)
    return (fit.find(({ id }) => id === chosen) ?? fit[0])?.id ?? ''
  }
  const fields = (
    <>
      <Select
        label={t`Language`}
        onChange={({ target }) => choose(target.value)}
        options={languages}
        value={lang}
      />
      <Select
        label={t`Way of writing`}
        onChange={({ target }) => setChosen(target.value)}
        options={ofLang.map((one) => ({ value: one.id, name: one.name, lang: one.lang }))}
        value={standardIn(lang)}
      />
    </>
  )
  return { lang, fields, settle: async () => standardIn(await settle()) }
}

interface SourceFieldProps {
  lang: string
  value: string
  onChange: (value: string) => void
}

function SourceField({ lang, value, onChange }: SourceFieldProps) {
  const id = useId()
  const { length } = value
  const isTooLong = length > MAX_PLAIN_CHARACTERS
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id}>
        <Trans>Text to rewrite</Trans>
      </label>
      <textarea
        aria-describedby={isTooLong ? `${id}-error` : undefined}
        aria-invalid={isTooLong}
        className="field min-h-48 resize-y py-2 text-base/7"
        dir="auto"
        id={id}
        lang={lang}
        onChange={({ target }) => onChange(target.value)}
        rows={8}
        value={value}
      />
      {isTooLong && (
        <p className="text-danger" id={`${id}-error`}>
          <Trans>
            At most {MAX_PLAIN_CHARACTERS} characters at once: it has {length}. Take a part of the
            text.
          </Trans>
        </p>
      )}
    </div>
  )
}

function useLanguages(standards: readonly PlainStandard[]) {
  const { i18n } = useLingui()
  return useMemo(() => {
    const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
    const collator = new Intl.Collator(i18n.locale)
    return [...new Set(standards.map(({ lang }) => lang))]
      .map((lang) => ({ value: lang, name: names.of(lang) ?? lang }))
      .toSorted((a, b) => collator.compare(a.name, b.name))
  }, [i18n.locale, standards])
}

function placeOf({ id: conversationId, classification }: Conversation) {
  return { conversationId, classification }
}
