import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { PlainTextHead } from '#wire/plain-language.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { STATES, STATE_LOOKS } from './plain-names.ts'

/** One’s own texts, and those that one reviews. */
export function TextList({ texts }: { texts: readonly PlainTextHead[] }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  if (texts.length === 0) return null
  return (
    <section className="grid gap-3">
      <h2 className="font-display text-lg">
        <Trans>My texts</Trans>
      </h2>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {texts.map(({ id, title, lang, state, isOwn, ownerName, reviewerName, updatedAt }) => (
          <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm" key={id}>
            <Link
              className="min-w-0 grow basis-64 [overflow-wrap:anywhere] underline-offset-4 hover:underline"
              dir="auto"
              href={`/plain/${id}`}
              lang={lang}
            >
              {title}
            </Link>
            <Badge look={STATE_LOOKS[state]}>{i18n._(STATES[state])}</Badge>
            {(!isOwn || reviewerName !== null) && (
              <bdi className="text-ink-muted">{isOwn ? reviewerName : ownerName}</bdi>
            )}
            <span className="text-ink-muted">{formats.moment(Date.parse(updatedAt))}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
