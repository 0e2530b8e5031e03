import { Trans, useLingui } from '@lingui/react/macro'
import type { LanguagePart } from '#wire/message-parts.ts'
import { Icon } from '../../ui/Icon.tsx'
import { TranslateInto } from './TranslateInto.tsx'

interface LanguageNoticeProps {
  parts: readonly LanguagePart[]
  /** Of a conversation's; absent elsewhere, where nothing can be translated. */
  messageId?: string
}

/** What stands below an answer that came in another language than it should. */
export function LanguageNotice({ parts, messageId }: LanguageNoticeProps) {
  const part = parts.findLast(({ verdict }) => verdict !== 'right')
  const { i18n } = useLingui()
  if (!part) return null
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  const wanted = names.of(part.wanted) ?? part.wanted
  const found = names.of(part.found) ?? part.found
  return (
    <p
      className="mt-2 flex items-start gap-2 rounded-md border border-line bg-surface px-3 py-2 text-sm text-ink-muted"
      role="note"
    >
      <span className="mt-0.5 shrink-0">
        <Icon name="info" size={16} />
      </span>
      <span>
        {part.verdict === 'partly' ? (
          <Trans>
            Language of the answer: expected {wanted}, but some of it seems to be in {found}.
          </Trans>
        ) : (
          <Trans>
            Language of the answer: expected {wanted}, but it seems to be in {found}.
          </Trans>
        )}{' '}
        {part.nextMessageId !== undefined && (
          <Trans>It was asked for once more; the new version stands beside this one.</Trans>
        )}
        {messageId !== undefined && <TranslateInto lang={part.wanted} messageId={messageId} />}
      </span>
    </p>
  )
}
