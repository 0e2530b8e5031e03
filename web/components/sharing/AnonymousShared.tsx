import { Trans } from '@lingui/react/macro'
import type { SharedConversation } from '#wire/sharing.ts'
import { usePageTitle } from '../use-page-title.ts'
import { SharedView } from './SharedView.tsx'

/** What a link shows to whoever is not signed in: the conversation alone, and nothing of Galerne that would ask who they are. */
export function AnonymousShared({ shared }: { shared: SharedConversation }) {
  usePageTitle(shared.title)
  return (
    <main className="h-full overflow-y-auto px-5 py-8" id="main">
      <SharedView shared={{ ...shared, id: null }} />
      <p className="mx-auto mt-10 w-full max-w-(--measure) border-t border-line pt-4 text-sm text-ink-muted">
        <Trans>You read this without signing in. Whoever shared it can end that at any time.</Trans>
      </p>
    </main>
  )
}
