import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { useStore } from '../state/external-store.ts'
import { Icon } from '../ui/Icon.tsx'
import { useApp } from './app-context.ts'

/** What keeps the whole page from working, said above it; gone by itself as soon as that is over. */
export function Banners() {
  const { connection, session } = useApp()
  const isReachable = useStore(connection.isReachable)
  const { status } = useStore(session.state)
  return (
    <output className="block">
      {!isReachable && (
        <Banner>
          <Trans>
            The server cannot be reached. Nothing is lost: this page goes on by itself as soon as it
            is back.
          </Trans>
        </Banner>
      )}
      {isReachable && status === 'expired' && (
        <Banner>
          <Trans>
            You are not signed in any more.{' '}
            <a className="underline" href="/" rel="noopener" target="_blank">
              Sign in again in another window
            </a>
            ; then this page goes on.
          </Trans>
        </Banner>
      )}
    </output>
  )
}

function Banner({ children }: { children: ReactNode }) {
  return (
    <span className="flex items-start gap-3 bg-warning-soft px-5 py-2.5 text-sm text-warning">
      <span className="mt-0.5">
        <Icon name="warning" />
      </span>
      <span>{children}</span>
    </span>
  )
}
