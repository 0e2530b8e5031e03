import { lazy, Suspense } from 'react'

const SettingsDialog = lazy(async () => ({
  default: (await import('../SettingsDialog.tsx')).SettingsDialog,
}))

/** The settings, loaded when somebody opens them. */
export function LazySettings({ onClose }: { onClose: () => void }) {
  return (
    <Suspense>
      <SettingsDialog onClose={onClose} />
    </Suspense>
  )
}
