import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useRef, useState } from 'react'
import type { BlockProblem, Deviation, TranslatedBlock } from '#wire/translation.ts'
import { directionOf } from '../../i18n/direction.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { AnswerText } from '../AnswerText.tsx'
import { useWordHighlight } from './use-word-highlight.ts'

interface TranslatedBlockProps {
  block: TranslatedBlock
  from: string | null
  to: string
  isRunning: boolean
  onChange?: (block: TranslatedBlock) => void
  onAgain?: (index: number, deviations: readonly Deviation[]) => void
}

/** One block of a translation: its words, what is wrong with them, and what can be done about it. */
export function TranslatedBlockView(props: TranslatedBlockProps) {
  const { block, from, to, isRunning, onChange, onAgain } = props
  const { t } = useLingui()
  const { text, problem, deviations, index } = block
  const root = useRef<HTMLDivElement>(null)
  const [isEditing, setIsEditing] = useState(false)
  const isSource = problem !== undefined
  const wrong = deviations.filter(({ kind }) => kind === 'forbidden').map(({ found }) => found)
  useWordHighlight(root, 'deviation', wrong.join('\n'))
  useWordHighlight(root, 'glossary-term', termsIn(block).join('\n'))
  if (isEditing && onChange) {
    return (
      <EditBlock block={block} lang={to} onChange={onChange} onClose={() => setIsEditing(false)} />
    )
  }
  return (
    <div className="group/block relative" id={`translated-${index}`} ref={root}>
      <AnswerText isStreaming={false} lang={isSource ? from : to} text={text} />
      {problem && <Problem problem={problem} />}
      {deviations.length > 0 && (
        <DeviationList
          block={block}
          {...(onChange && { onChange, onEdit: () => setIsEditing(true) })}
        />
      )}
      {onChange && !isRunning && (
        <div className="flex flex-wrap gap-1 opacity-0 group-focus-within/block:opacity-100 group-hover/block:opacity-100 pointer-coarse:opacity-100">
          <Button look="bare" onClick={() => setIsEditing(true)}>
            <Trans>Edit</Trans>
          </Button>
          {onAgain && (
            <Button look="bare" onClick={() => onAgain(index, deviations)}>
              {deviations.length > 0 ? t`Ask again with these terms` : t`Translate again`}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

/** The glossary's terms that the translation uses as they are: underlined, so that one sees they were kept. */
function termsIn({ terms, text }: TranslatedBlock): string[] {
  const low = text.toLowerCase()
  return terms.flatMap(({ allowed }) => allowed.filter((term) => low.includes(term.toLowerCase())))
}

function Problem({ problem }: { problem: BlockProblem }) {
  const { t } = useLingui()
  const texts: Record<BlockProblem, string> = {
    marks: t`Not translated: links, code or formatting would have been lost.`,
    structure: t`Not translated: links, code or formatting would have been lost.`,
    numbers: t`Not translated: the numbers did not match.`,
    language: t`Not translated: the model answered in another language.`,
    untranslated: t`Not translated: the model answered in another language.`,
    length: t`Not translated: the model gave no usable answer.`,
    no_answer: t`Not translated: the model gave no usable answer.`,
  }
  return (
    <p className="mt-1 flex items-start gap-2 border-s-2 border-buoy ps-3 text-sm text-ink-muted">
      <Icon name="warning" size={16} />
      {texts[problem]}
    </p>
  )
}

interface DeviationListProps {
  block: TranslatedBlock
  onChange?: (block: TranslatedBlock) => void
  onEdit?: () => void
}

/** In words what is underlined, for whoever does not see it. */
function DeviationList({ block, onChange, onEdit }: DeviationListProps) {
  const { t } = useLingui()
  return (
    <ul aria-label={t`Deviations from the glossary`} className="mt-1 grid gap-1 text-sm">
      {block.deviations.map((deviation) => (
        <li
          className="flex flex-wrap items-center gap-x-3 border-s-2 border-danger ps-3 text-ink-muted"
          key={`${deviation.conceptId} ${deviation.from}`}
        >
          <DeviationText deviation={deviation} />
          {onChange && deviation.expected.length > 0 && (
            <Button
              look="bare"
              onClick={() => {
                const mended = withTerm(block, deviation)
                if (mended) onChange(mended)
                else onEdit?.()
              }}
            >
              {t`Use “${deviation.expected[0]}”`}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

export function DeviationText({ deviation }: { deviation: Deviation }) {
  const { i18n } = useLingui()
  const { kind, found, expected } = deviation
  const terms = new Intl.ListFormat(i18n.locale, { type: 'disjunction' }).format(expected)
  if (kind === 'missing') {
    return (
      <span>
        <Trans>
          Glossary: for “{found}”, {terms} was expected.
        </Trans>
      </span>
    )
  }
  return expected.length > 0 ? (
    <span>
      <Trans>
        Glossary: “{found}” is not to be used. Better: {terms}
      </Trans>
    </span>
  ) : (
    <span>
      <Trans>Glossary: “{found}” is not to be used.</Trans>
    </span>
  )
}

/** The preferred term in the place of what is not to be used; null: nobody knows the place. */
function withTerm(block: TranslatedBlock, deviation: Deviation): TranslatedBlock | null {
  const { from, to, expected } = deviation
  const [term] = expected
  if (from === null || to === null || term === undefined) return null
  const text = block.text.slice(0, from) + term + block.text.slice(to)
  const moved = term.length - (to - from)
  const shift = (at: number | null) => (at !== null && at > from ? at + moved : at)
  const deviations = block.deviations
    .filter((each) => each !== deviation)
    .map((each) => ({ ...each, from: shift(each.from), to: shift(each.to) }))
  return { ...block, text, deviations }
}

interface EditBlockProps {
  block: TranslatedBlock
  lang: string
  onChange: (block: TranslatedBlock) => void
  onClose: () => void
}

function EditBlock({ block, lang, onChange, onClose }: EditBlockProps) {
  const { t } = useLingui()
  const id = useId()
  const [text, setText] = useState(block.text.trimEnd())
  const tail = block.text.slice(block.text.trimEnd().length)
  function save() {
    const { index, terms } = block
    const isThere = (term: string) => text.toLowerCase().includes(term.toLowerCase())
    // What a person has put in is no deviation any more; the rest still is.
    const deviations = block.deviations.filter(({ kind, found, expected }) =>
      kind === 'missing' ? !expected.some(isThere) : isThere(found),
    )
    onChange({ index, terms, text: text + tail, deviations })
    onClose()
  }
  return (
    <div className="grid gap-2">
      <label className="sr-only" htmlFor={id}>
        {t`Translation`}
      </label>
      <textarea
        // The person has just asked to write here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className="field min-h-24 field-sizing-content"
        dir={directionOf(lang)}
        id={id}
        lang={lang}
        onChange={({ target }) => setText(target.value)}
        value={text}
      />
      <div className="flex gap-2">
        <Button look="primary" onClick={save}>
          <Trans>Save</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </div>
  )
}
