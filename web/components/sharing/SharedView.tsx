import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { SharedConversation } from '#wire/sharing.ts'
import { Icon } from '../../ui/Icon.tsx'
import { CLASSES } from '../classification/class-texts.ts'
import { SharedMessages } from './SharedMessages.tsx'
import { useFormats } from '../charts/use-formats.ts'

interface SharedViewProps {
  shared: SharedConversation
  /** Below the messages, given the last one of the path that is shown. */
  children?: (leafId: string | null) => ReactNode
}

/** A conversation that somebody shares, to read. */
export function SharedView({ shared, children }: SharedViewProps) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const { ownerName, classification, sharedAt, expiresAt, mode } = shared
  const { name, icon, band } = CLASSES[classification]
  const day = formats.day(Date.parse(sharedAt))
  const end = expiresAt === null ? null : formats.moment(Date.parse(expiresAt))
  return (
    <div className="mx-auto grid w-full max-w-(--measure) gap-6">
      <header className="grid gap-2">
        <h1 className="font-display text-2xl [overflow-wrap:anywhere] text-balance" tabIndex={-1}>
          <bdi>{shared.title || t`New conversation`}</bdi>
        </h1>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-muted">
          <span>
            <Trans>
              Shared by <bdi>{ownerName}</bdi> on {day}
            </Trans>
          </span>
          <span>
            {mode === 'snapshot' ? (
              <Trans>As it was then</Trans>
            ) : (
              <Trans>It may still change</Trans>
            )}
          </span>
          {end !== null && (
            <span>
              <Trans>Until {end}</Trans>
            </span>
          )}
          <span className={`flex items-center gap-1 rounded-full px-2 py-px ${band}`}>
            <Icon name={icon} size={14} />
            {i18n._(name)}
          </span>
        </p>
      </header>
      <SharedMessages messages={shared.messages} ownerName={ownerName} shareId={shared.id}>
        {children}
      </SharedMessages>
    </div>
  )
}
