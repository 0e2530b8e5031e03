import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState, type ReactNode } from 'react'
import type { Message } from '#wire/conversations.ts'
import { directionOf } from '../../i18n/direction.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { AnswerText } from '../AnswerText.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { useModelName } from './use-model-name.ts'
import { diffWords } from './word-diff.ts'

interface CompareVersionsProps {
  /** At least two, the oldest first. */
  versions: readonly Message[]
  /** The one that is on the screen. */
  shownId: string
  onClose: () => void
}

type Look = 'differences' | 'beside'

/** Any two versions of a message: what differs, word by word, or both beside each other. */
export function CompareVersions({ versions, shownId, onClose }: CompareVersionsProps) {
  const { t } = useLingui()
  const shownAt = versions.findIndex(({ id }) => id === shownId)
  const [secondId, setSecondId] = useState(shownAt === 0 ? versions[1]?.id : shownId)
  const [firstId, setFirstId] = useState(versions[Math.max(0, shownAt - 1)]?.id)
  const [look, setLook] = useState<Look>('differences')
  const options = useOptions(versions)
  const [first, second] = [firstId, secondId].map((wanted) =>
    versions.find(({ id }) => id === wanted),
  )
  const looks: [Look, string][] = [
    ['differences', t`What differs`],
    ['beside', t`Side by side`],
  ]
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} size="wide" title={t`Compare versions`}>
      <div className="grid gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label={t`First version`}
            onChange={({ target }) => setFirstId(target.value)}
            options={options}
            value={firstId}
          />
          <Select
            label={t`Second version`}
            onChange={({ target }) => setSecondId(target.value)}
            options={options}
            value={secondId}
          />
        </div>
        <fieldset className="flex flex-wrap gap-x-5 gap-y-2 text-sm text-ink">
          <legend className="sr-only">
            <Trans>How to compare them</Trans>
          </legend>
          {looks.map(([value, name]) => (
            <label className="flex min-h-(--control) items-center gap-2" key={value}>
              <input
                checked={look === value}
                name="compare-look"
                onChange={() => setLook(value)}
                type="radio"
              />
              {name}
            </label>
          ))}
        </fieldset>
        {first && second && look === 'differences' && <Differences first={first} second={second} />}
        {first && second && look === 'beside' && (
          <div className="grid gap-4 text-ink md:grid-cols-2">
            {[first, second].map((message, at) => (
              <section
                aria-label={at === 0 ? t`First version` : t`Second version`}
                className="min-w-0 rounded-lg border border-line bg-canvas p-4"
                key={at === 0 ? 'first' : 'second'}
              >
                <Version message={message} />
              </section>
            ))}
          </div>
        )}
      </div>
    </Dialog>
  )
}

function useOptions(versions: readonly Message[]) {
  const { t } = useLingui()
  const formats = useFormats()
  const nameOf = useModelName()
  return versions.map(({ id, modelId, createdAt }, at) => {
    const number = formats.count(at + 1)
    const time = formats.moment(Date.parse(createdAt))
    const model = modelId === null ? null : nameOf(modelId)
    const name =
      model === null ? t`Version ${number}, ${time}` : t`Version ${number}, ${model}, ${time}`
    return { value: id, name }
  })
}

function Version({ message: { role, text, lang } }: { message: Message }) {
  if (role === 'assistant') return <AnswerText isStreaming={false} lang={lang} text={text} />
  return (
    <p className="whitespace-pre-wrap" dir={directionOf(lang)} lang={lang ?? ''}>
      {text}
    </p>
  )
}

/** Struck through what has gone, underlined what has come: seen without colours, and said by screen readers. */
function Differences({ first, second }: { first: Message; second: Message }) {
  const { lang } = second
  const stretches = useMemo(
    () => diffWords(first.text, second.text, lang),
    [first.text, second.text, lang],
  )
  const changes = stretches.filter(({ kind }) => kind !== 'same').length
  return (
    <>
      <output className="block text-sm">
        {changes === 0 ? (
          <Trans>Both versions say the same.</Trans>
        ) : (
          <Trans>
            <del className="decoration-2">Struck through</del> is only in the first version,{' '}
            <ins className="decoration-2">underlined</ins> only in the second.
          </Trans>
        )}
      </output>
      <div
        className="rounded-lg border border-line bg-canvas p-4 whitespace-pre-wrap text-ink [overflow-wrap:anywhere]"
        dir={directionOf(lang)}
        lang={lang ?? ''}
      >
        {stretches.map(({ kind, text }, at) => (
          // Stretches have no name but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <Piece key={at} kind={kind} text={text} />
        ))}
      </div>
    </>
  )
}

function Piece({ kind, text }: { kind: 'same' | 'removed' | 'added'; text: string }) {
  if (kind === 'same') return text
  if (kind === 'removed') {
    return (
      <del className="rounded-xs bg-danger-soft text-danger decoration-2">
        <Mark>
          <Trans comment="Before words that were taken out">Removed:</Trans>
        </Mark>
        {text}
      </del>
    )
  }
  return (
    <ins className="rounded-xs bg-success-soft text-success decoration-2">
      <Mark>
        <Trans comment="Before words that were put in">Added:</Trans>
      </Mark>
      {text}
    </ins>
  )
}

/** Most screen readers pass over `del` and `ins` in silence. */
function Mark({ children }: { children: ReactNode }) {
  return <span className="sr-only"> {children} </span>
}
