import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import type { Classification } from '#wire/classification.ts'
import { Icon } from '../../ui/Icon.tsx'
import { CLASSES } from './class-texts.ts'

const ClassDialog = lazy(async () => ({
  default: (await import('./ClassDialog.tsx')).ClassDialog,
}))

interface ClassBandProps {
  classification: Classification
  /** Null: it is not stored yet. */
  conversationId: string | null
  onChange: (to: Classification) => Promise<void>
}

/** How carefully a conversation is to be handled, over the whole width of it: in words, with a sign, in a colour. */
export function ClassBand({ classification, conversationId, onChange }: ClassBandProps) {
  const { t, i18n } = useLingui()
  const [isOpen, setIsOpen] = useState(false)
  const { name, icon, band } = CLASSES[classification]
  const text = i18n._(name)
  return (
    <>
      {/* Announced whenever it becomes another one. */}
      <output className="block" aria-live="polite">
        <span className="sr-only">{t`This conversation is: ${text}.`}</span>
      </output>
      <div className={`flex shrink-0 justify-center px-3 forced-colors:border-y ${band}`}>
        <button
          aria-haspopup="dialog"
          className="flex min-h-(--control) max-w-full items-center gap-2 rounded-md px-3 text-sm font-medium hover:underline"
          onClick={() => setIsOpen(true)}
          type="button"
        >
          <Icon name={icon} size={17} />
          <span>
            <span className="sr-only">
              <Trans>Classification:</Trans>{' '}
            </span>
            {text}
          </span>
          <span className="truncate text-xs font-normal max-sm:sr-only">
            <Trans>Where do my words go?</Trans>
          </span>
          <Icon name="chevron-down" size={14} />
        </button>
      </div>
      {isOpen && (
        <Suspense>
          <ClassDialog
            classification={classification}
            conversationId={conversationId}
            onChange={onChange}
            onClose={() => setIsOpen(false)}
          />
        </Suspense>
      )}
    </>
  )
}
