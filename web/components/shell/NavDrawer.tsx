import { Trans } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import { Icon } from '../../ui/Icon.tsx'
import { BrandLogo } from '../BrandLogo.tsx'
import { Drawer } from '../Drawer.tsx'
import { LazySettings } from './LazySettings.tsx'
import { PlaceLinks } from './PlaceLinks.tsx'

interface NavDrawerProps {
  /** Names the drawer: what `children` lists. */
  label: string
  onClose: () => void
  /** What belongs to the part of Galerne that one is in. */
  children?: ReactNode
}

/** All ways in a narrow window: the parts of Galerne, what the present one lists, and the settings. */
export function NavDrawer({ label, onClose, children }: NavDrawerProps) {
  const [areSettingsOpen, setAreSettingsOpen] = useState(false)
  return (
    <Drawer label={label} onClose={onClose}>
      <div className="flex h-full min-h-0 flex-col">
        <div className="px-5 pt-5 pb-4">
          <BrandLogo hasName />
        </div>
        <div className="px-3 pb-3">
          <PlaceLinks onNavigate={onClose} shape="grid" />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto border-t border-line pt-3">{children}</div>
        <div className="border-t border-line p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
          <button
            className="flex min-h-(--control) w-full items-center gap-2.5 rounded-md px-3 text-sm text-ink-muted hover:bg-hover hover:text-ink"
            onClick={() => setAreSettingsOpen(true)}
            type="button"
          >
            <Icon name="settings" />
            <Trans>Settings</Trans>
          </button>
        </div>
      </div>
      {areSettingsOpen && <LazySettings onClose={() => setAreSettingsOpen(false)} />}
    </Drawer>
  )
}
