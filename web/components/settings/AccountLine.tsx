import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Link } from 'wouter'
import { forgetAll } from '../../state/storage.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useApp } from '../app-context.ts'

/** The way to one's account, and out. */
export function AccountLine({ onLeave }: { onLeave: () => void }) {
  const { offline } = useApp()
  const [isLeaving, setIsLeaving] = useState(false)

  /** A page of the server's own: who has come by another service is signed out there too, and comes back. */
  function signOut() {
    setIsLeaving(true)
    offline.forget()
    // Whoever sits here next is not shown what was about to be asked.
    forgetAll(() => window.localStorage, 'draft.')
    window.location.assign('/sign-out')
  }

  return (
    <div className="flex flex-wrap gap-2 border-t border-line pt-5">
      <Link
        className="inline-flex min-h-(--control) items-center gap-2 rounded-md border border-line bg-surface px-4 py-1 text-sm font-medium text-ink hover:bg-hover"
        href="/account"
        onClick={onLeave}
      >
        <Icon name="person" size={16} />
        <Trans>My account</Trans>
      </Link>
      <Button isBusy={isLeaving} icon="sign-out" onClick={signOut}>
        <Trans>Sign out</Trans>
      </Button>
    </div>
  )
}
