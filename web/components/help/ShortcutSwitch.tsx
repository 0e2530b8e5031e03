import { Trans } from '@lingui/react/macro'
import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'

/** Off: no key does anything but what the browser does with it (WCAG 2.1.4). */
export function ShortcutSwitch() {
  const { shortcuts } = useApp()
  const isOn = useStore(shortcuts.isOn)
  return (
    <label className="flex min-h-(--control) items-center gap-3 text-sm">
      <input
        checked={isOn}
        className="size-5 accent-sea"
        onChange={({ target }) => shortcuts.turn(target.checked)}
        type="checkbox"
      />
      <Trans>Use these shortcuts on this device</Trans>
    </label>
  )
}
