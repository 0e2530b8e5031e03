import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useMemo, useRef, useState } from 'react'
import { MAX_PLAIN_CHARACTERS, type PlainStandard, type PlainText } from '#wire/plain-language.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useApp } from '../app-context.ts'
import { useTask } from '../use-task.ts'
import type { Conversation } from '#wire/conversations.ts'
import { takeText } from './handed-text.ts'
import { useLanguage } from './use-language.ts'
import { usePlainClient } from './use-plain-client.ts'

interface NewTextProps {
  standards: readonly PlainStandard[]
  onCreated: (text: PlainText) => void
}

/** Where a text begins: pasted, from a file, or handed over by a message. */
export function NewText({ standards, onCreated }: NewTextProps) {
  const { t, i18n } = useLingui()
  const { client } = useApp()
  const plain = usePlainClient()
  const [handed] = useState(takeText)
  const [source, setSource] = useState(handed?.text ?? '')
  const [isFromFile, setIsFromFile] = useState(false)
  const [lang, setLang] = useLanguage(source, { standards, first: handed?.lang ?? i18n.locale })
  const ofLang = standards.filter((standard) => standard.lang === lang)
  const [chosen, setChosen] = useState<string | null>(null)
  const standardId = ofLang.find((one) => one.id === chosen)?.id ?? ofLang[0]?.id ?? ''
  const { run, isRunning, failure } = useTask()
  const languages = useLanguages(standards)
  const isTooLong = source.length > MAX_PLAIN_CHARACTERS

  const begin = () =>
    run(async () => {
      // What was said in a conversation is handled as carefully as the conversation.
      const conversation = handed && (await client.getConversation(handed.conversationId))
      const created = await plain.create({
        source,
        standardId,
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
      <SourceField lang={lang} onChange={setSource} value={source} />
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label={t`Language`}
          onChange={({ target }) => setLang(target.value)}
          options={languages}
          value={lang}
        />
        <Select
          label={t`Way of writing`}
          onChange={({ target }) => setChosen(target.value)}
          options={ofLang.map((one) => ({ value: one.id, name: one.name, lang: one.lang }))}
          value={standardId}
        />
        <Button
          disabled={source.trim() === '' || isTooLong}
          isBusy={isRunning}
          look="primary"
          type="submit"
        >
          <Trans>Begin</Trans>
        </Button>
        <FileButton
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

function FileButton({ onRead }: { onRead: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button icon="attach" onClick={() => input.current?.click()}>
        <Trans>Open a text file…</Trans>
      </Button>
      <input
        accept=".txt,.md,text/plain,text/markdown"
        className="hidden"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          // What is larger is no letter; the field says how much it takes.
          if (file)
            void file
              .slice(0, 8 * MAX_PLAIN_CHARACTERS)
              .text()
              .then(onRead)
          target.value = ''
        }}
        ref={input}
        tabIndex={-1}
        type="file"
      />
    </>
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
