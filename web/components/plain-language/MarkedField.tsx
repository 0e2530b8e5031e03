import { useLayoutEffect, useRef, type ReactNode } from 'react'
import type { Finding } from '#wire/plain-language.ts'
import { directionOf } from '../../i18n/direction.ts'

interface MarkedFieldProps {
  id: string
  label: string
  lang: string
  value: string
  findings: readonly Finding[]
  isReadOnly?: boolean
  onChange: (value: string) => void
}

/** Both layers break their lines alike. */
const TYPE =
  'col-start-1 row-start-1 w-full px-3 py-2 text-base/7 whitespace-pre-wrap [overflow-wrap:anywhere]'

/**
 * A text field in which places are underlined: the same words lie behind it, seen by nobody but for their marks, and give it
 * its height. A list beside it says the same in words.
 */
export function MarkedField(props: MarkedFieldProps) {
  const { id, label, lang, value, findings, isReadOnly = false, onChange } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const dir = directionOf(lang)
  // Browsers that give back another value than the one typed would leave the two layers apart.
  useLayoutEffect(() => {
    if (field.current && field.current.value !== value) field.current.value = value
  }, [value])
  return (
    <div className="grid min-h-24 rounded-md border border-line bg-surface focus-within:outline-2 focus-within:outline-sea">
      <div aria-hidden className={`${TYPE} pointer-events-none text-transparent`} dir={dir}>
        {marked(value, findings)}
        {/* The last line has its height also while it is empty. */}
        {'\u200B'}
      </div>
      <textarea
        aria-label={label}
        className={`${TYPE} resize-none overflow-hidden bg-transparent outline-none`}
        dir={dir}
        id={id}
        lang={lang}
        onChange={({ target }) => onChange(target.value)}
        readOnly={isReadOnly}
        ref={field}
        spellCheck
        value={value}
      />
    </div>
  )
}

/** Where two overlap, the one that begins first is drawn. */
function marked(value: string, findings: readonly Finding[]): ReactNode[] {
  const pieces: ReactNode[] = []
  let at = 0
  for (const { start, end, kind } of findings) {
    if (start < at || end > value.length) continue
    pieces.push(value.slice(at, start))
    pieces.push(
      <span
        className={`underline decoration-2 underline-offset-4 ${kind === 'long-sentence' ? 'decoration-dotted' : 'decoration-wavy'} decoration-warning`}
        key={`${start} ${kind}`}
      >
        {value.slice(start, end)}
      </span>,
    )
    at = end
  }
  return [...pieces, value.slice(at)]
}
