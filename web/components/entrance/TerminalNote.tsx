import { Trans } from '@lingui/react/macro'

const COMMAND = 'npm run galerne sign-in-link'

/** For whoever runs this Galerne: the way in that needs no account. */
export function TerminalNote() {
  return (
    <div className="grid gap-2 text-sm text-ink-muted">
      <p>
        <Trans>Whoever runs Galerne gets a link that works once, in its folder:</Trans>
      </p>
      <pre className="overflow-x-auto rounded-md border border-line bg-sunken px-4 py-3 font-mono">
        <code translate="no">{COMMAND}</code>
      </pre>
    </div>
  )
}
