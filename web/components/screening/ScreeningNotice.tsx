import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { FindingKind, PreviewFinding } from '#wire/screening.ts'
import { Icon } from '../../ui/Icon.tsx'
import { KIND_NAMES } from './kind-texts.ts'
import { ScreenedText } from './ScreenedText.tsx'
import type { Previewed } from './use-preview.ts'

/** Before a message is sent: what of it stays here, and what the model gets. Can be put away until something else is found. */
export function ScreeningNotice({ text, preview }: Previewed) {
  const { t } = useLingui()
  const found = preview.findings.filter(({ choice }) => choice !== 'allow')
  const kinds = [...new Set(found.map(({ kind }) => kind))]
  const [putAway, setPutAway] = useState<readonly FindingKind[]>([])
  const [isOpen, setIsOpen] = useState(false)
  // What cannot be sent cannot be overlooked.
  if (!preview.isBlocked && kinds.every((kind) => putAway.includes(kind))) return null
  const look = preview.isBlocked ? 'bg-danger-soft text-danger' : 'bg-sea-soft text-sea-ink'
  return (
    <div className={`mb-2 rounded-lg px-3 py-2 text-sm ${look}`} aria-live="polite">
      <div className="flex items-start gap-2">
        <span className="mt-0.5">
          <Icon name={preview.isBlocked ? 'danger' : 'shield'} size={17} />
        </span>
        <p className="min-w-0 grow">
          <Told found={found} isBlocked={preview.isBlocked} /> <KindList kinds={kinds} />
        </p>
        <button
          aria-expanded={isOpen}
          className="shrink-0 underline underline-offset-2"
          onClick={() => setIsOpen(!isOpen)}
          type="button"
        >
          {preview.isBlocked ? <Trans>Show where</Trans> : <Trans>What the model gets</Trans>}
        </button>
        {!preview.isBlocked && (
          <button
            aria-label={t`Put this notice away`}
            className="shrink-0 self-start"
            onClick={() => setPutAway(kinds)}
            title={t`Put this notice away`}
            type="button"
          >
            <Icon name="close" size={17} />
          </button>
        )}
      </div>
      {isOpen && (
        <div className="mt-2 text-ink">
          <ScreenedText preview={preview} text={text} />
        </div>
      )}
    </div>
  )
}

function Told({ found, isBlocked }: { found: readonly PreviewFinding[]; isBlocked: boolean }) {
  if (isBlocked) {
    return <Trans>This cannot be sent to this model. Take it out, or choose another model:</Trans>
  }
  const replaced = found.filter(({ choice }) => choice !== 'warn').length
  if (replaced === 0) return <Trans>This goes to others as it is written:</Trans>
  return (
    <Plural
      value={replaced}
      one="# detail is replaced before it leaves:"
      other="# details are replaced before they leave:"
    />
  )
}

function KindList({ kinds }: { kinds: readonly FindingKind[] }) {
  const { i18n } = useLingui()
  const list = new Intl.ListFormat(i18n.locale, { type: 'conjunction' })
  return <>{list.format(kinds.map((kind) => i18n._(KIND_NAMES[kind])))}.</>
}
