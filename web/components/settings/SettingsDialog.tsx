import { useLingui } from '@lingui/react/macro'
import { Suspense, useId, useState } from 'react'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { LegalLinks } from '../legal/LegalLinks.tsx'
import { AccountLine } from './AccountLine.tsx'
import { SECTIONS, type SettingsSection } from './sections.tsx'

interface SettingsDialogProps {
  onClose: () => void
  /** The section that is shown first. */
  first?: string
}

export function SettingsDialog({ onClose, first = 'general' }: SettingsDialogProps) {
  const { t } = useLingui()
  const [shown, setShown] = useState(first)
  const id = useId()
  const section = SECTIONS.find((each) => each.id === shown) ?? SECTIONS[0]
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} size="wide" title={t`Settings`}>
      <div className="grid gap-5">
        <div className="grid content-start gap-x-6 gap-y-4 sm:min-h-96 sm:grid-cols-[11rem_minmax(0,1fr)]">
          <SectionList onChoose={setShown} shown={section?.id ?? first} />
          {section && (
            <section aria-labelledby={id} className="min-w-0">
              <h3 className="mb-4 font-medium text-ink" id={id}>
                {t(section.name)}
              </h3>
              <Suspense fallback={<Spinner />}>
                <section.Section />
              </Suspense>
            </section>
          )}
        </div>
        <AccountLine onLeave={onClose} />
        <LegalLinks />
      </div>
    </Dialog>
  )
}

interface SectionListProps {
  shown: string
  onChoose: (id: string) => void
}

/** Beside the section where there is room, and above it in one line that wraps where there is none. */
function SectionList({ shown, onChoose }: SectionListProps) {
  const { t } = useLingui()
  return (
    <nav aria-label={t`Sections of the settings`}>
      <ul className="flex flex-wrap gap-1 sm:grid">
        {SECTIONS.map((section) => (
          <li key={section.id}>
            <SectionButton
              isShown={section.id === shown}
              onChoose={() => onChoose(section.id)}
              section={section}
            />
          </li>
        ))}
      </ul>
    </nav>
  )
}

interface SectionButtonProps {
  section: SettingsSection
  isShown: boolean
  onChoose: () => void
}

function SectionButton({ section, isShown, onChoose }: SectionButtonProps) {
  const { t } = useLingui()
  return (
    <button
      aria-current={isShown}
      className="flex min-h-(--control) w-full items-center gap-2.5 rounded-md px-3 text-start text-sm text-ink-muted hover:bg-hover hover:text-ink aria-[current=true]:bg-sea-soft aria-[current=true]:text-sea-ink forced-colors:aria-[current=true]:outline"
      onClick={onChoose}
      type="button"
    >
      <Icon name={section.icon} size={18} />
      {t(section.name)}
    </button>
  )
}
