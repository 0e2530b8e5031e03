import { Trans, useLingui } from '@lingui/react/macro'
import type { Finding } from '#wire/plain-language.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { FINDINGS } from './plain-names.ts'

interface FindingsProps {
  findings: readonly Finding[]
  text: string
  lang: string
  onShow: (finding: Finding) => void
}

/** What goes against the rules in a part, in words; each leads to its place. */
export function Findings({ findings, text, lang, onShow }: FindingsProps) {
  const { i18n } = useLingui()
  if (findings.length === 0) return null
  return (
    <Disclosure
      icon="info"
      title={
        <Trans comment="Places in a text that go against the rules of plain language">
          Hints: {findings.length}
        </Trans>
      }
    >
      <ul className="grid gap-2 text-sm">
        {findings.map((finding) => (
          <li key={`${finding.kind} ${finding.start}`}>
            <button
              className="grid w-full gap-0.5 rounded-md px-2 py-1 text-start hover:bg-hover"
              onClick={() => onShow(finding)}
              type="button"
            >
              <span>
                <strong className="font-medium">{i18n._(FINDINGS[finding.kind].name)}</strong>
                {finding.count !== undefined && ` (${finding.count})`}
                {': '}
                <span dir="auto" lang={lang}>
                  “{short(text.slice(finding.start, finding.end))}”
                </span>
              </span>
              <span className="text-ink-muted">{i18n._(FINDINGS[finding.kind].why)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
