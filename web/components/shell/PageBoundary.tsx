import { Trans } from '@lingui/react/macro'
import { Component, type ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'

interface PageBoundaryProps {
  children: ReactNode
}

/**
 * Keeps the way to other pages open where one does not come up: its code could not be fetched, because the server is away or
 * has a newer version, or the page broke.
 */
export class PageBoundary extends Component<PageBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children
    return (
      <main className="grid h-full place-content-center gap-4 p-6 text-center" id="main">
        <h1 className="font-display text-2xl text-balance">
          <Trans>This page could not be shown</Trans>
        </h1>
        <p className="max-w-md text-ink-muted">
          <Trans>
            The server may be away, or have a newer version than this window. Load the page again.
          </Trans>
        </p>
        <div>
          <Button icon="retry" onClick={() => window.location.reload()}>
            <Trans>Load again</Trans>
          </Button>
        </div>
      </main>
    )
  }
}
