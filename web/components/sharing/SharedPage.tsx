import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { ApiFailure } from '#sdk/api-failure.ts'
import { openLinkAnonymously } from '#sdk/open-link.ts'
import type { SharedConversation } from '#wire/sharing.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { PageFrame } from '../shell/PageFrame.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { usePageTitle } from '../use-page-title.ts'
import { useTask } from '../use-task.ts'
import { SharedView } from './SharedView.tsx'
import { useSharing } from './use-sharing.ts'

const LIVING_MS = 15_000

/** `/shared/:id`: what somebody shares with whoever is signed in. */
export function SharedPage({ id }: { id: string }) {
  const client = useSharing()
  const remote = useRemote(
    useCallback((signal: AbortSignal) => client.getShared(id, signal), [client, id]),
    LIVING_MS,
  )
  const { value, failure } = remote
  usePageTitle(value?.title ?? '')
  // It may end while somebody looks at it: then it is gone from the screen as well.
  if (failure?.status === 404)
    return (
      <PageFrame>
        <Gone />
      </PageFrame>
    )
  return (
    <PageFrame>
      <RemoteStatus of={remote} />
      {value && <Shown shared={value} />}
    </PageFrame>
  )
}

function Shown({ shared }: { shared: SharedConversation }) {
  return (
    <SharedView shared={shared}>
      {(leafId) => shared.mayCopy && <GoOn leafId={leafId} shared={shared} />}
    </SharedView>
  )
}

/** A copy of one's own, as far as what is shown. */
function GoOn({ shared, leafId }: { shared: SharedConversation; leafId: string | null }) {
  const { conversations } = useApp()
  const client = useSharing()
  const [, navigate] = useLocation()
  const { run, isRunning, failure } = useTask()
  const { id } = shared
  async function copy() {
    await run(async () => {
      if (id === null) return
      const made = await client.copyShared(id, { messageId: leafId })
      await conversations.reload(made.id)
      navigate(`/c/${made.id}`)
    })
  }
  return (
    <footer className="grid justify-items-start gap-3 rounded-lg border border-line bg-surface p-4">
      <p className="text-sm text-ink-muted">
        <Trans>
          You can go on from here in a copy of your own. Whoever shared this does not see it.
        </Trans>
      </p>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <Button icon="copy" isBusy={isRunning} look="primary" onClick={() => void copy()}>
        <Trans>Go on with a copy</Trans>
      </Button>
    </footer>
  )
}

/** `/s#…`: gives the token of a link for what it opens, and takes it out of the address. */
export function LinkPage() {
  const client = useSharing()
  const [, navigate] = useLocation()
  const [outcome, setOutcome] = useState<SharedConversation | 'gone' | ApiFailure | null>(null)
  const isAsked = useRef(false)
  useEffect(() => {
    if (isAsked.current) return
    isAsked.current = true
    const token = window.location.hash.slice(1)
    window.history.replaceState(null, '', '/s')
    async function open() {
      try {
        navigate(`/shared/${await client.openLink(token)}`, { replace: true })
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error
        // It may be another organisation's, which lets everybody read it; or it was cut off on its way here.
        const isUnknown = error.status === 404 || error.status === 400
        setOutcome(isUnknown ? ((await anonymously(token)) ?? 'gone') : error)
      }
    }
    void open()
  }, [client, navigate])
  return (
    <PageFrame>
      {outcome === null && <Skeleton lines={6} />}
      {outcome === 'gone' && <Gone />}
      {outcome instanceof ApiFailure && (
        <FailureNotice code={outcome.code} detail={outcome.message} />
      )}
      {outcome !== null && typeof outcome === 'object' && 'messages' in outcome && (
        <SharedView shared={{ ...outcome, id: null }} />
      )}
    </PageFrame>
  )
}

async function anonymously(token: string): Promise<SharedConversation | undefined> {
  try {
    return await openLinkAnonymously(window.fetch.bind(window), token)
  } catch {
    return undefined
  }
}

export function Gone() {
  const { t } = useLingui()
  usePageTitle(t`Not shared with you`)
  return (
    <EmptyState
      action={
        <LinkButton href="/shared" icon="share">
          <Trans>What is shared with you</Trans>
        </LinkButton>
      }
      icon="share"
      isPage
      title={t`This is not there, or not shared with you any more`}
    >
      <Trans>
        The link may be incomplete, it may have ended, or whoever shared it ended it. Ask them for a
        new one.
      </Trans>
    </EmptyState>
  )
}
