import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Conversation } from '#wire/conversations.ts'
import type { CreatedShares, CreateShares, Recipient, ShareMode } from '#wire/sharing.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { LinkMade } from './LinkMade.tsx'
import { RecipientPicker, type Named } from './RecipientPicker.tsx'
import { ShareOptions, type SeenOptions } from './ShareOptions.tsx'
import { SharePreview } from './SharePreview.tsx'
import { ShareRows } from './ShareRows.tsx'
import { useSharing } from './use-sharing.ts'

interface ShareDialogProps {
  conversation: Conversation
  onClose: () => void
}

const FIRST: SeenOptions = {
  mode: 'snapshot',
  showsReasoning: false,
  mayCopy: true,
  expiresInDays: 30,
}

/** Who may read a conversation: people and groups, or whoever has a link. Shows what they will see, and ends it at once. */
export function ShareDialog({ conversation, onClose }: ShareDialogProps) {
  const { t } = useLingui()
  const { id } = conversation
  const client = useSharing()
  const remote = useRemote(
    useCallback((signal: AbortSignal) => client.listShares(id, signal), [client, id]),
  )
  const [isPreviewing, setIsPreviewing] = useState(false)
  const [options, setOptions] = useState(FIRST)
  const [made, setMade] = useState<CreatedShares | null>(null)
  const leafId = useLeaf(id)
  const seen = { mode: options.mode, showsReasoning: options.showsReasoning, leafId }
  const { value } = remote
  const readers = useRef<HTMLElement>(null)
  // Below the edge of the dialog nobody would see that it was shared. A new link stands on its own.
  useEffect(() => {
    if (value && made && !made.token) readers.current?.scrollIntoView({ block: 'nearest' })
  }, [made, value])

  if (isPreviewing) {
    return <SharePreview conversationId={id} seen={seen} onBack={() => setIsPreviewing(false)} />
  }
  function onMade(created: CreatedShares) {
    setMade(created)
    remote.reload()
  }
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Share this conversation`} size="wide">
      <div className="grid gap-6">
        <RemoteStatus of={remote} lines={4} />
        {value && value.limits.refusal !== null && (
          <Banner kind="warning" title={t`This conversation cannot be shared`}>
            <p lang="en">{value.limits.refusal}</p>
          </Banner>
        )}
        {value && value.limits.refusal === null && (
          <>
            <ShareOptions options={options} onChange={setOptions} />
            <p>
              <Button icon="search" onClick={() => setIsPreviewing(true)}>
                <Trans>See what they will see</Trans>
              </Button>
            </p>
            <WithPeople conversationId={id} options={options} leafId={leafId} onMade={onMade} />
            <ByLink
              conversationId={id}
              options={options}
              leafId={leafId}
              refusal={value.limits.linkRefusal}
              isOpenAllowed={value.limits.openLinkRefusal === null}
              onMade={onMade}
            />
            {made?.token && <LinkMade token={made.token} />}
          </>
        )}
        {value && value.shares.length > 0 && (
          <section aria-label={t`Who can read it`} className="grid gap-2" ref={readers}>
            <h3 className="font-medium text-ink">
              <Trans>Who can read it</Trans>
            </h3>
            <ShareRows shares={value.shares} onRevoked={remote.reload} />
          </section>
        )}
      </div>
    </Dialog>
  )
}

/** The last message on the screen, where the conversation is open; null: the newest. */
function useLeaf(conversationId: string): string | null {
  const { threads } = useApp()
  const thread = threads.of(conversationId)
  const last = thread.state.get().path.findLast(({ message }) => message.status !== 'streaming')
  return last?.message.id ?? null
}

interface MakingProps {
  conversationId: string
  options: SeenOptions
  leafId: string | null
  onMade: (created: CreatedShares) => void
}

function wishOf(
  { mode, showsReasoning, mayCopy, expiresInDays }: SeenOptions,
  leafId: string | null,
): Omit<CreateShares, 'to'> & { mode: ShareMode } {
  return { mode, showsReasoning, mayCopy, expiresInDays, leafId }
}

function WithPeople({ conversationId, options, leafId, onMade }: MakingProps) {
  const { t } = useLingui()
  const client = useSharing()
  const { run, isRunning, failure } = useTask()
  const [chosen, setChosen] = useState<readonly Named[]>([])

  async function share() {
    if (chosen.length === 0) return
    const recipients: Recipient[] = chosen.map(({ kind, id }) => ({ kind, id }))
    const isShared = await run(async () => {
      const to = { kind: 'people' as const, recipients }
      onMade(await client.createShares(conversationId, { ...wishOf(options, leafId), to }))
    })
    if (isShared) setChosen([])
  }
  return (
    <section aria-label={t`People and groups`} className="grid gap-3">
      <h3 className="font-medium text-ink">
        <Trans>People and groups</Trans>
      </h3>
      <RecipientPicker chosen={chosen} onChange={setChosen} />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <p>
        <Button
          look="primary"
          icon="share"
          disabled={chosen.length === 0}
          isBusy={isRunning}
          onClick={() => void share()}
        >
          <Trans>Share with them</Trans>
        </Button>
      </p>
    </section>
  )
}

interface ByLinkProps extends MakingProps {
  refusal: string | null
  isOpenAllowed: boolean
}

function ByLink(props: ByLinkProps) {
  const { conversationId, options, leafId, refusal, isOpenAllowed, onMade } = props
  const { t } = useLingui()
  const client = useSharing()
  const { run, isRunning, failure } = useTask()
  const [isOpen, setIsOpen] = useState(false)

  async function share() {
    await run(async () => {
      const to = { kind: 'link' as const, needsSignIn: !isOpen }
      // A link always ends: where people may read for good, a link may for a year.
      const expiresInDays = options.expiresInDays ?? 365
      const wish = { ...wishOf(options, leafId), expiresInDays, to }
      onMade(await client.createShares(conversationId, wish))
    })
  }
  return (
    <section aria-label={t`Link`} className="grid gap-3">
      <h3 className="font-medium text-ink">
        <Trans>Link</Trans>
      </h3>
      {refusal === null ? (
        <>
          <p className="text-sm">
            {isOpen ? (
              <Trans>Anybody who has the link can read it, without signing in.</Trans>
            ) : (
              <Trans>Everybody in your organisation who has the link can read it.</Trans>
            )}
          </p>
          {isOpenAllowed && (
            <label className="flex items-start gap-2 text-sm text-ink">
              <input
                checked={isOpen}
                className="mt-1"
                onChange={({ target }) => setIsOpen(target.checked)}
                type="checkbox"
              />
              <Trans>Also people who cannot sign in here</Trans>
            </label>
          )}
          {failure && <FailureNotice code={failure.code} detail={failure.message} />}
          <p>
            <Button icon="external" isBusy={isRunning} onClick={() => void share()}>
              <Trans>Make a link</Trans>
            </Button>
          </p>
        </>
      ) : (
        <p className="text-sm" lang="en">
          {refusal}
        </p>
      )}
    </section>
  )
}
