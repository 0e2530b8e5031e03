import { useLingui } from '@lingui/react/macro'
import type { ScreeningPreview } from '#wire/screening.ts'
import { KIND_NAMES } from './kind-texts.ts'

/** A text as the model would get it: what was put in the place of something is marked, and so is what keeps it from going. */
export function ScreenedText({ text, preview }: { text: string; preview: ScreeningPreview }) {
  const { i18n } = useLingui()
  const { findings } = preview
  const endBefore = (index: number) => findings[index - 1]?.end ?? 0
  return (
    <p
      className="rounded-md bg-canvas px-3 py-2 text-sm [overflow-wrap:anywhere] whitespace-pre-wrap"
      dir="auto"
    >
      {findings.map(({ start, end, kind, choice, replacement }, index) => (
        <span key={start}>
          {text.slice(endBefore(index), start)}
          <mark className={LOOKS[choice]} title={i18n._(KIND_NAMES[kind])}>
            {replacement ?? text.slice(start, end)}
          </mark>
        </span>
      ))}
      {text.slice(endBefore(findings.length))}
    </p>
  )
}

const LOOKS = {
  allow: 'bg-transparent text-inherit underline decoration-dotted underline-offset-2',
  warn: 'rounded-sm bg-warning-soft px-0.5 text-warning',
  pseudonym: 'rounded-sm bg-sea-soft px-0.5 text-sea-ink',
  mask: 'rounded-sm bg-sea-soft px-0.5 text-sea-ink',
  block: 'rounded-sm bg-danger-soft px-0.5 text-danger',
}
