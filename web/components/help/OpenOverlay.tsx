import { lazy, type ComponentType } from 'react'
import type { CommandPlace } from '../../state/commands.ts'

export interface OverlayProps {
  onClose: () => void
  place: CommandPlace
}

/** What a command can open above any page (`app.overlay.set(name)`), each loaded when it is: one entry an overlay. */
const OVERLAYS: Readonly<Record<string, ComponentType<OverlayProps>>> = {
  palette: lazy(async () => ({ default: (await import('./CommandPalette.tsx')).CommandPalette })),
  help: lazy(async () => ({ default: (await import('./HelpSheet.tsx')).HelpSheet })),
  search: lazy(async () => ({
    default: (await import('../search/SearchDialog.tsx')).SearchDialog,
  })),
  tour: lazy(async () => ({ default: (await import('../tour/Tour.tsx')).Tour })),
  wordings: lazy(async () => ({
    default: (await import('../language/WordingOverlay.tsx')).WordingOverlay,
  })),
  'translate-selection': lazy(async () => ({
    default: (await import('../language/SelectionOverlay.tsx')).SelectionOverlay,
  })),
  settings: lazy(async () => ({
    default: (await import('../settings/SettingsDialog.tsx')).SettingsDialog,
  })),
}

export function OpenOverlay({ name, ...props }: OverlayProps & { name: string }) {
  const Overlay = OVERLAYS[name]
  return Overlay && <Overlay {...props} />
}
