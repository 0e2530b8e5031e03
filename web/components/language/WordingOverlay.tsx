import type { Messages } from '@lingui/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { findMessages, toIcu } from '../../i18n/find-message.ts'
import { ownNameOf } from '../../i18n/languages.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useRights } from '../use-rights.ts'
import { PickText } from './PickText.tsx'
import { WordingForm } from './WordingForm.tsx'
import { WordingList } from './WordingList.tsx'

const MAX_SHOWN = 12

/** Where people propose better words: they find a text by searching it, or by pointing at it on the page. */
export function WordingOverlay({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const [isPicking, setIsPicking] = useState(false)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const [isListed, setIsListed] = useState(false)
  function take(picked: string | null) {
    setIsPicking(false)
    if (picked !== null) setText(picked)
  }

  if (isPicking) return <PickText onPick={take} />
  return (
    <Dialog
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Better wording`}
      {...(isListed && { size: 'wide' })}
    >
      {isListed ? (
        <WordingList />
      ) : chosen === null ? (
        <FindText
          onChoose={setChosen}
          onPick={() => setIsPicking(true)}
          onSeeAll={() => setIsListed(true)}
          onText={setText}
          text={text}
        />
      ) : (
        <WordingForm id={chosen} onBack={() => setChosen(null)} onDone={onClose} />
      )}
    </Dialog>
  )
}

interface FindTextProps {
  text: string
  onText: (text: string) => void
  onPick: () => void
  onSeeAll: () => void
  onChoose: (id: string) => void
}

function FindText({ text, onText, onPick, onSeeAll, onChoose }: FindTextProps) {
  const { t, i18n } = useLingui()
  const rights = useRights()
  const { messages, locale } = i18n
  const name = ownNameOf(locale)
  const found = useMemo(() => findLike(messages, text, locale), [messages, text, locale])
  return (
    <div className="grid gap-4">
      <p>
        <Trans>
          Does a text of these pages sound wrong in {name}? Find it, and say how you would write it.
          Whoever looks after Galerne here reads your proposal.
        </Trans>
      </p>
      <TextField
        label={t`Find a text`}
        onChange={({ target }) => onText(target.value)}
        type="search"
        value={text}
      />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onPick()}>
          <Trans>Point at it on the page</Trans>
        </Button>
        {rights.has('assistant.manage') && (
          <Button onClick={() => onSeeAll()}>
            <Trans>See all proposals</Trans>
          </Button>
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {text !== '' && found.length === 0 ? t`No text found` : ''}
      </p>
      <ul className="grid gap-1">
        {found.map((id) => (
          <li key={id}>
            <button
              className="min-h-(--control) w-full rounded-md border border-line bg-surface px-3 py-1 text-start text-sm text-ink hover:bg-hover"
              onClick={() => onChoose(id)}
              type="button"
            >
              {toIcu(messages[id] ?? '')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Those that are the text first, then those that hold it. */
function findLike(messages: Messages, text: string, locale: string): string[] {
  const like = text.trim().toLocaleLowerCase(locale)
  if (like === '') return []
  const holding = Object.entries(messages).flatMap(([id, message]) =>
    toIcu(message).toLocaleLowerCase(locale).includes(like) ? [id] : [],
  )
  return [...new Set([...findMessages(messages, text), ...holding])].slice(0, MAX_SHOWN)
}
