import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import type { PreviewShare } from '#wire/sharing.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { SharedMessages } from './SharedMessages.tsx'
import { useSharing } from './use-sharing.ts'

interface SharePreviewProps {
  conversationId: string
  seen: PreviewShare
  onBack: () => void
}

/** Exactly what readers will see: asked of the server, which makes it as it makes theirs. */
export function SharePreview({ conversationId, seen, onBack }: SharePreviewProps) {
  const { t } = useLingui()
  const client = useSharing()
  const { mode, leafId, showsReasoning } = seen
  const remote = useRemote(
    useCallback(
      (signal: AbortSignal) =>
        client.previewShare(
          conversationId,
          {
            mode,
            ...(leafId !== undefined && { leafId }),
            ...(showsReasoning !== undefined && { showsReasoning }),
          },
          signal,
        ),
      [client, conversationId, mode, leafId, showsReasoning],
    ),
  )
  const { value } = remote
  return (
    <Dialog
      actions={
        <Button look="primary" onClick={onBack}>
          <Trans>Back to sharing</Trans>
        </Button>
      }
      closeLabel={t`Close`}
      onClose={onBack}
      size="wide"
      title={t`What they will see`}
    >
      <RemoteStatus of={remote} />
      {value && (
        <div className="rounded-lg border border-line bg-canvas p-4 text-ink">
          <p className="mb-4 font-display text-xl">
            <bdi>{value.title || t`New conversation`}</bdi>
          </p>
          <SharedMessages messages={value.messages} ownerName={value.ownerName} shareId={null} />
        </div>
      )}
    </Dialog>
  )
}
