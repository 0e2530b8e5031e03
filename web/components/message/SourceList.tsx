import { Trans, useLingui } from '@lingui/react/macro'
import type { SourcePart } from '#wire/message-parts.ts'
import { directionOf } from '../../i18n/direction.ts'
import { allowedLink } from '../../markdown/url-policy.ts'
import { Icon } from '../../ui/Icon.tsx'
import { sourceElementId } from './source-element-id.ts'

interface SourceListProps {
  messageId: string
  sources: readonly SourcePart[]
}

/** What an answer rests on: the very passages that were read, opened in place by the numbers in the text. */
export function SourceList({ messageId, sources }: SourceListProps) {
  const { t } = useLingui()
  if (sources.length === 0) return null
  return (
    <section aria-label={t`Sources`} className="mt-3 grid gap-1 text-sm">
      {sources.map((source) => (
        <Source
          id={sourceElementId(messageId, source.number)}
          key={source.number}
          source={source}
        />
      ))}
    </section>
  )
}

function Source({ id, source }: { id: string; source: SourcePart }) {
  const { number, title, url, passage, lang } = source
  const target = url === null ? undefined : allowedLink(url)
  return (
    <details className="rounded-md border border-line scroll-mt-4" id={id}>
      <summary className="flex min-h-(--control) cursor-pointer items-center gap-2 rounded-md px-3">
        <span className="text-ink-muted">{`[${number}]`}</span>
        <bdi className="min-w-0 [overflow-wrap:anywhere]" lang={lang ?? ''}>
          {title}
        </bdi>
        <span className="ms-auto transition-transform in-[[open]]:rotate-180">
          <Icon name="chevron-down" size={16} />
        </span>
      </summary>
      <div className="grid gap-2 border-t border-line p-3">
        {passage === null ? (
          <p className="text-ink-muted">
            <Trans>The passage was not kept.</Trans>
          </p>
        ) : (
          <blockquote
            className="border-s-2 border-line-strong ps-3 whitespace-pre-wrap [overflow-wrap:anywhere]"
            dir={directionOf(lang)}
            lang={lang ?? ''}
          >
            {passage}
          </blockquote>
        )}
        {target && (
          <a
            className="w-fit underline underline-offset-4 [overflow-wrap:anywhere]"
            dir="ltr"
            href={target.href}
            referrerPolicy="no-referrer"
            rel="noopener noreferrer nofollow"
            target="_blank"
          >
            {target.host}
          </a>
        )}
      </div>
    </details>
  )
}
