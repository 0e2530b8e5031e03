import { lazy } from 'react'
import { Extra } from '../Extra.tsx'

const SettingsDialog = lazy(async () => ({
  default: (await import('../settings/SettingsDialog.tsx')).SettingsDialog,
}))

/** The settings, loaded when somebody opens them. `first`: the section that is shown first. */
export function LazySettings(props: { onClose: () => void; first?: string }) {
  return (
    <Extra>
      <SettingsDialog {...props} />
    </Extra>
  )
}
