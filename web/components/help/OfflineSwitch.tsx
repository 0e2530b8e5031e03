import { Trans } from '@lingui/react/macro'
import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'

/** Whether conversations that one opens can be read without a network. Off unless somebody wants it: a device may be shared. */
export function OfflineSwitch() {
  const { offline, session } = useApp()
  const isKeeping = useStore(offline.isKeeping)
  const state = useStore(session.state)
  if (!offline.isPossible) return null
  if ('session' in state && state.session.offlineReading === false) {
    return (
      <p className="text-sm text-ink-muted">
        <Trans>Your organisation lets no conversation be kept on devices.</Trans>
      </p>
    )
  }
  return (
    <div className="grid gap-1.5">
      <label className="flex min-h-(--control) items-center gap-3 text-sm">
        <input
          checked={isKeeping}
          className="size-5 accent-sea"
          onChange={({ target }) => void offline.keep(target.checked)}
          type="checkbox"
        />
        <Trans>Let me read conversations on this device without a network</Trans>
      </label>
      <p className="text-sm text-ink-muted">
        <Trans>
          What you open is kept on this device until you sign out. Restricted and secret
          conversations never are.
        </Trans>
      </p>
    </div>
  )
}
