import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Link } from 'wouter'
import { IconButton } from '../../ui/IconButton.tsx'
import { BrandLogo } from '../BrandLogo.tsx'
import { LazySettings } from './LazySettings.tsx'
import { PlaceLinks } from './PlaceLinks.tsx'

/** The narrow strip at the edge of a wide window, always there and never in the way. */
export function Rail() {
  const { t } = useLingui()
  const [areSettingsOpen, setAreSettingsOpen] = useState(false)
  return (
    <div className="flex h-full w-[5.5rem] shrink-0 flex-col overflow-y-auto border-e border-line bg-sunken px-1 pt-4 pb-3">
      <Link className="mx-auto mb-4 rounded-md p-1" href="/">
        <BrandLogo />
      </Link>
      <PlaceLinks shape="strip" />
      <span className="mx-auto mt-auto pt-3">
        <IconButton icon="settings" label={t`Settings`} onClick={() => setAreSettingsOpen(true)} />
      </span>
      {areSettingsOpen && <LazySettings onClose={() => setAreSettingsOpen(false)} />}
    </div>
  )
}
