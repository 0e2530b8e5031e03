import { Trans } from '@lingui/react/macro'
import { Logo } from '../ui/Logo.tsx'

const COMMAND = 'npm run galerne sign-in-link'

/** Shown to whoever has no session: only the terminal can let somebody in. */
export function SignInPage() {
  return (
    <main className="grid min-h-full place-items-center overflow-y-auto p-6">
      <div className="w-full max-w-md">
        <Logo size={40} />
        <h1 className="mt-6 font-display text-3xl text-balance">
          <Trans>Sign in from the terminal</Trans>
        </h1>
        <p className="mt-4 text-ink-muted">
          <Trans>
            Galerne runs for you alone on this machine. Open the sign-in link that it printed when
            it started. Each link works once.
          </Trans>
        </p>
        <p className="mt-6 text-ink-muted">
          <Trans>For a new link, run this in Galerne’s folder:</Trans>
        </p>
        <pre className="mt-2 overflow-x-auto rounded-md border border-line bg-sunken px-4 py-3 font-mono text-sm">
          <code translate="no">{COMMAND}</code>
        </pre>
      </div>
    </main>
  )
}
