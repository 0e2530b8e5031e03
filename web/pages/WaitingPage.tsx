import { Trans } from '@lingui/react/macro'
import { useApp } from '../components/app-context.ts'
import { BrandLogo } from '../components/BrandLogo.tsx'
import { useStore } from '../state/external-store.ts'

/** Before the server has said who is signed in: nothing at all for a moment, or that it cannot be reached. */
export function WaitingPage() {
  const { connection } = useApp()
  const isReachable = useStore(connection.isReachable)
  if (isReachable) return null
  return (
    <main className="grid min-h-full place-items-center p-6">
      <div className="w-full max-w-md">
        <BrandLogo size={40} />
        <h1 className="mt-6 font-display text-3xl text-balance">
          <Trans>The server does not answer</Trans>
        </h1>
        <output className="mt-4 block text-ink-muted">
          <Trans>
            Start it with npm start. This page goes on by itself as soon as the server is back.
          </Trans>
        </output>
      </div>
    </main>
  )
}
